"""How one odd workbook is written down: its cells, and the rows and remarks that must come out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook

HEADS = ("序号", "项目名称", "县（市、区）", "项目类别", "项目性质", "总投资", "年度计划投资")
WAN = ("单位：万元",)
PARK = (1, "环城公园", "晋江市", "绿化生态", "续建", 3000, 1200)
ROAD = (2, "滨海大道", "石狮市", "市政交通", "新开工", 5000, 800)


@dataclass(frozen=True)
class Grid:
    """One sheet from row 1 down. `formats` are number formats by cell."""

    lines: Sequence[Sequence[Any]]
    merges: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    state: str = "visible"


@dataclass(frozen=True)
class Habit:
    """`rows` in the file's order, as text by field; every field that is no free text must be there and no other.

    `issues` are all 错误 and 提醒 as “cell rule”, “- rule” for a whole sheet or row; `kinds` those of the sheets.
    `differing` are the rows of printed totals that do not add up.
    """

    name: str
    sheets: Mapping[str, Grid]
    rows: Sequence[Mapping[str, str]]
    issues: Sequence[str] = ()
    kinds: Sequence[str] = ("list",)
    differing: Sequence[int] = ()

    def book(self) -> Workbook:
        book = Workbook()
        book.remove(book.active)
        for name, grid in self.sheets.items():
            sheet = book.create_sheet(name)
            for line in grid.lines:
                sheet.append(list(line))
            for place in grid.merges:
                sheet.merge_cells(place)
            for row in grid.hidden_rows:
                sheet.row_dimensions[row].hidden = True
            for column in grid.hidden_columns:
                sheet.column_dimensions[column].hidden = True
            for place, form in grid.formats.items():
                sheet[place].number_format = form
            sheet.sheet_state = grid.state
        return book


def habit(name: str, *lines: Sequence[Any], rows: Sequence[Mapping[str, str]], **said: Any) -> Habit:
    """A workbook of one sheet. Keywords of Grid and of Habit alike."""
    grid = {key: said.pop(key) for key in tuple(said) if key in Grid.__dataclass_fields__}
    return Habit(name, {"表": Grid(lines, **grid)}, rows, **said)


def park(**others: str) -> dict[str, str]:
    """What PARK must come out as; a field given "" must not."""
    return _expected(
        {
            "name": "环城公园", "unit": "350582", "category": "greening", "plan_nature": "continuing",
            "total_investment_wan": "3000.00", "annual_plan_wan": "1200.00",
        },
        others,
    )  # fmt: skip


def road(**others: str) -> dict[str, str]:
    """What ROAD must come out as."""
    return _expected(
        {
            "name": "滨海大道", "unit": "350581", "category": "municipal", "plan_nature": "new_start",
            "total_investment_wan": "5000.00", "annual_plan_wan": "800.00",
        },
        others,
    )  # fmt: skip


def only(name: str, **values: str) -> dict[str, str]:
    """A row of these values alone."""
    return {"name": name, **values}


def _expected(usual: dict[str, str], others: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in {**usual, **others}.items() if value}
