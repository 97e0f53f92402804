"""Closed lists a cell must name one of: units, kinds, natures. Words are data; look-alikes are offered, never taken."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .grid import Cell
from .normalise.reading import Reading, empty_word, error, normalised, without_value
from .normalise.text import clean, squeeze

_ALIKE = 0.5


@dataclass(frozen=True)
class Vocabulary:
    """`words` maps squeezed words to values, `labels` each value to its word; `printed` words are as good as labels."""

    what: str
    words: Mapping[str, str]
    labels: Mapping[str, str]
    printed: frozenset[str] = frozenset()

    def find(self, text: str) -> str | None:
        return self.words.get(squeeze(text))

    def nearest(self, text: str) -> str:
        """The label most like a word that is not in the list, or nothing."""
        close = get_close_matches(squeeze(text), list(self.words), n=1, cutoff=_ALIKE)
        return self.labels[self.words[close[0]]] if close else ""

    def worded(self, text: str) -> str:
        """A stored text by the word it stands for; anything else as it is."""
        return self.labels.get(text, text)

    def read(self, cell: Cell) -> Reading[str]:
        """The value a cell names. Another spelling than the printed one is told as 已自动规范."""
        refused = without_value(cell)
        if refused is not None:
            return refused
        text = clean(cell.text)
        nothing = empty_word(squeeze(text)) if squeeze(text) not in self.words else None
        if nothing is not None:
            return nothing
        return self._named(text)

    def _named(self, text: str) -> Reading[str]:
        value = self.find(text)
        if value is None:
            accepted = "、".join(self.labels.values())
            return error(
                "unknown_word", f"“{text}”不是可用的{self.what}", accepted=accepted, proposal=self.nearest(text)
            )
        if squeeze(text) in self.printed:
            return Reading(value)
        return Reading(value, (normalised("alias", f"“{text}”按{self.what}“{self.labels[value]}”读入"),))


_BETWEEN = re.compile(r"[、，,；;/\n]+")


class Several(Vocabulary):
    """A list a cell may name several of. The value is what they stand for, in the list's own order, “、” between."""

    def worded(self, text: str) -> str:
        return "、".join(self.labels.get(each, each) for each in text.split("、"))

    def _named(self, text: str) -> Reading[str]:
        """All or none: one word that is not in the list stops the cell, and is named."""
        readings = [super(Several, self)._named(word) for word in map(clean, _BETWEEN.split(text)) if word]
        refused = next((each for each in readings if each.is_refused), None)
        if refused is not None:
            return refused
        found = {each.value for each in readings}
        notes = tuple(note for each in readings for note in each.notes)
        return Reading("、".join(value for value in self.labels if value in found), notes)


def vocabulary(
    what: str, entries: Iterable[tuple[str, Sequence[str], Iterable[str]]], kind: type[Vocabulary] = Vocabulary
) -> Vocabulary:
    """Built from (value, the words we print for it, other words); ValueError when two values claim one word."""
    words: dict[str, str] = {}
    labels: dict[str, str] = {}
    own: set[str] = set()
    for value, printed, aliases in entries:
        labels[value] = printed[0]
        own.update(map(squeeze, printed))
        for word in (*printed, *aliases):
            if words.setdefault(squeeze(word), value) != value:
                raise ValueError(f"{what}: “{word}” means both {words[squeeze(word)]} and {value}")
    return kind(what, words, labels, frozenset(own))
