"""What a month looks like from one desk: reports in the order of what must be done, and their sums."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from core.accounts.models import User
from core.foundation.money import ZERO, WanField, rate, wan
from core.foundation.sql import wan_sum
from projects.choices import Stage
from projects.querysets import known_at

from .choices import DutyState, Light
from .lights import Thresholds, project_light
from .models import Duty
from .statement import Statement


class Place(IntEnum):
    """Where a report stands in the list: the sooner it needs hands, the smaller."""

    RETURNED = 0
    DRAFTING = 1
    EMPTY = 2
    SUBMITTED = 3
    UNIT_APPROVED = 4
    ACCEPTED = 5


STATE_WORDS = {
    Place.RETURNED: "退回待改",
    Place.DRAFTING: "填写中",
    Place.EMPTY: "未填",
    Place.SUBMITTED: "待初审",
    Place.UNIT_APPROVED: "待市审",
    Place.ACCEPTED: "市审通过",
}

TO_DO = (Place.RETURNED, Place.DRAFTING, Place.EMPTY)
HANDED_IN = (Place.SUBMITTED, Place.UNIT_APPROVED, Place.ACCEPTED)


@dataclass(frozen=True)
class Sums:
    """Of some reports: how many, and their amounts in 万元. A report not yet written stands with last month's total."""

    reports: int = 0
    plan_wan: Decimal = ZERO
    prior_ytd_wan: Decimal = ZERO
    month_done_wan: Decimal = ZERO
    ytd_done_wan: Decimal = ZERO

    @property
    def rate(self) -> Decimal | None:
        return rate(self.ytd_done_wan, self.plan_wan)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.reports + other.reports,
            wan(self.plan_wan + other.plan_wan),
            wan(self.prior_ytd_wan + other.prior_ytd_wan),
            wan(self.month_done_wan + other.month_done_wan),
            wan(self.ytd_done_wan + other.ytd_done_wan),
        )


_IS_BEING_WRITTEN = Q(state=DutyState.OPEN) & (Q(current__isnull=False) | Q(draft_content__isnull=False))


def placed(duties: QuerySet[Duty], user: User | None, *, at: datetime) -> QuerySet[Duty]:
    """`duties` (with background) with what a row shows besides: the accepted figure, this person's draft, `place`.

    A report that was taken back counts as being written. For nobody (the command line) there are no drafts.
    """
    return duties.select_related("listing__category").annotate(
        own=FilteredRelation("figures", condition=known_at(at, "figures__")),
        basis=F("own__basis"),
        own_month_wan=F("own__month_done_wan"),
        own_ytd_wan=F("own__ytd_done_wan"),
        last_month_wan=F("before__month_done_wan"),
        mine=FilteredRelation("drafts", condition=Q(drafts__user_id=user.pk if user else 0)),
        draft_content=F("mine__content"),
        place=Case(
            When(state=DutyState.RETURNED, then=Value(Place.RETURNED.value)),
            When(_IS_BEING_WRITTEN, then=Value(Place.DRAFTING.value)),
            When(state=DutyState.OPEN, then=Value(Place.EMPTY.value)),
            When(state=DutyState.SUBMITTED, then=Value(Place.SUBMITTED.value)),
            When(state=DutyState.UNIT_APPROVED, then=Value(Place.UNIT_APPROVED.value)),
            default=Value(Place.ACCEPTED.value),
            output_field=IntegerField(),
        ),
    )


def sums_by_place(duties: QuerySet[Duty]) -> dict[Place, Sums]:
    """One statement over `placed` duties; places without reports are given with zeros.

    What was never sent, or was taken back, stands with last month's total; what was returned with what was sent.
    """
    sent_month = Coalesce("own_month_wan", "current__month_done_wan", Value(ZERO), output_field=WanField())
    sent_ytd = Coalesce("own_ytd_wan", "current__ytd_done_wan", "prior_ytd_wan", output_field=WanField())
    is_open = Q(state=DutyState.OPEN, own_ytd_wan__isnull=True)
    month = Case(When(is_open, then=Value(ZERO)), default=sent_month, output_field=WanField())
    ytd = Case(When(is_open, then=F("prior_ytd_wan")), default=sent_ytd, output_field=WanField())
    rows = (
        duties.order_by()
        .values("place")
        .annotate(
            reports=Count("pk"),
            plan=wan_sum("plan_wan"),
            prior=wan_sum("prior_ytd_wan"),
            month_sum=wan_sum(month),
            ytd=wan_sum(ytd),
        )
    )
    found = {
        Place(row["place"]): Sums(row["reports"], row["plan"], row["prior"], row["month_sum"], row["ytd"])
        for row in rows
    }
    return {place: found.get(place, Sums()) for place in Place}


def with_drafts(sums: dict[Place, Sums], drafts: Iterable[tuple[Duty, Statement]]) -> dict[Place, Sums]:
    """The same sums with what stands in drafts (completed statements) in place of what was last sent or carried."""
    moved = dict(sums)
    for duty, statement in drafts:
        if statement.month_done_wan is None or statement.ytd_done_wan is None:
            continue
        is_sent = duty.current is not None and duty.state != DutyState.OPEN
        sent_month = duty.current.month_done_wan if is_sent else ZERO
        sent_ytd = duty.current.ytd_done_wan if is_sent else duty.prior_ytd_wan
        place = Place(duty.place)
        moved[place] = replace(
            moved[place],
            month_done_wan=wan(moved[place].month_done_wan + statement.month_done_wan - sent_month),
            ytd_done_wan=wan(moved[place].ytd_done_wan + statement.ytd_done_wan - sent_ytd),
        )
    return moved


def light_of(duty: Duty, *, ytd_wan: Decimal | None, rule: Thresholds) -> Light:
    """The investment light of one report as it stands on the desk.

    `duty` must come `placed`. With nothing reported yet (`ytd_wan` None) in a running month, last month's total is
    judged by what was due last month.
    """
    is_waiting = ytd_wan is None and not duty.locked_at
    return project_light(
        ytd_wan=duty.prior_ytd_wan if ytd_wan is None else ytd_wan,
        due_wan=duty.due_before_wan if is_waiting else duty.due_wan,
        plan_wan=duty.plan_wan,
        is_planning=duty.listing.category.stage == Stage.PLANNING,
        rule=rule,
    )


def total(sums: dict[Place, Sums]) -> Sums:
    return sum(sums.values(), start=Sums())
