"""The reports' import desk in the words of tests: a table and a person in, an analysis or a batch out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from core.accounts.models import User
from core.intake import actions
from core.intake.desks import Occasion, desk_named
from core.intake.models import Batch, BatchRow
from core.intake.reader import as_real_file
from projects.models import Listing
from tests.intake.ledgers import saved

HEADS = (
    "项目编码",
    "项目名称",
    "本月完成（万元）",
    "本年累计（万元）",
    "形象进度%",
    "形象进度",
    "问题类别",
    "存在问题",
)


def table(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> Workbook:
    book = Workbook()
    book.active.append(list(heads))
    for row in rows:
        book.active.append(list(row))
    return book


def line(listing: Listing, month: Any = None, ytd: Any = None, *rest: Any) -> list[Any]:
    """A row of `table` for a project; what is not given stays blank but for the words of progress."""
    said = [*rest, *[None] * (4 - len(rest))]
    said[1] = said[1] or "主体施工"
    return [listing.project.code, listing.project.name, month, ytd, *said]


def occasion(person: User | None, month: str = "2018-02") -> Occasion:
    return Occasion(desk_named("reports"), month, person)


def brought(book: Workbook, person: User, at: datetime, *, month: str = "2018-02", name: str = "月报.xlsx") -> Batch:
    with as_real_file([saved(book).getvalue()]) as file:
        return actions.receive(file, name, occasion=occasion(person, month), by=person.actor, at=at)


def filled(batch: Batch, person: User, at: datetime, *, how: str = "send", seen: str = "") -> Batch:
    words = {"how": how, "reason": ""}
    return actions.commit(batch, words=words, seen_digest=seen or batch.digest, by=person.actor, at=at)


def rules_of(row: BatchRow) -> list[str]:
    return [remark["rule"] for remark in row.remarks]


def cells_of(batch: Batch, group: str = "question") -> Mapping[str, str]:
    """Rule by cell of the rows that wait."""
    rows = batch.rows.filter(group=group)
    return {remark["cell"]: remark["rule"] for row in rows for remark in row.remarks}
