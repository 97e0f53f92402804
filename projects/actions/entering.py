"""Projects come into the register and into a year's list: one by one from a page, by the hundred from a workbook."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count, islice
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Length

from core.foundation.canonical import canonical_json
from core.foundation.money import ZERO
from core.foundation.sql import load_rows, next_keys
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from projects.choices import BatchKind
from projects.models import Campaign, Listing, PlanBatch, Project
from projects.names import name_key

from .facts import COLUMNS, new_project, require_sound, sound_facts
from .plan_lines import Plan, open_batch, plan_of, write_lines
from .revisions import add_revisions, first_revisions
from .terms import LISTING_COLUMNS, BatchPaper, NewEntry

CHUNK = 1_000
_NAME = COLUMNS.index("name")


@dataclass(frozen=True)
class Entered:
    """What a batch brought in: `plan_wan` of packages and parts together, a digest of code, name, unit and plan.

    `projects` are those of the entries, in their order.
    """

    batch: PlanBatch
    projects: Sequence[int]
    parts: int
    plan_wan: Decimal
    digest: str

    @property
    def entries(self) -> int:
        return len(self.projects)


@dataclass(slots=True)
class _Row:
    """One listing in the making: an entry, or a part with its package."""

    entry: NewEntry
    order: int
    parent: "_Row | None" = None
    project_id: int = 0
    code: str = ""
    name: str = ""
    plan: Plan | None = None

    @property
    def is_new(self) -> bool:
        return self.entry.project_id is None


@transaction.atomic
def register_project(
    *,
    facts: Mapping[str, Any],
    campaign_year: int,
    reason: str,
    by: Actor,
    at: datetime,
    same_name_confirmed: bool = False,
) -> Project:
    """A project new to the register, not yet in any list; `facts` are columns of Project without code and keys.

    Refused when a value does not hold, and when a project of the same name stands in the same region (code
    "same_name") unless the person has confirmed that it is another one.
    """
    key = name_key(facts.get("name", ""))
    if not same_name_confirmed and Project.objects.filter(name_key=key, region=facts.get("region")).exists():
        message = "本地已有同名项目，请先查看；确为另一项目的，请勾选“确认不是同一项目”"
        raise Refused(message, code="same_name", field_errors={"name": [message]}, status=409)
    project = new_project(facts, code="")
    _lock_codes(campaign_year)
    project.code = next(_codes(campaign_year))
    require_sound(project)
    project.save(force_insert=True)
    add_revisions([project], by=by, at=at, reason=reason or "登记入库", import_batch_id=None)
    payload: dict[str, object] = {"name": project.name, "status": project.status}
    record(by=by, at=at, action="projects.register_project", subject=("project", project.code), payload=payload)
    return project


def enter_listing(*, campaign: Campaign, entry: NewEntry, paper: BatchPaper, by: Actor, at: datetime) -> Listing:
    """List one project in the year, new or of the register, as a batch of its own (增补)."""
    entered = add_to_list(campaign=campaign, entries=[entry], paper=paper, by=by, at=at)
    return entered.batch.entered.get(project__parent__isnull=True)


@transaction.atomic
def install_first_list(
    *,
    campaign: Campaign,
    entries: Iterable[NewEntry],
    paper: BatchPaper,
    by: Actor,
    at: datetime,
    import_batch_id: int | None = None,
) -> Entered:
    """The list the year begins with (年初计划), set-based: thousands of rows in a few statements, one journal entry.

    `entries` may be a generator. Refused as a whole when the campaign has a list already or one row does not hold.
    """
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.plan_batches.exists():
        raise Refused("本年度已有年初计划，新增项目请走计划调整（增补）", code="exists")
    batch = open_batch(campaign=locked, kind=BatchKind.INITIAL, paper=paper, by=by, at=at)
    return _enter_and_record(batch, entries, by=by, at=at, import_batch_id=import_batch_id)


@transaction.atomic
def add_to_list(
    *,
    campaign: Campaign,
    entries: Iterable[NewEntry],
    paper: BatchPaper,
    by: Actor,
    at: datetime,
    import_batch_id: int | None = None,
) -> Entered:
    """Projects that join the list during the year (增补): a batch with its paper, as a whole or not at all."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    batch = open_batch(campaign=locked, kind=BatchKind.ADJUSTMENT, paper=paper, by=by, at=at)
    return _enter_and_record(batch, entries, by=by, at=at, import_batch_id=import_batch_id)


def enter_all(
    batch: PlanBatch, entries: Iterable[NewEntry], *, by: Actor, at: datetime, import_batch_id: int | None = None
) -> Entered:
    """List entries under a batch whose campaign is locked, inside the caller's transaction; no journal entry."""
    year = batch.campaign.year
    _lock_codes(year)
    codes = _codes(year)
    projects: list[int] = []
    parts, plan_wan, digest = 0, ZERO, hashlib.sha256()
    order = batch.campaign.listings.aggregate(last=Max("order"))["last"] or 0
    for chunk in _chunks(entries):
        rows = _rows(chunk, after=order)
        order += len(chunk)
        _write_projects(rows, codes, by=by, at=at, reason=batch.title, import_batch_id=import_batch_id)
        _write_plans(rows, _write_listings(rows, batch), batch, year=year)
        for row in rows:
            digest.update(_line(row).encode())
            plan_wan += row.plan.annual_plan_wan
        projects += [row.project_id for row in rows if row.parent is None]
        parts += sum(row.parent is not None for row in rows)
    return Entered(batch, projects, parts, plan_wan, digest.hexdigest())


def _enter_and_record(
    batch: PlanBatch, entries: Iterable[NewEntry], *, by: Actor, at: datetime, import_batch_id: int | None
) -> Entered:
    entered = enter_all(batch, entries, by=by, at=at, import_batch_id=import_batch_id)
    if not entered.entries:
        raise Refused("没有要列入的项目", code="invalid")
    record(
        by=by,
        at=at,
        action="projects.enter_list",
        subject=("plan_batch", batch.pk),
        reason=batch.reason,
        payload={
            "year": batch.campaign.year,
            "batch": batch.number,
            "document_number": batch.document_number,
            "entries": entered.entries,
            "parts": entered.parts,
            "plan_wan": entered.plan_wan,
            "digest": entered.digest,
        },
    )
    return entered


def _chunks(entries: Iterable[NewEntry]) -> Iterator[list[NewEntry]]:
    source = iter(entries)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _rows(chunk: Sequence[NewEntry], *, after: int) -> list[_Row]:
    """Entries in order, each followed by its parts; a part carries the number of its package."""
    rows = []
    for order, entry in enumerate(chunk, start=after + 1):
        row = _Row(entry, order)
        rows.append(row)
        rows += [_Row(part, order, parent=row) for part in entry.parts]
    return rows


def _write_projects(
    rows: Sequence[_Row], codes: Iterator[str], *, by: Actor, at: datetime, reason: str, import_batch_id: int | None
) -> None:
    known = Project.objects.in_bulk([row.entry.project_id for row in rows if not row.is_new])
    for row in rows:
        if not row.is_new:
            project = known[row.entry.project_id]
            row.project_id, row.code, row.name = project.pk, project.code, project.name
    new = [row for row in rows if row.is_new]
    new.sort(key=lambda row: row.parent is not None)  # codes of entries come before those of parts
    given = list(islice(codes, len(new)))
    facts = sound_facts([row.entry.facts for row in new], codes=given)
    for row, key, code, values in zip(new, next_keys(Project, len(new)), given, facts, strict=True):
        row.project_id, row.code, row.name = key, code, values[_NAME]
    load_rows(
        Project,
        ("id", "code", "parent", "has_parts", "version", *COLUMNS),
        (
            (row.project_id, row.code, row.parent and row.parent.project_id, bool(row.entry.parts), 1, *values)
            for row, values in zip(new, facts, strict=True)
        ),
    )
    keys = [row.project_id for row in new]
    first_revisions(keys, facts, by=by, at=at, reason=reason, import_batch_id=import_batch_id)


def _write_listings(rows: Sequence[_Row], batch: PlanBatch) -> Sequence[int]:
    """Returns the keys of the listings, in the order of the rows."""
    keys = next_keys(Listing, len(rows))
    terms = [row.entry.terms for row in rows]
    load_rows(
        Listing,
        ("id", "campaign", "entered_by", "project", "order", *LISTING_COLUMNS),
        (
            (key, batch.campaign_id, batch.pk, row.project_id, row.order, *each.values)
            for key, row, each in zip(keys, rows, terms, strict=True)
        ),
    )
    tags = [(key, theme) for key, each in zip(keys, terms, strict=True) for theme in each.theme_ids]
    if tags:
        load_rows(Listing.themes.through, ("listing", "theme"), tags)
    return keys


def _write_plans(rows: Sequence[_Row], listings: Sequence[int], batch: PlanBatch, *, year: int) -> None:
    for row in rows:
        before = row.entry.plan.cumulative_before_year_wan
        row.plan = plan_of(row.entry.plan, before_wan=before, year=year, name=row.name)
    write_lines(batch, [(key, row.plan) for key, row in zip(listings, rows, strict=True)], year=year)


def _lock_codes(year: int) -> None:
    """Numbers are given under the lock of the year's campaign, so that two people never get the same one."""
    Campaign.objects.select_for_update().filter(year=year).first()


def _codes(year: int) -> Iterator[str]:
    """The codes after a year's highest: QZ18-0001…, without end; the caller must hold the lock until they are used."""
    prefix = f"QZ{year % 100:02d}-"
    of_year = Project.objects.filter(code__startswith=prefix).order_by(Length("code").desc(), "-code")
    highest = of_year.values_list("code", flat=True).first()
    taken = int(highest.removeprefix(prefix)) if highest else 0
    return (f"{prefix}{number:04d}" for number in count(taken + 1))


def _line(row: _Row) -> str:
    unit = row.entry.terms.unit_id
    return canonical_json([row.code, row.name, unit, row.plan.annual_plan_wan]) + "\n"
