"""How a light looks on the pages of the month."""

from dataclasses import dataclass

from core.foundation.templatetags.kit import light
from reporting.choices import Light


@dataclass(frozen=True)
class Mark:
    """A light as the kit draws it."""

    tone: str
    label: str

    @property
    def html(self) -> str:
        return light(self)


def mark(word: Light) -> Mark:
    return Mark(word.tone, word.label)
