"""Months of reports, set-based: versions, checks and figures in bulk, states derived from them in a few updates."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from random import Random
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.canonical import canonical_json
from core.foundation.sql import analyze, load_rows
from core.journal.actions import record as journal
from core.journal.actor import SYSTEM
from core.organisations.models import ReportingUnit
from demonstration.blueprint import CITY, COMPANY
from demonstration.calendar import Pace
from demonstration.cast import SPELLED
from demonstration.chronicle import Chronicle, Fate, Record
from demonstration.stories import Memory, Teller, VersionStory
from demonstration.works import money
from reporting.choices import Basis, CheckVerdict, DutyState, Origin, Step
from reporting.models import Check, Duty, Figure, ReportingMonth, ReportVersion
from reporting.statement import Statement, digest

CHUNK = 1_000
_STATES = {
    Fate.ACCEPTED: DutyState.ACCEPTED,
    Fate.WAITING_CITY: DutyState.UNIT_APPROVED,
    Fate.WAITING_UNIT: DutyState.SUBMITTED,
    Fate.RETURNED_CITY: DutyState.RETURNED,
    Fate.RETURNED_UNIT: DutyState.RETURNED,
}


_Key = tuple[int, int]
"""A version by its duty and number, before the database has given it a key."""


@dataclass(slots=True)
class _Rows:
    """What one chunk of leaves adds, as values of columns: objects for half a million rows cost more than the rows."""

    versions: list[tuple[Any, ...]] = field(default_factory=list)
    checks: list[tuple[_Key, tuple[Any, ...]]] = field(default_factory=list)
    figures: list[tuple[_Key, tuple[Any, ...]]] = field(default_factory=list)


_VERSION = (
    *("duty", "number", "prior_ytd_wan", "is_jump", "author", "author_label", "submitted_at", "origin", "digest"),
    *(each.name for each in fields(Statement)),
)
_CHECK = (
    "version",
    *("step", "verdict", "remarks", "digest"),
    *("author", "checked_by", "checked_by_label"),
    "checked_at",
)
_FIGURE = (
    *("version", "duty", "month", "unit", "basis"),
    *("prior_ytd_wan", "month_done_wan", "ytd_done_wan", "known_from"),
)


class Reports:
    """Writes one month after another; remembers what every leaf's next report builds on."""

    def __init__(self, chronicle: Chronicle, users: dict[str, User], *, paper_id: int | None) -> None:
        self.chronicle, self.users, self.paper_id = chronicle, users, paper_id
        self.memories = [Memory() for _ in chronicle.records]
        self.units = dict(ReportingUnit.objects.values_list("code", "pk"))

    def write(self, opened: ReportingMonth, *, at: datetime) -> None:
        """All reports of a month whose duties are open, as accepted or standing at `at`; one journal entry."""
        is_open = opened.month.number == self.chronicle.months
        random = Random(f"{self.chronicle.blueprint.seed}:stories:{opened.month}")  # noqa: S311
        pace = Pace(opened.month, is_open=is_open, random=random)
        teller = Teller(opened.month.number, is_open=is_open, pace=pace, random=random, paper_id=self.paper_id)
        duties = list(opened.duties.order_by("listing_id").values_list("pk", flat=True))
        told, sealed, count = list(zip(duties, self.chronicle.records, self.memories, strict=True)), hashlib.sha256(), 0
        for start in range(0, len(told), CHUNK):
            rows = _Rows()
            for duty_id, record, memory in told[start : start + CHUNK]:
                for number, story in enumerate(teller.tell(record, memory), start=1):
                    self._add(rows, opened, (duty_id, record, number), story)
                    sealed.update(canonical_json([record.work.name, number, story.statement.ytd_done_wan]).encode())
            count += len(rows.versions)
            _save(rows)
        analyze(ReportVersion, Check, Figure)
        self._set_states(opened, duties, is_open=is_open)
        payload: dict[str, object] = {"month": opened.month, "versions": count, "digest": sealed.hexdigest()}
        journal(by=SYSTEM, at=at, action="demonstration.load_month", subject=("month", opened.month), payload=payload)

    def _add(self, rows: _Rows, opened: ReportingMonth, report: tuple[int, Record, int], story: VersionStory) -> None:
        duty_id, record, number = report
        author, said, prior = self._author(record), story.statement, money(story.prior)
        seal = digest(said, duty_id=duty_id, number=number, prior_ytd_wan=prior)
        signed = (author.pk, author.display_name, story.at, Origin.GRID, seal)
        rows.versions.append((duty_id, number, prior, story.is_jump, *signed, *vars(said).values()))
        for check in story.checks:
            checker = self._first_checker(record) if check.step == Step.UNIT else self.users["dispatcher"]
            word = (check.step, check.verdict, canonical_json(check.remarks), seal)
            people = (author.pk, checker.pk, checker.display_name)
            rows.checks.append(((duty_id, number), (*word, *people, check.at)))
        if story.is_accepted:
            place = (duty_id, opened.month, self.units[record.work.unit], Basis.REPORTED)
            money_done = (prior, said.month_done_wan, said.ytd_done_wan)
            rows.figures.append(((duty_id, number), (*place, *money_done, story.checks[-1].at)))

    def _author(self, record: Record) -> User:
        if record.work.unit != CITY:
            return self.users[f"{SPELLED[record.work.unit]}_reporter"]
        return self.users["project_company" if record.work.owner == COMPANY else "other_company"]

    def _first_checker(self, record: Record) -> User:
        unit = record.work.unit
        return self.users["section_officer" if unit == CITY else f"{SPELLED[unit]}_approver"]

    def _set_states(self, opened: ReportingMonth, duties: Sequence[int], *, is_open: bool) -> None:
        """Current version, state, moves and first hand-in of every reported duty, from the rows just written."""
        if is_open:
            by_state = defaultdict(list)
            for duty_id, record in zip(duties, self.chronicle.records, strict=True):
                if record.fate != Fate.OPEN:
                    by_state[_STATES[record.fate]].append(duty_id)
            for state, ids in by_state.items():
                for start in range(0, len(ids), CHUNK):
                    _settle(Duty.objects.filter(pk__in=ids[start : start + CHUNK]), state)
        else:
            _settle(opened.duties.filter(versions__number=1), DutyState.ACCEPTED)
        opened.duties.filter(first_submitted_at__gt=opened.unit_due_at).update(is_late=True)


def _save(rows: _Rows) -> None:
    load_rows(ReportVersion, _VERSION, rows.versions)
    written = ReportVersion.objects.filter(duty__in={row[0] for row in rows.versions})
    keys = {(duty, number): pk for pk, duty, number in written.values_list("pk", "duty_id", "number")}
    load_rows(Check, _CHECK, ((keys[key], *values) for key, values in rows.checks))
    load_rows(Figure, _FIGURE, ((keys[key], *values) for key, values in rows.figures))


def _settle(duties: QuerySet[Duty], state: DutyState) -> None:
    versions = ReportVersion.objects.filter(duty=OuterRef("pk"))
    moves = versions.order_by().values("duty").annotate(moves=Count("pk") + Count("checks")).values("moves")
    duties.update(
        state=state,
        current_id=Subquery(versions.order_by("-number").values("pk")[:1]),
        version=Subquery(moves),
        first_submitted_at=Subquery(versions.order_by("number").values("submitted_at")[:1]),
    )


def tell_authors(opened: ReportingMonth) -> None:
    """What waits for reporters: the reports that came back."""
    returned = Check.objects.filter(
        version__duty__reporting_month=opened,
        version__duty__state=DutyState.RETURNED,
        verdict=CheckVerdict.RETURNED,
    ).select_related("version__duty__listing__project")
    for check in returned:
        duty = check.version.duty
        inbox.notify(
            users=check.author_id,
            kind="report_returned",
            subject=f"duty:{duty.pk}",
            text=f"{duty.listing.project.name}：{check.get_step_display()}退回，1条意见",
            url=f"/report/{duty.pk}/",
            at=check.checked_at,
            due_at=opened.unit_due_at,
        )
