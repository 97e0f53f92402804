"""The collector is put off and always comes back."""

import gc

import pytest

from core.foundation.garbage import collecting_later


def test_it_comes_back_after_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), collecting_later():
        assert not gc.isenabled()
        _ = 1 / 0
    assert gc.isenabled()


def test_threads_that_overlap_never_leave_it_off() -> None:
    """The first to come is the last to care: whoever ends first or last, it is on when all are out."""
    for ends_first in (0, 1):
        both = [collecting_later(), collecting_later()]
        for each in both:
            each.__enter__()
        both[ends_first].__exit__(None, None, None)
        both[1 - ends_first].__exit__(None, None, None)
        assert gc.isenabled()
