"""Verbs of every import desk: bring a file, answer, decide, commit, take back, put aside. Each is one journal entry."""

from .background import carry_out, give_back, hand_over, is_heavy, work_job
from .batches import discard
from .checking import answer, bring, decide, keep, read_stored, receive, receive_long, refresh
from .committing import commit, undo
from .delivering import bring_several, commit_together
from .marking import marking_job, request_marked, stored_marked, write_marked

__all__ = [
    "answer", "bring", "bring_several", "carry_out", "commit", "commit_together", "decide", "discard", "give_back",
    "hand_over", "is_heavy", "keep", "marking_job", "read_stored", "receive", "receive_long", "refresh",
    "request_marked", "stored_marked", "undo", "work_job", "write_marked",
]  # fmt: skip
