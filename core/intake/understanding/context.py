"""What a row is told by what stands around it: the section above it, the sheet's name, the title."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from core.intake.desk import Desk

from .lines import Line
from .title import Title

_NUMBERED = re.compile(r"^(?:附?[件表]?[0-9]+[-.、_ ]?|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\))")
_COUNT = re.compile(r"\(.*\)$")
_A_PLACE = re.compile(r".{2,}[市县区]")
_LEVELS = frozenset({"国家级", "省级", "市级", "县级", "区级"})
"""Words for a rank of projects as often as for whose they are."""


def said_by_name(desk: Desk, sheet: str) -> dict[str, str]:
    """What the sheet's name says of all its rows: “晋江市”, “3.晋江市（45项）”, “续建项目”."""
    words = _COUNT.sub("", _NUMBERED.sub("", "".join(unicodedata.normalize("NFKC", sheet).split())))
    return {} if words in _LEVELS else _section(desk, words)


def said_by_title(desk: Desk, title: Title) -> dict[str, str]:
    """What the title says of all rows: “晋江市” of “晋江市2018年项目表”, or “二、绿化生态” right above the head.

    Without a numeral only places count.
    """
    by_place = _section(desk, title.whose) if _A_PLACE.fullmatch(title.whose) else {}
    return {**by_place, **(said_by_name(desk, title.numbered) if title.numbered else {})}


def _section(desk: Desk, words: str) -> dict[str, str]:
    for text in (words, words.removesuffix("项目"), words.removesuffix("类")):
        found = desk.section(text) if text else {}
        if found:
            return dict(found)
    return {}


class Context:
    """The sections a row stands in, nearest first, and what holds for the whole sheet."""

    def __init__(self, whole: Mapping[str, str]) -> None:
        self._whole = whole
        self._open: list[Line] = []

    def enter(self, line: Line) -> None:
        """A numbered section ends those of its level and below. Words without a numeral replace what they name, and
        each other where they name nothing we know.
        """
        if line.level:
            self._open = [each for each in self._open if 0 < each.level < line.level]
        else:
            self._open = [
                each
                for each in self._open
                if each.level in {1, 2} or (line.gives and not each.gives.keys() & line.gives.keys())
            ]
        self._open.append(line)

    @property
    def foreign(self) -> str:
        """The county that is none of ours whose section we are in, or ""."""
        return next((each.label for each in self._open if each.is_foreign_county), "")

    def says(self) -> Iterator[Mapping[str, str]]:
        """What holds for a row here, the nearest first. In a foreign county's section nothing holds from outside it."""
        foreign = self.foreign
        yield from (each.gives for each in reversed(self._open) if not (foreign and each.is_like_a_county))
        if not foreign:
            yield self._whole
