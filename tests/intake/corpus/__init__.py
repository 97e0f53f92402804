"""Messy but honest workbooks, one for each habit of offices, with what must come out of each beside it."""

from .amounts import AMOUNTS
from .days import DAYS
from .habit import Habit
from .heads import HEADS_OF_LISTS
from .lines import LINES
from .sheets import SHEETS
from .words import WORDS

HABITS: tuple[Habit, ...] = (*HEADS_OF_LISTS, *LINES, *SHEETS, *AMOUNTS, *DAYS, *WORDS)
