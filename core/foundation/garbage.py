"""Python's search for garbage, kept from walking what stays: all that a process loads at its start, and for the time
of a piece of work the many objects that it makes.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def keep_what_is_loaded() -> None:
    """Called once when a process has loaded the portal: some hundred thousand objects that no search will ever free."""
    gc.collect()
    gc.freeze()


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
