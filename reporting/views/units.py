"""A unit's month as one act: the printed sheet, 整县报送 with its receipt, duties handed to another clerk."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from core.foundation.verdict import Refused
from core.organisations.models import ReportingUnit
from reporting import permissions
from reporting.actions import papers, units
from reporting.backgrounds import background_of
from reporting.choices import Basis, DutyState
from reporting.forms import HandOverForm, ScanForm
from reporting.models import Duty, HandOver, UnitSubmission
from reporting.statement import Statement
from reporting.typed import rate_of, sent_statement
from reporting.unit_month import HANDED_IN, Place, sums_by_place, total

from .finding import MonthChoice, UnitChoice, month_choice, month_url, unit_choice
from .month import duties_of, lead_words


@dataclass(frozen=True)
class PrintedRow:
    """One line of the signed sheet: what was sent, or last month's total where nothing stands."""

    duty: Duty
    statement: Statement
    ytd_done_wan: Decimal
    rate: Decimal | None
    state: str


def printed_row(duty: Duty) -> PrintedRow:
    is_missing = duty.state == DutyState.OPEN and duty.own_ytd_wan is None
    statement = Statement() if is_missing else sent_statement(duty)
    return PrintedRow(
        duty=duty,
        statement=statement,
        ytd_done_wan=duty.prior_ytd_wan if statement.ytd_done_wan is None else statement.ytd_done_wan,
        rate=rate_of(statement, background_of(duty)),
        state="未报" if is_missing else Basis(duty.basis).label if duty.locked_at else duty.get_state_display(),
    )


PASSED = (Place.UNIT_APPROVED, Place.ACCEPTED)


def _opened(request: HttpRequest) -> tuple[MonthChoice, UnitChoice]:
    """The unit and an opened month; 404 where there is nothing to sign for."""
    choice, chosen = month_choice(request), unit_choice(request, request.user)
    if choice is None or choice.row is None or chosen.unit is None:
        raise Http404("这个月还没有开放填报，或没有您可以看的单位。")
    return choice, chosen


@require_safe
def unit_sheet(request: HttpRequest) -> HttpResponse:
    """上报表 for A4: what was sent, in the order of the list, with the places for three signatures and the seal."""
    allow(request.user.may(Can.READ_PROJECTS))
    choice, chosen = _opened(request)
    at = clock.now()
    duties = duties_of(request.user, choice, chosen, at=at)
    sums = sums_by_place(duties)
    everything, handed_in = total(sums), sum(sums[place].reports for place in HANDED_IN)
    return render(
        request,
        "reporting/unit_sheet.html",
        {
            "choice": choice,
            "unit": chosen.unit,
            "rows": [printed_row(duty) for duty in duties.order_by("listing__order", "pk")],
            "sums": everything,
            "handed_in": handed_in,
            "returned": sums[Place.RETURNED].reports,
            "missing": everything.reports - handed_in - sums[Place.RETURNED].reports,
            "lead_words": lead_words(everything.rate, choice.month.number),
            "printed_at": at,
            "back_url": month_url("my_month", choice.month, unit=chosen.unit.code),
            "receipt": UnitSubmission.objects.filter(reporting_month=choice.row, unit=chosen.unit).first(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_submit(request: HttpRequest) -> HttpResponse:
    """整县报送: what it will do in numbers, the scan of the signed sheet, then one act with a receipt."""
    choice, chosen = _opened(request)
    form = ScanForm(request.POST or None, request.FILES or None)
    page = _submit_page(request.user, choice, chosen) | {"form": form}
    if request.method != "POST":
        return render(request, "reporting/unit_submit.html", page)
    if not form.is_valid():
        return render(request, "reporting/unit_submit.html", page, status=422)
    scan = form.cleaned_data["scan"]
    submission = papers.hand_in_unit(
        reporting_month=choice.row,
        unit=chosen.unit,
        name=scan.name,
        content=scan,
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, f"{chosen.unit.name}{choice.month.label}已整县报送，回执号{submission.number}。")
    return HttpResponseRedirect(reverse("unit_receipt", args=[submission.pk]))


def _submit_page(user: User, choice: MonthChoice, chosen: UnitChoice) -> dict[str, Any]:
    sums = sums_by_place(duties_of(user, choice, chosen, at=clock.now()))
    everything = total(sums)
    missing = everything.reports - sum(sums[place].reports for place in PASSED)
    return {
        "choice": choice,
        "unit": chosen.unit,
        "sums": everything,
        "lead_words": lead_words(everything.rate, choice.month.number),
        "verdict": permissions.may_submit_unit(user, chosen.unit, missing=missing, month=choice.row),
        "receipt": UnitSubmission.objects.filter(reporting_month=choice.row, unit=chosen.unit).first(),
        "back_url": month_url("my_month", choice.month, unit=chosen.unit.code),
        "sheet_url": month_url("unit_sheet", choice.month, unit=chosen.unit.code),
    }


@require_safe
def unit_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    submission = visible_submission(request.user, pk)
    return render(request, "reporting/unit_receipt.html", {"receipt": submission})


def visible_submission(user: User, pk: int) -> UnitSubmission:
    """A receipt of a unit the person reads as a whole; 404 otherwise."""
    scope = user.scope(Can.READ_PROJECTS)
    found = UnitSubmission.objects.select_related("unit", "reporting_month__campaign", "scan").filter(pk=pk).first()
    if found is None or not (scope.whole_city or found.unit_id in scope.unit_ids):
        raise Http404("没有这份回执，或不在您的管辖范围。")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Give the open duties of one clerk to another of the same unit; the page says first how many move."""
    allow(request.user.may(Can.HAND_OVER))
    scope = request.user.scope(Can.HAND_OVER)
    everywhere = ReportingUnit.objects.all()
    units_reached = tuple(everywhere if scope.whole_city else everywhere.filter(pk__in=scope.unit_ids))
    code = request.GET.get("unit") or request.POST.get("unit")
    unit = next((each for each in units_reached if each.code == code or not code), None)
    if unit is None:
        raise Http404("没有这个上报单位，或不在您的管辖范围。")
    form = HandOverForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        answer = _handed_over(request, form, unit)
        if answer is not None:
            return answer
    page = {
        "form": form,
        "unit": unit,
        "units": units_reached if len(units_reached) > 1 else (),
        "holders": _holders(unit),
        "past": HandOver.objects.filter(unit=unit).select_related("from_user", "to_user")[:20],
    }
    return render(request, "reporting/hand_over.html", page, status=422 if form.errors else 200)


def _handed_over(request: HttpRequest, form: HandOverForm, unit: ReportingUnit) -> HttpResponse | None:
    """The answer after a hand-over, or None when it was refused and the form shows why."""
    try:
        handed = units.hand_over(
            from_user=form.cleaned_data["from_user"],
            to_user=form.cleaned_data["to_user"],
            unit=unit,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        if refusal.status == 403:
            raise PermissionDenied(refusal.message) from refusal
        form.add_error(None, refusal.message)
        return None
    messages.success(request, f"已把{handed.duties}项填报任务移交给{handed.to_user.display_name}。")
    return HttpResponseRedirect(f"{reverse('hand_over')}?unit={unit.code}")


def _holders(unit: ReportingUnit) -> list[dict[str, Any]]:
    """Who holds how many open duties of the unit, nobody first."""
    rows = (
        Duty.objects.filter(unit=unit, locked_at__isnull=True)
        .order_by()
        .values("assignee__display_name", "assignee__username")
        .annotate(duties=Count("pk"))
    )
    return sorted(rows, key=lambda row: row["assignee__username"] or "")
