"""Start-up refusals: a production installation with an unsafe setting does not start.

Each problem is a Django system check of level Error with an identifier ``portal.E00n``. In the demonstration profile
nothing is refused, because its key is random, its accounts are public and it listens on the loopback address only.
"""

import importlib.util
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
FEWEST_KEY_CHARACTERS = 10
WORDS_OF_EXAMPLE_KEYS = ("django-insecure", "example", "change", "secret")


def is_example_key(key: str) -> bool:
    """Whether a secret key looks copied from a manual instead of drawn at random."""
    lowered = key.lower()
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_KEY_CHARACTERS
        or any(word in lowered for word in WORDS_OF_EXAMPLE_KEYS)
    )


@register(Tags.security)
def check_production(**_options: Any) -> list[CheckMessage]:
    """Errors of a production profile; an empty list for the demonstration."""
    if settings.PROFILE != "production":
        return []
    return list(_production_problems())


def _production_problems() -> Iterable[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG must be off in production.", hint="Remove DEBUG from the environment.", id="portal.E001")
    if is_example_key(settings.SECRET_KEY):
        yield Error(
            "SECRET_KEY is an example or too short.",
            hint="Draw one: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'",
            id="portal.E002",
        )
    if settings.JOURNAL_KEY == settings.SECRET_KEY.encode():
        yield Error(
            "JOURNAL_KEY is missing: a new SECRET_KEY would break the journal's chain.",
            hint="Draw one as for SECRET_KEY and keep it as long as the data.",
            id="portal.E005",
        )
    if not settings.ALLOWED_HOSTS or any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        yield Error(
            "ALLOWED_HOSTS must name each host and hold no wildcard.",
            hint="Set ALLOWED_HOSTS=portal.example.gov.cn (separate several by commas).",
            id="portal.E003",
        )
    if importlib.util.find_spec("defusedxml") is None:
        yield Error(
            "defusedxml is missing: uploaded workbooks would be parsed without its guards.",
            hint="Install requirements.txt.",
            id="portal.E004",
        )


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured that lists every problem of ``check_production``."""
    problems = check_production()
    if problems:
        raise ImproperlyConfigured("\n".join(f"{problem.id} {problem.msg} {problem.hint}" for problem in problems))
