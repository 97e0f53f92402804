"""Verbs of every import desk: bring a file, answer, decide, commit, take back, put aside. Each is one journal entry."""

from .batches import discard
from .checking import answer, compare_stored, decide, keep, read_stored, receive, receive_long, refresh
from .committing import commit, undo

__all__ = [
    "answer", "commit", "compare_stored", "decide", "discard", "keep", "read_stored", "receive", "receive_long",
    "refresh", "undo",
]  # fmt: skip
