"""A draft from its head to its imprint. What it says comes from the modules beside; how it looks from `official`."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from docx.shared import Pt

from . import official
from .wording import chinese_number

MARK = official.Face(official.TITLE_SONG, Pt(36), is_red=True)
TITLE = official.Face(official.TITLE_SONG, official.TITLE)
NOTE = official.Face(official.HEI, official.SMALL)


class Draft:
    """Written from top to bottom; headings of the first level count themselves."""

    def __init__(self, title: str, *, issuer: str) -> None:
        self.paper = official.new_paper()
        self.paper.core_properties.title, self.paper.core_properties.author = title, issuer
        self.issuer, self.sections = issuer, 0

    def head(self, mark: str, *, state: str, under: str, second: str = "") -> None:
        """State of the draft, the red mark, what stands under it, and the red rule."""
        official.line(self.paper, f"（{state}）", NOTE)
        official.line(self.paper, mark, MARK, centred=True)
        official.line(self.paper)
        if second:
            official.line(self.paper, second, centred=True)
            official.line(self.paper)
        official.rule(official.line(self.paper, under, centred=True))
        official.line(self.paper)

    def title(self, *lines: str) -> None:
        for text in lines:
            official.line(self.paper, text, TITLE, centred=True)
        official.line(self.paper)

    def addressee(self, text: str) -> None:
        """Flush left, with a full-width colon."""
        official.line(self.paper, f"{text}：")

    def body(self, *texts: str) -> None:
        for text in texts:
            official.body(self.paper, text)

    def section(self, heading: str, *texts: str) -> None:
        """一、 and what belongs under it."""
        self.sections += 1
        official.heading(self.paper, f"{chinese_number(self.sections)}、{heading}")
        self.body(*texts)

    def points(self, texts: Iterable[str]) -> None:
        """（一）…（二）… of a section."""
        self.body(*(f"（{chinese_number(number)}）{text}" for number, text in enumerate(texts, start=1)))

    def labelled(self, label: str, text: str) -> None:
        official.labelled(self.paper, f"{label}：", text)

    def gap(self) -> None:
        official.line(self.paper)

    def blank_lines(self, count: int) -> None:
        """For handwriting."""
        official.ruled_lines(self.paper, count)

    def attachments(self, names: Sequence[str]) -> None:
        """附件： one line below the body; no mark at the ends."""
        official.line(self.paper)
        for number, name in enumerate(names, start=1):
            official.line(self.paper, f"{'附件：' if number == 1 else '　　　'}{number}.{name}", indent=True)

    def close(self, year: int) -> None:
        """Who signs, and a date for the office to fill in."""
        official.line(self.paper)
        official.line(self.paper)
        official.line_at_end(self.paper, self.issuer)
        official.line_at_end(self.paper, f"{year}年　月　日")

    def imprint(self, copies: str = "") -> None:
        self.gap()
        rows = [f"抄送：{copies}"] if copies else []
        official.imprint(self.paper, [*rows, f"{self.issuer}办公室　　　　　年　月　日印发"])

    def attachment(self, number: int, title: str) -> None:
        """On a page of its own."""
        official.new_page(self.paper)
        official.line(self.paper, f"附件{number}", official.Face(official.HEI))
        self.title(title)

    def saved(self) -> IO[bytes]:
        """An open temporary file at its start."""
        target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
        self.paper.save(target)
        target.seek(0)
        return target

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        official.table(self.paper, heads, rows, widths)
