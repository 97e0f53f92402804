"""The minutes of a joint meeting."""

from collections.abc import Sequence
from typing import IO

from dispatch.choices import MeetingState
from dispatch.models import AgendaItem, Meeting, Resolution

from .draft import Draft
from .wording import long_date


def sentence(row: Resolution) -> str:
    """议定内容，由×××牵头，×××配合，于×月×日前完成。"""
    partners = "、".join(each.name for each in row.partners.all())
    joined = f"，{partners}配合" if partners else ""
    text = row.text.rstrip("。；;，,")
    return f"{text}，由{row.lead_name}牵头{joined}，于{row.due_on.month}月{row.due_on.day}日前完成。"


def file_name(meeting: Meeting) -> str:
    return f"{meeting.campaign.short_name}{meeting.label}纪要.docx"


def written(
    meeting: Meeting, resolutions: Sequence[Resolution], items: Sequence[AgendaItem], *, issuer: str
) -> IO[bytes]:
    draft = Draft(f"{meeting.campaign.short_name}{meeting.label}纪要", issuer=issuer)
    draft.head(
        "联席会议纪要",
        state="定稿，待编号印发" if meeting.state == MeetingState.SETTLED else "送审稿",
        second=f"（第{meeting.number}次）",
        under=f"{issuer}　　　　　{long_date(meeting.held_on)}",
    )
    draft.title(meeting.campaign.name, f"{meeting.label}纪要")
    draft.body(
        f"{long_date(meeting.held_on)}，{meeting.chair}在{meeting.place}主持召开{meeting.campaign.name}"
        f"{meeting.label}，研究协调项目推进中的问题。现将会议议定事项纪要如下："
    )
    if items:
        draft.section("研究议题")
        draft.points(f"{item.title}。" for item in items)
    draft.section("议定事项")
    draft.points(sentence(row) for row in resolutions)
    _people(draft, meeting)
    draft.imprint("联席会议各成员单位，各县（市、区）。")
    return draft.saved()


def _people(draft: Draft, meeting: Meeting) -> None:
    draft.gap()
    for label, text in (("出席", meeting.present), ("列席", meeting.observers), ("请假", meeting.absent)):
        if text:
            draft.labelled(label, "、".join(part.strip() for part in text.splitlines() if part.strip()))
    if meeting.recorder:
        draft.labelled("记录", meeting.recorder)
