"""The register's columns: what each shows, where it comes from, how it sorts, and the sets people switch between."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import repeat
from operator import itemgetter
from typing import Any

from django.db.models import Case, F, FloatField, IntegerField, OrderBy, Value, When
from django.db.models.functions import Cast, NullIf
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.foundation.money import rate
from dashboards.lights import SEVERITY
from projects.choices import KeyLevel, ManagementClass, PlanNature, Status
from reporting.choices import Basis, ProblemClass

from .cells import DATE, LIGHT, LONG_TEXT, NAME, OWN_TEXT, PERCENT, POINTS, TEXT, WAN, Kind, Row

ALWAYS = (
    "pk", "listing_id", "listing__project_id", "listing__project__code", "listing__project__has_parts", "is_flagship",
    "light",
)  # fmt: skip
"""Fields every row carries, whatever columns are shown."""


@dataclass(frozen=True)
class Column:
    """One column. `fields` are paths from the brief's line; `joins` names what is joined for it (report, node, themes).

    A column shows its one field as it is or by one of `words`, or what `make` makes of its fields.
    `sort` is an expression or None when the column cannot be sorted; `total` names the summed amount for the Σ row;
    `width` in pixels is a wish, `card` the place of the cell on a phone (title, value, line).
    """

    key: str
    label: str
    kind: Kind
    fields: tuple[str, ...]
    make: Callable[..., Any] | None = None
    words: Mapping[str, str] | None = None
    unit: str = ""
    sort: Any = None
    joins: str = ""
    total: str = ""
    css: str = ""
    width: int = 0
    card: str = ""

    @cached_property
    def value(self) -> Callable[[Row], Any]:
        """What reads the column's value from a row of a page."""
        make, words, (first, *others) = self.make, self.words, self.fields
        if words is not None:
            return lambda row: words.get(row[first], "")
        if make is None:
            return itemgetter(first)
        pick = itemgetter(first, *others)
        return (lambda row: make(*pick(row))) if others else lambda row: make(row[first])

    def values(self, of: Callable[[str], Iterable[Any]]) -> Iterable[Any]:
        """The column's values of many rows at once, where `of` gives those of a field: most without a call for each."""
        given = list(map(of, self.fields))
        if self.words is not None:
            return map(self.words.get, given[0], repeat(""))
        return map(self.make, *given) if self.make else given[0]

    @property
    def classes(self) -> str:
        return f"{self.kind.css} {self.css}".strip()

    @cached_property
    def attributes(self) -> SafeString:
        """Of every cell of the column; on a phone rows become cards of the cells marked for it."""
        parts = [format_html(' class="{}"', self.classes)] if self.classes else []
        if self.card:
            parts.append(format_html(' data-card="{}"', self.card))
        if self.card == "line":
            parts.append(format_html(' data-head="{}"', self.label))
        return SafeString("".join(parts))


def _field(key: str, label: str, kind: Kind, path: str, **options: Any) -> Column:
    """A column that shows one field of the line, and sorts by it unless told otherwise."""
    return Column(key, label, kind, (path,), **{"sort": F(path), **options})


def _choice(key: str, label: str, path: str, labels: dict[str, str], **options: Any) -> Column:
    return Column(key, label, OWN_TEXT, (path,), words=labels, **{"sort": F(path), **options})


def _money(key: str, label: str, path: str, **options: Any) -> Column:
    return _field(key, label, WAN, path, **{"unit": "万元", "total": path, **options})


def _said(key: str, label: str, kind: Kind, name: str, **options: Any) -> Column:
    """What the month's report says, or the report before where none was handed in yet."""
    now, before = f"report__current__{name}", f"report__previous__current__{name}"
    read = options.pop("read", lambda said: said)
    return Column(
        key, label, kind, ("report__current_id", now, before),
        lambda current, said, said_before: read(said if current else said_before), joins="report", **options,
    )  # fmt: skip


def _percent_text(percent: Decimal | None) -> str:
    return "" if percent is None else f"{percent.normalize():f}"


def _share(done: str, whole: str = "plan_wan") -> Any:
    """A quotient to sort by. Never shown or compared with a threshold, so binary fractions do no harm here."""
    return Cast(done, FloatField()) / NullIf(Cast(whole, FloatField()), Value(0.0))


def _lead_points(ytd_wan: Decimal, due_wan: Decimal, plan_wan: Decimal, number: int, reported: int) -> Decimal | None:
    """超（落后）序时, in points of the plan: what is done less what its own monthly plan asks for.

    None while the month runs and nothing is accepted yet: last month's figure says nothing about this month's plan.
    """
    if number == RUNNING and not reported:
        return None
    return (ytd_wan - due_wan) / plan_wan * 100 if plan_wan else None


def _severity(path: str) -> Case:
    order = [When(**{path: light}, then=Value(place)) for place, light in enumerate(SEVERITY)]
    return Case(*order, default=Value(len(order)), output_field=IntegerField())


_LEAD_FIELDS = ("ytd_wan", "due_wan", "plan_wan", "brief__number", "reported")
_PROBLEMS = dict(ProblemClass.choices)
_PROJECT = "listing__project__"

COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        _field("name", "项目名称", NAME, f"{_PROJECT}name", css="fz1 fz-edge", width=246, card="title"),
        _field("unit", "单位", TEXT, "unit__short_name", sort=F("unit__order"), card="line"),
        _field("category", "类别", TEXT, "category__short_name", sort=F("category__order")),
        _choice("nature", "性质", "plan_nature", dict(PlanNature.choices)),
        _choice("status", "状态", f"{_PROJECT}status", dict(Status.choices)),
        _choice("level", "级别", "key_level", dict(KeyLevel.choices)),
        _choice("class", "分级管理", "listing__management_class", dict(ManagementClass.choices)),
        _money("total", "总投资", "total_investment_wan"),
        _money("initial", "年初计划", "initial_plan_wan"),
        _money("plan", "年度计划", "plan_wan"),
        _money("month", "本月完成", "month_wan"),
        _money("ytd", "本年累计", "ytd_wan", card="line"),
        _money("due", "应完成", "due_wan"),
        _money("since_start", "自开工累计", "since_start_wan"),
        Column(
            "rate", "完成率", PERCENT, ("ytd_wan", "plan_wan"), rate, unit="%", sort=_share("ytd_wan"), total="rate",
            card="line",
        ),
        Column(
            "lead", "超（落后）", POINTS, _LEAD_FIELDS, _lead_points, unit="个百分点", total="lead",
            sort=_share("ytd_wan") - _share("due_wan"),
        ),
        _field("light", "项目灯", LIGHT, "light", sort=_severity("light"), card="value"),
        _field("investment_light", "投资灯", LIGHT, "investment_light", sort=_severity("investment_light")),
        _field("milestone_light", "节点灯", LIGHT, "milestone_light", sort=_severity("milestone_light")),
        _choice("basis", "数据来源", "basis", dict(Basis.choices)),
        _said("progress_text", "形象进度", LONG_TEXT, "progress_text", width=190, card="line"),
        _said("progress_percent", "形象进度", TEXT, "progress_percent", unit="%", css="num", read=_percent_text),
        _said("problem", "存在问题", TEXT, "problem_class", read=lambda said: _PROBLEMS.get(said, "")),
        _field("planned_start", "计划开工", DATE, f"{_PROJECT}planned_start"),
        _field("actual_start", "实际开工", DATE, f"{_PROJECT}actual_start"),
        _field("planned_finish", "计划竣工", DATE, f"{_PROJECT}planned_finish"),
        _field("revised_finish", "调整后竣工", DATE, f"{_PROJECT}revised_finish"),
        _field("actual_finish", "实际竣工", DATE, f"{_PROJECT}actual_finish"),
        _field("next_milestone", "下一节点", TEXT, "node_name", joins="node", sort=None, card="line"),
        _field("next_planned", "节点计划", DATE, "node_planned", joins="node", sort=None),
        _field("next_promised", "节点承诺", DATE, "node_promised", joins="node", sort=None),
        _field("owner", "建设单位（业主）", LONG_TEXT, f"{_PROJECT}owner__name"),
        _field("responsible_unit", "责任单位", TEXT, "listing__responsible_unit"),
        _field("responsible_person", "责任人", TEXT, "listing__responsible_person", card="line"),
        _field("phone", "联系电话", TEXT, "listing__liaison_phone", sort=None),
        _field("leader", "挂钩领导", TEXT, "listing__sponsoring_leader"),
        Column("themes", "专题", LONG_TEXT, ("themes",), joins="themes"),
        _field("address", "建设地点", LONG_TEXT, f"{_PROJECT}address", sort=None),
        _field("remark", "备注", LONG_TEXT, "listing__remark", sort=None),
        _field("order", "序号", OWN_TEXT, "listing__order", css="num"),
        _field("code", "项目编码", TEXT, f"{_PROJECT}code", css="num muted"),
    )
}  # fmt: skip

SETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "investment": (
        "投资进度",
        (
            "name", "unit", "category", "nature", "total", "plan", "ytd", "rate", "lead", "light", "progress_text",
            "problem", "leader", "code",
        ),
    ),
    "nodes": (
        "建设节点",
        (
            "name", "unit", "status", "planned_start", "actual_start", "planned_finish", "revised_finish",
            "next_milestone", "next_planned", "next_promised", "milestone_light", "light", "code",
        ),
    ),
    "responsibility": (
        "责任体系",
        (
            "name", "unit", "category", "level", "class", "owner", "responsible_unit", "responsible_person", "phone",
            "leader", "code",
        ),
    ),
}  # fmt: skip
RUNNING = 0
DEFAULT_SET, OWN_SET = "investment", "own"
DEFAULT_SORT = "order"


def columns_for(set_name: str, chosen: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a set; of the own set, those chosen in the order of the catalogue, with name and code around."""
    if set_name == OWN_SET and chosen:
        keys = [key for key in COLUMNS if key in chosen or key in {"name", "code"}]
    else:
        keys = list(SETS.get(set_name, SETS[DEFAULT_SET])[1])
    return tuple(COLUMNS[key] for key in keys)


def ordering(sort: str) -> tuple[OrderBy, ...]:
    """`sort` is a column's key, with "-" in front for the largest first; what is unknown means the list's own order.

    Empty values stand last either way, and the list's order settles ties, so that pages never overlap.
    """
    column = COLUMNS.get(sort.removeprefix("-"))
    ties = (F("listing__order").asc(), F("pk").asc())
    if sort == f"-{DEFAULT_SORT}":
        return (F("listing__order").desc(), F("pk").desc())
    if column is None or column.sort is None or column.key == DEFAULT_SORT:
        return ties
    by = column.sort.desc(nulls_last=True) if sort.startswith("-") else column.sort.asc(nulls_last=True)
    return (by, *ties)
