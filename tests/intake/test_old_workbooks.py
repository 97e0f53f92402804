"""Old workbooks (.xls of Excel 97 and 95, .et of WPS) come out as the same grid as new ones."""

import struct

import pytest

from core.intake.grid import Cell, Kind, Merge, Workbook
from core.intake.reader import as_real_file, read_workbook

from .old_workbooks import (
    BIFF5,
    CHART,
    EOF,
    Old,
    OldSheet,
    bof,
    compound,
    formula,
    label,
    ledger_cells,
    number,
    old,
    record,
    rk,
    shared,
    shared_texts,
    text,
)


def read(content: bytes, name: str = "台账.xls") -> Workbook:
    with as_real_file([content]) as file:
        return read_workbook(file, name)


def cells(book: Workbook, row: int = 1) -> dict[int, Cell]:
    return dict(book.sheets[0].by_number[row].cells)


@pytest.mark.parametrize("name", ["台账.xls", "台账.et", "台账.xlsx", "台账.csv"])
def test_what_it_is_its_content_says_not_its_ending(name: str):
    assert cells(read(old().saved(), name), 2)[1] == Cell(Kind.TEXT, "环城公园")


def test_numbers_as_doubles_and_compressed():
    """30 bits of a whole number (also below 0) or of a binary fraction, and both divided by 100."""
    half = struct.unpack("<Q", struct.pack("<d", 0.5))[0] >> 32
    several = record(0xBD, struct.pack("<HHHIHIH", 0, 5, 0, 7 << 2 | 2, 0, 8 << 2 | 2, 6))
    found = cells(
        read(
            old(
                number(0, 0, 0.1 + 0.2) + rk(0, 1, 1234567 << 2 | 3) + rk(0, 2, (-5 & 0x3FFFFFFF) << 2 | 2)
                + rk(0, 3, half & 0xFFFFFFFC) + rk(0, 4, half & 0xFFFFFFFC | 1) + several
            ).saved()
        )
    )  # fmt: skip
    assert [cell.text for cell in found.values()] == ["0.3", "12345.67", "-5", "0.5", "0.005", "7", "8"]
    assert {cell.kind for cell in found.values()} == {Kind.NUMBER}


@pytest.mark.parametrize(
    ("code", "value", "cell"),
    [
        ("0.00%", 0.3169, Cell(Kind.NUMBER, "0.3169", "%")),
        ('0!.0,"万"', 12345, Cell(Kind.NUMBER, "12345", "scaled")),
        ("#,##0.00_);[Red](#,##0.00)", 1234.5, Cell(Kind.NUMBER, "1234.5")),
        ("yyyy-mm-dd", 43154, Cell(Kind.DAY, "2018-02-23")),
        ('yyyy"年"m"月"d"日"', 43154, Cell(Kind.DAY, "2018-02-23")),
        ("yyyy-mm-dd hh:mm", 43154.5, Cell(Kind.DAY, "2018-02-23 12:00:00")),
        ('0"d"', 5, Cell(Kind.NUMBER, "5")),
        ("[Red]0", 5, Cell(Kind.NUMBER, "5")),
        ("G/通用格式", 5, Cell(Kind.NUMBER, "5")),
        ("yyyy-mm-dd", -3, Cell(Kind.NUMBER, "-3")),
        ("yyyy-mm-dd", 1e300, Cell(Kind.NUMBER, f"{10**300}")),
    ],
)
def test_number_formats(code: str, value: float, cell: Cell):
    found = cells(read(old(label(0, 0, "x") + number(0, 1, value, style=1), formats=[code]).saved()))
    assert found[2] == cell


def test_the_calendar_that_begins_in_1904():
    cell = cells(
        read(old(number(0, 0, 41692, style=1), formats=["yyyy-mm-dd"], before=record(0x22, b"\x01\x00")).saved())
    )[1]
    assert cell == Cell(Kind.DAY, "2018-02-23")


def test_formulas_without_a_result_errors_and_truths_are_told_apart():
    """A 0 that waits to be computed on opening is no 0."""
    text_result, truth, wrong = (
        b"\x00" + bytes(5) + b"\xff\xff",
        b"\x01\0\x01\0\0\0\xff\xff",
        b"\x02\0\x17\0\0\0\xff\xff",
    )
    found = cells(
        read(
            old(
                formula(0, 0, bytes(8), options=2) + formula(0, 1, bytes(8)) + formula(0, 2, struct.pack("<d", 2.5))
                + formula(0, 3, text_result) + record(0x207, text("文字")) + formula(0, 4, text_result)
                + formula(0, 5, truth) + formula(0, 6, wrong) + record(0x205, struct.pack("<HHHBB", 0, 7, 0, 0x07, 1))
                + record(0x205, struct.pack("<HHHBB", 0, 8, 0, 0, 0)) + number(0, 9, float("nan"))
            ).saved()
        )
    )  # fmt: skip
    assert list(found.values()) == [
        Cell(Kind.UNCOMPUTED, ""), Cell(Kind.NUMBER, "0"), Cell(Kind.NUMBER, "2.5"), Cell(Kind.TEXT, "文字"),
        Cell(Kind.UNCOMPUTED, ""), Cell(Kind.TRUTH, "TRUE"), Cell(Kind.ERROR, "#REF!"), Cell(Kind.ERROR, "#DIV/0!"),
        Cell(Kind.TRUTH, "FALSE"), Cell(Kind.ERROR, "#NUM!"),
    ]  # fmt: skip


def test_merges_hidden_rows_columns_and_sheets():
    layout = (
        record(0x7D, struct.pack("<HHHHHH", 2, 3, 0, 0, 1, 0))
        + record(0x208, struct.pack("<HHHHHHHH", 1, 0, 4, 0, 0, 0, 0x20, 0))
        + record(0xE5, struct.pack("<HHHHH", 1, 0, 0, 0, 3))
    )
    book = read(Old([OldSheet("表", ledger_cells() + layout), OldSheet("备份", number(0, 0, 1), state=1)]).saved())
    sheet, hidden = book.sheets
    assert (sheet.merges, sheet.hidden_rows, sheet.hidden_columns) == ([Merge(1, 1, 1, 4)], {2}, [(3, 4)])
    assert (hidden.name, hidden.is_hidden) == ("备份", True)


@pytest.mark.parametrize("piece", [40, 41, 100, 8_224])
def test_shared_texts_over_the_seams_of_records(piece: int):
    words = ["环城公园", "很长的建设内容" * 30, "x"]
    rows = b"".join(shared(row, 0, row) for row in range(3))
    book = read(old(rows, before=shared_texts(words, piece)).saved())
    assert [row.cell(1).text for row in book.sheets[0].rows] == words


def test_texts_with_fonts_and_narrow_letters():
    """Runs of fonts, notes on pronunciation and letters of one byte."""
    rich = struct.pack("<HBHI", 2, 0x0D, 1, 4) + "公园".encode("utf-16-le") + bytes(4) + bytes(4)
    table = record(0xFC, struct.pack("<II", 2, 2) + rich + struct.pack("<HB", 3, 0) + b"abc")
    found = cells(read(old(shared(0, 0, 0) + shared(0, 1, 1), before=table).saved()))
    assert [cell.text for cell in found.values()] == ["公园", "abc"]


def test_excel_95_in_the_chinese_code_page():
    body = label(0, 0, "项目名称", BIFF5) + number(0, 1, 0.5, style=1)
    book = read(Old([OldSheet("台账表", body)], version=BIFF5, page=936, formats=["0%"]).saved())
    assert book.sheets[0].name == "台账表"
    assert cells(book) == {1: Cell(Kind.TEXT, "项目名称"), 2: Cell(Kind.NUMBER, "0.5", "%")}


def test_a_chart_within_a_sheet_adds_no_cells():
    chart = bof(CHART) + number(0, 0, 99) + EOF
    assert cells(read(old(number(0, 0, 1) + chart + number(0, 1, 2)).saved())) == {
        1: Cell(Kind.NUMBER, "1"), 2: Cell(Kind.NUMBER, "2"),
    }  # fmt: skip


def test_links_within_the_workbook_and_functions_of_add_ins_are_harmless():
    own, add_in = record(0x1AE, struct.pack("<HH", 1, 0x0401)), record(0x1AE, struct.pack("<HH", 1, 0x3A01))
    assert read(old(before=own + add_in).saved()).row_count == 2


def test_a_short_stream_lies_among_the_small_ones():
    """Streams below 4,096 bytes are kept in pieces of 64; our own writer pads them, other programs do not."""
    stream = old(number(0, 0, 7)).stream()
    assert len(stream) < 4_096
    assert cells(read(_small(stream)))[1].text == "7"


def _small(stream: bytes) -> bytes:
    """The same compound file with its stream moved among the small ones."""
    pieces = -(-len(stream) // 64)
    small = struct.pack("<128I", *range(1, pieces), 0xFFFFFFFE, *[0xFFFFFFFF] * (128 - pieces))
    content = bytearray(compound({"Workbook": stream, "Small": small}))
    directory = struct.unpack_from("<I", content, 48)[0] * 512 + 512
    struct.pack_into("<II", content, directory + 116, 0, 4_096)  # the small pieces are what was the workbook
    struct.pack_into("<II", content, directory + 128 + 116, 0, len(stream))
    struct.pack_into("<II", content, 60, 8, 1)  # their table is what was called Small
    return bytes(content)
