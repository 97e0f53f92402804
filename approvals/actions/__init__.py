"""Verbs of the approvals. Each takes hold of the file's row first and writes one journal entry last."""
