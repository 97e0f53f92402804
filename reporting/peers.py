"""How similar projects did in the same month: medians, to read one report beside. Pure but for the one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from core.accounts.models import User
from core.foundation.money import rate, wan

from .choices import HANDED_IN
from .models import Duty

NEAR = 2
"""A peer's annual plan lies between the half and the double of the project's."""

MOST = 200
"""Enough for a median, whatever the size of the register."""


@dataclass(frozen=True)
class Peer:
    plan_wan: Decimal
    prior_ytd_wan: Decimal
    month_done_wan: Decimal
    ytd_done_wan: Decimal
    progress_percent: Decimal | None


@dataclass(frozen=True)
class Peers:
    """Medians over the reports handed in; None where there are none.

    `times_mean` is the month against the mean of the months before it.
    """

    count: int
    times_mean: Decimal | None
    rate: Decimal | None
    progress_percent: Decimal | None


def peers_of(duty: Duty, user: User, *, at: datetime) -> Peers:
    """Reports of the same category and month with a plan of the same size, among what the person may read.

    `duty` must come with background.
    """
    similar = (
        Duty.objects.visible_to(user)
        .with_background(at)
        .filter(
            reporting_month_id=duty.reporting_month_id,
            listing__category_id=duty.listing.category_id,
            state__in=HANDED_IN,
            plan_wan__gte=wan(duty.plan_wan / NEAR),
            plan_wan__lte=wan(duty.plan_wan * NEAR),
        )
        .exclude(pk=duty.pk)
        .order_by("pk")
        .values_list(
            "plan_wan",
            "prior_ytd_wan",
            "current__month_done_wan",
            "current__ytd_done_wan",
            "current__progress_percent",
        )[:MOST]
    )
    return medians([Peer(*row) for row in similar], months_before=duty.month.number - 1)


def medians(peers: list[Peer], *, months_before: int) -> Peers:
    means = [(peer, peer.prior_ytd_wan / months_before) for peer in peers] if months_before else []
    return Peers(
        count=len(peers),
        times_mean=_median(peer.month_done_wan / mean for peer, mean in means if mean > 0),
        rate=_median(rate(peer.ytd_done_wan, peer.plan_wan) for peer in peers),
        progress_percent=_median(peer.progress_percent for peer in peers),
    )


def _median(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
