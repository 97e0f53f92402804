"""Tables of ``sample_models``, made outside transactions because SQLite alters schemas only there."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.foundation.sample_models import TABLES


@pytest.fixture(scope="module")
def sample_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in TABLES:
                editor.create_model(model)
        yield
        with connection.schema_editor() as editor:
            for model in TABLES:
                editor.delete_model(model)
