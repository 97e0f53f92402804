"""The rows of the register: lines of one brief in the person's scope, in one statement for a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.sql import Chunk, in_chunks
from projects.models import Listing, Milestone, MilestonePromise
from projects.querysets import within
from reporting.models import Brief, BriefLine

from .columns import ALWAYS, Column, ordering

Rows = list[dict[str, Any]]

MOST_ROWS_BEFORE_PAGE = 10_000
"""How far pages go: the database walks over everything before a page. Who looks deeper filters, or exports."""

EXPORT_CHUNK = 2_000


@dataclass(frozen=True)
class Page:
    """Rows of one page; whether there is another is known without counting them all."""

    rows: Rows
    number: int
    size: int
    has_next: bool

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def end(self) -> int:
        return (self.number - 1) * self.size + len(self.rows)


def visible_lines(brief: Brief, user: User) -> "QuerySet[BriefLine]":
    """Every line of the brief that the person may read, parts included.

    The campaign stands in the condition although the brief implies it: with it the database can walk the list in its
    own order and stop after one page.
    """
    scope = user.scope(Can.READ_PROJECTS)
    return BriefLine.objects.filter(brief=brief, listing__campaign_id=brief.campaign_id).filter(
        within(scope, "listing__")
    )


def entries(brief: Brief, user: User) -> "QuerySet[BriefLine]":
    """What the list counts: packages once, parts not at all."""
    return visible_lines(brief, user).filter(is_part=False)


def page_of(
    lines: "QuerySet[BriefLine]", columns: Sequence[Column], *, sort: str, number: int, size: int, brief: Brief
) -> Page:
    """One page. Sorting carries keys only; the wide rows are fetched for the page alone.

    In two statements: a database that sees the keys starts from them, one that sees a subquery joins the ten tables
    of the wide rows first (a second instead of milliseconds at 62,100 projects).
    """
    start = (number - 1) * size
    keys = list(lines.order_by(*ordering(sort)).values_list("pk", flat=True)[start : start + size + 1])
    shown = _rows_of(keys[:size], columns, brief)
    return Page(shown, number, size, has_next=len(keys) > size and number < MOST_ROWS_BEFORE_PAGE // size)


def all_values(
    lines: "QuerySet[BriefLine]", columns: Sequence[Column], *, sort: str, brief: Brief, as_texts: bool = False
) -> Iterator[list[Iterable[Any]]]:
    """Every row in order, for an export, in chunks: of each chunk the values column by column.

    One statement, so that a roll-up meanwhile leaves no holes. `as_texts` has what is shown as it is come as text.
    """
    same = {"brief__number": brief.number}
    paths = list(dict.fromkeys(path for column in columns for path in _paths(column) if path not in same))
    rows = _joined(lines.order_by(*ordering(sort)), columns, brief)
    for chunk in in_chunks(rows, paths, size=EXPORT_CHUNK):
        yield [_values(column, chunk, same, as_texts=as_texts) for column in columns]


def _values(column: Column, chunk: Chunk, same: Mapping[str, Any], *, as_texts: bool) -> Iterable[Any]:
    """`same` are fields that all lines of a brief share: not worth a join."""
    if column.joins == "themes":
        return _themes(chunk.values("listing_id"))
    of = chunk.texts if as_texts and not column.make else chunk.values
    return column.values(lambda path: repeat(same[path]) if path in same else of(path))


def _rows_of(keys: Sequence[int], columns: Sequence[Column], brief: Brief) -> Rows:
    """The wide rows of these lines, in the order of the keys."""
    found = {row["pk"]: row for row in _wide(BriefLine.objects.filter(pk__in=keys), columns, brief)} if keys else {}
    rows = [found[key] for key in keys if key in found]
    _add_themes(rows, columns)
    return rows


def parts_of(line: BriefLine, columns: Sequence[Column], *, brief: Brief, user: User) -> Rows:
    """The parts of a package, in the list's order."""
    lines = visible_lines(brief, user).filter(is_part=True, listing__project__parent=line.listing.project_id)
    rows = list(_wide(lines, columns, brief).order_by(*ordering("")))
    _add_themes(rows, columns)
    return rows


def _wide(
    lines: "QuerySet[BriefLine]", columns: Sequence[Column], brief: Brief, always: Sequence[str] = ALWAYS
) -> QuerySet:
    """The lines as dicts of what the columns need."""
    fields = {*always, *(path for column in columns for path in _paths(column))}
    return _joined(lines, columns, brief).values(*fields)


def _paths(column: Column) -> tuple[str, ...]:
    """What of the line a column needs from the database: names of themes are fetched by listing."""
    return ("listing_id",) if column.joins == "themes" else column.fields


def _joined(lines: "QuerySet[BriefLine]", columns: Sequence[Column], brief: Brief) -> QuerySet:
    """The lines with the month's report and the next node, where the columns show them."""
    wanted = {column.joins for column in columns}
    if "report" in wanted:
        of_month = Q(listing__duties__month=brief.month)
        lines = lines.annotate(report=FilteredRelation("listing__duties", condition=of_month))
    if "node" in wanted:
        lines = lines.annotate(**_next_node())
    return lines


def _next_node() -> dict[str, Subquery]:
    """The first node that is not reached yet, and the last date promised for it."""
    nodes = Milestone.objects.filter(project=OuterRef("listing__project_id"), actual_on__isnull=True).order_by(
        "planned_on", "sequence"
    )
    promises = MilestonePromise.objects.filter(milestone=OuterRef("pk")).order_by("-at", "-pk")
    promised = nodes.annotate(promised_on=Subquery(promises.values("promised_on")[:1]))
    return {
        "node_name": Subquery(nodes.values("name")[:1]),
        "node_planned": Subquery(nodes.values("planned_on")[:1]),
        "node_promised": Subquery(promised.values("promised_on")[:1]),
    }


def _add_themes(rows: Rows, columns: Sequence[Column]) -> None:
    if rows and any(column.joins == "themes" for column in columns):
        for row, names in zip(rows, _themes([row["listing_id"] for row in rows]), strict=True):
            row["themes"] = names


def _themes(listings: Sequence[int]) -> list[str]:
    """Names of several themes in one cell: databases do not agree on how to join text, so one query more."""
    names: dict[int, list[str]] = {pk: [] for pk in listings}
    tagged = Listing.themes.through.objects.filter(listing_id__in=listings).order_by("theme__name")
    for listing_id, name in tagged.values_list("listing_id", "theme__name"):
        names[listing_id].append(name)
    return ["、".join(names[pk]) for pk in listings]
