"""The collector is put off and always comes back."""

import gc

import pytest

from core.foundation.garbage import collecting_later


def _break_off() -> None:
    with collecting_later():
        assert not gc.isenabled()
        raise LookupError


def test_it_comes_back_after_an_error_too() -> None:
    with pytest.raises(LookupError):
        _break_off()
    assert gc.isenabled()


@pytest.mark.parametrize("ends_first", [0, 1])
def test_two_at_once_never_leave_it_off(ends_first: int) -> None:
    """As threads overlap: whoever ends first, it is on when both are out."""
    both = [collecting_later(), collecting_later()]
    for each in both:
        each.__enter__()
    both[ends_first].__exit__(None, None, None)
    both[1 - ends_first].__exit__(None, None, None)
    assert gc.isenabled()
