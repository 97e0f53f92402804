"""A demonstration loaded once for a module, and the moment at which it stands."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from core.foundation import clock
from demonstration.actions import load
from demonstration.calendar import starts_at

Loading = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(scope="module")
def loading(django_db_setup, django_db_blocker, tmp_path_factory) -> Loading:
    """`with loading(150)`: so many projects up to July, rolled back at the end."""

    @contextmanager
    def loaded(projects: int) -> Iterator[object]:
        with (
            django_db_blocker.unblock(),
            override_settings(PRIVATE_FILES_ROOT=tmp_path_factory.mktemp("files")),
            transaction.atomic(),
        ):
            yield load(projects=projects, months=7, seed=2018)
            transaction.set_rollback(True)

    return loaded


@pytest.fixture
def today(year, db, monkeypatch: pytest.MonkeyPatch) -> date:
    """The demonstration's day. `year` is the module's own: what it has loaded."""
    now = starts_at(7)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(clock, "today", now.date)
    return now.date()
