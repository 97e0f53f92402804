"""Bad files hurt nobody: refused in time with a sentence that names the cure; the web worker barely grows."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from django.conf import settings
from openpyxl import Workbook

from core.foundation.verdict import Refused
from core.intake import limits, reader
from core.intake.grid import Cell, Kind
from core.intake.reader import as_real_file, read_workbook
from core.intake.reading import values
from core.intake.reading.problems import Unreadable

from . import hostile, hostile_old, hostile_texts
from .hostile_old import OLD_KINDS, sound_old
from .hostile_texts import TEXT_KINDS, sound_text
from .ledgers import saved

MOST_SECONDS = 5
MOST_GROWTH = 150 * 1024
"""KiB, of this process and of the child beyond one that reads a sound file."""

KINDS = hostile.KINDS | OLD_KINDS | TEXT_KINDS

_MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code % 256)
"""
"""A small process between us and the child, since a child counts the memory of its parent as its own."""


def read(content: bytes, name: str = "台账.xlsx"):
    with as_real_file([content]) as file:
        return read_workbook(file, name)


@pytest.fixture
def child_memory(monkeypatch, tmp_path) -> Callable[[], int]:
    """The most memory that the child has taken, in KiB."""
    note = tmp_path / "memory"
    command = reader.child_command
    monkeypatch.setattr(reader.warm, "ask", lambda *_, **__: None)
    monkeypatch.setattr(
        reader, "child_command", lambda *names: [sys.executable, "-S", "-c", _MEASURED, str(note), *command(*names)]
    )
    return lambda: int(note.read_text())


@pytest.fixture(scope="module")
def idle_memory() -> int:
    """What a child takes that reads a sound file, in KiB."""
    with as_real_file([hostile.sound()]) as file:
        done = subprocess.run(
            [sys.executable, "-S", "-c", _IDLE, *reader.child_command("screen", "read")], stdin=file, check=True,
            capture_output=True, text=True, cwd=settings.BASE_DIR, env={"PYTHONPATH": os.pathsep.join(reader._paths())},
        )  # fmt: skip
    return int(done.stdout.splitlines()[-1])


_IDLE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__.rpartition('_')[2]}-{kind.__name__}")
def test_refused_in_time_with_a_cure(kind: Callable[[], bytes], child_memory, idle_memory: int):
    content = kind()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Refused) as refused:
        read(content)
    assert time.monotonic() - began < MOST_SECONDS + 1, "the clock of a busy machine"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_GROWTH
    assert child_memory() - idle_memory < MOST_GROWTH
    assert KINDS[kind] in {"", refused.value.code}
    assert refused.value.status == 422
    assert "请" in refused.value.message, "every refusal says what to do"


@pytest.mark.parametrize("sound", [hostile.sound, sound_old, sound_text], ids=lambda kind: kind.__name__)
def test_what_the_bad_ones_are_made_of_is_read(sound: Callable[[], bytes]):
    """Else a test above could pass for another reason than its own."""
    assert read(sound()).row_count >= 2


def test_inspecting_finds_what_reading_would_refuse_the_container_for():
    for kind in (
        hostile.padded_sheet,
        hostile.doctype,
        hostile.macro_part,
        hostile_old.old_macros,
        hostile_texts.web_page,
    ):
        with as_real_file([kind()]) as file, pytest.raises(Refused) as refused:
            reader.inspect_workbook(file, "台账.xlsx", limits="screen")
        assert refused.value.code == KINDS[kind]


def test_without_the_limits_the_bombs_would_go_off():
    """The red control: with the caps lifted the same files are taken, and take what the caps forbid."""
    wide = limits.ON_SCREEN._replace(part_bytes=2**40, total_bytes=2**40, rows=2**30, columns=2**30, cells=2**30)
    for kind in (hostile.padding_bomb, hostile.padded_sheet, hostile_old.old_far_away_cell):
        with as_real_file([kind()]) as file:
            assert list(values.read(file, wide))
        with as_real_file([kind()]) as file, pytest.raises(Unreadable):
            list(values.read(file, limits.ON_SCREEN))


def test_memory_is_capped_even_where_no_count_is():
    """Nested markup without end is stopped by the child's cap on memory alone: lifted, the file takes far more."""
    with as_real_file([hostile.nested_without_end()]) as file:
        taken = {}
        for name, most in (("capped", limits.ON_SCREEN.memory_bytes), ("free", 4 << 30)):
            file.seek(0)
            done = subprocess.run(
                [sys.executable, "-S", "-c", _CAPPED.format(most=most)], stdin=file, check=True, capture_output=True,
                text=True, cwd=settings.BASE_DIR, env={"PYTHONPATH": os.pathsep.join(reader._paths())},
            )  # fmt: skip
            taken[name] = int(done.stdout.splitlines()[-1])
    assert taken["capped"] < taken["free"] / 2


_CAPPED = """
import re, sys
from core.intake import limits
from core.intake.reading import __main__ as child
limits.BY_NAME["screen"] = limits.ON_SCREEN._replace(memory_bytes={most}, cpu_seconds=60)
sys.argv[1:] = ["screen", "read"]
child.main()
print(re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])
"""


@pytest.mark.parametrize("ending", ["xlsm", "xlsb", "ods", "txt", "pdf", ""])
def test_other_endings_are_refused_before_anything_is_read(ending: str):
    with pytest.raises(Refused, match=r"请.*xlsx|压缩包"):
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


@pytest.mark.parametrize(("asks", "kind"), [(b' fullCalcOnLoad="1"', Kind.UNCOMPUTED), (b"", Kind.NUMBER)])
def test_a_formulas_0_counts_only_where_the_program_has_computed(asks: bytes, kind: Kind):
    """Programs that cannot compute write 0 and ask for computing on opening."""
    rows = b'<row r="1"><c r="A1"><f>B1*2</f><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    content = hostile.parts(hostile.sheet(rows))
    assert b' fullCalcOnLoad="1"' in content[hostile.BOOK]
    content[hostile.BOOK] = content[hostile.BOOK].replace(b' fullCalcOnLoad="1"', asks)
    (row,) = read(hostile.packed(content)).sheets[0].rows
    assert [cell.kind for cell in row.cells.values()] == [kind, Kind.NUMBER]


def test_chinese_built_in_formats_are_days_without_their_code():
    """31 is 2018年2月23日 in Chinese editions; WPS does not always write the code down."""
    content = hostile.parts(hostile.sheet(b'<row r="1"><c r="A1" s="1"><v>43154</v></c></row>'))
    styles = content[hostile.STYLES]
    content[hostile.STYLES] = styles.replace(b"</cellXfs>", b'<xf numFmtId="31"/></cellXfs>')
    (row,) = read(hostile.packed(content)).sheets[0].rows
    assert row.cell(1) == Cell(Kind.DAY, "2018-02-23")


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
    check = "import sys, core.intake.reading.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_bytes_of_any_kind_are_refused():
    for content in (b"PK\x03\x04", b"\x00" * 1000, b"PK\x05\x06" + bytes(18), BytesIO(b"x" * 99).getvalue()):
        with pytest.raises(Refused):
            read(content)
