"""What a sheet says beside its values, the same for old and new workbooks."""

from .problems import damaged, too_long

_MOST_RANGES = 20_000
"""So many hidden ranges of columns a sheet may state; it has fewer columns."""


class Layout:
    """Rows and columns count from 1. `forms` maps rows to columns to forms, `special` rows to columns to cells that
    the value reader does not tell about: errors, and formulas without a result.
    """

    def __init__(self, most_cells: int) -> None:
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.forms: dict[int, dict[int, str]] = {}
        self.special: dict[int, dict[int, tuple[str, ...]]] = {}
        self.last_row = self.last_column = self.stopped_at = 0
        self._most_cells, self._merged = most_cells, 0

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Raises Unreadable for a range without inside, and when merged cells are more than a sheet may have."""
        if not (1 <= top <= bottom and 1 <= left <= right):
            raise damaged()
        area = (bottom - top + 1) * (right - left + 1)
        self._merged += min(area, WIDEST_MERGE)
        if self._merged > self._most_cells:
            raise too_long(f"合并单元格覆盖超过 {self._most_cells:,} 个单元格")
        self.merges.append((top, left, bottom, right))

    def hide_columns(self, first: int, last: int) -> None:
        if len(self.hidden_columns) >= _MOST_RANGES:
            raise damaged()
        self.hidden_columns.append((first, last))


WIDEST_MERGE = 20_000
"""A merge over more is formatting, and the grid lets it cover nothing."""
