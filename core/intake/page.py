"""What the pages of a batch show: the groups' rows in words, and what was understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.foundation.money import wan_text

from .choices import BatchState, RowGroup
from .comparison import NEW, SAME, SKIP
from .deciding import offered
from .desk import Desk, Kind
from .desks import ImportDesk
from .issues import Tier
from .models import Batch, BatchRow
from .preview import COLUMNS

PAGE_SIZE = 50
HINTS = {
    RowGroup.QUESTION: "有错误或要确认，暂不写入",
    RowGroup.NEW: "系统中没有，将新增",
    RowGroup.CHANGED: "旧 → 新逐项列出",
    RowGroup.UNCHANGED: "与系统一致，不写入",
    RowGroup.SKIPPED: "您选择了跳过",
}
TONES = {Tier.ERROR: "bad", Tier.NOTICE: "late", Tier.NORMALISED: "info"}
STATE_TONES = {
    BatchState.READING: "info",
    BatchState.REFUSED: "bad",
    BatchState.READY: "late",
    BatchState.WORKING: "info",
    BatchState.COMMITTED: "ok",
    BatchState.UNDONE: "none",
    BatchState.DISCARDED: "none",
}
_NOTHING = ("", "")
READ = frozenset({"list", "card"})
"""Kinds of sheets whose rows are projects."""
_ORDER = (RowGroup.NEW, RowGroup.CHANGED, RowGroup.UNCHANGED, RowGroup.QUESTION, RowGroup.SKIPPED)


@dataclass(frozen=True)
class GroupCard:
    value: str
    label: str
    hint: str
    count: int
    is_current: bool

    @property
    def is_bad(self) -> bool:
        return self.value == RowGroup.QUESTION and self.count > 0


@dataclass(frozen=True)
class Problem:
    """One remark on a cell, with the tone of its tier."""

    cell: str
    field: str
    value: str
    tier: str
    tone: str
    message: str
    cure: str


@dataclass(frozen=True)
class ShownCell:
    label: str
    text: str
    is_amount: bool


@dataclass(frozen=True)
class RowShown:
    """A row of a tab. `changes` holds (label, old, new), `kept` what is written along (label, text), `cells` what the
    tab of new rows shows; `options` are (value, words) of what can be decided."""

    row: BatchRow
    code: str
    link: str
    problems: list[Problem]
    changes: list[tuple[str, str, str]]
    kept: list[tuple[str, str]]
    cells: list[ShownCell]
    options: list[tuple[str, str]]


def cards(batch: Batch, current: str, desk: ImportDesk) -> list[GroupCard]:
    """The groups with their counts; those that this desk never fills, and an empty 本次跳过, are left out."""
    counts = batch.said("counts")
    hidden = {RowGroup.SKIPPED} if desk.makes_new else {RowGroup.SKIPPED, RowGroup.NEW}
    return [
        GroupCard(group.value, group.label, HINTS[group], counts.get(group.value, 0), current == group)
        for group in _ORDER
        if group not in hidden or counts.get(group.value)
    ]


def first_group(batch: Batch) -> str:
    """The tab that opens: what needs somebody, else what would change."""
    counts = batch.said("counts")
    order = (RowGroup.QUESTION, RowGroup.CHANGED, RowGroup.NEW)
    return next((group.value for group in order if counts.get(group.value)), RowGroup.UNCHANGED.value)


class Shower:
    """Puts stored rows into words; `reading` are the fields and lists as they stand now."""

    def __init__(self, desk: ImportDesk, reading: Desk) -> None:
        self._desk, self._reading = desk, reading

    def heads(self) -> list[ShownCell]:
        """The columns of the tab of new rows."""
        return [self._cell(key, {}) for key in self._desk.shown_of_new]

    def rows(self, rows: Iterable[BatchRow]) -> list[RowShown]:
        return [self._row(row) for row in rows]

    def _row(self, row: BatchRow) -> RowShown:
        findings, texts = row.said("findings"), row.texts
        code = findings.get("code", "")
        return RowShown(
            row=row,
            code=code,
            link=self._desk.link(row, code) if code else "",
            problems=problems(row.remarks, self._desk.asked),
            changes=[
                (self._reading.label_of(key), self._worded(key, old) or "（空）", self._worded(key, new))
                for key, (old, new) in row.said("changes").items()
            ],
            kept=[
                (label, self._worded(key, text))
                for key, text in row.kept.items()
                if (label := self._reading.label_of(key))
            ],
            cells=[self._cell(key, texts) for key in self._desk.shown_of_new],
            options=self._options(row, findings),
        )

    def _cell(self, key: str, texts: Mapping[str, str]) -> ShownCell:
        is_amount = self._reading.kind_of(key) == Kind.WAN
        return ShownCell(self._reading.label_of(key), self._worded(key, texts.get(key, "")), is_amount)

    def _options(self, row: BatchRow, findings: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What a person may say of a row that waits, in words; rows with an error of their own can only be skipped."""
        words = {"": "待定", NEW: f"是另一个{self._desk.thing}，作为新增", SKIP: "本次跳过"}
        words |= {f"{SAME}:{each['id']}": self._offer(each) for each in findings.get("candidates", [])}
        return [(said, words.get(said, "按您的选择")) for said in offered(row, makes_new=self._desk.makes_new)]

    def _offer(self, each: Mapping[str, Any]) -> str:
        unit = self._worded("unit", each["unit"])
        return f"是同一{self._desk.thing}：{each['name']}（{each['code']}，{unit}，相似 {each['alike']}%）"

    def _worded(self, key: str, text: str) -> str:
        """A stored text as people read it: amounts with separators, closed lists by their words."""
        kind = self._reading.kind_of(key) if text else None
        if kind == Kind.WAN:
            return wan_text(Decimal(text))
        if kind == Kind.PERCENT:
            return f"{Decimal(text).normalize():f}%"
        return self._reading.worded(key, text)


def problems(issues: Iterable[Mapping[str, Any]], asked: frozenset[str] = frozenset()) -> list[Problem]:
    """Errors first, then what to look at; rewritings last. What a person can settle here is a question, no mistake."""
    order = list(Tier)
    return [
        Problem(
            issue["cell"], issue["field"], issue["value"], *_tier(issue, asked), issue["message"],
            issue["proposal"] or (f"应填：{issue['accepted']}" if issue["accepted"] else ""),
        )
        for issue in sorted(issues, key=lambda issue: order.index(Tier(issue["tier"])))
    ]  # fmt: skip


def _tier(issue: Mapping[str, Any], asked: frozenset[str]) -> tuple[str, str]:
    """The word and its tone."""
    if issue["rule"] in asked:
        return "请确认", TONES[Tier.NOTICE]
    return issue["tier"], TONES[Tier(issue["tier"])]


def published(batch: Batch, reading: Desk) -> list[dict[str, Any]]:
    """The totals that the table prints beside the computed ones; those that differ first, all of them counted."""
    rows = [
        each | {"label": each["label"] or "合计", "field": reading.label_of(each["field"]), "differs": _differs(each)}
        for each in batch.said("findings").get("published", [])
    ]
    return sorted(rows, key=lambda each: not each["differs"])


def _differs(each: Mapping[str, Any]) -> bool:
    return each["computed"] is not None and each["computed"] != each["published"]


@dataclass(frozen=True)
class PreviewCell:
    text: str
    tone: str


def _preview(sheet: Mapping[str, Any]) -> list[tuple[int, list[PreviewCell]]]:
    """The stored rows of a list, cell by cell under its columns."""
    columns = [column["letters"] for column in sheet["columns"][:COLUMNS]]
    return [
        (
            each["row"],
            [
                PreviewCell(text, TONES.get(tier, ""))
                for text, tier in (each["cells"].get(letters, _NOTHING) for letters in columns)
            ],
        )
        for each in sheet.get("preview", [])
    ]


def understood(batch: Batch) -> list[dict[str, Any]]:
    """Each list of the file: heads, rows, unit, period, columns known and unknown, and some rows as they stand."""
    sheets = []
    for sheet in batch.said("mapping").get("sheets", []):
        if sheet["kind"] not in READ:
            continue
        known = [column for column in sheet["columns"] if column["field"]]
        unused = [f"{column['letters']}列{column['heading']}" for column in sheet["columns"] if not column["field"]]
        heads = sheet["header_rows"]
        place = _heads(heads)
        units = sorted({column["unit"] for column in known if column["unit"] and column["unit"] != "%"})
        sheets.append(
            sheet
            | {
                "heads": place,
                "known": known,
                "unused": unused,
                "unit_shown": sheet["unit"] or "、".join(units),
                "unit_from": sheet["unit_source"] or ("据表头" if units else ""),
                "sections": [line for line in sheet["skipped"] if line[1] == "section"],
                "totals": [line for line in sheet["skipped"] if line[1] == "total"],
                "shown_columns": sheet["columns"][:COLUMNS],
                "preview": _preview(sheet),
            }
        )
    return sheets


def _heads(rows: list[int]) -> str:
    """Where the head stands; a card has its heads beside the values."""
    if not rows:
        return "卡片式，栏目名在值的旁边"
    return f"第{rows[0]}行" if len(rows) == 1 else f"第{rows[0]}—{rows[-1]}行，{len(rows)}层"


UNREAD_WORDS = {
    "summary": "汇总表，只核对",
    "repeat": "同样的项目，已合并",
    "hidden": "隐藏",
    "empty": "空表",
    "skipped": "您选择不读",
}


def unread(batch: Batch) -> list[str]:
    """Names of sheets whose rows were not taken, each with why."""
    sheets = batch.said("mapping").get("sheets", [])
    left = [sheet for sheet in sheets if sheet["kind"] not in READ]
    return [f"{sheet['name']}（{UNREAD_WORDS.get(sheet['kind'], '没有项目清单')}）" for sheet in left]
