"""Text tables (.csv) as offices and systems write them: letters, separators, quotes; nothing is replaced or guessed."""

import codecs

import pytest

from core.foundation.verdict import Refused
from core.intake.grid import Cell, Kind, Sheet
from core.intake.reader import as_real_file, read_workbook

TABLE = "项目名称,县（市、区）,总投资\n环城公园,晋江市,100.5\n"


def read(content: bytes, name: str = "台账.csv") -> Sheet:
    with as_real_file([content]) as file:
        (sheet,) = read_workbook(file, name).sheets
    return sheet


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row.cells.values()] for row in sheet.rows]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(), codecs.BOM_UTF8 + TABLE.encode(), TABLE.encode("gb18030"), TABLE.encode("gbk"),
        TABLE.encode("utf-16"), codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with its mark", "gb18030", "gbk", "utf-16 little", "utf-16 big"],
)  # fmt: skip
def test_letters(content: bytes):
    assert texts(read(content)) == [["项目名称", "县（市、区）", "总投资"], ["环城公园", "晋江市", "100.5"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_ends_of_lines(separator: str, ending: str):
    """Also where amounts have separators of thousands, and a cell holds other separators and a line break."""
    lines = [["名称", "投资", "说明"], ["公园", "1,234.50", "一；二;三\t四,\n第二行"], ["道路", "2,000", '“新”"旧"']]
    written = ending.join(
        separator.join('"' + cell.replace('"', '""') + '"' if set(cell) & set(',;\t\n"') else cell for cell in line)
        for line in lines
    )
    assert texts(read(written.encode())) == lines


def test_amounts_with_commas_do_not_make_commas_the_separator():
    written = "名称\t投资\t计划\n公园\t1,234.50\t1,000\n道路\t2,345,678.00\t12\n"
    assert texts(read(written.encode()))[2] == ["道路", "2,345,678.00", "12"]


def test_a_separator_that_the_first_line_states():
    sheet = read("sep=|\n名称|投资\n公园|1\n".encode())
    assert [(row.number, row.cell(2).text) for row in sheet.rows] == [(1, "投资"), (2, "1")]


def test_every_cell_keeps_its_place_over_empty_lines_and_cells():
    """Lines count as a spreadsheet program shows them: a cell of two lines is one."""
    rows = read(b'a,b\n"x\ny",1\n,,\n\n,2,\n').rows
    assert [(row.number, column) for row in rows for column in row.cells] == [(1, 1), (1, 2), (2, 1), (2, 2), (5, 2)]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("100.5", Kind.NUMBER), ("-3", Kind.NUMBER), ("2018.10", Kind.NUMBER), ("31.69%", Kind.TEXT),
        ("1,234", Kind.TEXT), ("007", Kind.TEXT), ("2018-02-23", Kind.TEXT), ("1e5", Kind.TEXT),
        ("913505820000000001", Kind.TEXT), (" 5", Kind.TEXT),
    ],
)  # fmt: skip
def test_cells_stay_as_written(written: str, kind: Kind):
    assert read(f'名称;值\nx;"{written}"\n'.encode()).by_number[2].cell(2) == Cell(kind, written)


def test_the_sheet_is_named_after_the_file():
    assert read(TABLE.encode(), "晋江市.7月（最终版）.csv").name == "晋江市.7月（最终版）"


def test_a_text_under_another_ending_is_read_for_what_it_is():
    assert len(read(TABLE.encode("gb18030"), "台账.xls").rows) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('名称,值\n公园,1\n"道路,2\n桥,3\n', "第 3 行的英文引号没有成对"),
        ('名称,值\n公园,1\n道路,2\n"十三五"规划,3\n', "第 4 行的英文引号没有成对"),
    ],
)
def test_quotes_that_do_not_match_are_told_with_their_line(content: str, said: str):
    with pytest.raises(Refused, match=said):
        read(content.encode())
