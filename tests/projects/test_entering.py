"""Projects come into the register and into the year's list."""

from decimal import Decimal

import pytest

from core.foundation.verdict import Refused
from core.journal.models import Entry
from projects.actions import NewEntry, PlanTerms, add_to_list, enter_listing, open_campaign, register_project
from projects.models import Campaign, Listing, PlanLine, PlanMonth, Project, ProjectRevision, Theme
from projects.rollups import list_totals

from .conftest import APPROVED, LATER, NOW, OFFICER, paper

pytestmark = pytest.mark.django_db


def test_the_first_list_is_one_batch_and_one_journal_entry(register):
    before = Entry.objects.count()
    entered = register.install(register.entry("甲"), register.entry("乙", "300.25"))
    assert (entered.entries, entered.parts, entered.plan_wan) == (2, 0, Decimal("1500.25"))
    assert Entry.objects.count() == before + 1
    assert PlanMonth.objects.count() == 24
    line = PlanLine.objects.get(listing=register.listing("乙"))
    assert (line.is_initial, line.known_from, line.cumulative_before_year_wan) == (True, APPROVED, Decimal("10.50"))
    assert line.months.get(month="2018-12").due_wan == Decimal("300.25")


def test_codes_follow_each_other_and_every_project_has_its_first_revision(register):
    register.install(register.entry("甲"), register.entry("乙"))
    register_project(facts={"name": "丙"}, campaign_year=2018, reason="摸底", by=OFFICER, at=NOW)
    assert list(Project.objects.values_list("code", "name_key")) == [
        ("QZ18-0001", "甲"),
        ("QZ18-0002", "乙"),
        ("QZ18-0003", "丙"),
    ]
    assert ProjectRevision.objects.live().filter(number=1, known_from=NOW).count() == 3


def test_a_package_counts_once_and_its_money_once(register):
    parts = (register.entry("公厕一", "40", unit="350521"), register.entry("公厕二", "60"))
    register.install(register.entry("公厕", "500", parts=parts), register.entry("路", "100"))
    package = Project.objects.get(name="公厕")
    assert package.has_parts
    assert set(package.parts.values_list("name", flat=True)) == {"公厕一", "公厕二"}
    totals = list_totals(register.campaign)
    assert (totals.entries, totals.plan_wan) == (2, Decimal("700.00"))
    assert Listing.objects.leaves().count() == 3
    assert set(Listing.objects.values_list("project__name", "order")) == {
        ("公厕", 1),
        ("公厕一", 1),
        ("公厕二", 1),
        ("路", 2),
    }


def test_the_same_list_has_the_same_digest_and_another_plan_another(register):
    first = register.install(register.entry("甲")).digest
    again = add_to_list(
        campaign=register.campaign, entries=[register.entry("乙")], paper=paper(approved_at=NOW), by=OFFICER, at=LATER
    )
    assert len(first) == 64
    assert first != again.digest


def test_a_second_first_list_is_refused(register):
    register.install(register.entry("甲"))
    with pytest.raises(Refused, match="已有年初计划"):
        register.install(register.entry("乙"))


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ({"plan": "-1"}, "不能为负"),
        ({"curve": (Decimal(1),) * 12}, "应等于年度计划"),
        ({"name": ""}, "不能登记"),
    ],
)
def test_one_bad_row_refuses_the_whole_list(register, entry, word):
    good = register.entry("甲")
    plan = PlanTerms(Decimal(entry.get("plan", "12")), curve=entry.get("curve"))
    bad = NewEntry(terms=good.terms, plan=plan, facts={"name": entry.get("name", "乙")})
    with pytest.raises(Refused, match=word):
        register.install(good, bad)
    assert not Project.objects.exists()


def test_the_first_project_that_does_not_hold_is_named_with_its_columns(register):
    """Values are looked at once each, whoever has them; the refusal is of one project, as a form would say it."""
    good, plan = register.entry("甲"), PlanTerms(Decimal(12))
    wrong = [
        {"name": "乙", "status": "none"},
        {"name": "丙", "status": "none", "national_code": "2013-350500-48-01-01234"},
    ]
    with pytest.raises(Refused, match="“乙”不能登记") as refusal:
        register.install(good, *(NewEntry(terms=good.terms, plan=plan, facts=facts) for facts in wrong))
    assert set(refusal.value.field_errors) == {"status"}
    assert not Project.objects.exists()


def test_a_fact_that_is_no_column_is_not_overlooked(register):
    good = register.entry("甲")
    with pytest.raises(TypeError, match="nmae"):
        register.install(NewEntry(terms=good.terms, plan=good.plan, facts={"name": "乙", "nmae": "丙"}))


def test_a_paper_with_gaps_or_from_the_future_is_refused(register):
    with pytest.raises(Refused) as refusal:
        add_to_list(campaign=register.campaign, entries=[], paper=paper(document_number=" "), by=OFFICER, at=LATER)
    assert set(refusal.value.field_errors) == {"document_number"}
    with pytest.raises(Refused, match="不能晚于现在"):
        add_to_list(campaign=register.campaign, entries=[], paper=paper(), by=OFFICER, at=NOW)


def test_an_empty_list_is_refused(register):
    with pytest.raises(Refused, match="没有要列入"):
        register.install()


def test_a_project_of_the_register_is_listed_with_its_themes(register):
    project = register_project(facts={"name": "丙"}, campaign_year=2018, reason="", by=OFFICER, at=NOW)
    themes = tuple(Theme.objects.values_list("pk", flat=True)[:2])
    entry = NewEntry(terms=register.terms(theme_ids=themes), plan=PlanTerms(Decimal(5)), project_id=project.pk)
    listing = enter_listing(campaign=register.campaign, entry=entry, paper=paper(), by=OFFICER, at=LATER)
    assert listing.project == project
    assert listing.themes.count() == 2
    assert not listing.plan_lines.get().is_initial
    assert ProjectRevision.objects.count() == 1


def test_the_same_name_in_the_same_place_must_be_confirmed(register):
    facts = {"name": "东海 路（北段）"}
    register_project(facts=facts, campaign_year=2018, reason="", by=OFFICER, at=NOW)
    again = {"facts": {"name": "东海路(北段)"}, "campaign_year": 2018, "reason": "", "by": OFFICER, "at": NOW}
    with pytest.raises(Refused) as refusal:
        register_project(**again)
    assert refusal.value.code == "same_name"
    register_project(**again, same_name_confirmed=True)
    assert Project.objects.count() == 2


def test_a_national_code_of_no_known_form_is_refused(register):
    with pytest.raises(Refused) as refusal:
        register_project(
            facts={"name": "丙", "national_code": "2013-350500-48-01-01234"},
            campaign_year=2018,
            reason="",
            by=OFFICER,
            at=NOW,
        )
    assert set(refusal.value.field_errors) == {"national_code"}


def test_a_year_opens_once_and_becomes_the_current_one(register):
    with pytest.raises(Refused, match="已经建立"):
        open_campaign(campaign=Campaign(year=2018), categories=(), targets=(), themes=(), by=OFFICER, at=NOW)
    open_campaign(
        campaign=Campaign(year=2019, name="攻坚2019"), categories=(), targets=(), themes=(), by=OFFICER, at=NOW
    )
    assert list(Campaign.objects.filter(is_current=True).values_list("year", flat=True)) == [2019]
    assert register.campaign.targets.count() == 5
