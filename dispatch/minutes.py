"""The minutes of a joint meeting as a Word draft. Numbers, signatures and issue belong to the office's own system."""

import tempfile
from collections.abc import Sequence
from datetime import date
from typing import IO

from docx.document import Document as Paper
from docx.shared import Pt

from . import official
from .choices import MeetingState
from .models import AgendaItem, Meeting, Resolution

ISSUER = "泉州市住房和城乡建设局"
TENS = "十"
DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as headings count: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return (DIGITS[tens] if tens > 1 else "") + TENS + (DIGITS[ones] if ones else "")


def long_date(day: date) -> str:
    """2018年8月9日: Arabic, full year, no padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def sentence(row: Resolution) -> str:
    """议定内容，由×××牵头，×××配合，于×月×日前完成。"""
    partners = "、".join(each.name for each in row.partners.all())
    joined = f"，{partners}配合" if partners else ""
    text = row.text.rstrip("。；;，,")
    return f"{text}，由{row.lead_name}牵头{joined}，于{row.due_on.month}月{row.due_on.day}日前完成。"


def file_name(meeting: Meeting) -> str:
    return f"{meeting.campaign.short_name}{meeting.label}纪要.docx"


def written(meeting: Meeting, resolutions: Sequence[Resolution], items: Sequence[AgendaItem]) -> IO[bytes]:
    """An open temporary file at its start."""
    paper = official.new_paper()
    paper.core_properties.title = f"{meeting.campaign.short_name}{meeting.label}纪要"
    paper.core_properties.author = ISSUER
    _head(paper, meeting)
    _opening(paper, meeting)
    if items:
        official.heading(paper, "一、研究议题")
        for number, item in enumerate(items, start=1):
            official.body(paper, f"（{chinese_number(number)}）{item.title}。")
    official.heading(paper, "二、议定事项" if items else "一、议定事项")
    for number, row in enumerate(resolutions, start=1):
        official.body(paper, f"（{chinese_number(number)}）{sentence(row)}")
    _people(paper, meeting)
    official.imprint(paper, ["抄送：联席会议各成员单位，各县（市、区）。", f"{ISSUER}办公室　　　　　年　月　日印发"])
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    paper.save(target)
    target.seek(0)
    return target


def _head(paper: Paper, meeting: Meeting) -> None:
    """Mark, ordinal, issuer and date above the red rule; which draft this is, because it has no number yet."""
    state = "定稿，待编号印发" if meeting.state == MeetingState.SETTLED else "送审稿"
    official.line(paper, f"（{state}）", official.Face(official.HEI, official.SMALL))
    mark = official.Face(official.TITLE_SONG, Pt(36), is_red=True)
    official.line(paper, "联席会议纪要", mark, centred=True)
    official.line(paper)
    official.line(paper, f"（第{meeting.number}次）", centred=True)
    official.line(paper)
    line = official.line(paper, f"{ISSUER}　　　　　{long_date(meeting.held_on)}", centred=True)
    official.rule(line)
    official.line(paper)
    title = official.Face(official.TITLE_SONG, official.TITLE)
    official.line(paper, meeting.campaign.name, title, centred=True)
    official.line(paper, f"{meeting.label}纪要", title, centred=True)
    official.line(paper)


def _opening(paper: Paper, meeting: Meeting) -> None:
    official.body(
        paper,
        f"{long_date(meeting.held_on)}，{meeting.chair}在{meeting.place}主持召开{meeting.campaign.name}"
        f"{meeting.label}，研究协调项目推进中的问题。现将会议议定事项纪要如下：",
    )


def _people(paper: Paper, meeting: Meeting) -> None:
    official.line(paper)
    for label, text in (("出席：", meeting.present), ("列席：", meeting.observers), ("请假：", meeting.absent)):
        if text:
            official.labelled(paper, label, "、".join(part.strip() for part in text.splitlines() if part.strip()))
    if meeting.recorder:
        official.labelled(paper, "记录：", meeting.recorder)
