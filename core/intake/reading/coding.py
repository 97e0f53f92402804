"""Cells and lines on their way from the child to the portal.

A cell in short is a text, a number, or "" where nothing stands; every other kind is a text that begins with MARK, its
kind, its form, and what it says. Most cells of most tables are the first two, and cost nothing to be told apart.
"""

from datetime import date, datetime
from math import isfinite

import orjson

from .formats import PERCENT, SCALED, moment_text, plain_number

Cell = tuple[str, ...]
"""Kind and text, or kind, text and form. Kinds: "n" number (plain decimal text), "s" text, "d" day (ISO), "b" truth,
"e" error value, "f" formula whose result was never computed. Forms: "%", "scaled".
"""
Code = str | float

MARK = "\x01"
_LETTERS = {"": "-", PERCENT: "%", SCALED: "s"}
_FORMS = {letter: form for form, letter in _LETTERS.items()}
_TEXT_AT = 3


class _Coded(str):
    """A code that begins with MARK because we put it there."""

    __slots__ = ()


def coded(cell: Cell) -> Code:
    """A cell in short. A number goes as one where no digit of it is lost by that."""
    kind, text, form = cell if len(cell) > 2 else (*cell, "")
    if not form:
        if kind == "s" and not text.startswith(MARK):
            return text
        if kind == "n" and plain_number(number := float(text)) == text:
            return number
    return _Coded(f"{MARK}{kind}{_LETTERS[form]}{text}")


def decoded(code: Code) -> tuple[str, str, str]:
    """Kind, text and form of a code that is not blank."""
    if not isinstance(code, str):
        return "n", plain_number(code), ""
    if code.startswith(MARK):
        return code[1], code[_TEXT_AT:], _FORMS[code[2]]
    return "s", code, ""


def line_of(said: dict) -> bytes:
    """One line of JSON; the codes in it may also be whatever the library gives for a value.

    What JSON cannot say, or what would read as another code, is looked for in the finished line, where it is found many
    times faster than among the cells, and hardly ever is.
    """
    marks = 0

    def other(value: object) -> str:
        nonlocal marks
        code = coded(cell_of(value)) if value.__class__ is not _Coded else value
        marks += code.__class__ is _Coded
        return str(code)

    try:
        line = orjson.dumps(said, other, _OPTIONS)
    except TypeError:  # half of a pair of surrogates is no letter
        line = b""
    if line.count(_MARKED) != marks or not line or any(word in line for word in _DOUBTFUL):
        return orjson.dumps(_sound(said), other, _OPTIONS)
    return line


_OPTIONS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
_MARKED = rb'"\u0001'
_DOUBTFUL = (b"null", b"true", b"false")
"""Numbers without end become the first; truths are no numbers, and must not be taken for 1 and 0."""


def _sound(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sound(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(each) for each in value]
    if isinstance(value, _Coded):
        return value
    if isinstance(value, str):
        return coded(("s", value.encode("utf-8", "replace").decode()))
    if isinstance(value, bool) or (isinstance(value, float) and not isfinite(value)):
        return coded(cell_of(value))
    return value


def cell_of(value: object) -> Cell:
    """What the library gives for a value."""
    if isinstance(value, str):
        return "s", value
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return ("n", plain_number(value)) if isfinite(value) else ("e", "#NUM!")
    if isinstance(value, datetime):
        return "d", moment_text(value)
    return ("d", value.isoformat()) if isinstance(value, date) else ("s", str(value))
