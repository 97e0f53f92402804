"""What the pages of a batch show: the groups' rows in words, what was understood, and what committing would do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.foundation.money import wan_text
from core.intake.choices import BatchState, RowGroup
from core.intake.desk import Desk, Kind
from core.intake.issues import Tier
from core.intake.models import Batch, BatchRow
from projects.models import Campaign
from projects.rollups import ListTotals, list_totals

from .fields import FIELDS, LABELS
from .matching import ASKED, NEW, SAME, SKIP

PAGE_SIZE = 50
HINTS = {
    RowGroup.QUESTION: "有错误或要确认，暂不写入",
    RowGroup.NEW: "库中没有，将列入名单",
    RowGroup.CHANGED: "旧 → 新逐项列出",
    RowGroup.UNCHANGED: "与系统一致，不写入",
    RowGroup.SKIPPED: "您选择了跳过",
}
TONES = {Tier.ERROR: "bad", Tier.NOTICE: "late", Tier.NORMALISED: "info"}
STATE_TONES = {
    BatchState.READING: "info",
    BatchState.REFUSED: "bad",
    BatchState.READY: "late",
    BatchState.COMMITTED: "ok",
    BatchState.UNDONE: "none",
    BatchState.DISCARDED: "none",
}
_ORDER = (RowGroup.NEW, RowGroup.CHANGED, RowGroup.UNCHANGED, RowGroup.QUESTION, RowGroup.SKIPPED)
_KINDS = {field.key: field.kind for field in FIELDS}
_SHOWN_OF_NEW = ("unit", "category", "plan_nature", "total_investment_wan", "annual_plan_wan")


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
class RowShown:
    """A row of a tab. `changes` holds (label, old, new); `options` are (value, words) of what can be decided."""

    row: BatchRow
    code: str
    problems: list[Problem]
    changes: list[tuple[str, str, str]]
    values: dict[str, str]
    options: list[tuple[str, str]]


def cards(batch: Batch, current: str) -> list[GroupCard]:
    counts = batch.said("counts")
    return [
        GroupCard(group.value, group.label, HINTS[group], counts.get(group.value, 0), current == group)
        for group in _ORDER
        if group != RowGroup.SKIPPED or counts.get(group.value)
    ]


def first_group(batch: Batch) -> str:
    """The tab that opens: what needs somebody, else what would change."""
    counts = batch.said("counts")
    order = (RowGroup.QUESTION, RowGroup.CHANGED, RowGroup.NEW)
    return next((group.value for group in order if counts.get(group.value)), RowGroup.UNCHANGED.value)


def shown(rows: Iterable[BatchRow], desk: Desk) -> list[RowShown]:
    return [_shown(row, desk) for row in rows]


def _shown(row: BatchRow, desk: Desk) -> RowShown:
    findings, values = row.said("findings"), row.said("values")
    changes = [
        (LABELS[key], worded(desk, key, old) or "（空）", worded(desk, key, new))
        for key, (old, new) in row.said("changes").items()
    ]
    return RowShown(
        row=row,
        code=findings.get("code", ""),
        problems=problems([*row.said("issues"), *findings.get("issues", [])]),
        changes=changes,
        values={key: worded(desk, key, values.get(key, "")) for key in _SHOWN_OF_NEW},
        options=_options(row, findings, desk),
    )


def problems(issues: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Errors first, then what to look at; rewritings last."""
    order = list(Tier)
    return [
        Problem(
            issue["cell"], issue["field"], issue["value"], *_tier(issue), issue["message"],
            issue["proposal"] or (f"应填：{issue['accepted']}" if issue["accepted"] else ""),
        )
        for issue in sorted(issues, key=lambda issue: order.index(Tier(issue["tier"])))
    ]  # fmt: skip


def _tier(issue: Mapping[str, Any]) -> tuple[str, str]:
    """The word and its tone; what a person can settle here is a question, not a mistake."""
    if issue["rule"] in ASKED:
        return "请确认", TONES[Tier.NOTICE]
    return issue["tier"], TONES[Tier(issue["tier"])]


def _options(row: BatchRow, findings: Mapping[str, Any], desk: Desk) -> list[tuple[str, str]]:
    """What a person may say of a row that waits; rows with an error of their own can only be skipped."""
    if row.group not in {RowGroup.QUESTION, RowGroup.SKIPPED} and not row.decision:
        return []
    candidates = [(f"{SAME}:{each['project_id']}", _offer(each, desk)) for each in findings.get("candidates", [])]
    other = [(NEW, "是另一个项目，作为新增")] if candidates else []
    taken = [(row.decision, "按您的选择")] if row.decision not in {"", NEW, SKIP} else []
    return [("", "待定"), *taken, *candidates, *other, (SKIP, "本次跳过")]


def _offer(each: Mapping[str, Any], desk: Desk) -> str:
    unit = worded(desk, "unit", each["unit"])
    return f"是同一项目：{each['name']}（{each['code']}，{unit}，相似 {each['alike']}%）"


def worded(desk: Desk, key: str, text: str) -> str:
    """A stored text as people read it: amounts with separators, closed lists by their words."""
    if text and _KINDS.get(key) == Kind.WAN:
        return wan_text(Decimal(text))
    words = desk.vocabularies.get(key)
    return words.labels.get(text, text) if words else text


@dataclass(frozen=True)
class Consequence:
    """In numbers, before anybody presses: the list now, and after. `left_behind` rows are not written."""

    before: ListTotals
    entries_after: int
    plan_after_wan: Decimal
    effect: Mapping[str, Any]
    left_behind: int

    @property
    def rows(self) -> int:
        return self.effect["new"] + self.effect["changed"]

    @property
    def step_wan(self) -> Decimal:
        return self.plan_after_wan - self.before.plan_wan


def consequence(batch: Batch, campaign: Campaign) -> Consequence:
    effect = batch.said("findings")["effect"]
    before = list_totals(campaign)
    return Consequence(
        before=before,
        entries_after=before.entries + effect["new"],
        plan_after_wan=before.plan_wan + Decimal(effect["plan_step_wan"]),
        effect=effect,
        left_behind=batch.said("counts")[RowGroup.QUESTION.value],
    )


def published(batch: Batch) -> list[dict[str, Any]]:
    """The totals that the table prints beside the computed ones; those that differ first, all of them counted."""
    rows = [
        each | {"label": each["label"] or "合计", "field": LABELS[each["field"]], "differs": _differs(each)}
        for each in batch.said("findings").get("published", [])
    ]
    return sorted(rows, key=lambda each: not each["differs"])


def _differs(each: Mapping[str, Any]) -> bool:
    return each["computed"] is not None and each["computed"] != each["published"]


def understood(batch: Batch) -> list[dict[str, Any]]:
    """Each list of the file: heads, rows, unit, period, columns known and unknown."""
    sheets = []
    for sheet in batch.said("mapping").get("sheets", []):
        if sheet["kind"] != "list":
            continue
        known = [column for column in sheet["columns"] if column["field"]]
        unused = [f"{column['letters']}列{column['heading']}" for column in sheet["columns"] if not column["field"]]
        heads = sheet["header_rows"]
        place = f"第{heads[0]}行" if len(heads) == 1 else f"第{heads[0]}—{heads[-1]}行，{len(heads)}层"
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
            }
        )
    return sheets


def unread(batch: Batch) -> list[str]:
    """Names of sheets that hold no list."""
    return [sheet["name"] for sheet in batch.said("mapping").get("sheets", []) if sheet["kind"] != "list"]
