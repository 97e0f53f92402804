"""Verbs of the register desk: bring a file, answer, decide, commit, take back. Each is one journal entry."""

from .checking import answer, decide, read_stored, receive, receive_long, recheck
from .committing import commit
from .undoing import undo

__all__ = ["answer", "commit", "decide", "read_stored", "receive", "receive_long", "recheck", "undo"]
