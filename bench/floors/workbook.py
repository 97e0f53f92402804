"""The floor of an import: read the workbook, COPY it beside the table, one upsert. No rule, no right, no journal."""

import io
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

_TABLES = """
create table if not exists floor_import (name varchar(200) primary key, category text, nature text, owner text,
  total numeric(16,2), before numeric(16,2), plan numeric(16,2), starts text, ends text, leader text);
truncate floor_import;
"""
_UPSERT = """
insert into floor_import select * from incoming on conflict (name) do update set category = excluded.category,
  nature = excluded.nature, owner = excluded.owner, total = excluded.total, before = excluded.before,
  plan = excluded.plan, starts = excluded.starts, ends = excluded.ends, leader = excluded.leader
"""


def make(cursor: Any) -> None:
    """An empty table to import into."""
    cursor.execute(_TABLES)


def run(cursor: Any, path: Path) -> int:
    """Rows with a serial number, name and plan are projects. Returns how many."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=True)
    text, count = io.StringIO(), 0
    for row in rows:
        if isinstance(row[0], float) and row[1]:
            text.write("\t".join(str(value) for value in row[1:11]) + "\n")
            count += 1
    text.seek(0)
    cursor.execute("create temp table incoming on commit drop as select * from floor_import limit 0")
    cursor.copy_expert("copy incoming from stdin", text)
    cursor.execute(_UPSERT)
    return count
