"""Small worlds for tests: a campaign, projects in its list, the brief of a month, reports. People come from `cast`.

Only what pages read is built, straight into the tables; what actions do is tested with the actions themselves.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.accounts.models import User
from core.foundation.money import ZERO, wan
from core.foundation.months import Month, months_of_year
from core.organisations.models import Firm, ReportingUnit
from projects.choices import BatchKind, CurveBasis, PlanNature, Stage, Status
from projects.models import Campaign, Category, Listing, PlanBatch, PlanLine, PlanMonth, Project, ProjectRevision
from projects.models.project import FACT_FIELDS
from reporting.choices import Basis, DutyState, Light, Metric, Origin
from reporting.models import Brief, BriefCell, BriefLine, Duty, LightRule, ReportingMonth, ReportVersion
from reporting.models.brief import AMOUNT_FIELDS

AT = datetime(2018, 7, 24, 1, 0, tzinfo=UTC)
FEBRUARY = datetime(2018, 2, 23, 1, 0, tzinfo=UTC)
JUNE, JULY = Month(2018, 6), Month(2018, 7)

_CATEGORIES = (("road", "重大市政交通及基础设施", "市政交通"), ("green", "城乡绿化及生态", "绿化生态"))


@dataclass
class World:
    """A campaign with its closed lists, by code."""

    campaign: Campaign
    batch: PlanBatch
    units: dict[str, ReportingUnit]
    categories: dict[str, Category] = field(default_factory=dict)


def make_world(units: dict[str, ReportingUnit], year: int = 2018) -> World:
    """The current campaign over `units` (`cast.units`), three categories, one of them of planning, the first batch."""
    campaign = Campaign.objects.create(
        year=year, name=f"{year}年城乡建设项目攻坚大会战", short_name=f"攻坚{year}", is_current=True
    )
    batch = PlanBatch.objects.create(
        campaign=campaign,
        number=1,
        kind=BatchKind.INITIAL,
        title=f"{year}年初计划",
        reason="年初下达",
        document_number=f"泉建〔{year}〕1号",
        approver_label="市政府",
        approved_at=FEBRUARY,
        effective_month=Month(year, 1),
        entered_by_label="系统",
    )
    world = World(campaign, batch, units)
    for order, (code, name, short_name) in enumerate(_CATEGORIES, start=1):
        world.categories[code] = Category.objects.create(
            campaign=campaign, code=code, name=name, short_name=short_name, order=order
        )
    world.categories["planning"] = Category.objects.create(
        campaign=campaign, code="planning", name="规划前期", short_name="规划前期", stage=Stage.PLANNING, order=9
    )
    return world


def make_listing(
    world: World,
    code: str,
    *,
    unit: str = "350582",
    category: str = "road",
    plan: Decimal | int | str = 1200,
    parent: Listing | None = None,
    owner: Firm | None = None,
    **values: Any,
) -> Listing:
    """A project with its first revision, its place in the list and a straight plan; `values` go where they belong.

    Names of fields of Listing go to the listing, all others to the project. A parent becomes a package.
    """
    listed = {name: values.pop(name) for name in list(values) if name in _LISTING_FIELDS}
    facts = {"name": f"项目{code}", "status": Status.UNDER_CONSTRUCTION, "total_investment_wan": wan(5000), **values}
    project = Project.objects.create(
        code=code, owner=owner, parent=parent and parent.project, **{"name_key": facts["name"], **facts}
    )
    if parent:
        Project.objects.filter(pk=parent.project_id).update(has_parts=True)
    ProjectRevision.objects.create(
        project=project, number=1, changed_by_label="系统", reason="初始登记", known_from=FEBRUARY,
        **{name: getattr(project, name) for name in FACT_FIELDS},
    )  # fmt: skip
    listing = Listing.objects.create(
        campaign=world.campaign,
        project=project,
        unit=world.units[unit],
        category=world.categories[category],
        entered_by=world.batch,
        **{"order": Listing.objects.count() + 1, "plan_nature": PlanNature.CONTINUING, **listed},
    )
    make_plan(world.batch, listing, plan=plan)
    return listing


_LISTING_FIELDS = {
    "order", "plan_nature", "management_class", "key_level", "is_flagship", "responsible_unit", "responsible_person",
    "liaison_phone", "sponsoring_leader", "counts_real_estate", "remark",
}  # fmt: skip


def make_plan(batch: PlanBatch, listing: Listing, *, plan: Decimal | int | str, is_initial: bool = True) -> PlanLine:
    """A plan line with twelve equal months."""
    line = PlanLine.objects.create(
        batch=batch, listing=listing, annual_plan_wan=wan(plan), cumulative_before_year_wan=ZERO,
        curve_basis=CurveBasis.STRAIGHT, is_initial=is_initial, known_from=batch.approved_at,
    )  # fmt: skip
    PlanMonth.objects.bulk_create(
        PlanMonth(line=line, month=month, due_wan=wan(wan(plan) * month.number / 12))
        for month in months_of_year(batch.campaign.year)
    )
    return line


def make_brief(world: World, month: Month = JULY, number: int = 0, lines: Iterable[BriefLine] = ()) -> Brief:
    """A brief with its month of reporting, the given lines and the cells they add up to."""
    make_month(world, month)
    brief = Brief.objects.create(
        campaign=world.campaign, month=month, number=number, figures_known_at=AT, computed_at=AT,
        rule_numbers="", code_version="test",
    )  # fmt: skip
    rows = list(lines)
    for row in rows:
        row.brief = brief
    BriefLine.objects.bulk_create(rows)
    BriefCell.objects.bulk_create(_cells(brief, rows))
    return brief


def make_month(world: World, month: Month) -> ReportingMonth:
    end = datetime(month.last.year, month.last.month, month.last.day, 9, tzinfo=UTC)
    row, _ = ReportingMonth.objects.get_or_create(
        campaign=world.campaign,
        month=month,
        defaults={
            "opened_at": datetime(month.year, month.month, 20, 1, tzinfo=UTC),
            "unit_due_at": end,
            "check_due_at": end,
            "lock_due_on": month.last,
            "data_cutoff": date(month.year, month.month, 25),
        },
    )
    return row


def line(listing: Listing, *, ytd: Decimal | int | str = 600, light: str = Light.GREEN, **values: Any) -> BriefLine:
    """A line of a brief, not saved; its plan is the listing's latest."""
    plan = listing.plan_lines.order_by("-known_from")[0].annual_plan_wan
    amounts = {
        "total_investment_wan": listing.project.total_investment_wan or ZERO, "initial_plan_wan": plan,
        "plan_wan": plan, "due_wan": wan(plan / 2), "month_wan": ZERO, "ytd_wan": wan(ytd), "since_start_wan": wan(ytd),
    }  # fmt: skip
    facts = {
        "unit": listing.unit, "category": listing.category, "key_level": listing.key_level, "reported": 1,
        "plan_nature": listing.plan_nature, "stage": listing.category.stage, "is_flagship": listing.is_flagship,
        "counts_real_estate": listing.counts_real_estate, "is_part": listing.project.parent_id is not None,
        "is_started": True, "should_have_started": True, "basis": Basis.REPORTED,
    }  # fmt: skip
    lights = {"investment_light": light, "milestone_light": Light.GREEN, "light": light}
    return BriefLine(listing=listing, **{**amounts, **facts, **lights, **values})


_LIGHT_COUNTS = {
    Light.GREEN: "greens", Light.YELLOW: "yellows", Light.RED: "reds", Light.BEFORE_START: "before_starts",
    Light.UNLIT: "unlit",
}  # fmt: skip
_CELL_COUNTS = ("projects", "started", "should_have_started", "overdue_starts", "expected", "reported")


def _cells(brief: Brief, rows: list[BriefLine]) -> list[BriefCell]:
    """The cells of lines that are no parts, by hand."""
    groups: dict[tuple[Any, ...], list[BriefLine]] = defaultdict(list)
    for row in rows:
        if not row.is_part:
            groups[(row.unit_id, row.category_id, row.key_level, row.stage)].append(row)
    return [_cell(brief, key, members) for key, members in groups.items()]


def _cell(brief: Brief, key: tuple[Any, ...], members: list[BriefLine]) -> BriefCell:
    unit_id, category_id, key_level, stage = key
    cell = BriefCell(brief=brief, unit_id=unit_id, category_id=category_id, key_level=key_level, stage=stage)
    for name in AMOUNT_FIELDS:
        setattr(cell, name, sum((getattr(row, name) for row in members), ZERO))
    for name in _CELL_COUNTS + tuple(_LIGHT_COUNTS.values()):
        setattr(cell, name, 0)
    for name in ("reported_plan_wan", "reported_ytd_wan", "real_estate_ytd_wan"):
        setattr(cell, name, ZERO)
    for colour in ("green", "yellow", "red", "before_start", "unlit"):
        setattr(cell, f"{colour}_plan_wan", ZERO)
    cell.projects = len(members)
    for row in members:
        name = _LIGHT_COUNTS[Light(row.light)]
        setattr(cell, name, getattr(cell, name) + 1)
        cell.expected += row.expected
        cell.reported += row.reported
    return cell


def make_report(world: World, listing: Listing, month: Month, *, author: User, ytd: Decimal | int | str) -> Duty:
    """An accepted report of one month, its version 1; the month before, if built, becomes its predecessor."""
    previous = Duty.objects.filter(listing=listing, month=month.previous()).first()
    duty = Duty.objects.create(
        reporting_month=make_month(world, month), month=month, listing=listing, unit=listing.unit, previous=previous
    )
    prior = previous.current.ytd_done_wan if previous and previous.current else ZERO
    duty.current = ReportVersion.objects.create(
        duty=duty, number=1, prior_ytd_wan=prior, month_done_wan=wan(ytd) - prior, ytd_done_wan=wan(ytd),
        progress_percent=Decimal(50), progress_text=f"{month.short}主体施工", author=author,
        author_label=author.display_name, submitted_at=AT, origin=Origin.PAGE, digest="0" * 64,
    )  # fmt: skip
    duty.state, duty.version = DutyState.ACCEPTED, 1
    duty.save()
    return duty


def make_light_rules() -> None:
    """The first rule of every metric, with the defaults of the table."""
    LightRule.objects.bulk_create(LightRule(metric=metric, number=1, valid_from=FEBRUARY) for metric in Metric)
