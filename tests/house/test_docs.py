"""What the pages for readers say is so: links lead somewhere, commands exist, the named people can log in."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from demonstration.cast import PASSWORD, SHOWN

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_the_people_and_their_password(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert PASSWORD in text
    assert set(SHOWN) <= set(re.findall(r"`(\w+)`", text))


def test_every_command_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z-]+)", text)):
        assert f"\n{target}:" in makefile, target
    commands = get_commands()
    for command in ("load_demo", "import_register", "import_plan", "roll_up", "verify"):
        assert command in text
        assert command in commands, command
