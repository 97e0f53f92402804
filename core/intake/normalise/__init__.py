"""Cells to values. Every normaliser answers with the value or None, and says what it did or why it could not.

None without a note means that the cell is blank. Nothing raises, whatever the cell holds.
"""

from .dates import read_day, read_span
from .money import MONEY_UNITS, plain_wan, read_wan
from .percent import read_percent, read_rate
from .reading import Reading
from .text import clean, plain_name, read_code, read_name, read_text, squeeze

__all__ = [
    "MONEY_UNITS",
    "Reading",
    "clean",
    "plain_name",
    "plain_wan",
    "read_code",
    "read_day",
    "read_name",
    "read_percent",
    "read_rate",
    "read_span",
    "read_text",
    "read_wan",
    "squeeze",
]
