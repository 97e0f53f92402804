"""Bad files hurt nobody: refused in time with a sentence that names the cure; the web worker barely grows."""

import resource
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook

from core.foundation.verdict import Refused
from core.intake.grid import Kind
from core.intake.reader import as_real_file, read_workbook

from . import hostile
from .ledgers import saved

MOST_SECONDS = 5
MOST_GROWTH = 150 * 1024
"""KiB, of this process; the child has its own cap."""


def read(content: bytes, name: str = "台账.xlsx"):
    with as_real_file([content]) as file:
        return read_workbook(file, name)


@pytest.mark.parametrize("kind", hostile.KINDS, ids=lambda kind: kind.__name__)
def test_refused_in_time_with_a_cure(kind: Callable[[], bytes]):
    content = kind()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Refused) as refused:
        read(content)
    assert time.monotonic() - began < MOST_SECONDS + 1, "the clock of a busy machine"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_GROWTH
    assert hostile.KINDS[kind] in {"", refused.value.code}
    assert refused.value.status == 422
    assert "请" in refused.value.message, "every refusal says what to do"


@pytest.mark.parametrize("ending", ["xls", "et", "csv", "xlsm", "xlsb", "pdf", ""])
def test_other_endings_are_refused_before_anything_is_read(ending: str):
    with pytest.raises(Refused, match=r"xlsx"):
        read(hostile.sound(), f"台账.{ending}" if ending else "台账")


def test_an_empty_file():
    with pytest.raises(Refused, match="空的"):
        read(b"")


def test_a_sheet_that_claims_to_be_smaller_than_it_is_loses_nothing():
    content = hostile.edited(hostile.SHEET, b'<dimension ref="A1:F4"/>', b'<dimension ref="A1"/>')
    assert read(content).row_count == 4


def test_whole_columns_of_formatting_are_no_rows():
    """As a person does who colours entire columns: 300,000 rows without a value."""
    empty = b"".join(b'<row r="%d" s="1"><c r="A%d"/></row>' % (n, n) for n in range(3, 300_000))
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>' + empty
    began = time.monotonic()
    assert read(hostile.sheet(rows)).row_count == 1
    assert time.monotonic() - began < MOST_SECONDS


def test_a_clickable_address_is_harmless():
    book = Workbook()
    book.active["A1"] = "项目名称"
    book.active["A1"].hyperlink = "http://www.example.com/"
    assert read(saved(book).getvalue()).row_count == 1


def test_formulas_without_a_value_errors_and_percent_formats_are_told_apart():
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "=1+1", "#REF!", 0.3169, 1234.5
    sheet["C1"].number_format, sheet["D1"].number_format = "0.00%", '0!.0,"万"'
    (row,) = read(saved(book).getvalue()).sheets[0].rows
    assert [(cell.kind, cell.form) for cell in row.cells.values()] == [
        (Kind.UNCOMPUTED, ""), (Kind.ERROR, ""), (Kind.NUMBER, "%"), (Kind.NUMBER, "scaled"),
    ]  # fmt: skip


def test_every_cell_keeps_its_place_when_the_first_rows_and_columns_are_empty():
    book = Workbook()
    book.active["C3"], book.active["E5"] = 1, 2
    rows = read(saved(book).getvalue()).sheets[0].rows
    assert [(row.number, column) for row in rows for column in row.cells] == [(3, 3), (5, 5)]


def test_binary_fractions_never_show():
    book = Workbook()
    book.active["A1"] = 0.1 + 0.2
    book.active["B1"] = 1234567890123.45
    (row,) = read(saved(book).getvalue()).sheets[0].rows
    assert [cell.text for cell in row.cells.values()] == ["0.3", "1234567890123.45"]


def test_a_name_that_is_a_formula_is_text(tmp_path):
    """Injected text stays text: what looks like a formula in a text cell comes back as the same text."""
    book = Workbook()
    book.active["A1"] = "x"
    book.active["A1"].value = "=cmd|'/c calc'!A1"
    book.active["A1"].data_type = "s"
    (row,) = read(saved(book).getvalue()).sheets[0].rows
    assert row.cell(1).text == "=cmd|'/c calc'!A1"


def test_the_child_never_imports_the_framework():
    import subprocess
    import sys

    check = "import sys, core.intake.reading.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_bytes_of_any_kind_are_refused():
    for content in (b"PK\x03\x04", b"\x00" * 1000, b"PK\x05\x06" + bytes(18), BytesIO(b"x" * 99).getvalue()):
        with pytest.raises(Refused):
            read(content)
