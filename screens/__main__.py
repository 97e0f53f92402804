"""Entry: take the pictures, write the index, say what is wrong; the exit code is 1 when anything is."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from . import browser, gallery, portal
from .catalogue import SCREENS
from .tour import Shot, Tour


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    chosen = [screen for screen in SCREENS if not options.only or screen.name in options.only]
    options.folder.mkdir(parents=True, exist_ok=True)
    with portal.served(options.address) as base, sync_playwright() as playwright, browser.opened(playwright) as opened:
        shots = []
        for shot in Tour(opened, base=base, folder=options.folder).walk(chosen):
            _say(shot)
            shots.append(shot)
    gallery.write(options.folder, shots)
    too_big = gallery.weight(options.folder) > gallery.HEAVIEST
    if too_big:
        print(f"The gallery weighs more than {gallery.HEAVIEST} bytes.")
    return 1 if too_big or any(shot.wrong for shot in shots) else 0


def _say(shot: Shot) -> None:
    print("FAIL" if shot.wrong else "ok  ", shot.file, flush=True)
    for wrong in shot.wrong:
        print(f"      {wrong}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m screens", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of screens; all when none is given")
    parser.add_argument("--folder", type=Path, default=portal.ROOT / "docs" / "screens")
    parser.add_argument("--address", help="a demonstration that is already running, instead of a throw-away one")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
