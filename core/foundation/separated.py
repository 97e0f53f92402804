"""Tables as CSV, written piece by piece so that memory does not grow with them.

A spreadsheet program that opens such a file takes a text that begins with “=” for a formula. An apostrophe in front
keeps it a text; whoever reads the file again takes that one apostrophe away and has the text as it was typed.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_BOM = b"\xef\xbb\xbf"
"""Without it, Excel reads UTF-8 as the system's own character set."""

_GUARD = "'"
_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
DOUBTFUL = _STARTS | {_GUARD}
"""A text that begins otherwise stands for itself: looking here saves the call for most of a million cells."""

_PIECE = 500


class _Echo:
    """Gives back what it is told to write."""

    def write(self, text: str) -> str:
        return text


def lines_of(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file in pieces, the heads at once. Values are numbers, dates, None, or texts that were `guarded`."""
    write = csv.writer(_Echo()).writerow
    yield _BOM + write(heads).encode()
    piece: list[str] = []
    for row in rows:
        piece.append(write(row))
        if len(piece) == _PIECE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def guarded(text: str) -> str:
    """The text as it may stand in a CSV file: never a formula, whoever opens it."""
    first = text[:1]
    if first in _STARTS or (first == _GUARD and text.lstrip(_GUARD)[:1] in _STARTS):
        return _GUARD + text
    return text


def unguarded(text: str) -> str:
    """What was typed, of a text that `guarded` wrote; any other text as it stands."""
    if text.startswith(_GUARD) and text.lstrip(_GUARD)[:1] in _STARTS:
        return text[1:]
    return text
