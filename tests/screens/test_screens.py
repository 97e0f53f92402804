"""The tool behind docs/screens: what it calls a fault, what it writes, and that the gallery is the catalogue's."""

import re
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from demonstration.cast import PASSWORD, SHOWN
from screens import gallery, pictures, tour
from screens.catalogue import SCREENS
from screens.faults import FOREIGN
from screens.tour import Shot
from tests.house.access_table import TABLE

from .unpictured import UNPICTURED

FOLDER = Path(settings.BASE_DIR) / "docs" / "screens"


@pytest.mark.parametrize(
    "text", ["原因：None", "NaN 万元", "{{ unit.name }}", "[object Object]", "was null", "undefined"]
)
def test_words_of_the_machine_are_foreign(text):
    assert FOREIGN.search(text)


@pytest.mark.parametrize("text", ["南安市", "—", "QZ18-0001", "SHA-256 8f3a…", "1,234.50 万元", "Nonesuch"])
def test_what_people_read_is_not(text):
    assert not FOREIGN.search(text)


def test_everybody_in_the_catalogue_can_log_in():
    assert tour.PASSWORD == PASSWORD
    assert {screen.user for screen in SCREENS} <= {"", *SHOWN}
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


def test_the_gallery_holds_exactly_the_catalogue_and_stays_small():
    wanted = {f"{screen.name}-{width}.png" for screen in SCREENS for width in screen.widths}
    assert {picture.name for picture in FOLDER.glob("*.png")} == wanted
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"({name})" in index for name in wanted)
    assert gallery.weight(FOLDER) <= gallery.HEAVIEST


def test_every_page_has_its_picture_or_a_reason():
    """A new page asks for its screen in the catalogue; a reason that is out of date asks to go."""
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    pictured = {match.url_name for match in map(_resolved, re.findall(r"`(/[^`]*)`", index)) if match}
    pages = {row.name for row in TABLE if row.method == "get" and (row.name == "api_docs" or "api_" not in row.name)}
    assert pages - pictured == set(UNPICTURED)


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None  # the picture of the page that says so


def test_the_index_names_each_screen_once_and_old_pictures_go(tmp_path):
    screen = SCREENS[0]
    (tmp_path / "gone-390.png").write_bytes(b"")
    gallery.write(tmp_path, [Shot(screen, width, f"{screen.name}-{width}.png", ()) for width in screen.widths])
    assert (tmp_path / "README.md").read_text(encoding="utf-8").count(f"| {screen.title} |") == 1
    assert not list(tmp_path.glob("*.png"))


def test_a_picture_is_a_png_with_a_palette():
    class Blank:
        def evaluate(self, _script, _given):
            return {"width": 2, "height": 1, "palette": "////AAAA", "pixels": "AAE="}  # white, black

    png = pictures.small(Blank(), b"any")
    assert png.startswith(pictures.SIGNATURE)
    assert struct.unpack(">IIBBBBB", png[16:29]) == (2, 1, 8, 3, 0, 0, 0)
    at = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[at - 4 : at])
    assert zlib.decompress(png[at + 4 : at + 4 + length]) == b"\0\0\1"
