"""审核台: one report at a time beside everything it should be read with; the verdict; what is clean, all at once."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import Refused
from reporting import permissions
from reporting.actions import checks
from reporting.actions.checks import Seen
from reporting.backgrounds import background_of, statement_of
from reporting.choices import CheckVerdict, Metric, Step
from reporting.flags import flags
from reporting.forms import REMARK_FIELDS, CheckForm
from reporting.models import Duty
from reporting.peers import peers_of
from reporting.rollups.rules import rules_at
from reporting.statement import Statement
from reporting.unit_month import light_of

from .comparison import Comparison, month_bars
from .finding import visible_duty
from .history import history_of
from .marks import mark
from .queue import SHOWS, SORTS, Queue, waiting_at

CONFIRM = "confirm"
"""Code of the refusal that a second press overrides."""

MOST_AT_ONCE = 100
"""Clean reports listed, and passed, by one press."""

NAMED = 20
"""Refusals of a bulk pass that are told one by one."""

GONE = "已不在待审之列，可能已撤回或由他人办理。"


@require_safe
def check_desk(request: HttpRequest) -> HttpResponse:
    """The desk with the first report of the queue open."""
    queue = Queue(request)
    first = queue.listed[0] if queue.listed else None
    if first is None:
        return render(request, "reporting/check.html", _frame(queue, 0))
    return _shown(request, queue, first.duty.pk)


@require_safe
def check_item(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, Queue(request, opened=pk), pk)


def _shown(
    request: HttpRequest, queue: Queue, pk: int, *, typed: dict[str, str] | None = None, refusal: Refused | None = None
) -> HttpResponse:
    """The page of one report; after a refusal with the remarks as they were typed."""
    duty = visible_duty(request.user, pk)
    if duty.current is None:
        messages.info(request, f"{duty.listing.project.name}还没有报送，无需审核。")
        return HttpResponseRedirect(queue.url())
    page = _frame(queue, pk) | _item(request, duty, queue.step)
    page |= {
        "remark_boxes": _remark_boxes(typed or {}),
        "refusal": refusal,
        "confirm_pass": refusal is not None and refusal.code == CONFIRM,
    }
    return render(request, "reporting/check.html", page, status=refusal.status if refusal else 200)


def _frame(queue: Queue, pk: int) -> dict[str, Any]:
    number, before, after = queue.around(pk)
    return {
        "queue": queue,
        "choice": queue.choice,
        "listed": [(entry, queue.url(entry)) for entry in queue.window(pk)],
        "more": max(len(queue.listed) - len(queue.window(pk)), 0),
        "number": number,
        "previous_url": queue.url(before) if before else "",
        "next_url": queue.url(after) if after else "",
        "may_correct": queue.user.may(Can.REQUEST_CORRECTION) or queue.user.may(Can.DECIDE_CORRECTION),
        "clean_url": f"{reverse('check_clean')}?{urlencode(queue.query)}",
        "duty": None,
        "units": sorted({entry.duty.unit for entry in queue.entries}, key=lambda unit: unit.order),
        "shows": SHOWS,
        "sorts": SORTS,
    }


def _item(request: HttpRequest, duty: Duty, step: str) -> dict[str, Any]:
    now, background, statement = clock.now(), background_of(duty), statement_of(duty.current)
    past, found = history_of(duty), flags(statement, background)
    comparison = Comparison(
        duty=duty,
        background=background,
        statement=statement,
        last=_last_month(duty),
        peers=peers_of(duty, request.user, at=now),
        past=past,
        flags=found,
    )
    verdict = permissions.may_check(request.user, duty, step)
    light = light_of(duty, ytd_wan=statement.ytd_done_wan, rule=rules_at(now)[Metric.PROJECT_INVESTMENT])
    return {
        "duty": duty,
        "version": duty.current,
        "comparison": comparison,
        "flags": found,
        "past": past,
        "bars": month_bars(duty, statement),
        "light": mark(light),
        "verdict": verdict,
        "must_open": verdict.allowed and duty.opened_for_check_at is None,
        "paper": duty.current.write_back_paper if duty.current.write_back_paper_id else None,
        "due_words": _due_words(duty, step),
    }


def _due_words(duty: Duty, step: str) -> str:
    month = duty.reporting_month
    if step == Step.UNIT:
        return f"初审截止 {timezone.localtime(month.check_due_at):%-m月%-d日 %H:%M}"
    return f"锁数日 {month.lock_due_on:%-m月%-d日}"


def _last_month(duty: Duty) -> Statement:
    """What was said a month ago; empty in January and where nothing was reported."""
    before = Duty.objects.select_related("current").filter(pk=duty.previous_id).first()
    return statement_of(before.current) if before and before.current else Statement()


def _remark_boxes(typed: dict[str, str]) -> list[dict[str, str]]:
    return [{"field": name, "label": label, "text": typed.get(name, "")} for name, label in REMARK_FIELDS.items()]


@require_POST
def check_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a checker has the report on the screen: from now on its author cannot take it back."""
    duty = visible_duty(request.user, pk)
    checks.open_for_check(duty_id=duty.pk, by=request.user, at=clock.now())
    return HttpResponse(status=204)


@require_POST
def check_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass or return the version that was seen, then go to the next report of the queue."""
    queue, duty = Queue(request, opened=pk), visible_duty(request.user, pk)
    following = queue.around(pk)[2]
    form = CheckForm(request.POST)
    try:
        _complete(form, is_confirmed="confirm" in request.POST)
        checks.check(
            seen=Seen(pk, form.cleaned_data["seen_version"], form.cleaned_data["seen_digest"]),
            step=form.cleaned_data["step"],
            verdict=form.cleaned_data["verdict"],
            remarks=form.remarks(),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        if refusal.status == 403:
            raise PermissionDenied(refusal.message) from refusal
        return _shown(request, queue, pk, typed=_typed(form), refusal=refusal)
    verdict = CheckVerdict(form.cleaned_data["verdict"]).label
    messages.success(request, f"{duty.listing.project.name}：{queue.step.label}{verdict}。")
    return HttpResponseRedirect(queue.url(following))


def _complete(form: CheckForm, *, is_confirmed: bool) -> None:
    """Refuse what cannot be a verdict, and ask once more before remarks go along with a pass."""
    if not form.is_valid():
        raise Refused("提交的内容不完整，请刷新后重新审核。", code="invalid")
    written = len(form.remarks())
    if form.cleaned_data["verdict"] == CheckVerdict.PASSED and written and not is_confirmed:
        raise Refused(f"写了{written}条意见：要退回请按“退回”；仍要通过请再按一次，意见随通过记录。", code=CONFIRM)


def _typed(form: CheckForm) -> dict[str, str]:
    return {name: form.data.get(f"remark_{name}", "") for name in REMARK_FIELDS}


@require_safe
def check_clean(request: HttpRequest) -> HttpResponse:
    """What has nothing odd, with its figures, so that passing it in bulk is passing something seen."""
    queue = Queue(request)
    entries = queue.clean[:MOST_AT_ONCE]
    page = {
        "queue": queue,
        "choice": queue.choice,
        "entries": [
            (entry, permissions.may_check(queue.user, entry.duty, queue.step), queue.url(entry)) for entry in entries
        ],
        "count": len(queue.clean),
        "desk_url": queue.url(),
    }
    return render(request, "reporting/check_clean.html", page)


@require_POST
def check_pass_clean(request: HttpRequest) -> HttpResponse:
    """Pass the chosen reports (key:version:digest as seen); what was refused is named with its reason."""
    queue = Queue(request)
    seen = _seen(request.POST.getlist("seen"))
    waiting = waiting_at(queue.step, request.user).filter(pk__in=[one.duty_id for one in seen])
    within = set(waiting.values_list("pk", flat=True))
    outcome = checks.pass_clean(
        seen=[one for one in seen if one.duty_id in within], step=queue.step, by=request.user, at=clock.now()
    )
    gone = dict.fromkeys((one.duty_id for one in seen if one.duty_id not in within), GONE)
    _tell(request, len(outcome.passed), dict(outcome.refused) | gone)
    return HttpResponseRedirect(f"{reverse('check_clean')}?{urlencode(queue.query)}")


def _seen(texts: list[str]) -> list[Seen]:
    parts = [text.split(":") for text in texts[:MOST_AT_ONCE]]
    return [
        Seen(int(part[0]), int(part[1]), part[2])
        for part in parts
        if len(part) == 3 and part[0].isdecimal() and part[1].isdecimal()
    ]


def _tell(request: HttpRequest, passed: int, reasons: dict[int, str]) -> None:
    """How many passed, and by name what did not and why; names only of what the person may read."""
    if passed:
        messages.success(request, f"通过{passed}项。")
    if not passed and not reasons:
        messages.warning(request, "没有选中任何一项。")
    refused = Duty.objects.visible_to(request.user).filter(pk__in=reasons).select_related("listing__project", "unit")
    for duty in refused.order_by("pk")[:NAMED]:
        messages.error(request, f"{duty.listing.project.name}（{duty.unit.name}）未通过：{reasons[duty.pk]}")
    if len(reasons) > NAMED:
        messages.error(request, f"另有{len(reasons) - NAMED}项未通过，仍在待审之列的请逐项审核。")
