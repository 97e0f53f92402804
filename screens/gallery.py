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
PICTURE = re.compile(r"\]\(([^)]+\.png)\)")
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
    """README.md of the folder, with the lines of screens that were not taken this time as they stood; pictures of
    screens that are no more go away.
    """
    taken: dict[str, list[Shot]] = {}
    for shot in shots:
        taken.setdefault(shot.screen.name, []).append(shot)
    index = folder / "README.md"
    lines = _standing(index) | {name: _line(group) for name, group in taken.items()}
    whole = [lines[screen.name] for screen in SCREENS if screen.name in lines]
    index.write_text(HEAD + "\n".join(whole) + "\n", encoding="utf-8")
    wanted = {file for line in whole for file in PICTURE.findall(line)}
    for picture in folder.glob("*.png"):
        if picture.name not in wanted:
            picture.unlink()


def _standing(index: Path) -> dict[str, str]:
    """The lines of the index by screen; none where there is no index yet."""
    lines = index.read_text(encoding="utf-8").splitlines() if index.exists() else []
    return {found[0].rpartition("-")[0]: line for line in lines if (found := PICTURE.findall(line))}


def weight(folder: Path) -> int:
    """Bytes of all pictures together."""
    return sum(picture.stat().st_size for picture in folder.glob("*.png"))


def _line(group: list[Shot]) -> str:
    screen = group[0].screen
    links = " · ".join(f"[{shot.width}]({shot.file})" for shot in group)
    address = THROWN.sub("/…/", group[0].address)
    return f"| {screen.title} | {screen.user or '—'} | `{address}` | {links} |"
