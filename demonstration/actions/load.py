"""Loading the whole demonstration in one transaction: an interrupted load leaves nothing behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core.accounts.models import User
from core.foundation import clock
from core.foundation.months import Month
from core.foundation.sql import analyze
from core.foundation.verdict import Refused
from core.journal.actor import SYSTEM
from core.operations import bell
from core.organisations.actions import install_reference_data
from demonstration.blueprint import CITY, CITY_OWNERS, Blueprint
from demonstration.calendar import ADJUSTED_AT, APPROVED_AT, locked_at, opened_at, starts_at
from demonstration.chronicle import Chronicle
from demonstration.digests import digest_of
from demonstration.works import YEAR
from projects.models import Campaign, Listing, Milestone, PlanLine, PlanMonth, Project
from reporting.actions import months as reporting_months
from reporting.choices import Metric
from reporting.models import Duty, LightRule, ReportingMonth
from reporting.rollups import issue, refresh_running

from . import events, inspections, people, register
from .approvals import Approvals
from .reports import Reports, tell_authors
from .troubles import Troubles

PREPARED = timedelta(days=3)
"""How long before the first list the accounts and reference data were there."""


@dataclass(frozen=True)
class Loaded:
    """What was written: entries, leaves, and the digest of everything a second load of the same seed must repeat."""

    projects: int
    leaves: int
    months: int
    digest: str


def require_demonstration() -> None:
    """Refused outside the demonstration profile: invented figures and known passwords belong nowhere else."""
    if not settings.DEMONSTRATION:
        raise Refused("演示数据只能在演示环境（PROFILE=demonstration）装载或清空。", code="forbidden")


def load(*, projects: int, months: int, seed: int) -> Loaded:
    """Write the demonstration into an empty database. Refused when there is a campaign or an account already."""
    require_demonstration()
    if Campaign.objects.exists() or User.objects.exists():
        raise Refused("数据库不是空的；要清空重新装载，请加 --reset。", code="exists")
    blueprint = Blueprint(projects=projects, seed=seed)
    chronicle = Chronicle(blueprint, months=months)
    with bell.silent(), transaction.atomic():
        digest = _Loader(blueprint, chronicle).run()
        if settings.DEMONSTRATION_CLOCK_FILE:  # before the commit: rows of 2018 are never without their clock
            clock.start_at(starts_at(months))
    return Loaded(projects=len(blueprint.works), leaves=len(blueprint.leaves), months=months, digest=digest)


class _Loader:
    def __init__(self, blueprint: Blueprint, chronicle: Chronicle) -> None:
        self.blueprint, self.chronicle, self.open_month = blueprint, chronicle, chronicle.months

    def run(self) -> str:
        """Everything in the order it happened, so that the journal reads like a year."""
        self._prepare()
        self._list_projects()
        previous: ReportingMonth | None = None
        for number in range(1, self.open_month + 1):
            previous = self._month(number, previous)
        return digest_of(self.campaign)

    def _prepare(self) -> None:
        at = APPROVED_AT - PREPARED
        install_reference_data(at=at, by=SYSTEM)
        works = [one for work in self.blueprint.works for one in (work, *work.parts)]
        real = frozenset(row.owner for row in self.blueprint.named if row.owner)
        owners = {work.owner for work in works}
        parties = {name for names in register.PARTY_FIRMS.values() for name in names}
        self.firms = people.install_firms(owners | parties | set(CITY_OWNERS), real=real)
        city_owners = {work.owner for work in works if work.unit == CITY} | set(CITY_OWNERS)
        self.users = people.install_people(self.firms, city_owners, at=at)
        LightRule.objects.bulk_create(
            LightRule(metric=metric, number=1, tolerance_points=points, valid_from=at, note="初始规则")
            for metric, points in (
                (Metric.PROJECT_INVESTMENT, "0.50"),
                (Metric.PROJECT_MILESTONE, "0.00"),
                (Metric.UNIT_INVESTMENT, "0.00"),
            )
        )

    def _list_projects(self) -> None:
        officer = self.users["section_officer"]
        self.campaign = register.open_year(self.blueprint, by=officer, at=APPROVED_AT)
        listed = register.install_list(self.campaign, self.blueprint, self.firms, by=officer)
        self.leaves = [row.listing_id for row in listed if not row.work.parts]
        today = starts_at(self.open_month).date()
        register.install_nodes(listed, today=today)
        register.install_parties(listed, self.firms)
        self.slips = listed
        analyze(Project, Listing, PlanLine, PlanMonth, Milestone)
        paper = events.store_paper(by=self.users["jinjiang_reporter"], at=APPROVED_AT)
        self.reports = Reports(self.chronicle, self.users, paper_id=paper.pk)
        self.troubles = Troubles(self.campaign, self.users)
        self.approvals = Approvals(listed, self.users, starts_at=starts_at(self.open_month), seed=self.blueprint.seed)

    def _month(self, number: int, previous: ReportingMonth | None) -> ReportingMonth:
        month = Month(YEAR, number)
        if number == ADJUSTED_AT.month:
            self._live_until(ADJUSTED_AT)
            events.adjust_plans(self.campaign, self.chronicle, self.leaves, by=self.users["section_officer"])
        if self.open_month == inspections.SHOWN_IN and number in inspections.BEFORE:
            inspections.BEFORE[number](self.campaign, self.users, live=self._live_until)
        self._live_until(opened_at(number))
        opened = reporting_months.open_month(campaign=self.campaign, month=month, by=SYSTEM, at=opened_at(number))
        analyze(Duty)
        if number == self.open_month:
            self._run_open(opened, previous)
        else:
            self._run_locked(opened)
        return opened

    def _run_locked(self, opened: ReportingMonth) -> None:
        """Reports, 整县报送, lock, issued brief, 审签, and the corrections that followed."""
        at, number = locked_at(opened.lock_due_on), opened.month.number
        self._live_until(at - timedelta(hours=2))
        self.reports.write(opened, at=at - timedelta(hours=2))
        events.hand_in_whole(opened, self.users, at=lambda place: at - timedelta(minutes=90 - place))
        reporting_months.lock_month(reporting_month=opened, by=self.users["dispatcher"], at=at)
        issue(campaign=self.campaign, month=opened.month, at=at, reason="锁数")
        self._live_until(at + timedelta(hours=30))
        reporting_months.release_month(
            reporting_month=opened, by=self.users["bureau_leader"], at=at + timedelta(hours=30)
        )
        self._correct(number)

    def _live_until(self, at: datetime) -> None:
        """What happened meanwhile in dispatch and at the counters, in one order of time."""
        self.approvals.play(until=at, meanwhile=self.troubles.run_until)

    def _correct(self, number: int) -> None:
        duties = self._duties(number)
        if number == 5:
            events.correct_may(self.campaign, self.chronicle, duties, self.users, live=self._live_until)
        if number == 6:
            events.correct_june(self.campaign, self.chronicle, duties, self.users, live=self._live_until)
        self._learn_corrections(number)

    def _learn_corrections(self, number: int) -> None:
        for record, memory in zip(self.chronicle.records, self.reports.memories, strict=True):
            if number in record.corrected:
                memory.ytd = record.ytd[number]

    def _duties(self, number: int) -> Sequence[int]:
        rows = ReportingMonth.objects.get(campaign=self.campaign, month=Month(YEAR, number)).duties
        return list(rows.order_by("listing_id").values_list("pk", flat=True))

    def _run_open(self, opened: ReportingMonth, previous: ReportingMonth | None) -> None:
        """Where the demonstration begins: half reported, some returned, drafts begun, one correction waiting."""
        at, number = starts_at(self.open_month), self.open_month
        self._live_until(at - timedelta(hours=20))
        self.reports.write(opened, at=at - timedelta(hours=20))
        tell_authors(opened)
        self._live_until(at - timedelta(hours=19))
        register.note_slips(self.slips, by=self.users["section_officer"], at=at - timedelta(hours=19))
        self._live_until(at - timedelta(hours=18))
        register.enter_target_inputs(
            self.campaign, months=number, projects=self.blueprint.projects, at=at - timedelta(hours=18)
        )
        self._live_until(at - timedelta(hours=17))
        if previous is not None:
            events.ask_for_correction(previous, self.users, at=at - timedelta(hours=17))
        if number == inspections.SHOWN_IN:
            inspections.this_morning(self.campaign, self.users, live=self._live_until)
        if previous is not None:
            self._live_until(at - timedelta(minutes=40))
            events.leave_drafts(self.chronicle, self._duties(number), self.users, at=at - timedelta(minutes=40))
        events.hand_in_whole(opened, self.users, at=lambda place: at - timedelta(minutes=30 - place))
        self._live_until(at)
        refresh_running(campaign=self.campaign, month=opened.month, at=at)
