"""``./portal check``: everything about the code that needs no test run. All checks run, then the verdict."""

import os
import secrets
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from launcher import machine
from launcher.console import say
from launcher.places import Places


@dataclass(frozen=True)
class Check:
    """A command that must end with code 0."""

    name: str
    command: tuple[str, ...]
    changes: dict[str, str | None] = field(default_factory=dict)


def checks(places: Places) -> list[Check]:
    """All checks, the slowest first, because two run at a time."""
    python = str(places.python)
    tests = {"DJANGO_SETTINGS_MODULE": "quanzhou_portal.settings_test"}
    # What an office would set; a warning of Django's deployment checks under these settings is a defect of ours.
    production: dict[str, str | None] = {
        "PORTAL_ENV_FILE": "",
        "PROFILE": "production",
        "TLS": "true",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "JOURNAL_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "portal.example.gov.cn",
        "DATABASE_URL": None,
        "REDIS_URL": None,
        "DEBUG": None,
    }
    return [
        Check("types (mypy)", (python, "-m", "mypy")),
        Check("templates (lint)", (python, "-m", "djlint", "templates", "--lint", "--quiet")),
        Check("templates (compile)", (python, "manage.py", "check_templates"), dict(tests)),
        Check("floors (import-linter)", (python, "-c", "from importlinter.cli import lint_imports_command as c; c()")),
        Check("migrations", (python, "manage.py", "makemigrations", "--check", "--dry-run"), dict(tests)),
        Check("deployment", (python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), production),
        Check("lint (ruff)", (python, "-m", "ruff", "check", ".")),
        Check("format (ruff)", (python, "-m", "ruff", "format", "--check", ".")),
    ]


def check(places: Places) -> int:
    """Run all checks; the exit code is 1 when any failed."""
    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        codes = list(pool.map(lambda item: _run(places, item), checks(places)))
    return 1 if any(codes) else 0


def _run(places: Places, item: Check) -> int:
    start = time.monotonic()
    ended = subprocess.run(
        item.command,
        cwd=places.root,
        env=machine.environment(places, item.changes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    seconds = time.monotonic() - start
    if ended.returncode:
        say(f"{ended.stdout.rstrip()}\nFAILED  {item.name} ({seconds:.1f} s)")
    else:
        say(f"ok      {item.name} ({seconds:.1f} s)")
    return ended.returncode
