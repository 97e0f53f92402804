import pytest

from tests.cast import Cast

from .world import DispatchWorld


@pytest.fixture
def world(cast: Cast) -> DispatchWorld:
    return DispatchWorld(cast)
