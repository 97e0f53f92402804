"""A pattern takes the plain rows of a sheet, the parser all others: together they say what the parser alone says."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from core.intake.limits import ON_SCREEN
from core.intake.reading import sheet_walk
from core.intake.reading.container import open_container
from core.intake.reading.layout import Layout
from core.intake.reading.markup import number_forms, read_book
from core.intake.reading.problems import Unreadable

from . import hostile
from .ledgers import ledger, saved, usual_layout

_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_PLAIN = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="B{0}" s="1" t="s"><v>0</v></c></row>'
_ROWS = {
    "plain": _PLAIN.format(2),
    "hidden": '<row r="2" spans="1:2" hidden="1" ht="15"><c r="A2"><v>1</v></c></row>',
    "hidden in words": '<row r="2" hidden="true"><c r="A2"><v>1</v></c></row>',
    "not hidden": '<row r="2" hidden="0"><c r="A2"><v>1</v></c></row>',
    "error": '<row r="2"><c r="A2" t="e"><v>#DIV/0!</v></c><c r="B2"><v>1</v></c></row>' + _PLAIN.format(3),
    "error last": '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c></row>' + _PLAIN.format(3),
    "formula": '<row r="2"><c r="A2"><f>SUM(B1:B9)</f><v>3</v></c></row>',
    "formula of nothing": '<row r="2"><c r="A2"><f>SUM(B1:B9)</f><v></v></c></row>' + _PLAIN.format(3),
    "formula without value": '<row r="2"><c r="A2"><f>SUM(B1:B9)</f></c></row>' + _PLAIN.format(3),
    "formula not computed": '<row r="2"><c r="A2"><f t="shared" si="0"/><v>0</v></c></row>' + _PLAIN.format(3),
    "formatted": '<row r="2"><c r="C2" s="2"/><c r="D2" s="2"><v>0.3</v></c></row>',
    "of another row": '<row r="2"><c r="A2"><v>1</v></c><c r="A77"><v>1</v></c></row>',
    "without a number": "<row><c><v>1</v></c><c><v>2</v></c></row>" + _PLAIN.format(9),
    "without cells": '<row r="2"/>' + _PLAIN.format(3) + '<row r="4"></row>',
    "with a prefix": '<x:row xmlns:x="urn:x" r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>',
    "single quotes": "<row r='2' hidden='1'><c r='A2' t='e'><v>#N/A</v></c></row>" + _PLAIN.format(3),
    "commented out": "<!-- <sheetData>" + _PLAIN.format(90) + "-->" + _PLAIN.format(3),
    "unparsed": '<row r="2"><c r="A2" t="str"><v><![CDATA[</row><row r="70">]]></v></c></row>' + _PLAIN.format(3),
    "far to the right": '<row r="2"><c r="ZZ2" s="2"/><c r="A2"><v>1</v></c></row>',
    "too far to the right": '<row r="2"><c r="ZZ2"><v>1</v></c></row>',
    "too far below": '<row r="10001"><c r="A10001"><v>1</v></c></row>',
    "much formatting": "".join(f'<row r="{row}" ht="9"><c r="A{row}" s="1"/></row>' for row in range(2, 700)),
    "broken off": '<row r="2"><c r="A2"><v>1</v></c>',
    "wrong way round": _PLAIN.format(8) + _PLAIN.format(3),
    "text in runs": '<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r></is></c></row>' + _PLAIN.format(3),
    "inline": '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c></row>',
}
_TAIL = '</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells></worksheet>'


def _workbook(rows: str, *, computes_on_opening: bool = False) -> bytes:
    with zipfile.ZipFile(BytesIO(hostile.sound())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[hostile.SHEET] = (_HEAD + _PLAIN.format(1) + rows + _TAIL).encode()
    if computes_on_opening:
        parts[hostile.BOOK] = parts[hostile.BOOK].replace(b"</workbook>", b'<calcPr fullCalcOnLoad="1"/></workbook>')
    return hostile.packed(parts)


def _layouts(content: bytes) -> list[dict | str]:
    """What is found on every sheet, or the refusal."""
    archive = open_container(BytesIO(content), ON_SCREEN)
    forms, book = number_forms(archive) | {"2": "%"}, read_book(archive, ON_SCREEN)
    return [
        _said(archive, part, forms, computes_on_opening=book.computes_on_opening)
        for part in book.sheets
    ]  # fmt: skip


def _said(archive, part, forms, *, computes_on_opening: bool) -> dict | str:
    try:
        layout: Layout = sheet_walk.layout_of(archive, part, forms, ON_SCREEN, computes_on_opening=computes_on_opening)
    except Unreadable as refused:
        return refused.message
    return {key: value for key, value in vars(layout).items() if key not in {"last_column", "_most_cells"}}


def _contents() -> Iterator[tuple[str, bytes]]:
    for name, rows in _ROWS.items():
        yield name, _workbook(rows)
        yield f"{name}, computed on opening", _workbook(rows, computes_on_opening=True)
    yield "ledger", saved(usual_layout(ledger(621))).getvalue()
    yield "styled", saved(_styled()).getvalue()


def _styled() -> Workbook:
    book = usual_layout(ledger(60))
    sheet = book.active
    for row in sheet.iter_rows(min_row=10):
        row[5].number_format = "0.0%"
        row[1].font = Font(bold=True)
        row[7].value = f"=F{row[7].row}/2" if row[7].row % 7 == 0 else row[7].value
    sheet.row_dimensions[12].hidden = sheet.column_dimensions["C"].hidden = True
    return book


CONTENTS = dict(_contents())


@pytest.mark.parametrize("name", CONTENTS)
def test_pattern_and_parser_say_what_the_parser_alone_says(name: str, monkeypatch: pytest.MonkeyPatch):
    found = _layouts(CONTENTS[name])
    monkeypatch.setattr(sheet_walk, "_ROWS", b"<no rows>")
    assert found == _layouts(CONTENTS[name])


@pytest.mark.parametrize("length", [1, 7, 64, 1000])
def test_where_the_pieces_of_a_sheet_end_makes_no_difference(length: int, monkeypatch: pytest.MonkeyPatch):
    whole = _layouts(CONTENTS["styled"])
    looked_over = sheet_walk.looked_over
    monkeypatch.setattr(sheet_walk, "looked_over", lambda chunks: _cut(b"".join(looked_over(chunks)), length))
    assert _layouts(CONTENTS["styled"]) == whole


def _cut(data: bytes, length: int) -> Iterator[bytes]:
    return (data[at : at + length] for at in range(0, len(data), length))


def test_the_parser_sees_none_of_the_plain_rows(monkeypatch: pytest.MonkeyPatch):
    """The red control of the whole: a pattern that no longer fits what programs write would only be slow."""
    seen: list[int] = []
    parse = sheet_walk._SheetWalk.parse
    monkeypatch.setattr(sheet_walk._SheetWalk, "parse", lambda walk, data: seen.append(len(data)) or parse(walk, data))
    _layouts(CONTENTS["ledger"])
    assert sum(seen) < 3_000
