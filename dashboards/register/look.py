"""What an address asks of the register: the brief, the filters, the columns, the order and the page."""

from dataclasses import dataclass, replace
from html import escape

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from core.accounts.models import User
from reporting.models import Brief

from .briefs import BriefChoice, choose_brief
from .columns import COLUMNS, DEFAULT_SET, OWN_SET, SETS, Column, columns_for
from .facets import Facets, facets_of
from .filters import RegisterFilter
from .lines import MOST_ROWS_BEFORE_PAGE, Rows, entries

PAGE_SIZES = (20, 50, 100)
DEFAULT_SIZE = 50

NOT_SAVED = ("page", "month", "version")
"""A saved view is a way of looking, at whatever brief is newest."""


@dataclass(frozen=True)
class Look:
    """One reading of an address, for one person. `brief` may be None before the first roll-up."""

    user: User
    params: QueryDict
    choice: BriefChoice
    facets: Facets
    filters: RegisterFilter | None
    columns: tuple[Column, ...]

    @property
    def brief(self) -> Brief | None:
        return self.choice.chosen

    @property
    def lines(self) -> QuerySet:
        """The filtered entries; only with a brief."""
        return self.filters.qs if self.filters else QuerySet()

    @property
    def sort(self) -> str:
        return self.params.get("sort", "")

    @property
    def set_name(self) -> str:
        name = self.params.get("set", DEFAULT_SET)
        return name if name in {*SETS, OWN_SET} else DEFAULT_SET

    @property
    def size(self) -> int:
        wanted = self.params.get("per", "")
        return int(wanted) if wanted.isdecimal() and int(wanted) in PAGE_SIZES else DEFAULT_SIZE

    @property
    def number(self) -> int:
        wanted = self.params.get("page", "")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
        return max(1, min(number, MOST_ROWS_BEFORE_PAGE // self.size))

    def address(self, *, without: tuple[str, ...] = (), **changes: str) -> str:
        """The query string with some parameters changed; going elsewhere starts at the first page."""
        params = self.params.copy()
        for name in ("page", *without):
            params.pop(name, None)
        for name, value in changes.items():
            params[name] = value
        return params.urlencode()

    def kept(self, *, without: frozenset[str]) -> list[tuple[str, str]]:
        """Parameters a form must carry along, because it has no fields of its own for them."""
        return [
            (name, value)
            for name, values in self.params.lists()
            if name not in without and name != "page"
            for value in values
            if value
        ]

    @property
    def query_to_save(self) -> str:
        return self.address(without=NOT_SAVED)


def read_look(request: HttpRequest, *, with_choices: bool) -> Look:
    """One query for the briefs; another for the cells, where counts are wanted or codes must be understood."""
    return look_of(request.user, request.GET, with_choices=with_choices)


def look_of(user: User, params: QueryDict, *, with_choices: bool) -> Look:
    """As `read_look`, for a person and an address wherever they come from."""
    choice = choose_brief(params)
    columns = columns_for(params.get("set", DEFAULT_SET), params.getlist("columns"))
    if choice.chosen is None:
        return Look(user, params, choice, Facets(()), None, columns)
    needed = with_choices or "unit" in params or "category" in params
    facets = facets_of(choice.chosen, user) if needed else Facets(())
    filters = RegisterFilter(params, entries(choice.chosen, user), keys=facets.keys)
    return Look(user, params, choice, replace(facets, chosen=filters.chosen), filters, columns)


@dataclass(frozen=True)
class Head:
    """A column's head: where pressing it leads, and how the column is sorted now."""

    column: Column
    unit: str
    href: str
    order: str


def heads(look: Look) -> list[Head]:
    return [_head(look, column) for column in look.columns]


def _head(look: Look, column: Column) -> Head:
    down, current = f"-{column.key}", look.sort
    order = {column.key: "ascending", down: "descending"}.get(current, "")
    largest_first = bool(column.total)
    following = {"ascending": down, "descending": column.key}.get(order, down if largest_first else column.key)
    href = "" if column.sort is None else look.address(sort=following)
    return Head(column, _unit(look, column), href, order)


def _unit(look: Look, column: Column) -> str:
    if column.key == "ytd" and look.brief:
        return f"1—{look.brief.month.number}月 {column.unit}"
    return column.unit


def html_rows(columns: tuple[Column, ...], rows: Rows) -> list[SafeString]:
    """The cells of each row as HTML. A column of amounts has no decimals when all of it is whole.

    Joined here and not in the template: going through seven hundred cells there costs a quarter of the page.
    """
    shown = [(column, column.attributes, _places(column, rows)) for column in columns]
    return [
        SafeString(
            "".join(
                f"<td{attributes}>{_escaped(column.kind.html(column.value(row), row, places))}</td>"
                for column, attributes, places in shown
            )
        )
        for row in rows
    ]


def _escaped(content: str) -> str:
    """As Django's conditional_escape, without asking each of seven hundred texts whether it is a lazy translation."""
    return content if isinstance(content, SafeString) else escape(content)


def _places(column: Column, rows: Rows) -> int:
    if not column.kind.is_amount:
        return 0
    values = [column.value(row) for row in rows]
    return 0 if all(value is None or value == value.to_integral_value() for value in values) else 2


def own_columns(look: Look) -> list[tuple[Column, bool]]:
    """Every column of the catalogue and whether the page shows it: the chooser of 自选."""
    return [(column, column in look.columns) for column in COLUMNS.values()]
