"""Python's search for garbage, put off while a piece of work makes many objects that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """Within, objects are freed by their counts alone.

    Every few thousand new objects the collector walks all that live, which for a long table costs as much as reading
    it. Whoever switched it off switches it on again, so that threads within at the same time never leave it off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
