"""The index of the pictures, grouped as people meet them."""

import re
from collections.abc import Iterable
from pathlib import Path

from .catalogue import SCREENS
from .tour import Shot

HEAVIEST = 18_000_000
"""Bytes of all pictures together: some ninety screens, most of them at three sizes."""
THROWN = re.compile(r"/[0-9a-f]{12}/")
"""The part of an address that is thrown by lot, another each time: the code of a visit."""
HEAD = """\
# Screens

Every main screen with the demonstration's 621 projects, at 1366 × 768 (office), 1920 × 1080 (wide) and 390 × 844
(phone); long pages are shown whole. Made by `./portal screens`, which fails when a page answers wrongly, scrolls
sideways, writes to the console or shows a word of the machine. Names and money are the demonstration's; date
fields speak the language of the browser that took the pictures.

| screen | account | address | pictures |
|---|---|---|---|
"""


def write(folder: Path, shots: Iterable[Shot]) -> None:
    """README.md of the folder; pictures of screens that are no more go away."""
    taken: dict[str, list[Shot]] = {}
    for shot in shots:
        taken.setdefault(shot.screen.name, []).append(shot)
    lines = [_line(taken[screen.name]) for screen in SCREENS if screen.name in taken]
    (folder / "README.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    wanted = {shot.file for group in taken.values() for shot in group}
    for picture in folder.glob("*.png"):
        if picture.name not in wanted:
            picture.unlink()


def weight(folder: Path) -> int:
    """Bytes of all pictures together."""
    return sum(picture.stat().st_size for picture in folder.glob("*.png"))


def _line(group: list[Shot]) -> str:
    screen = group[0].screen
    links = " · ".join(f"[{shot.width}]({shot.file})" for shot in group)
    address = THROWN.sub("/…/", group[0].address)
    return f"| {screen.title} | {screen.user or '—'} | `{address}` | {links} |"
