"""A small campaign made by the real actions: a few projects in 晋江市, 惠安县 and 市本级, with plans and light rules.

Everything is as small as a test allows and as real as the portal: months are opened, reports submitted, checked and
locked through the actions that the pages use.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.accounts.models import User
from core.foundation.months import Month, months_of_year
from core.journal.actor import SYSTEM
from projects.choices import BatchKind, CurveBasis, PlanNature, Stage, Status
from projects.models import Campaign, Category, Listing, PlanBatch, PlanLine, PlanMonth, Project
from projects.names import name_key
from reporting.actions import checks, months, reports
from reporting.choices import CheckVerdict, Metric, Step
from reporting.models import Duty, LightRule, ReportingMonth
from reporting.statement import Statement
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR_START = datetime(2018, 1, 2, 9, 0, tzinfo=SHANGHAI)


def moment(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2018, month, day, hour, minute, tzinfo=SHANGHAI)


class World:
    """`project()` adds one; `open()`, `submit()`, `accept()`, `lock()` move the month."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.campaign = Campaign.objects.create(
            year=2018, name="“攻坚2018”城乡建设大会战", short_name="攻坚2018", is_current=True
        )
        self.category = self._category("roads", "重大市政交通及基础设施", Stage.BUILDING, 4)
        self.planning = self._category("planning", "推进规划及重大项目前期", Stage.PLANNING, 1)
        self.batch = PlanBatch.objects.create(
            campaign=self.campaign,
            number=1,
            kind=BatchKind.INITIAL,
            title="2018年第一批",
            reason="年初下达",
            document_number="泉建〔2018〕1号",
            approver_label="局长办公会",
            approved_at=YEAR_START,
            effective_month=Month(2018, 1),
            entered_by_label="业务科室",
        )
        tolerance = {Metric.PROJECT_INVESTMENT: Decimal("0.5")}
        LightRule.objects.bulk_create(
            LightRule(
                metric=metric, number=1, tolerance_points=tolerance.get(metric, Decimal(0)), valid_from=YEAR_START
            )
            for metric in Metric
        )

    def _category(self, code: str, name: str, stage: Stage, order: int) -> Category:
        return Category.objects.create(
            campaign=self.campaign, code=code, name=name, short_name=name[:6], stage=stage, order=order
        )

    def project(
        self,
        code: str,
        *,
        unit: str = "350582",
        plan: str | None = "1200",
        parent: Project | None = None,
        has_parts: bool = False,
        category: Category | None = None,
        **facts: object,
    ) -> Listing:
        """One listed project with a straight plan over the year (`plan` None: none of its own)."""
        name = str(facts.pop("name", f"项目{code}"))
        made = Project.objects.create(
            code=code,
            name=name,
            name_key=name_key(name),
            parent=parent,
            has_parts=has_parts,
            status=facts.pop("status", Status.UNDER_CONSTRUCTION),
            total_investment_wan=facts.pop("total_investment_wan", Decimal(100_000)),
            owner=facts.pop("owner", None),
        )
        listing = Listing.objects.create(
            campaign=self.campaign,
            project=made,
            unit=self.cast.unit(unit),
            category=category or self.category,
            order=Listing.objects.count() + 1,
            plan_nature=PlanNature.CONTINUING,
            entered_by=self.batch,
            **facts,
        )
        if plan is not None:
            self.plan(listing, Decimal(plan))
        return listing

    def plan(self, listing: Listing, annual: Decimal, *, due: Iterable[Decimal] | None = None) -> PlanLine:
        line = PlanLine.objects.create(
            batch=self.batch,
            listing=listing,
            annual_plan_wan=annual,
            cumulative_before_year_wan=Decimal(500),
            planned_start=date(2018, 1, 1),
            planned_finish=date(2018, 12, 31),
            curve_basis=CurveBasis.STRAIGHT,
            is_initial=True,
            known_from=YEAR_START,
        )
        amounts = due or [annual * n / 12 for n in range(1, 13)]
        PlanMonth.objects.bulk_create(
            PlanMonth(line=line, month=month, due_wan=amount)
            for month, amount in zip(months_of_year(2018), amounts, strict=True)
        )
        return line

    def open(self, number: int) -> ReportingMonth:
        return months.open_month(campaign=self.campaign, month=Month(2018, number), by=SYSTEM, at=moment(number, 20, 1))

    def duty(self, listing: Listing, number: int) -> Duty:
        return Duty.objects.get(listing=listing, month=Month(2018, number))

    def reporter_of(self, listing: Listing) -> User:
        names = {"350582": "jinjiang_reporter", "350521": "huian_reporter", "350500": "project_company"}
        return self.cast.user(names[listing.unit.code])

    def submit(self, listing: Listing, number: int, month_done: str, *, at: datetime | None = None, **said: object):
        duty = self.duty(listing, number)
        statement = Statement(month_done_wan=Decimal(month_done), progress_text=f"{number}月主体施工", **said)
        return reports.submit(
            duty_id=duty.pk,
            seen_version=duty.version,
            statement=statement,
            by=self.reporter_of(listing),
            at=at or moment(number, 21),
        )

    def seen(self, listing: Listing, number: int) -> checks.Seen:
        duty = Duty.objects.select_related("current").get(listing=listing, month=Month(2018, number))
        return checks.Seen(duty.pk, duty.version, duty.current.digest)

    def first_check(self, listing: Listing, number: int, *, verdict: str = CheckVerdict.PASSED, **remarks: str):
        by = {"350582": "jinjiang_approver", "350521": "huian_approver", "350500": "section_officer"}
        return checks.check(
            seen=self.seen(listing, number),
            step=Step.UNIT,
            verdict=verdict,
            remarks=remarks,
            by=self.cast.user(by[listing.unit.code]),
            at=moment(number, 22),
        )

    def second_check(self, listing: Listing, number: int, *, verdict: str = CheckVerdict.PASSED, **remarks: str):
        return checks.check(
            seen=self.seen(listing, number),
            step=Step.CITY,
            verdict=verdict,
            remarks=remarks,
            by=self.cast.dispatcher,
            at=moment(number, 23),
        )

    def accept(self, listing: Listing, number: int, month_done: str, **said: object) -> Duty:
        """A report all the way into the ledger."""
        self.submit(listing, number, month_done, **said)
        self.first_check(listing, number)
        self.second_check(listing, number)
        return self.duty(listing, number)

    def lock(self, number: int) -> ReportingMonth:
        opened = ReportingMonth.objects.get(campaign=self.campaign, month=Month(2018, number))
        at = datetime.combine(opened.lock_due_on, time(10), tzinfo=SHANGHAI)
        return months.lock_month(reporting_month=opened, by=self.cast.dispatcher, at=at)
