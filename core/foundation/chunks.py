"""Many rows out of the database, column by column: what exports read. The counterpart of `sql.load_rows`."""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import QuerySet

Values = Sequence[Any]
Reads = Mapping[str, Callable[[str], Any]]


class Chunk:
    """Some rows of a statement, column by column, by name: as values, or as texts; None where there is nothing."""

    def __init__(self, given: Mapping[str, Values], reads: Reads | None) -> None:
        """`given` are texts, and `reads` makes a value of one; None when they are values."""
        self._given, self._reads = given, reads
        self._made: dict[str, Values] = {}

    def texts(self, name: str) -> Sequence[str | None]:
        """Amounts are "1234.50", days "2018-03-01"."""
        given = self._given[name]
        return given if self._reads else [None if value is None else str(value) for value in given]

    def values(self, name: str) -> Values:
        if self._reads is None:
            return self._given[name]
        if name not in self._made:
            given, read = self._given[name], self._reads[name]
            made = {text: read(text) for text in set(given) if text is not None}
            self._made[name] = list(map(made.get, given))
        return self._made[name]


def in_chunks(queryset: QuerySet[Any], names: Sequence[str], *, size: int) -> Iterator[Chunk]:
    """What one statement selects, ``size`` rows at a time; memory holds one chunk.

    COPY on PostgreSQL, into a file that goes with the last chunk: for exports making a value of every text, only to
    write it out again, would cost more than all the rest. The connection is free from the first chunk on.
    """
    selected = queryset.values_list(*names)
    connection = connections[selected.db]
    if connection.vendor == "postgresql":
        yield from _copied(selected, names, size, connection)
        return
    rows = selected.iterator(chunk_size=size)
    while chunk := list(islice(rows, size)):
        yield Chunk(dict(zip(names, zip(*chunk, strict=True), strict=True)), None)


def _copied(selected: QuerySet[Any], names: Sequence[str], size: int, connection: Any) -> Iterator[Chunk]:
    compiler = selected.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return
    fields = [expression.output_field for expression, _, _ in compiler.select]
    reads = {name: _reader(field) for name, field in zip(names, fields, strict=True)}
    with tempfile.TemporaryFile() as file:
        with connection.cursor() as cursor:
            cursor.copy_expert(cursor.mogrify(f"COPY ({sql}) TO STDOUT", params), file)
        file.seek(0)
        while lines := list(islice(file, size)):
            text = b"".join(lines).decode()
            cells: list[Any] = text[:-1].replace("\n", "\t").split("\t")
            if "\\" in text:
                cells = [_uncopied(cell) if "\\" in cell else cell for cell in cells]
            yield Chunk({name: cells[place :: len(names)] for place, name in enumerate(names)}, reads)


def _reader(field: "models.Field[Any, Any]") -> Callable[[str], Any]:
    return Decimal if isinstance(field, models.DecimalField) else field.to_python


_UNCOPIED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _uncopied(cell: str) -> str | None:
    """A cell of COPY's text format that holds a backslash."""
    return None if cell == r"\N" else re.sub(r"\\(.)", lambda found: _UNCOPIED.get(found[1], found[1]), cell)
