"""Which month, which unit, which report a request is about; what is out of scope does not exist."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.months import Month
from core.organisations.models import ReportingUnit
from reporting.models import Duty, ReportingMonth
from reporting.unit_month import placed


@dataclass(frozen=True)
class MonthChoice:
    """The month asked for, its row (None before it opens), and the neighbours one may step to."""

    month: Month
    row: ReportingMonth | None
    previous: Month | None
    next: Month | None

    @property
    def is_locked(self) -> bool:
        return self.row is not None and self.row.is_locked


def month_choice(request: HttpRequest) -> MonthChoice | None:
    """From `?month=2018-07`, else the last month opened; None while no month of the campaign was ever opened."""
    rows = {
        row.month: row
        for row in ReportingMonth.objects.filter(campaign__is_current=True).select_related("campaign").order_by("month")
    }
    asked = request.GET.get("month") or request.POST.get("month")
    if not rows and not asked:
        return None
    month = _parsed(asked) if asked else max(rows)
    opened = sorted(rows)
    return MonthChoice(
        month=month,
        row=rows.get(month),
        previous=max((each for each in opened if each < month), default=None),
        next=min((each for each in opened if each > month), default=None),
    )


def _parsed(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Http404(str(error)) from None


@dataclass(frozen=True)
class UnitChoice:
    """The unit looked at (None for an owner, who has projects in many) and those one may choose from."""

    unit: ReportingUnit | None
    units: tuple[ReportingUnit, ...]


def unit_choice(request: HttpRequest, user: User) -> UnitChoice:
    """From `?unit=350582` within what the person may read; the first one otherwise."""
    scope = user.scope(Can.READ_PROJECTS)
    if not scope.whole_city and not scope.unit_ids:
        return UnitChoice(None, ())
    units = ReportingUnit.objects.all() if scope.whole_city else ReportingUnit.objects.filter(pk__in=scope.unit_ids)
    found = tuple(units)
    asked = request.GET.get("unit") or request.POST.get("unit")
    if not asked:
        return UnitChoice(found[0] if found else None, found)
    for unit in found:
        if unit.code == asked:
            return UnitChoice(unit, found)
    raise Http404("没有这个上报单位，或不在您的管辖范围。")


def visible_duty(user: User, pk: int) -> Duty:
    """One report as the desk shows it, with its background; 404 when it is not in what the person may read."""
    at = clock.now()
    duty = placed(Duty.objects.visible_to(user).with_background(at), user, at=at).filter(pk=pk).first()
    if duty is None:
        raise Http404("没有这份月报，或不在您的管辖范围。")
    return duty


def desk_url(request: HttpRequest) -> str:
    """Back to the grid that a form was sent from: its month and unit travel with it."""
    named = {name: request.POST[name] for name in ("month", "unit") if request.POST.get(name)}
    return f"{reverse('my_month')}?{urlencode(named)}" if named else reverse("my_month")


def month_url(name: str, month: Month | None, **query: str) -> str:
    """The address of a month's page; empty when there is no such month, so that a template can ask."""
    if month is None:
        return ""
    return f"{reverse(name)}?{urlencode({'month': str(month)} | {key: value for key, value in query.items() if value})}"
