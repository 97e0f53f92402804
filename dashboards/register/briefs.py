"""Which brief the register shows: the one the address names, else the newest issued one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from core.foundation.months import Month
from reporting.models import Brief, ReportingMonth


@dataclass(frozen=True)
class BriefChoice:
    """The brief shown (None before the first roll-up) and all briefs of the current campaign, newest month first."""

    chosen: Brief | None
    briefs: tuple[Brief, ...]


def choose_brief(params: Mapping[str, str]) -> BriefChoice:
    """Read `month` ("2018-06") and `version` (0 is the running brief) of an address; one query.

    Without them the newest issued brief is taken: a month that is half reported must not be what people see first. A
    month without version means its newest issued brief, else its running one. What does not exist falls back too.
    """
    briefs = tuple(_current_briefs())
    wanted = _wanted_month(params.get("month", ""))
    of_month = [brief for brief in briefs if brief.month == wanted]
    version = params.get("version", "")
    named = [brief for brief in of_month if str(brief.number) == version]
    issued = [brief for brief in of_month or briefs if not brief.is_running]
    order = named or issued or of_month or briefs
    return BriefChoice(order[0] if order else None, briefs)


def _wanted_month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


def _current_briefs() -> "list[Brief]":
    """With `data_cutoff` and `figure_kind` of the month, which every table prints."""
    of_month = ReportingMonth.objects.filter(campaign=OuterRef("campaign"), month=OuterRef("month"))
    return list(
        Brief.objects.filter(campaign__is_current=True)
        .select_related("campaign")
        .annotate(
            data_cutoff=Subquery(of_month.values("data_cutoff")[:1]),
            figure_kind=Subquery(of_month.values("figure_kind")[:1]),
        )
        .order_by("-month", "-number")
    )
