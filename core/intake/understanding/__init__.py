"""What a workbook says: which sheets are lists, where their heads are, unit and period, the rows and their values."""

from .reading import understand
from .result import Published, ReadRow, SheetReading, Understanding

__all__ = ["Published", "ReadRow", "SheetReading", "Understanding", "understand"]
