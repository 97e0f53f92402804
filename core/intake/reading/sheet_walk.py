"""One walk over the markup of a sheet: where values are, and what the value reader does not tell of them.

Plain rows are taken by a pattern (`plain_rows.py`), which costs a tenth of parsing them; the parser has all the rest.
"""

import re
from collections.abc import Iterable, Mapping
from xml.parsers import expat

from core.intake.limits import Limits

from .archive import Archive
from .container import looked_over
from .layout import Layout
from .markup import SheetPart, new_parser
from .plain_rows import NUMBERS, filled, plain, styled
from .problems import damaged, far_cell, too_many_cells, too_many_rows

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE = frozenset({"1", "true"})
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_DIGITS = "0123456789"
_LONGEST = 40
"""So many letters of a special cell's value are kept; errors are shorter."""
_DECLARATION, _ROWS, _ROW_END = b"\xef\xbb\xbf<?xml", b"<sheetData>", b"</row>"
_OTHER = (b"<!", b"<?")
"""Comments, unparsed text, instructions."""
_LONGEST_ROW = 1024 * 1024
"""Bytes without the end of a row, after which nobody waits for it any more."""


def layout_of(
    archive: Archive, part: SheetPart, forms: Mapping[str, str], limits: Limits, *, computes_on_opening: bool
) -> Layout:
    """Walk one sheet's cells without keeping them. Raises Unreadable beyond the limits and for far-away cells.

    With `computes_on_opening` a formula's 0 says nothing: the program that wrote it did not compute.
    """
    walk = _SheetWalk(part.name, forms, limits, is_zero_empty=computes_on_opening)
    chunks = looked_over(archive.chunks(part.path))
    try:
        _feed(walk, chunks)
        walk.finish()
    except _Enough:
        walk.close_cell()
        walk.layout.stopped_at = walk.row
        for _ in chunks:  # the rest must still be harmless
            pass
    except expat.ExpatError as error:
        raise damaged() from error
    return walk.layout


def _feed(walk: "_SheetWalk", chunks: Iterable[bytes]) -> None:
    """What stands around the rows goes to the parser, as does every row that is not plain.

    From the first comment or the like on everything does: what looks like a row may then be part of one.
    """
    rest, among_rows, is_simple, begin = b"", False, True, len(_DECLARATION)
    for chunk in chunks:
        data = rest + chunk
        is_simple = is_simple and len(rest) < _LONGEST_ROW and not _has_other(data, begin)
        begin = 0
        if is_simple and not among_rows and (found := data.find(_ROWS)) >= 0:
            begin, among_rows = found + len(_ROWS), True
            walk.parse(data[:begin])
        if is_simple and among_rows:
            end = walk.take_rows(data, begin)
        else:  # the word before the first row may lie over the seam
            end = max(len(data) - len(_ROWS), 0) if is_simple else len(data)
            walk.parse(data[:end])
        rest, begin = data[end:], 0
    walk.parse(rest)


def _has_other(data: bytes, begin: int) -> bool:
    """The second letter alone is looked for first: it is found many times faster, and rarely there."""
    return any(data.find(each[1:], begin) >= 0 and data.find(each, begin) >= 0 for each in _OTHER)


_PLAIN = {is_zero_empty: plain(without_formulas=is_zero_empty) for is_zero_empty in (False, True)}
_FILLED = {is_zero_empty: filled(without_formulas=is_zero_empty) for is_zero_empty in (False, True)}


class _Enough(Exception):
    """Raised inside a handler to end the parsing early."""


class _SheetWalk:
    """Only beginnings of elements are handled: for most cells there is nothing to do at their end."""

    def __init__(self, name: str, forms: Mapping[str, str], limits: Limits, *, is_zero_empty: bool) -> None:
        self.layout = Layout(limits.cells)
        self.row = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self._name, self._forms, self._limits = name, forms, limits
        self._is_zero_empty = is_zero_empty
        self._plain, self._filled = _PLAIN[is_zero_empty], _FILLED[is_zero_empty]
        self._styled = styled([*forms]) if forms else None
        self._column = self._filled_to = self._empty_rows = 0
        self._cells_left = limits.cells
        self._row_text, self._digits = "", 0
        self._columns: dict[str, int] = {}
        self._type, self._value = "", ""
        self._has_formula = self._is_special = False
        self._others = {
            "f": self._formula, "is": self._inline_text, "row": self._new_row, "mergeCell": self._merge,
            "col": self._hidden_columns,
        }  # fmt: skip

    def parse(self, data: bytes) -> None:
        self.parser.Parse(data, False)  # noqa: FBT003 - expat takes it by position

    def finish(self) -> None:
        self.parser.Parse(b"", True)  # noqa: FBT003
        self.close_cell()

    def close_cell(self) -> None:
        """A special cell after which nothing came that would have closed it."""
        if self._is_special:
            self._close_cell()

    def take_rows(self, data: bytes, at: int) -> int:
        """The whole rows from `at` on; returns where they end."""
        while True:
            at = self._plain_rows(data, at)
            end = data.find(_ROW_END, at) + len(_ROW_END)
            if end < len(_ROW_END):
                return at
            self.parse(data[at:end])
            at = end

    def _plain_rows(self, data: bytes, begin: int) -> int:
        """As many plain rows as follow each other from `begin` on; returns where they end."""
        match, at = self._plain.match, self._filled_rows(data, begin)
        while found := match(data, at):
            self.close_cell()
            at = found.end()
            self.row, self._column = int(found[1]), 0
            if b"hidden" in found[2] and _HIDDEN.search(found[2]):
                self.layout.hidden_rows.add(self.row)
            start = found.start(3)
            if data.find(b"<v", start, at) >= 0 or data.find(b"<is>", start, at) >= 0:
                self._fill()
            else:
                self._count_empty()
            at = self._filled_rows(data, at)
        if at > begin:
            self._enter(self.row)
            self._count_cells(data.count(b"<c ", begin, at))
            if self._styled:
                self._note_forms(data, begin, at)
        return at

    def _filled_rows(self, data: bytes, begin: int) -> int:
        """As many as need no look at each; returns where they end. Of them all the farthest is held to the limit."""
        end = self._filled.match(data, begin).end()
        if end > begin:
            self.close_cell()
            numbers = [*map(int, NUMBERS.findall(data, begin, end))]
            beyond = (number for number in numbers if number > self._limits.rows)
            self.row, self._column = min(beyond, default=max(numbers)), 0
            self._fill()
            self.row = numbers[-1]
        return end

    def _note_forms(self, data: bytes, start: int, end: int) -> None:
        for letters, row, style in self._styled.findall(data, start, end):
            forms = self.layout.forms.setdefault(int(row), {})
            forms[column_number(letters.decode())] = self._forms[style.decode()]

    def _count_cells(self, more: int) -> None:
        self._cells_left -= more
        if self._cells_left < 0:
            raise too_many_cells(self._name, self._limits.cells)

    def _count_empty(self) -> None:
        self._empty_rows += 1
        if self._empty_rows > self._limits.empty_rows:
            raise _Enough

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        """Called some millions of times for a long sheet: what most cells need stands here, not in methods."""
        if tag == "c":
            if self._is_special:
                self._close_cell()
            reference = attributes.get("r", "")
            column = self._columns.get(reference[: -self._digits])
            if column is None or reference[-self._digits :] != self._row_text:
                column = self._place(reference)
            self._column = column
            self._count_cells(1)
            self._type = attributes.get("t", "")
            self._is_special = self._type == "e"
            form = self._forms.get(attributes.get("s", ""))
            if form:
                self.layout.forms.setdefault(self.row, {})[column] = form
        elif tag == "v":
            if self._column > self._filled_to:
                self._fill()
            if self._is_special:
                self.parser.CharacterDataHandler = self._text
        else:
            self._other(tag, attributes)

    def _other(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._others.get(tag)
        if handler:
            handler(attributes)
        elif ":" in tag:
            self._start(tag.rpartition(":")[2], attributes)

    def _text(self, data: str) -> None:
        if len(self._value) < _LONGEST:
            self._value += data

    def _new_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._begin_row(
            int(number) if number.isdecimal() and len(number) < 9 else self.row + 1,
            is_hidden=attributes.get("hidden") in _TRUE,
        )

    def _begin_row(self, row: int, *, is_hidden: bool) -> None:
        self.close_cell()
        self._enter(row)
        self._column = 0
        if is_hidden:
            self.layout.hidden_rows.add(row)
        self._count_empty()

    def _enter(self, row: int) -> None:
        self.row, self._row_text = row, str(row)
        self._digits, self._filled_to = len(self._row_text), 0

    def _place(self, reference: str) -> int:
        """The column of a cell. Cells without a place follow the one before; one of another row moves us there."""
        if not reference:
            return self._column + 1
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise damaged()
        if int(found[2]) != self.row:
            self._enter(int(found[2]))
        column = self._columns[found[1]] = column_number(found[1])
        return column

    def _formula(self, _attributes: dict[str, str]) -> None:
        self._has_formula = self._is_special = True
        self._fill()

    def _inline_text(self, _attributes: dict[str, str]) -> None:
        self._fill()

    def _fill(self) -> None:
        """The cell has something in it. Cells of this row up to the last column known need not say so again."""
        layout = self.layout
        self._empty_rows = 0
        if self._column > layout.last_column:
            layout.last_column = self._column
            if self._column > self._limits.columns:
                raise far_cell(self._name, self._column, self._limits.columns)
        if self.row > layout.last_row:
            layout.last_row = self.row
            if self.row > self._limits.rows:
                raise too_many_rows(self._name, self.row, self._limits.rows)
        self._filled_to = layout.last_column

    def _close_cell(self) -> None:
        """What only a cell's end tells: its error, or that its formula has no value."""
        self.parser.CharacterDataHandler = None
        value = self._value.strip()
        if self._type == "e":
            self._special("e", value or "#错误")
        elif self._has_formula and self._type != "str" and (not value or (self._is_zero_empty and value == "0")):
            self._special("f", "")
        self._value, self._has_formula, self._is_special = "", False, False

    def _special(self, kind: str, text: str) -> None:
        self.layout.special.setdefault(self.row, {})[self._column] = kind, text

    def _merge(self, attributes: dict[str, str]) -> None:
        corners = [_REFERENCE.fullmatch(corner) for corner in attributes.get("ref", "").split(":")]
        if len(corners) == 2 and all(corners):
            (top, left), (bottom, right) = [(int(corner[2]), column_number(corner[1])) for corner in corners]
            self.layout.merge(top, left, bottom, right)

    def _hidden_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _TRUE and first.isdecimal() and last.isdecimal() and len(first + last) < 12:
            self.layout.hide_columns(int(first), int(last))


def column_number(letters: str) -> int:
    """ "A" → 1, "AA" → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
