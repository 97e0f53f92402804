"""The floor of an export: as many columns of one table, without a join, a rule or a right, through the same writers."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook

_CHUNK, _PIECE = 2_000, 500


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_pieces(queryset: Any, names: Sequence[str]) -> Iterator[bytes]:
    """Rows of a table as Django streams them, in pieces."""
    write = csv.writer(_Echo()).writerow
    piece = [write(names)]
    for row in queryset.values_list(*names).iterator(chunk_size=_CHUNK):
        piece.append(write(row))
        if len(piece) >= _PIECE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def workbook(target: BinaryIO, rows: Iterable[Sequence[Any]]) -> None:
    """Values that are ready, by the library's quickest writer, without any format."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(target)
