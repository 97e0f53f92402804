"""What the front-end build writes: every file there, small enough, free of foreign hosts and inline code."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "static" / "build"
KIB = 1024
BUDGETS = {
    "kit.css": 40 * KIB,
    "kit.js": 30 * KIB,
    "grid.js": 15 * KIB,
    "check.js": 4 * KIB,
    "charts.js": 200 * KIB,
    "fonts.css": 40 * KIB,
    "icons.svg": 4 * KIB,
    "favicon.svg": 1 * KIB,
}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

needs_build = pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)")


@needs_build
@pytest.mark.parametrize("name", BUDGETS)
def test_asset_is_within_its_budget(name: str) -> None:
    size = len(gzip.compress((BUILD / name).read_bytes(), 9, mtime=0))
    assert size <= BUDGETS[name], f"{name}: {size} bytes compressed"


@needs_build
def test_web_font_stands_behind_system_fonts() -> None:
    """No face is fetched where one of the usual Chinese faces is installed."""
    css = (BUILD / "fonts.css").read_text(encoding="utf-8")
    faces = re.findall(r"@font-face\{[^}]+\}", css)
    assert len(faces) > 90
    for face in faces:
        assert "local(" in face
        (slice_name,) = re.findall(r"url\(fonts/([^)]+)\)", face)
        assert (BUILD / "fonts" / slice_name).is_file()


@needs_build
@pytest.mark.parametrize("name", ["kit.css", "kit.js", "grid.js", "check.js", "fonts.css", "icons.svg"])
def test_asset_names_no_foreign_host(name: str) -> None:
    text = (BUILD / name).read_text(encoding="utf-8").replace("http://www.w3.org/", "")
    text = re.sub(r"/\*!.*?\*/", "", text, flags=re.DOTALL)  # the licence of the base kit stays in the file
    assert not re.search(r"https?://", text)


@needs_build
def test_style_sheet_asks_for_no_font_but_by_script() -> None:
    assert "@font-face" not in (BUILD / "kit.css").read_text(encoding="utf-8")


def test_lock_file_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_holds_no_inline_code(template: Path) -> None:
    """The policy refuses inline scripts and styles; data stands in json_script."""
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on|<style|javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag


def test_exact_arithmetic_and_paste_in_javascript() -> None:
    """The scripts' own unit tests."""
    done = subprocess.run(
        ["node", "--test", "tests/kit/js/"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout[-3000:]
