"""A campaign with its closed lists, ready for the register's actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.foundation.months import Month
from core.journal.actor import Actor
from core.organisations.models import ReportingUnit
from projects.actions import BatchPaper, ListingTerms, NewEntry, PlanTerms, install_first_list, open_campaign
from projects.choices import PlanNature, Status
from projects.models import Campaign, Category, Listing
from projects.reference import CATEGORIES_2018, TARGETS_2018, THEMES_2018

APPROVED = datetime(2018, 1, 12, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
NOW = datetime(2018, 5, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = NOW + timedelta(hours=1)
OFFICER = Actor(id=7, label="业务科室（section_officer）")


@dataclass
class Register:
    """Shorthands over one campaign."""

    campaign: Campaign
    units: dict[str, ReportingUnit]

    def terms(self, unit: str = "350582", category: str = "greening", **values) -> ListingTerms:
        categories = Category.objects.filter(campaign=self.campaign)
        return ListingTerms(
            unit_id=self.units[unit].pk,
            category_id=categories.get(code=category).pk,
            **{"plan_nature": PlanNature.CONTINUING, **values},
        )

    def entry(self, name: str, plan: str = "1200", **values) -> NewEntry:
        parts = values.pop("parts", ())
        return NewEntry(
            facts={"name": name, "status": Status.UNDER_CONSTRUCTION},
            terms=self.terms(**values),
            plan=PlanTerms(Decimal(plan), Decimal("10.50")),
            parts=parts,
        )

    def install(self, *entries: NewEntry):
        return install_first_list(
            campaign=self.campaign, entries=entries, paper=paper(approved_at=APPROVED), by=OFFICER, at=NOW
        )

    def listing(self, name: str) -> Listing:
        return Listing.objects.select_related("project").get(campaign=self.campaign, project__name=name)


def paper(**values) -> BatchPaper:
    words = {
        "title": "2018年年初计划",
        "reason": "年初下达",
        "document_number": "泉建〔2018〕1号",
        "approver_label": "市政府",
        "approved_at": LATER,
        "effective_month": Month(2018, 5),
    }
    return BatchPaper(**{**words, **values})


@pytest.fixture
def register(cast) -> Register:
    campaign = open_campaign(
        campaign=Campaign(year=2018, name="“攻坚2018”城乡建设大会战", short_name="攻坚2018"),
        categories=CATEGORIES_2018,
        targets=TARGETS_2018,
        themes=THEMES_2018,
        by=OFFICER,
        at=APPROVED,
    )
    return Register(campaign, cast.units)
