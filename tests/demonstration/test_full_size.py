"""The demonstration of full size in the database: loaded once, read by every test, rolled back at the end."""

from collections import Counter
from decimal import Decimal

import pytest

from core.accounts.models import InboxItem, User
from core.accounts.roles import Role
from core.foundation.canonical import canonical_json
from core.foundation.sql import wan_sum
from core.journal.models import Entry
from core.journal.verification import verify
from core.organisations.models import Firm, validate_uscc
from demonstration.calendar import starts_at
from demonstration.cast import PASSWORD, SHOWN
from demonstration.shares import UNITS
from projects.models import Campaign, Listing, Milestone, PlanBatch, PlanLine, Project, ProjectRevision, TargetInput
from projects.rollups import list_totals
from reporting.backgrounds import background_of
from reporting.choices import Basis, CheckVerdict, CorrectionState, DutyState, Step
from reporting.models import Brief, Check, Correction, Draft, Duty, Figure, ReportVersion, UnitSubmission
from reporting.statement import Statement, errors, is_jump

NOW = starts_at(7)


@pytest.fixture(scope="module")
def year(loading):
    """The full demonstration, loaded once for this module and rolled back after it."""
    with loading(621) as loaded:
        yield loaded


@pytest.fixture
def campaign(year, db) -> Campaign:
    return Campaign.objects.get()


def live_before(figure: Figure) -> Decimal:
    previous = figure.duty.previous_id
    if previous is None:
        return Decimal("0.00")
    return Figure.objects.live().values_list("ytd_done_wan", flat=True).get(duty_id=previous)


def test_the_list_stands_to_the_cent(campaign):
    totals = list_totals(campaign)
    assert (totals.entries, totals.plan_wan) == (621, Decimal("4700000.00"))
    initial = PlanLine.objects.filter(is_initial=True).aggregate(plan=wan_sum("annual_plan_wan"))
    assert initial["plan"] == Decimal("4700000.00")
    flagships = PlanLine.objects.live().filter(listing__is_flagship=True)
    assert flagships.aggregate(plan=wan_sum("annual_plan_wan"))["plan"] == Decimal("300000.00")
    assert Listing.objects.entries().filter(category__code="greening").count() == 128
    assert Listing.objects.entries().filter(category__code="planning").count() == 37


def test_july_stands_where_the_decisions_put_it(campaign):
    brief = Brief.objects.get(campaign=campaign, month="2018-07", number=0)
    units = {row.unit.code: row for row in brief.units.select_related("unit")}
    luojiang, fengze = units["350504"], units["350503"]
    assert (luojiang.projects, luojiang.reported, luojiang.expected) == (65, 65, 65)
    assert (round(luojiang.rate * 100, 2), round(luojiang.lead_pp, 2)) == (Decimal("60.52"), Decimal("2.19"))
    assert (fengze.projects, fengze.initial_plan_wan) == (36, Decimal("154515.00"))
    ytd = sum(row.ytd_wan for row in units.values())
    assert ytd == Decimal("2652434.00")
    assert {row.unit.code: row.ytd_wan for row in units.values()} == {unit.code: unit.ytd for unit in UNITS}


def test_months_before_are_locked_issued_and_signed(campaign):
    months = list(campaign.reporting_months.order_by("month"))
    assert [month.is_locked for month in months] == [True] * 6 + [False]
    assert all(month.released_at for month in months[:-1])
    issued = Counter(Brief.objects.filter(number__gt=0).values_list("month", flat=True))
    assert sorted((month.number, count) for month, count in issued.items()) == [
        (1, 1), (2, 1), (3, 1), (4, 1), (5, 2), (6, 2),
    ]  # fmt: skip


def test_every_locked_month_has_one_live_figure_per_duty(campaign):
    locked = Duty.objects.filter(locked_at__isnull=False)
    live = Figure.objects.live().filter(duty__locked_at__isnull=False)
    assert live.count() == locked.count() == 6 * 633
    assert live.filter(basis=Basis.CARRIED).count() > 50


def test_each_month_starts_from_what_stood_the_month_before(campaign):
    moved = [
        figure.pk
        for figure in Figure.objects.live().select_related("duty__previous")
        if figure.prior_ytd_wan != live_before(figure)
    ]
    assert moved == []


def test_no_report_breaks_the_rules_of_reporting(campaign):
    """What was loaded in bulk passes the same rules as what is typed, jumps and write-backs with their reasons."""
    for number in range(1, 8):
        for duty in Duty.objects.filter(month=f"2018-{number:02d}", current__isnull=False).with_background(NOW):
            said = Statement(**{name: getattr(duty.current, name) for name in Statement.__dataclass_fields__})
            background = background_of(duty)
            assert errors(said, background) == []
            assert is_jump(said, background) == duty.current.is_jump


def test_the_month_has_something_for_everybody(campaign):
    july = Duty.objects.filter(month="2018-07")
    states = Counter(july.values_list("state", flat=True))
    assert set(states) == set(DutyState)
    handed = july.handed_in().count() / july.count()
    assert round(100 * handed) == 55
    assert july.waiting_for_unit().filter(unit__code="350582").exists()
    assert july.waiting_for_unit().filter(unit__code="350500").exists()
    assert Duty.objects.filter(is_late=True).count() > 100
    returned = Check.objects.filter(verdict=CheckVerdict.RETURNED)
    assert set(returned.values_list("step", flat=True)) == set(Step)
    assert not returned.filter(remarks=canonical_json({})).exists()
    assert InboxItem.objects.filter(kind="report_returned").count() == states[DutyState.RETURNED]
    assert ReportVersion.objects.filter(is_jump=True).count() >= 3
    assert ReportVersion.objects.filter(month_done_wan__lt=0, write_back_paper__isnull=False).count() >= 4
    assert Draft.objects.filter(user__username="jinjiang_reporter").count() == 6
    assert UnitSubmission.objects.filter(reporting_month__month="2018-07", unit__code="350504").exists()


def test_corrections_one_waits_for_its_second_person(campaign):
    states = Counter(Correction.objects.values_list("state", flat=True))
    assert states == {CorrectionState.APPROVED: 2, CorrectionState.REQUESTED: 1}


def test_the_plan_batch_leaves_the_total_alone(campaign):
    batch = PlanBatch.objects.get(number=2)
    assert batch.lines.count() == 12
    plans = {line.listing_id: line.annual_plan_wan for line in PlanLine.objects.filter(known_to__isnull=False)}
    steps = [line.annual_plan_wan - plans[line.listing_id] for line in batch.lines.all()]
    assert (sum(steps), sum(step > 0 for step in steps), sum(step < 0 for step in steps)) == (0, 6, 6)


def test_flagships_have_nodes_promises_and_six_parties(campaign):
    for listing in Listing.objects.filter(is_flagship=True):
        assert 4 <= listing.project.milestones.count() <= 6
        assert listing.project.parties.values("role").distinct().count() == 6
    assert Milestone.objects.filter(promises__isnull=False, actual_on__isnull=True).exists()
    assert not Milestone.objects.filter(actual_on__gt=NOW.date()).exists()


def test_a_units_marker_word_is_found_in_its_own_rows_only(campaign):
    for unit in UNITS:
        places = (
            (Listing.objects.filter(remark__contains=unit.marker), "unit__code"),
            (Listing.objects.filter(project__address__contains=unit.marker), "unit__code"),
            (ReportVersion.objects.filter(physical_facts__contains=unit.marker), "duty__unit__code"),
            (ReportVersion.objects.filter(progress_text__contains=unit.marker), "duty__unit__code"),
        )
        found = [set(rows.values_list(path, flat=True)) for rows, path in places]
        assert found == [{unit.code}, {unit.code}, {unit.code}, set()]


def test_the_accounts_are_those_of_the_decisions(campaign):
    users = {user.username: user for user in User.objects.all()}
    assert set(SHOWN) <= set(users)
    assert all(user.is_demonstration and not user.must_change_password for user in users.values())
    assert users["dispatcher"].check_password(PASSWORD)
    assert users["jinjiang_approver"].grants.roles == (Role.COUNTY_APPROVER,)
    owned = Listing.objects.visible_to(users["project_company"])
    assert owned.count() >= 10
    assert set(owned.values_list("unit__code", flat=True)) == {"350500"}


def test_firms_have_sound_codes_and_figures_of_other_offices_are_marked(campaign):
    for firm in Firm.objects.filter(uscc__isnull=False):
        validate_uscc(firm.uscc)
    assert Firm.objects.filter(uscc__isnull=True, is_demonstration=True).count() == 0
    assert TargetInput.objects.filter(is_demonstration=False).count() == 0
    assert set(campaign.targets.values_list("code", flat=True)) == {
        "project_count", "annual_investment", "increase_without_real_estate", "fai_share_increase",
        "flagship_investment",
    }  # fmt: skip


def test_the_journal_has_an_entry_per_act_and_holds(campaign):
    assert Entry.objects.count() < 800  # single acts of inspections, approvals and dispatch; all others are bulk
    moments = list(Entry.objects.order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert verify().sound


def test_every_project_has_its_revisions_numbered_as_its_version(campaign):
    live = ProjectRevision.objects.live()
    assert live.count() == Project.objects.count()
    assert ProjectRevision.objects.filter(number=2).count() == 5
