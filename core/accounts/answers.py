"""How a page tells a person what became of an action when it goes back to where it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from core.foundation.verdict import Refused


@contextmanager
def told(request: HttpRequest, done: str) -> Iterator[None]:
    """Leave a message: `done`, or the reason why the action inside refused."""
    try:
        yield
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
