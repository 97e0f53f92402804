"""The verbs of dispatch. Each owns its transaction, locks the problem first, and writes one journal entry last.

Rooms above call `propose` and nothing else.
"""

from .proposals import propose

__all__ = ["propose"]
