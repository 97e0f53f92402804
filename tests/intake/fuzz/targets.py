"""What is fuzzed, a function each that takes any bytes. Anything it raises is a find.

The readers may refuse (Unreadable); the normalisers answer with a Reading, whatever the cell.
"""

import struct
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from math import isfinite

import orjson

from core.intake.grid import Cell, Kind, RowCells
from core.intake.limits import ON_SCREEN
from core.intake.normalise import (
    MONEY_UNITS,
    Reading,
    clean,
    read_day,
    read_name,
    read_rate,
    read_span,
    read_text,
    read_wan,
    squeeze,
)
from core.intake.reading import values
from core.intake.reading.biff import OldWorkbook
from core.intake.reading.coding import line_of
from core.intake.reading.container import open_container
from core.intake.reading.formats import plain_number
from core.intake.reading.markup import number_forms, read_book
from core.intake.reading.old_sheet import OldSheetWalk
from core.intake.reading.problems import Unreadable
from core.intake.reading.sheet_walk import layout_of
from tests.intake import hostile, hostile_old, hostile_texts
from tests.intake.old_workbooks import ledger_cells, old

LIMITS = ON_SCREEN._replace(total_bytes=4 << 20, part_bytes=2 << 20, cells=20_000)
"""Small, so that a round is quick."""


def container(data: bytes) -> None:
    """Any bytes as a zip, and as the markup of a sheet, of styles and of the workbook in a sound one."""
    choice, rest = data[:1] or b"\0", data[1:]
    part = (None, hostile.SHEET, hostile.STYLES, hostile.BOOK, hostile.RELATIONS)[choice[0] % 5]
    file = BytesIO(rest if part is None else hostile.packed(SOUND_PARTS | {part: rest}))
    try:
        archive = open_container(file, LIMITS)
        forms, book = number_forms(archive), read_book(archive, LIMITS)
        for sheet in book.sheets:
            layout_of(archive, sheet, forms, LIMITS, computes_on_opening=True)
    except Unreadable:
        pass


def old_workbook(data: bytes) -> None:
    """Any bytes as a file, as the records of a workbook, and as those of one sheet."""
    choice, rest = (data[:1] or b"\0")[0] % 3, data[1:]
    try:
        if choice == 0:
            _read(OLE + rest if rest[:8] != OLE else rest)
            return
        book = OldWorkbook(rest if choice == 1 else old(rest).stream())
        for sheet in book.sheets[:5]:
            OldSheetWalk(book, sheet, LIMITS)
    except Unreadable:
        pass


def text_table(data: bytes) -> None:
    """Any bytes as a file whose kind has to be told first; whatever it is, no old or new workbook."""
    if data.startswith((b"PK\x03\x04", OLE)):
        return
    with suppress(Unreadable):
        _read(data)


def _read(data: bytes) -> None:
    """All the way of the lines: written by the child, read by the portal, every cell looked at."""
    for said in values.read(BytesIO(data), LIMITS):
        line = orjson.loads(line_of(said))
        assert set(line) <= LINE
        for number, left, codes in line.get("rows", ()):
            assert number > 0
            assert left > 0
            assert all(cell.kind in KINDS for cell in RowCells(left, codes).values())


def cells(data: bytes) -> None:
    """Cells as the readers make them, to every normaliser."""
    cell = _cell(data)
    unit = sorted(MONEY_UNITS)[len(data) % len(MONEY_UNITS)]
    year = 2018 if len(data) % 2 else None
    for reading in (
        read_wan(cell, unit), read_day(cell, year=year), read_day(cell, year=year, is_end=True), read_rate(cell),
        read_span(cell, year=year), read_text(cell, longest=20), read_name(cell, longest=20),
    ):  # fmt: skip
        assert isinstance(reading, Reading)
        assert reading.value is None or not reading.is_refused
    squeeze(clean(cell.text))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "container": container, "old_workbook": old_workbook, "text_table": text_table, "cells": cells,
}  # fmt: skip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LINE = {"sheet", "state", "merges", "hidden_rows", "hidden_columns", "rows"}
SOUND_PARTS = hostile.parts(hostile.sound())
KINDS = {kind.value for kind in Kind}
_FORMS = ("", "%", "scaled")
_TRUTHS = ("FALSE", "TRUE")


def _cell(data: bytes) -> Cell:
    kind, form, rest = data[0] % 6 if data else 0, _FORMS[data[1] % 3] if data[1:] else "", data[2:]
    if kind == 0:
        number = struct.unpack("<d", rest[:8].ljust(8, b"\0"))[0]
        return Cell(Kind.NUMBER, plain_number(number if isfinite(number) else len(data)), form)
    if kind == 1:
        days = int.from_bytes(rest[:3], "little") % 2_958_466
        return Cell(Kind.DAY, (date(1, 1, 1) + timedelta(days=days)).isoformat())
    if kind == 2:
        return Cell(Kind.TRUTH, _TRUTHS[len(data) % 2])
    if kind == 3 and len(data) % 2:
        return Cell(Kind.UNCOMPUTED, "")
    return Cell(Kind.ERROR if kind == 3 else Kind.TEXT, rest.decode("utf-8", "replace"), form)


def seeds(name: str) -> list[bytes]:
    """Inputs to begin with: sound ones, and those that are known to be bad."""
    if name == "container":
        bad = (hostile.climbing_name, hostile.part_of_two_names, hostile.encrypted_part, hostile.doctype)
        whole = [b"\0" + kind() for kind in (hostile.sound, *bad)]
        names = (hostile.SHEET, hostile.STYLES, hostile.BOOK, hostile.RELATIONS)
        return whole + [bytes([place]) + SOUND_PARTS[part] for place, part in enumerate(names, start=1)]
    if name == "old_workbook":
        files = [b"\0" + made for kind in hostile_old.OLD_KINDS if len(made := kind()) < 20_000]
        return [*files, b"\1" + old().stream(), b"\2" + ledger_cells()]
    if name == "text_table":
        return [hostile_texts.sound_text(), "项目名称\t投资\n公园\t1\n".encode("utf-16"), b'sep=;\na;"b\n""c"\n1,5;2\n']
    words = ("1,234.50万元", "约1.2亿", "2018年2月底", "2018.3—2019.12", "31.69%", "★环城公园", "12.18", "—", "2018-")
    return [b"\4\0" + word.encode() for word in words] + [b"\0\1" + struct.pack("<d", 43154.5), b"\1\0\1\2\3"]
