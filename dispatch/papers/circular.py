"""通报 of a month's progress, after the joint meeting: what the newest issued brief says, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO

from core.foundation.money import percent_text, rate, wan_text, yi_text
from core.foundation.working_days import WorkingCalendar
from dispatch import agenda
from dispatch.choices import AgendaKind
from dispatch.models import Meeting, Resolution
from projects.targets import lead_points
from reporting.models import Brief, BriefUnit

from .draft import Draft
from .letters import UNNUMBERED
from .minutes import sentence

RANK_HEADS = ("名次", "单位", "项目数", "年度计划", "累计完成", "完成率%", "超序时", "位次变化")
RANK_WIDTHS = (13, 34, 16, 23, 23, 18, 18, 19)
LATE_HEADS = ("序号", "单位", "项目", "情况")
LATE_WIDTHS = (13, 22, 56, 73)
SHOWN = 3


@dataclass(frozen=True)
class Month:
    """The figures the circular speaks of: an issued brief with its units, in order of rank."""

    brief: Brief
    units: Sequence[BriefUnit]

    @property
    def span(self) -> str:
        number = self.brief.month.number
        return f"{self.brief.month.first.year}年1—{number}月" if number > 1 else f"{self.brief.month.first.year}年1月"


def month_of(meeting: Meeting) -> Month | None:
    """The newest issued brief of the meeting's year; None while nothing was issued."""
    newest, _ = agenda.two_briefs(meeting.campaign)
    if newest is None or newest.is_running:
        return None
    rows = newest.units.select_related("unit")
    return Month(newest, sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.unit.order)))


def file_name(meeting: Meeting, month: Month) -> str:
    return f"关于{month.span}{meeting.campaign.short_name}进展情况的通报.docx"


def written(
    meeting: Meeting,
    month: Month,
    resolutions: Sequence[Resolution],
    *,
    today: date,
    calendar: WorkingCalendar,
    issuer: str,
) -> IO[bytes]:
    found = agenda.candidates(meeting.campaign, today, calendar)
    late = [each for each in found if each.kind == AgendaKind.RED]
    draft = Draft(file_name(meeting, month).removesuffix(".docx"), issuer=issuer)
    draft.head("通　报", state="代拟稿", under=UNNUMBERED)
    draft.title(f"关于{month.span}", meeting.campaign.name, "进展情况的通报")
    draft.addressee("各县（市、区），市直各有关单位")
    draft.section("总体情况", _whole(month))
    draft.section("各县（市、区）情况", *_units(month))
    draft.section("存在问题", *_troubles(found, late))
    draft.section("下步要求")
    if resolutions:
        draft.points(sentence(row) for row in resolutions)
    else:
        draft.body("各单位要对照年度计划倒排工期，逐项销号问题，按时如实报送月报。")
    draft.attachments([f"{month.span}各单位进度排名", "严重滞后项目清单"])
    draft.close(today.year)
    draft.imprint()
    draft.attachment(1, f"{month.span}各单位进度排名")
    draft.body("单位：项、万元、%、个百分点")
    draft.table(RANK_HEADS, [_rank_row(row) for row in month.units], RANK_WIDTHS)
    draft.attachment(2, "严重滞后项目清单")
    rows = [(str(number), each.unit, each.listing.project.name, each.reason) for number, each in enumerate(late, 1)]
    draft.table(LATE_HEADS, rows or [("", "", "无", "")], LATE_WIDTHS)
    return draft.saved()


def _points_text(lead: Decimal | None) -> str:
    if lead is None:
        return "未计算序时"
    return f"{'超' if lead >= 0 else '落后'}序时{abs(lead):.2f}个百分点"


def _whole(month: Month) -> str:
    plan = sum((row.initial_plan_wan for row in month.units), Decimal(0))
    done = sum((row.ytd_wan for row in month.units), Decimal(0))
    lead = lead_points(done, plan, month.brief.month.number)
    projects = sum(row.projects for row in month.units)
    return (
        f"{month.span}，{projects}个项目完成投资{yi_text(done)}亿元，占年度计划{yi_text(plan)}亿元的"
        f"{percent_text(rate(done, plan))}%，{_points_text(lead)}；应报月报{month.brief.expected}份，"
        f"实报{month.brief.reported}份（{month.brief.label}）。"
    )


def _units(month: Month) -> list[str]:
    ranked = [row for row in month.units if row.rank is not None]
    named = [f"{row.unit.name}（{percent_text(row.rate)}%，{_points_text(row.lead_pp)}）" for row in ranked]
    if len(named) <= SHOWN:
        return [f"完成率依次为：{'、'.join(named)}。"] if named else ["暂无可排名的单位。"]
    return [
        f"完成率排在前{SHOWN}位的是：{'、'.join(named[:SHOWN])}。",
        f"排在后{SHOWN}位的是：{'、'.join(named[-SHOWN:])}。",
    ]


def _troubles(found: Sequence[agenda.Candidate], late: Sequence[agenda.Candidate]) -> list[str]:
    said = [f"严重滞后项目{len(late)}个，详见附件2。" if late else "没有连续严重滞后的项目。"]
    for kind, words in (
        (AgendaKind.PROBLEM, "提请协调和市局逾期未办结的问题{}个：{}。"),
        (AgendaKind.TASK, "逾期未办结的督办、议定事项{}件：{}。"),
        (AgendaKind.MISSING, "月报漏报单位{}个：{}。"),
    ):
        rows = [each for each in found if each.kind == kind]
        if rows:
            names = [each.unit if kind == AgendaKind.MISSING else each.title for each in rows]
            said.append(words.format(len(rows), "；".join(name.rstrip("。") for name in names)))
    return said


def _rank_row(row: BriefUnit) -> list[str]:
    moved = (row.previous_rank or 0) - (row.rank or 0) if row.rank and row.previous_rank else 0
    change = f"升{moved}位" if moved > 0 else f"降{-moved}位" if moved < 0 else "—"
    lead = "—" if row.lead_pp is None else f"{row.lead_pp:+.2f}".replace("-", "−")
    return [
        str(row.rank or "—"),
        row.unit.name,
        str(row.projects),
        wan_text(row.initial_plan_wan, 0),
        wan_text(row.ytd_wan, 0),
        percent_text(row.rate),
        lead,
        change,
    ]
