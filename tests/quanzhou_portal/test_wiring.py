"""An unsafe production installation does not start; addresses of Redis mean the same to everybody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from quanzhou_portal import checks
from quanzhou_portal.installation import short_name
from quanzhou_portal.redis_urls import broker_url, cache_url

KEY = "kT3-9vQ_xLw7ZpRbY0sJdHfUaGmNcEiO5u8KtW2rXyVq41BzPjM6lShDgFoAeC"


@pytest.fixture
def production(settings: Settings) -> Settings:
    settings.PROFILE = "production"
    settings.SECRET_KEY = KEY
    settings.JOURNAL_KEY = KEY[::-1].encode()
    settings.ALLOWED_HOSTS = ["portal.example.gov.cn"]
    settings.DEBUG = False
    return settings


def found() -> set[str | None]:
    return {problem.id for problem in checks.check_production()}


def test_safe_production_starts(production: Settings) -> None:
    assert found() == set()
    checks.refuse_unsafe_start()


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("DEBUG", True, "portal.E001"),
        ("SECRET_KEY", "django-insecure-" + KEY, "portal.E002"),
        ("SECRET_KEY", "a1" * 40, "portal.E002"),
        ("ALLOWED_HOSTS", [], "portal.E003"),
        ("ALLOWED_HOSTS", ["*"], "portal.E003"),
        ("ALLOWED_HOSTS", ["portal.example.gov.cn", ".gov.cn"], "portal.E003"),
        ("JOURNAL_KEY", KEY.encode(), "portal.E005"),
    ],
)
def test_each_unsafe_setting_is_refused_by_name(production: Settings, name: str, value: object, problem: str) -> None:
    setattr(production, name, value)
    assert problem in found()
    with pytest.raises(ImproperlyConfigured, match=problem):
        checks.refuse_unsafe_start()


def test_demonstration_is_not_refused(production: Settings) -> None:
    production.PROFILE = "demonstration"
    production.DEBUG = True
    assert found() == set()


def test_web_server_refuses_to_start_without_configuration() -> None:
    environment = {"PATH": os.environ["PATH"], "PORTAL_ENV_FILE": "", "SECRET_KEY": "example"}
    ended = subprocess.run(
        [sys.executable, "-c", "import quanzhou_portal.wsgi"],
        cwd=Path(checks.__file__).parent.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert "portal.E002" in ended.stderr
    assert "portal.E003" in ended.stderr


@pytest.mark.parametrize(
    ("url", "broker", "cache"),
    [
        ("redis://h:6379/0", "redis://h:6379/0", "redis://h:6379/1"),
        ("rediss://:p@h:6379", "rediss://:p@h:6379", "rediss://:p@h:6379/1"),
        ("redis://h/4?timeout=1", "redis://h/4?timeout=1", "redis://h/5?timeout=1"),
        ("unix:///v/r.sock?db=2", "redis+socket:///v/r.sock?virtual_host=2", "unix:///v/r.sock?db=3"),
        ("unix:///v/r.sock", "redis+socket:///v/r.sock?virtual_host=0", "unix:///v/r.sock?db=1"),
    ],
)
def test_queue_and_cache_use_one_server_and_two_databases(url: str, broker: str, cache: str) -> None:
    assert broker_url(url) == broker
    assert cache_url(url) == cache


def test_two_clones_have_cookies_of_their_own(settings: Settings) -> None:
    assert settings.SESSION_COOKIE_NAME.endswith(short_name(settings.BASE_DIR))
    assert short_name(Path("/a/clone")) != short_name(Path("/b/clone"))
