"""The brief as a workbook: the ranking table of the circular, ready to be sent on."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils.timezone import localtime

from core.foundation.sheets import POINTS_FORMAT, WAN_FORMAT, SheetColumn, Table, write_table
from dashboards.board.standings import Standing

from .read import BriefPage

RATE_FORMAT = "0.00%"


def export(page: BriefPage) -> IO[bytes]:
    """An open temporary file at its start."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    write_table(target, _table(page), _rows(page))
    target.seek(0)
    return target


def file_name(page: BriefPage) -> str:
    brief = page.brief
    return f"月度汇总_{brief.month.label}{brief.label}.xlsx"


def _columns(month: int) -> list[SheetColumn]:
    return [
        SheetColumn("位次", 8),
        SheetColumn("单位", 16),
        SheetColumn("项目数（个）", 12),
        SheetColumn("年度计划（万元）", 18, WAN_FORMAT),
        SheetColumn(f"{month}月完成（万元）", 18, WAN_FORMAT),
        SheetColumn(f"1—{month}月完成（万元）" if month > 1 else "累计完成（万元）", 18, WAN_FORMAT),
        SheetColumn("完成率", 10, RATE_FORMAT),
        SheetColumn("超（落后）序时（个百分点）", 16, POINTS_FORMAT),
        SheetColumn("应开工（个）", 12),
        SheetColumn("已开工（个）", 12),
        SheetColumn("开工率", 10, RATE_FORMAT),
        SheetColumn("应报（份）", 10),
        SheetColumn("已审（份）", 10),
        SheetColumn("灯", 10),
        SheetColumn("名次变化", 10),
    ]


def _table(page: BriefPage) -> Table:
    brief, all_units = page.brief, page.standings
    cutoff = (
        f"，数据截止{page.month.data_cutoff:%Y-%m-%d}，{page.month.get_figure_kind_display()}" if page.month else ""
    )
    starts = page.all_starts
    whole = all_units.whole
    foot = [
        "合计", "全市", whole.projects, whole.initial_plan_wan, whole.month_wan, whole.ytd_wan, _six(whole.rate),
        _six(all_units.whole_lead), starts.should_have_started, starts.started, _six(starts.rate), whole.expected,
        whole.reported, all_units.whole_mark.label, None,
    ]  # fmt: skip
    title = f"{brief.campaign.name}{brief.month.label}投资完成情况（{brief.label}）"
    note = f"单位：万元；按年初计划排名，市本级单列{cutoff}；汇总 {localtime(brief.figures_known_at):%Y-%m-%d %H:%M}"
    return Table("单位排名", title, note, _columns(brief.month.number), foot)


def _rows(page: BriefPage) -> Iterator[list[Any]]:
    for row in page.standings.ranked + page.standings.apart:
        yield _row(row, page)


def _row(row: Standing, page: BriefPage) -> list[Any]:
    starts = page.starts[row.unit.pk]
    return [
        row.rank, row.unit.name, row.projects, row.plan_wan, row.month_wan, row.ytd_wan, _six(row.rate),
        _six(row.lead), starts.should_have_started, starts.started, _six(starts.rate), row.expected, row.reported,
        row.mark.label, row.change,
    ]  # fmt: skip


def _six(value: Any) -> Any:
    """Rates go into a workbook with six decimals; the cell shows two."""
    return None if value is None else round(value, 6)
