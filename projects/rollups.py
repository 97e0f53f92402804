"""What the list adds up to, and what a batch would make of it, shown before anybody signs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from core.foundation.money import ZERO, wan_text
from core.foundation.months import Month
from core.foundation.sql import wan_sum

from .models import Campaign, Listing, PlanLine, PlanMonth


@dataclass(frozen=True)
class ListTotals:
    """What the campaign counts: packages once, their parts not at all."""

    entries: int
    plan_wan: Decimal


@dataclass(frozen=True)
class Effect:
    """The list before and after a batch. `warnings` are Chinese sentences for the person who signs."""

    before: ListTotals
    after: ListTotals
    raised: int
    raised_wan: Decimal
    lowered: int
    lowered_wan: Decimal
    added: int
    added_wan: Decimal
    withdrawn: int
    withdrawn_wan: Decimal
    warnings: tuple[str, ...]

    @property
    def difference_wan(self) -> Decimal:
        return self.after.plan_wan - self.before.plan_wan


def list_totals(campaign: Campaign) -> ListTotals:
    """The current list: entries not withdrawn, and their plan as adjusted so far, on packages and on parts."""
    live = PlanLine.objects.live().filter(listing__campaign=campaign, listing__left_by__isnull=True)
    is_entry = Q(listing__project__parent__isnull=True)
    sums = live.aggregate(entries=Count("pk", filter=is_entry), plan_wan=wan_sum("annual_plan_wan"))
    return ListTotals(entries=sums["entries"], plan_wan=sums["plan_wan"])


def due_by_month(campaign: Campaign) -> dict[Month, Decimal]:
    """What all standing plans of the list ask for by the end of each month, packages and parts together."""
    live = PlanMonth.objects.filter(
        line__listing__campaign=campaign, line__listing__left_by__isnull=True, line__known_to__isnull=True
    )
    return dict(live.order_by("month").values("month").annotate(sum=wan_sum("due_wan")).values_list("month", "sum"))


def effect_of(
    campaign: Campaign,
    *,
    changes: Mapping[int, Decimal] | None = None,
    withdrawals: Sequence[int] = (),
    added_plans: Sequence[Decimal] = (),
) -> Effect:
    """What a batch would do to the number of projects and to the plan; nothing is written.

    `changes` maps listing ids to their new annual plan, `withdrawals` are listing ids of entries (their parts leave
    with them), `added_plans` the plans of entries that would join.
    """
    changes = dict(changes or {})
    was = _live_plans([*changes])
    steps = [plan - was.get(listing, ZERO) for listing, plan in changes.items()]
    gone = [_plan_leaving(listing) for listing in withdrawals]
    before = list_totals(campaign)
    after = ListTotals(
        entries=before.entries + len(added_plans) - len(gone),
        plan_wan=before.plan_wan + sum(steps, ZERO) + sum(added_plans, ZERO) - sum(gone, ZERO),
    )
    return Effect(
        before=before,
        after=after,
        raised=sum(step > 0 for step in steps),
        raised_wan=sum((step for step in steps if step > 0), ZERO),
        lowered=sum(step < 0 for step in steps),
        lowered_wan=sum((-step for step in steps if step < 0), ZERO),
        added=len(added_plans),
        added_wan=sum(added_plans, ZERO),
        withdrawn=len(gone),
        withdrawn_wan=sum(gone, ZERO),
        warnings=list_warnings(before, after),
    )


def _live_plans(listings: Sequence[int]) -> dict[int, Decimal]:
    live = PlanLine.objects.live().filter(listing_id__in=listings)
    return dict(live.values_list("listing_id", "annual_plan_wan"))


def _plan_leaving(listing: int) -> Decimal:
    """The plan of one entry together with that of its parts in the same year."""
    row = Listing.objects.get(pk=listing)
    of_project = Q(listing__project=row.project_id) | Q(listing__project__parent=row.project_id)
    live = PlanLine.objects.live().filter(of_project, listing__campaign=row.campaign_id)
    return live.aggregate(plan_wan=wan_sum("annual_plan_wan"))["plan_wan"]


def list_warnings(before: ListTotals, after: ListTotals) -> tuple[str, ...]:
    """The default rule of the offices: 以新补旧，总量不减."""
    warnings = []
    if after.entries < before.entries:
        warnings.append(f"项目由 {before.entries} 个减为 {after.entries} 个：应以新补旧")
    if after.plan_wan < before.plan_wan:
        less = wan_text(before.plan_wan - after.plan_wan)
        warnings.append(f"年度计划减少 {less} 万元：总量不应减少，请同时安排调增或增补")
    return tuple(warnings)
