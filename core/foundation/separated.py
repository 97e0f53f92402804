"""Tables as CSV, written piece by piece so that memory does not grow with them.

A spreadsheet program that opens such a file takes a text that begins with “=” for a formula. An apostrophe in front
keeps it a text; whoever reads the file again takes that one apostrophe away and has the text as it was typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_BOM = b"\xef\xbb\xbf"
"""Without it, Excel reads UTF-8 as the system's own character set."""

_GUARD = "'"
_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_DOUBTFUL = _STARTS | {_GUARD}

_QUOTED = '",\r\n'


def lines_of(heads: Sequence[str], chunks: Iterable[Sequence[Iterable[Any]]]) -> Iterator[bytes]:
    """The file in pieces: the heads at once, then the rows of each chunk, which is given column by column.

    There are two columns at least. Values are numbers, dates, None, or texts that were `guarded`.
    """
    yield _BOM + _written([[head] for head in heads])
    for columns in chunks:
        yield _written(columns)


def _written(columns: Sequence[Iterable[Any]]) -> bytes:
    """What csv.writer writes, which looks at each letter of each cell. Few columns hold one that must be quoted."""
    rows = map(",".join, zip(*map(_cells, columns), strict=True))
    return "\r\n".join([*rows, ""]).encode()


def _cells(values: Iterable[Any]) -> Sequence[str]:
    texts = values if isinstance(values, list | tuple) else list(values)
    try:
        together = "".join(texts)
    except TypeError:
        texts = ["" if value is None else str(value) for value in texts]
        together = "".join(texts)
    if any(sign in together for sign in _QUOTED):
        return [_quoted(text) for text in texts]
    return texts


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in _QUOTED) else text


def guarded(text: str) -> str:
    """The text as it may stand in a CSV file: never a formula, whoever opens it."""
    first = text[:1]
    if first in _STARTS or (first == _GUARD and text.lstrip(_GUARD)[:1] in _STARTS):
        return _GUARD + text
    return text


def all_guarded(texts: Iterable[str | None]) -> list[str]:
    """`guarded`, for a column of texts of which some are empty; most of a million cells need no call."""
    return [guarded(text) if text and text[0] in _DOUBTFUL else text or "" for text in texts]


def unguarded(text: str) -> str:
    """What was typed, of a text that `guarded` wrote; any other text as it stands."""
    if text.startswith(_GUARD) and text.lstrip(_GUARD)[:1] in _STARTS:
        return text[1:]
    return text
