"""Making briefs: the running one brought up to date, an issued one made once and kept."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, Sum

from core.foundation.months import Month
from core.organisations.models import ReportingUnit
from projects.models import Campaign, Listing
from reporting.models import Brief

from .cells import write_cells
from .digests import digest_of
from .lines import write_lines
from .ranking import write_units
from .rules import rule_numbers, rules_at

RUNNING = 0


@transaction.atomic
def refresh_running(
    *, campaign: Campaign, month: Month, at: datetime, units: Iterable[ReportingUnit] | None = None
) -> Brief:
    """Bring 暂定 up to what is known at `at`: whole, or only `units` (and packages of others that have parts there).

    The header row is the lock, so that two refreshes never interleave.
    """
    brief, created = Brief.objects.get_or_create(
        campaign=campaign, month=month, number=RUNNING, defaults=_header(at, reason="")
    )
    brief = Brief.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=brief.pk)
    brief.figures_known_at = max(at, brief.figures_known_at)
    touched = None if created or units is None else _with_packages(campaign, units)
    _clear(brief, touched)
    _fill(brief, units=touched)
    brief.computed_at = at
    brief.save()
    return brief


@transaction.atomic
def issue(*, campaign: Campaign, month: Month, at: datetime, reason: str) -> Brief:
    """Make the next 定版 of a locked month from what was known at `at`; asked again, the same brief."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    existing = Brief.objects.filter(campaign=campaign, month=month, number__gt=RUNNING, figures_known_at=at).first()
    if existing is not None:
        return existing
    last = Brief.objects.filter(campaign=campaign, month=month).aggregate(last=Max("number"))["last"] or RUNNING
    brief = Brief.objects.create(campaign=campaign, month=month, number=last + 1, **_header(at, reason=reason))
    _fill(brief, units=None)
    brief.digest = digest_of(brief)
    brief.save()
    Brief.objects.filter(campaign=campaign, month=month, number=RUNNING).delete()
    return brief


def recompute_digest(brief: Brief) -> str:
    """What the digest of an issued brief would be if it were made now from the same moment; nothing is kept."""
    with transaction.atomic():
        again = Brief.objects.create(
            campaign=brief.campaign,
            month=brief.month,
            number=32_000,
            **_header(brief.figures_known_at, reason="recomputation"),
        )
        _fill(again, units=None)
        found = digest_of(again)
        transaction.set_rollback(True)
    return found


def _header(at: datetime, *, reason: str) -> dict[str, object]:
    return {
        "figures_known_at": at,
        "computed_at": at,
        "rule_numbers": "",
        "code_version": settings.VERSION,
        "reason": reason,
    }


def _with_packages(campaign: Campaign, units: Iterable[ReportingUnit]) -> list[ReportingUnit]:
    """The units, and those whose packages have parts in one of them: their sums change too."""
    wanted = [unit.pk for unit in units]
    parts = Listing.objects.filter(campaign=campaign, unit__in=wanted, project__parent__isnull=False)
    above = parts.filter(project__parent__listings__campaign=campaign).values("project__parent__listings__unit")
    return list(ReportingUnit.objects.filter(Q(pk__in=wanted) | Q(pk__in=above)))


def _clear(brief: Brief, units: list[ReportingUnit] | None) -> None:
    only = {} if units is None else {"unit__in": units}
    brief.cells.filter(**only).delete()
    brief.lines.filter(**only).delete()
    brief.units.all().delete()


def _fill(brief: Brief, *, units: list[ReportingUnit] | None) -> None:
    """Lines, cells, units, header: a constant number of statements, whatever the number of projects."""
    rules = rules_at(brief.figures_known_at)
    brief.rule_numbers = rule_numbers(rules)
    write_lines(brief, rules, units=units)
    write_cells(brief, units=units)
    write_units(brief, rules)
    coverage = brief.units.aggregate(expected=Sum("expected"), reported=Sum("reported"))
    brief.expected, brief.reported = coverage["expected"] or 0, coverage["reported"] or 0
    brief.carried = brief.expected - brief.reported
