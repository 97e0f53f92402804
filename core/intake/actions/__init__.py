"""Verbs of every import desk: bring a file, answer, decide, commit, take back, put aside. Each is one journal entry."""

from .batches import discard
from .checking import answer, decide, read_stored, receive, receive_long, recheck
from .committing import commit, undo

__all__ = ["answer", "commit", "decide", "discard", "read_stored", "receive", "receive_long", "recheck", "undo"]
