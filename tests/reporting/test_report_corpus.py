"""Every odd month's table of the corpus: each value right, or its row named with the rule; totals to the cent."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.foundation import clock
from projects.models import Listing
from tests.intake.corpus.outcome import Case, outcome
from tests.intake.corpus.reports import REPORTS

from .reports_desk import occasion
from .world import World, moment

pytestmark = pytest.mark.django_db
AT = moment(2, 22, 10)


@pytest.fixture
def roads(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """January locked at 100 each, February open, one report of it accepted."""
    names = {"A1": "东环路", "A2": "西环路", "A3": "环城公园"}
    listings = [world.project(code, name=name) for code, name in names.items()]
    package = world.project("P0", plan=None, has_parts=True, name="公厕")
    listings.append(world.project("P1", parent=package.project, name="一村公厕"))
    listings.append(world.project("H1", name="惠安大道", unit="350521"))
    world.open(1)
    for listing in listings:
        world.accept(listing, 1, "0" if listing.project.code == "P1" else "100")
    world.lock(1)
    world.open(2)
    world.accept(_listing("A3"), 2, "20")
    monkeypatch.setattr(clock, "now", lambda: AT)
    return world


def _listing(code: str) -> Listing:
    return Listing.objects.get(project__code=code)


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case.name)
def test_an_odd_month_table_is_right_or_asks(roads: World, case: Case):
    assert case.outcome(occasion(roads.cast.jinjiang_reporter)) == case.expected


def test_the_corpus_is_large_and_its_names_are_distinct():
    assert len({case.name for case in REPORTS}) == len(REPORTS) >= 20


# --- pre-filled forms, spoiled on their way ---------------------------------------------------------------------------

FIRST = 4
"""The first row of a form below its title, note and heads: A1, A2, A3 and P1 follow each other."""


def _cell(form: Worksheet, row: int, head: str, value: object) -> None:
    (column,) = [cell.column for cell in form[FIRST - 1] if cell.value == head]
    form.cell(row, column, value)


def _fill(form: Worksheet, row: int = FIRST) -> None:
    for head, value in (("本月完成", 10), ("形象进度", "路基")):
        _cell(form, row, head, value)


def _grey_figures(form: Worksheet) -> None:
    _fill(form)
    _cell(form, FIRST, "上月累计", 90)
    _cell(form, FIRST, "年度计划", 9999)


def _grey_name(form: Worksheet) -> None:
    _fill(form)
    _cell(form, FIRST, "项目名称", "西环路")


def _turned_round(form: Worksheet) -> None:
    _fill(form)
    rows = [[cell.value for cell in row] for row in form.iter_rows(min_row=FIRST, max_row=FIRST + 3)]
    for number, values in enumerate(reversed(rows), start=FIRST):
        for column, value in enumerate(values, start=1):
            form.cell(number, column).value = number - FIRST + 1 if column == 1 else value


def _shortened_with_a_sum(form: Worksheet) -> None:
    _fill(form)
    form.delete_rows(FIRST + 1, 3)
    form.cell(FIRST + 1, 3, "合计")
    _cell(form, FIRST + 1, "本月完成", 11)


def _another_column(form: Worksheet) -> None:
    _fill(form)
    form.insert_cols(4)
    form.cell(FIRST - 1, 4, "督办领导")
    form.cell(FIRST, 4, "李副县长")


def _accepted_written_over(form: Worksheet) -> None:
    _fill(form, FIRST + 2)


def _texts(form: Worksheet) -> None:
    _fill(form)
    _cell(form, FIRST, "本月完成", "１０万元")
    _cell(form, FIRST, "形象进度%", "31.5%")


Line = tuple[str, str, dict[str, str]]


def _line(code: str, group: str, month: str = "", ytd: str = "", **others: str) -> Line:
    """A row of the form with what its grey columns say."""
    names = {"A1": "东环路", "A2": "西环路", "A3": "环城公园", "P1": "一村公厕"}
    values = {
        "code": code, "unit": "350582", "annual_plan_wan": "1200.00", "due_wan": "200.00",
        "prior_ytd_wan": "0.00" if code == "P1" else "100.00", "issued_version": "3" if code == "A3" else "0",
        "month_done_wan": month, "ytd_done_wan": ytd,
    } | others  # fmt: skip
    return others.get("name", names[code]), group, {key: text for key, text in values.items() if text and key != "name"}


A2, P1 = _line("A2", "unchanged"), _line("P1", "unchanged")
A3 = _line("A3", "unchanged", "20.00", "120.00")
EAST = _line("A1", "changed", "10.00")

SPOILED: dict[str, tuple[Callable[[Worksheet], None], list[Line], list[str]]] = {
    "grey figures changed": (
        _grey_figures,
        [_line("A1", "question", "10.00", annual_plan_wan="9999.00", prior_ytd_wan="90.00"), A2, A3, P1],
        ["H4 prior_moved"],
    ),
    "a grey name changed to its neighbour's": (
        _grey_name,
        [_line("A1", "question", "10.00", name="西环路"), A2, A3, P1],
        ["B4 code_name_differs"],
    ),
    "sorted the other way round": (_turned_round, [P1, A3, A2, EAST], []),
    "rows deleted and a sum typed below": (_shortened_with_a_sum, [EAST], ["第5行 total_differs"]),
    "a column put in between": (_another_column, [EAST, A2, A3, P1], []),
    "an accepted report written over": (
        _accepted_written_over,
        [_line("A1", "unchanged"), A2, _line("A3", "question", "10.00"), P1],
        ["I6 sent"],
    ),
    "numbers typed as text": (
        _texts,
        [_line("A1", "changed", "10.00", progress_percent="31.50"), A2, A3, P1],
        [],
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_form_is_right_or_asks(roads: World, name: str):
    spoil, rows, issues = SPOILED[name]
    book = _form(roads)
    spoil(book["本月填报"])
    found = outcome(book, name, occasion(roads.cast.jinjiang_reporter))
    assert (found["rows"], found["issues"]) == (rows, issues)
    assert found["kinds"] == ["list", "other", "hidden"]


def _form(world: World) -> Workbook:
    answer = world.cast.client("jinjiang_reporter").get("/report/workbook/")
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))
