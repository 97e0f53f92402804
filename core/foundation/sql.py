"""Exact money in SQL, INSERT … SELECT, many rows at once, and the planner's statistics: the only raw SQL stands here.

SQLite computes decimals in floating point: there 0.10 + 0.20 is not 0.30, a sum of many amounts has
a tail, and a threshold met exactly is missed. Rounding each computed amount to its two decimals,
and each side of a threshold to six, brings the exact value back; on PostgreSQL, which is exact
anyway, it changes nothing. Expressions here are portable and hold no dialect.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce, Round
from django.db.models.options import Options

from core.foundation.money import DECIMAL_PLACES, ZERO, WanField, wan

THRESHOLD_PLACES = 6


class _ComputedWan(WanField):
    """The type of a computed amount. On SQLite Django restores the two decimals of plain columns only;
    what was computed gets them back here."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else wan(value)


def wan_expr(expression: str | Combinable) -> Round:
    """A computed amount: any arithmetic on amounts, rounded to two decimals. NULL stays NULL."""
    return Round(_expression(expression), DECIMAL_PLACES, output_field=_ComputedWan())


def wan_sum(expression: str | Combinable, filter: Q | None = None) -> Coalesce:  # noqa: A002 - Django's name
    """The only way to sum amounts: exact to the cent, and 0.00 for no rows."""
    total = Round(Sum(_expression(expression), filter=filter), DECIMAL_PLACES)
    return Coalesce(total, Value(ZERO), output_field=_ComputedWan())


def threshold(expression: str | Combinable) -> Round:
    """One side of a comparison. Multiply crosswise instead of dividing, and wrap **both** sides:

    ``GreaterThanOrEqual(threshold(F("ytd_wan") * 12), threshold(F("plan_wan") * rate * n))``

    Exact for amounts with two decimals and rates with up to four.
    """
    return Round(
        _expression(expression),
        THRESHOLD_PLACES,
        output_field=models.DecimalField(max_digits=30, decimal_places=THRESHOLD_PLACES),
    )


def insert_from(
    model: type[models.Model],
    queryset: QuerySet[Any],
    fields: Sequence[str] | Mapping[str, str],
    *,
    layers: Sequence[Mapping[str, Any]] = (),
) -> int:
    """INSERT INTO the model's table what the queryset selects; no row passes through Python.

    ``fields``: names that are both fields of ``model`` and values of ``queryset``, or a mapping
    ``{field of the model: value of the queryset}`` where the names differ. Returns the rows inserted.
    The database fills nothing but the key and ``db_default``: Python defaults, ``save`` and signals
    are not run, so every other column must be given (ValueError when one is missing).

    ``layers`` are values worked out from values, each once per row: expressions over ``column(…)`` that see
    the annotations of the queryset and the layers before. Django itself writes an annotation out again wherever
    another one mentions it, subqueries and all. An ordered queryset keeps the database from doing the same.
    """
    sources = fields if isinstance(fields, Mapping) else {name: name for name in fields}
    options = model._meta  # noqa: SLF001 - public in all but its name
    columns: list[Any] = [options.get_field(name) for name in sources]
    _require_all(options, columns)
    alias = router.db_for_write(model)
    connection = connections[alias]
    later = {name for layer in layers for name in layer}
    plain = [name for name in sources.values() if name not in later]
    known = dict.fromkeys([*plain, *queryset.query.annotations]) if layers else plain
    selected = queryset.using(alias).values_list(*known)
    try:
        select, params = selected.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    quote = connection.ops.quote_name
    if layers:
        select, params = _layered(selected, select, params, layers)
        select = f"SELECT {', '.join(quote(name) for name in sources.values())} FROM ({select}) AS {quote('rows')}"  # noqa: S608
    names = ", ".join(quote(column.column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(options.db_table)} ({names}) {select}", params)
        return int(cursor.rowcount)


class _Column(Expression):
    """A value of the layer below, by its name."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return connection.ops.quote_name(self.name), ()


def column(name: str, output_field: "models.Field[Any, Any]") -> Expression:
    """A value that a layer of `insert_from` finds below itself."""
    return _Column(name, output_field)


def _layered(
    selected: QuerySet[Any], select: str, params: Any, layers: Sequence[Mapping[str, Any]]
) -> tuple[str, tuple[Any, ...]]:
    """`select` with every layer around it: each is all of the rows below and its own values."""
    compiler = selected.query.get_compiler(using=selected.db)
    quote = compiler.connection.ops.quote_name
    for layer in layers:
        values = [compiler.compile(value.resolve_expression(selected.query)) for value in layer.values()]
        named = ", ".join(f"{sql} AS {quote(name)}" for name, (sql, _) in zip(layer, values, strict=True))
        select = f"SELECT {quote('below')}.*, {named} FROM ({select}) AS {quote('below')}"  # noqa: S608
        params = (*(param for _, own in values for param in own), *params)
    return select, params


def load_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows whose keys nobody needs back; each gives values for the fields ``names``, in that order.

    COPY on PostgreSQL, one prepared statement elsewhere: three to ten times cheaper than an object for every row. As
    in `insert_from` nothing but the key and ``db_default`` is filled in; values go through the fields' own conversion.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in names]  # noqa: SLF001 - public in all but its name
    _require_all(model._meta, fields)  # noqa: SLF001
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            waiting = iter(rows)
            while chunk := list(islice(waiting, _CELLS_AT_ONCE // len(fields))):
                columns = [_copy_column(*each) for each in zip(fields, zip(*chunk, strict=True), strict=True)]
                text = "\n".join([*map("\t".join, zip(*columns, strict=True)), ""])
                with connection.wrap_database_errors:
                    cursor.copy_expert(f"COPY {into} FROM STDIN", BytesIO(text.encode()))
            return
        marks = ", ".join(["%s"] * len(fields))
        values = [_parameters(fields, row, connection) for row in rows]
        if values:
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", values)  # noqa: S608


_CELLS_AT_ONCE = 24_000
"""So many are in memory as texts; more of them are not written quicker."""


def _copy_column(field: Any, values: Sequence[Any]) -> list[str]:
    """Many rows have few units and days: each is converted once. Amounts differ, and are mostly written as they are."""
    convert = field.get_prep_value
    if isinstance(field, WanField):
        return [field.copy_text(value) or _copy_text(convert, value) for value in values]
    texts = {value: _copy_text(convert, value) for value in set(values)}
    return [texts[value] for value in values]


_COPY_SPECIAL = re.compile(r"[\\\t\n\r]")
_COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_text(convert: Callable[[Any], Any], value: Any) -> str:
    """A value as COPY's text format wants it; what is none of these types is written by its own str()."""
    plain = convert(value)
    if plain.__class__ is int:
        return str(plain)
    if plain is None:
        return "\\N"
    if isinstance(plain, str):
        return plain.translate(_COPY_ESCAPES) if _COPY_SPECIAL.search(plain) else plain
    return str(plain)


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


def next_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys for rows that `load_rows` will insert, so that other rows can refer to them before. Inside a transaction.

    From the sequence on PostgreSQL. SQLite has one writer at a time, and counts on from the highest key of its rows.
    """
    options = model._meta  # noqa: SLF001 - public in all but its name
    connection, table = connections[router.db_for_write(model)], options.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT pg_get_serial_sequence(%s, %s)::regclass AS name OFFSET 0"  # looked up once
            taken = f"SELECT nextval(own.name) FROM ({sequence}) AS own, generate_series(1, %s)"  # noqa: S608 - all are words of this file
            cursor.execute(taken, [connection.ops.quote_name(table), options.pk.column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def update_rows(model: type[models.Model], names: Sequence[str], rows: Mapping[Any, Sequence[Any]]) -> None:
    """Set the fields ``names`` of many rows by primary key, each to values of its own; one statement per 5,000 rows."""
    items = list(rows.items())
    for start in range(0, len(items), _UPDATED_AT_ONCE):
        _update_chunk(model, names, items[start : start + _UPDATED_AT_ONCE])


_UPDATED_AT_ONCE = 5_000


def _update_chunk(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, Sequence[Any]]]) -> None:
    options = model._meta  # noqa: SLF001 - public in all but its name
    fields: list[Any] = [options.get_field(name) for name in names]
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    key: Any = options.pk
    table = quote(options.db_table)
    values = [[*_parameters(fields, row, connection), pk] for pk, row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [quote(field.column) for field in fields]
            types = [*(field.db_type(connection) for field in fields), key.rel_db_type(connection)]
            new = ", ".join(f"{name} = new.{name}" for name in columns)
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            cursor.execute(
                f"UPDATE {table} SET {new} FROM unnest({arrays}) AS new ({', '.join(columns)}, pk)"  # noqa: S608 - a model's names
                f" WHERE {table}.{quote(key.column)} = new.pk",
                list(map(list, zip(*values, strict=True))),
            )
            return
        new = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        cursor.executemany(f"UPDATE {table} SET {new} WHERE {quote(key.column)} = %s", values)  # noqa: S608


def _parameters(fields: Sequence[Any], row: Sequence[Any], connection: Any) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]


def analyze(*written: type[models.Model]) -> None:
    """Tell the database's planner how many rows these tables hold now.

    PostgreSQL does so by itself, but never inside a transaction: who writes many thousand rows and then joins them in
    the same one would be planned for as if the tables were empty, which takes minutes instead of seconds.
    """
    for model in written:
        connection = connections[router.db_for_write(model)]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")  # noqa: SLF001


def _require_all(options: "Options[Any]", given: Sequence[Any]) -> None:
    """Refuses before the database does, and names every column that would stay without a value."""
    missing = [
        field.name
        for field in options.concrete_fields
        if field not in given and not (field.null or isinstance(field, models.AutoField) or field.has_db_default())
    ]
    if missing:
        raise ValueError(f"insert into {options.label} lacks {', '.join(missing)}")


def _expression(expression: str | Combinable) -> Combinable:
    return F(expression) if isinstance(expression, str) else expression
