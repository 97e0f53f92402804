"""Projects come into the register and into a year's list: one by one from a page, by the hundred from a workbook."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Length

from core.foundation.canonical import canonical_json
from core.foundation.money import ZERO
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from projects.choices import BatchKind
from projects.models import Campaign, Listing, PlanBatch, Project
from projects.names import name_key

from .plan_lines import Plan, open_batch, plan_of, write_lines
from .revisions import add_revisions
from .terms import BatchPaper, NewEntry

CHUNK = 1_000
_FOREIGN_KEYS = frozenset(field.name for field in Project._meta.fields if field.is_relation)  # noqa: SLF001 - documented API


@dataclass(frozen=True)
class Entered:
    """What a batch brought in: `plan_wan` of packages and parts together, a digest of code, name, unit and plan."""

    batch: PlanBatch
    entries: int
    parts: int
    plan_wan: Decimal
    digest: str


@dataclass(slots=True)
class _Row:
    """One listing in the making: an entry, or a part with its package."""

    entry: NewEntry
    order: int
    parent: "_Row | None" = None
    project: Project | None = None
    listing: Listing | None = None
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
    project = _new_project(facts, code="")
    _lock_codes(campaign_year)
    project.code = next(_codes(campaign_year, count=1))
    _require_sound(project)
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
    totals = {"entries": 0, "parts": 0}
    plan_wan, digest = ZERO, hashlib.sha256()
    order = batch.campaign.listings.aggregate(last=Max("order"))["last"] or 0
    for chunk in _chunks(entries):
        rows = _rows(chunk, after=order)
        order += len(chunk)
        _write_projects(rows, year=year, by=by, at=at, reason=batch.title, import_batch_id=import_batch_id)
        _write_listings(rows, batch)
        _write_plans(rows, batch, year=year)
        for row in rows:
            digest.update(_line(row).encode())
            totals["parts" if row.parent else "entries"] += 1
            plan_wan += row.plan.annual_plan_wan
    return Entered(batch=batch, plan_wan=plan_wan, digest=digest.hexdigest(), **totals)


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
    rows: Sequence[_Row], *, year: int, by: Actor, at: datetime, reason: str, import_batch_id: int | None
) -> None:
    known = Project.objects.in_bulk([row.entry.project_id for row in rows if not row.is_new])
    codes = _codes(year, count=len(rows))
    created = []
    for generation in (False, True):
        for row in rows:
            if bool(row.parent) == generation:
                row.project = _new_part_or_entry(row, next(codes)) if row.is_new else known[row.entry.project_id]
        fresh = [row.project for row in rows if row.is_new and bool(row.parent) == generation]
        created += Project.objects.bulk_create(fresh, batch_size=CHUNK)
    add_revisions(created, by=by, at=at, reason=reason, import_batch_id=import_batch_id)


def _new_part_or_entry(row: _Row, code: str) -> Project:
    project = _new_project(row.entry.facts, code=code)
    project.has_parts = bool(row.entry.parts)
    project.parent = row.parent.project if row.parent else None
    _require_sound(project)
    return project


def _write_listings(rows: Sequence[_Row], batch: PlanBatch) -> None:
    listings = Listing.objects.bulk_create(
        [
            Listing(
                campaign=batch.campaign,
                project=row.project,
                order=row.order,
                entered_by=batch,
                **row.entry.terms.columns(),
            )
            for row in rows
        ],
        batch_size=CHUNK,
    )
    for row, listing in zip(rows, listings, strict=True):
        row.listing = listing
    tag = Listing.themes.through
    tag.objects.bulk_create(
        [tag(listing=row.listing, theme_id=theme) for row in rows for theme in row.entry.terms.theme_ids],
        batch_size=CHUNK,
    )


def _write_plans(rows: Sequence[_Row], batch: PlanBatch, *, year: int) -> None:
    for row in rows:
        before = row.entry.plan.cumulative_before_year_wan
        row.plan = plan_of(row.entry.plan, before_wan=before, year=year, name=row.project.name)
    write_lines(batch, [(row.listing.pk, row.plan) for row in rows], year=year)


def _new_project(facts: Mapping[str, Any], *, code: str) -> Project:
    return Project(code=code, name_key=name_key(facts.get("name", "")), **facts)


def _require_sound(project: Project) -> None:
    """Check the values of a row that goes to the database without a form; keys are the database's business."""
    try:
        project.clean_fields(exclude=_FOREIGN_KEYS)
    except ValidationError as error:
        raise Refused(
            f"“{project.name}”不能登记，请按提示修改", code="invalid", field_errors=error.message_dict
        ) from error


def _lock_codes(year: int) -> None:
    """Numbers are given under the lock of the year's campaign, so that two people never get the same one."""
    Campaign.objects.select_for_update().filter(year=year).first()


def _codes(year: int, *, count: int) -> Iterator[str]:
    """The codes after a year's highest: QZ18-0001…; read as they are taken, so the caller must hold the lock."""
    prefix = f"QZ{year % 100:02d}-"
    of_year = Project.objects.filter(code__startswith=prefix).order_by(Length("code").desc(), "-code")
    highest = of_year.values_list("code", flat=True).first()
    taken = int(highest.removeprefix(prefix)) if highest else 0
    return (f"{prefix}{number:04d}" for number in range(taken + 1, taken + count + 1))


def _line(row: _Row) -> str:
    unit = row.entry.terms.unit_id
    return canonical_json([row.project.code, row.project.name, unit, row.plan.annual_plan_wan]) + "\n"
