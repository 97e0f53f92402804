"""Brief lines: one INSERT … SELECT for the reported leaves, one for the packages above them.

The driver is the month's duties. Three filtered joins bring the figure of the month, the figure of the month before and
the plan, each as known at the brief's moment; a month without an accepted figure shows last month's cumulative.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThanOrEqual, IsNull

from core.foundation import clock
from core.foundation.money import ZERO, WanField
from core.foundation.months import Month
from core.foundation.sql import column, insert_from, wan_expr, wan_sum
from core.organisations.models import ReportingUnit
from projects.choices import STARTED, Stage
from projects.models import Listing, Milestone, PlanMonth
from projects.querysets import known_at
from reporting.choices import Basis, Metric
from reporting.lights import Thresholds, investment_light, is_nothing, milestone_light, worse_of
from reporting.models import Brief, BriefLine, Duty
from reporting.models.brief import AMOUNT_FIELDS
from reporting.querysets import due_of

_SHARED = ("unit", "category", "key_level", "plan_nature", "stage", "is_part", "is_flagship", "counts_real_estate")
_JUDGED = ("is_started", "should_have_started", "investment_light", "milestone_light", "light")


def _amount(path: str) -> Coalesce:
    return Coalesce(F(path), Value(ZERO), output_field=WanField())


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003


def _should_have_started(brief: Brief, listing: str) -> Case:
    """Its planned start is past; planning items carry no construction and never should."""
    return _flag(Q(plan__planned_start__lte=day_of(brief)) & ~Q(**{f"{listing}category__stage": Stage.PLANNING}))


def day_of(brief: Brief) -> date:
    """The day up to which plans and nodes are due in this brief: today while the month runs, then its last day."""
    return min(brief.month.last, clock.day_of(brief.figures_known_at))


def write_lines(brief: Brief, rules: dict[str, Thresholds], *, units: Iterable[ReportingUnit] | None = None) -> int:
    """Insert the lines of the brief, of some units only when given. Returns how many."""
    only = Q() if units is None else Q(unit__in=list(units))
    lights = _lights(brief, rules)
    has_own = Q(IsNull(column("own_key", BigIntegerField()), False))  # noqa: FBT003
    has_all = Q(GreaterThanOrEqual(column("out_reported", IntegerField()), column("out_expected", IntegerField())))
    leaves = insert_from(
        BriefLine, _leaves(brief).filter(only), _mapping(leaf=True), layers=(_judged_due(brief, has_own), *lights)
    )
    packages = insert_from(
        BriefLine, _packages(brief).filter(only), _mapping(leaf=False), layers=(_judged_due(brief, has_all), *lights)
    )
    return leaves + packages


def _mapping(*, leaf: bool) -> dict[str, str]:
    names = {name: f"out_{name}" for name in (*_SHARED, *_JUDGED, "basis", "expected", "reported")}
    amounts = {name: name if name != "total_investment_wan" else "out_total_investment_wan" for name in AMOUNT_FIELDS}
    return {"brief": "out_brief", "listing": "listing_id" if leaf else "pk", **names, **amounts}


def _facts(brief: Brief, listing: str) -> dict[str, object]:
    """Columns copied from the listing; `listing` is the path to it, with trailing underscores, or nothing."""
    return {
        "out_brief": Value(brief.pk),
        "out_category": F(f"{listing}category_id"),
        "out_key_level": F(f"{listing}key_level"),
        "out_plan_nature": F(f"{listing}plan_nature"),
        "out_stage": F(f"{listing}category__stage"),
        "out_is_part": _flag(Q(**{f"{listing}project__parent__isnull": False})),
        "out_is_flagship": F(f"{listing}is_flagship"),
        "out_counts_real_estate": F(f"{listing}counts_real_estate"),
        "out_is_started": _flag(Q(**{f"{listing}project__status__in": STARTED})),
    }


def _plans(brief: Brief, listing: str) -> dict[str, object]:
    """Joins to the plan known at the brief's moment and to 年初计划."""
    lines = f"{listing}plan_lines"
    return {
        "plan": FilteredRelation(lines, condition=known_at(brief.figures_known_at, f"{lines}__")),
        "initial": FilteredRelation(
            lines,
            condition=Q(**{f"{lines}__is_initial": True, f"{lines}__known_from__lte": brief.figures_known_at}),
        ),
    }


def _nodes(brief: Brief, project: str) -> dict[str, object]:
    """Whether the project has nodes at all, and the oldest that is not reached; `project` is the path to its key."""
    day = day_of(brief)
    nodes = Milestone.objects.filter(project_id=OuterRef(project))
    not_reached = nodes.filter(Q(actual_on__isnull=True) | Q(actual_on__gt=day)).order_by("planned_on")
    return {"has_nodes": Exists(nodes), "open_node_on": Subquery(not_reached.values("planned_on")[:1])}


def _lights(brief: Brief, rules: dict[str, Thresholds]) -> tuple[dict[str, Combinable], ...]:
    """The two lights and the one that counts, from values worked out before: each once per row."""
    ytd, due, plan = (column(name, WanField()) for name in ("ytd_wan", "judged_due_wan", "plan_wan"))
    is_planning = Q(Exact(column("out_stage", CharField()), Stage.PLANNING.value))
    investment = investment_light(
        ytd=ytd, due=due, plan=plan, rule=rules[Metric.PROJECT_INVESTMENT], unlit=is_planning | Q(is_nothing(plan))
    )
    milestone = milestone_light(
        has_nodes=column("has_nodes", BooleanField()),
        open_node=column("open_node_on", DateField()),
        day=day_of(brief),
        rule=rules[Metric.PROJECT_MILESTONE],
    )
    worse = worse_of(
        investment=column("out_investment_light", CharField()), milestone=column("out_milestone_light", CharField())
    )
    return {"out_investment_light": investment, "out_milestone_light": milestone}, {"out_light": worse}


def _judged_due(brief: Brief, has_reported: Q) -> dict[str, Combinable]:
    """While the month runs, who has not reported yet is judged by what was due last month: no false alarm.

    A package has reported when all its parts have.
    """
    due = column("due_wan", WanField())
    if not brief.is_running or brief.month.number == 1:
        return {"judged_due_wan": due}
    return {"judged_due_wan": Case(When(has_reported, then=due), default=column("last_due_wan", WanField()))}


def _leaves(brief: Brief) -> QuerySet:
    moment = brief.figures_known_at
    duties = Duty.objects.filter(reporting_month__campaign=brief.campaign, month=brief.month).annotate(
        own=FilteredRelation("figures", condition=known_at(moment, "figures__")),
        before=FilteredRelation("previous__figures", condition=known_at(moment, "previous__figures__")),
        **_plans(brief, "listing__"),
    )
    reported = Q(own__basis__in=[Basis.REPORTED, Basis.CORRECTED])
    amounts = duties.annotate(
        out_unit=F("unit_id"),
        out_basis=Coalesce(F("own__basis"), Value(Basis.CARRIED.value)),
        out_expected=Value(1),
        out_total_investment_wan=_amount("listing__project__total_investment_wan"),
        out_reported=Case(When(reported, then=Value(1)), default=Value(0)),
        initial_plan_wan=_amount("initial__annual_plan_wan"),
        plan_wan=_amount("plan__annual_plan_wan"),
        due_wan=due_of("plan__pk", brief.month),
        month_wan=_amount("own__month_done_wan"),
        ytd_wan=Coalesce(F("own__ytd_done_wan"), F("before__ytd_done_wan"), Value(ZERO), output_field=WanField()),
        before_year_wan=_amount("plan__cumulative_before_year_wan"),
        out_should_have_started=_should_have_started(brief, "listing__"),
        own_key=F("own__pk"),
        last_due_wan=due_of("plan__pk", brief.month.previous()),
        **_nodes(brief, "listing__project_id"),
        **_facts(brief, "listing__"),
    ).annotate(
        since_start_wan=wan_expr(F("before_year_wan") + F("ytd_wan")),
        write_back_wan=Case(When(month_wan__lt=0, then=F("month_wan")), default=Value(ZERO), output_field=WanField()),
    )
    return amounts.order_by("pk")


def _was_listed(brief: Brief) -> Q:
    """Packages of this month's list, also when the brief is made again after one left or joined.

    A package stays as long as parts of it have lines: its own is where their money counts.
    """
    parts = BriefLine.objects.filter(brief=brief, listing__project__parent=OuterRef("project"))
    return Q(Exists(parts)) | Q(left_by__isnull=True, entered_by__effective_month__lte=brief.month)


def _due_of_parts(brief: Brief, month: Month) -> Coalesce:
    """What the plans of a package's parts asked for by the end of `month`; the outer row is the package's listing."""
    due = PlanMonth.objects.filter(
        known_at(brief.figures_known_at, "line__"),
        line__listing__project__parent=OuterRef("project_id"),
        line__listing__campaign=brief.campaign,
        month=month,
    )
    summed = due.order_by().values("line__listing__project__parent").annotate(sum=wan_sum("due_wan")).values("sum")
    return Coalesce(Subquery(summed, output_field=WanField()), Value(ZERO), output_field=WanField())


def _packages(brief: Brief) -> QuerySet:
    """A package is its own plan and the sum of its parts' lines, counted once, with the package's unit."""
    lines = "project__parts__listings__brief_lines"

    def with_own(own: str, part: str) -> Coalesce:
        return wan_expr(_amount(own) + wan_sum(f"part__{part}"))

    listings = Listing.objects.filter(_was_listed(brief), campaign=brief.campaign, project__has_parts=True).annotate(
        part=FilteredRelation(lines, condition=Q(**{f"{lines}__brief_id": brief.pk})), **_plans(brief, "")
    )
    own_due = Coalesce(F("own_due_wan"), Value(ZERO), output_field=WanField())
    last = brief.month.previous()
    amounts = (
        listings.annotate(
            own_due_wan=due_of("plan__pk", brief.month),
            own_last_due_wan=due_of("plan__pk", last),
            parts_last_due_wan=_due_of_parts(brief, last),
            **_facts(brief, ""),
        )
        .annotate(
            out_unit=F("unit_id"),
            out_expected=Coalesce(Sum("part__expected"), Value(0)),
            out_total_investment_wan=Coalesce(
                F("project__total_investment_wan"), wan_sum("part__total_investment_wan"), output_field=WanField()
            ),
            out_reported=Coalesce(Sum("part__reported"), Value(0)),
            initial_plan_wan=with_own("initial__annual_plan_wan", "initial_plan_wan"),
            plan_wan=with_own("plan__annual_plan_wan", "plan_wan"),
            due_wan=wan_expr(own_due + wan_sum("part__due_wan")),
            last_due_wan=wan_expr(F("own_last_due_wan") + F("parts_last_due_wan")),
            month_wan=wan_sum("part__month_wan"),
            ytd_wan=wan_sum("part__ytd_wan"),
            since_start_wan=with_own("plan__cumulative_before_year_wan", "since_start_wan"),
            write_back_wan=wan_sum("part__write_back_wan"),
            out_should_have_started=_should_have_started(brief, ""),
        )
        .annotate(
            out_basis=Case(
                When(out_reported__gte=F("out_expected"), then=Value(Basis.REPORTED.value)),
                default=Value(Basis.CARRIED.value),
            ),
            **_nodes(brief, "project_id"),
        )
    )
    return amounts.order_by("pk")
