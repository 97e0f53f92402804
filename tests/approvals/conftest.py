import pytest

from tests.cast import Cast

from .world import Office


@pytest.fixture
def office(db: None, cast: Cast) -> Office:
    return Office(cast)
