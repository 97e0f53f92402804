"""A campaign in its second month, made by the real actions: January issued, February running and half reported."""

from decimal import Decimal

from core.foundation.months import Month
from projects.choices import Status, TargetUnit
from projects.models import Listing, Milestone, Target, TargetInput
from reporting import rollups
from reporting.models import Brief
from tests.cast import Cast
from tests.reporting.world import YEAR_START, World, moment

JANUARY, FEBRUARY = Month(2018, 1), Month(2018, 2)

TARGETS = (
    ("projects", "项目开工", "project_count", TargetUnit.COUNT, "8"),
    ("investment", "年度投资", "annual_investment", TargetUnit.WAN, "10000.00"),
    ("increase", "比上年增加", "increase_without_real_estate", TargetUnit.WAN, "1000.00"),
    ("share", "占固投比重", "fai_share_increase", TargetUnit.POINTS, "3.00"),
    ("flagships", "标杆项目", "flagship_investment", TargetUnit.WAN, "1200.00"),
)


class BoardWorld(World):
    """`listings` by code: P1 flagship, P2 晋江; P3 惠安; P4 市本级, real estate; PL a planning item; PK a package."""

    def __init__(self, cast: Cast, *, more: int = 0) -> None:
        super().__init__(cast)
        self.company = cast.firm("泉州城建项目公司（演示）")
        self.listings = self._list()
        for number in range(more):
            self.listings[f"X{number}"] = self.project(f"X{number}", unit="350521", plan="120.00")
        self._targets()

    def _list(self) -> dict[str, Listing]:
        package = self.project("PK", unit="350500", plan=None, has_parts=True)
        return {
            "P1": self.project("P1", is_flagship=True, sponsoring_leader="王副市长", responsible_unit="晋江市住建局"),
            "P2": self.project("P2"),
            "P3": self.project("P3", unit="350521", plan="2400.10"),
            "P4": self.project("P4", unit="350500", plan="600", owner=self.company, counts_real_estate=True),
            "PL": self.project("PL", unit="350521", plan="0", category=self.planning, status=Status.PRELIMINARY),
            "PK": package,
            "PK1": self.project("PK1", plan="240", parent=package.project),
            "PK2": self.project("PK2", unit="350521", plan="360", parent=package.project),
        }

    def _targets(self) -> None:
        for order, (code, name, formula, unit, value) in enumerate(TARGETS):
            Target.objects.create(
                campaign=self.campaign, code=code, name=name, formula=formula, unit=unit, value=Decimal(value),
                order=order, definition=f"{name}的口径",
            )  # fmt: skip
        self.enter("base_ytd_wan", FEBRUARY, "100.00")

    def enter(self, key: str, month: Month, value: str) -> TargetInput:
        return TargetInput.objects.create(
            campaign=self.campaign, key=key, month=month, value_wan=Decimal(value), source="上年决算",
            is_demonstration=True, known_from=YEAR_START,
        )  # fmt: skip

    def node(self, code: str, name: str, planned: str, actual: str | None = None) -> Milestone:
        project = self.listings[code].project
        return Milestone.objects.create(
            project=project, sequence=project.milestones.count() + 1, name=name, planned_on=planned, actual_on=actual
        )

    def january(self) -> Brief:
        self.open(1)
        self.accept(self.listings["P1"], 1, "110.55")
        self.accept(self.listings["P2"], 1, "20.05")
        self.accept(self.listings["P3"], 1, "200")
        self.accept(self.listings["P4"], 1, "50")
        self.accept(self.listings["PK1"], 1, "30.33")
        return self.issue(1)

    def issue(self, number: int) -> Brief:
        locked = self.lock(number)
        return rollups.issue(campaign=self.campaign, month=locked.month, at=locked.locked_at, reason="锁数")

    def february(self) -> Brief:
        """P1 and PK1 accepted, the rest carried."""
        self.open(2)
        self.accept(self.listings["P1"], 2, "90.45")
        self.accept(self.listings["PK1"], 2, "19.67")
        return self.refresh(2)

    def refresh(self, number: int) -> Brief:
        return rollups.refresh_running(campaign=self.campaign, month=Month(2018, number), at=moment(number, 24))
