"""One report: its own page, the drafts that keep what is typed, sending, taking back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.accounts.models import User
from core.foundation import clock
from core.foundation.asking import seen_version
from core.foundation.money import rate, wan_text
from core.foundation.refusals import as_json
from core.foundation.verdict import Refused, Stale, Verdict, no
from core.operations.models import StoredFile
from reporting import permissions
from reporting.actions import papers, reports
from reporting.backgrounds import background_of
from reporting.choices import DutyState, Metric, Origin
from reporting.forms import PaperForm, StatementForm, plain_number
from reporting.models import Duty
from reporting.rollups.rules import rules_at
from reporting.statement import Background, Statement, complete
from reporting.typed import AMOUNTS, rate_of, read_draft, sent_statement, typed_of, written_content
from reporting.unit_month import TO_DO, Place, light_of, placed

from .finding import month_url, visible_duty
from .history import LABELS, history_of, shown
from .marks import mark
from .month import ready_of
from .month_rows import Sheet, row_of
from .notes import Note, notes_of, remarks_of, returns_of

LONGEST_TEXT = 2000


def typed_content(duty: Duty) -> dict[str, str]:
    """What stands in the fields: this person's draft, else what was last sent; both figures where one is known."""
    content = typed_of(sent_statement(duty)) | (written_content(duty) or {})
    whole = typed_of(complete(StatementForm(content, duty=duty).statement(), background_of(duty)))
    return content | {name: whole[name] for name in AMOUNTS if whole[name]}


def posted_content(request: HttpRequest, duty: Duty) -> dict[str, str]:
    """What stands in the fields with what came in this request, as typed.

    Month and year to date hang together: where only one of them was changed, the other is worked out again.
    """
    before = typed_content(duty)
    posted = {name: request.POST[name][:LONGEST_TEXT] for name in StatementForm.base_fields if name in request.POST}
    changed = {name for name, text in posted.items() if plain_number(text) != plain_number(str(before.get(name, "")))}
    for one, other in (("month_done_wan", "ytd_done_wan"), ("ytd_done_wan", "month_done_wan")):
        if one in changed and other not in changed:
            posted[other] = ""
    return before | posted


@require_safe
def report_form(request: HttpRequest, pk: int) -> HttpResponse:
    duty = visible_duty(request.user, pk)
    content = typed_content(duty)
    return render(request, "reporting/report.html", _page(request, duty, content))


def _page(
    request: HttpRequest, duty: Duty, content: dict[str, Any], *, refusal: Refused | None = None
) -> dict[str, Any]:
    """The page of one report with `content` in its fields; after a refusal with the errors beside them."""
    user, background = request.user, background_of(duty)
    may_fill = permissions.may_fill(user, duty)
    form = StatementForm(content, duty=duty)
    found = form.problems(background)
    statement = form.statement()
    if refusal is None:
        form = StatementForm(initial=content, duty=duty)
    else:
        form.show_refusal(refusal, found)
    light = light_of(duty, ytd_wan=statement.ytd_done_wan, rule=rules_at(clock.now())[Metric.PROJECT_INVESTMENT])
    return {
        "duty": duty,
        "form": form,
        "background": background,
        "notes": notes_of(found, duty.pk) if refusal is None and may_fill and _was_typed(content) else [],
        "remarks": _remarks(duty),
        "statement": statement,
        "rate": rate_of(statement, background),
        "due_rate": rate(background.due_wan, background.annual_plan_wan),
        "reference": _reference(duty, background),
        "chosen_problem": str(content.get("problem_class") or ""),
        "facts": [(label, shown(name, getattr(statement, name))) for name, label in LABELS.items()],
        "light": mark(light),
        "paper": _paper(content),
        "history": history_of(duty),
        "neighbours": _neighbours(user, duty),
        "may_fill": may_fill,
        "read_words": _read_words(duty, may_fill),
        "may_withdraw": permissions.may_withdraw(user, duty),
        "may_correct": permissions.may_request_correction(user, duty),
        "month_url": month_url("my_month", duty.month),
    }


def _reference(duty: Duty, background: Background) -> dict[str, str]:
    """What stood in each field last month and what the plan asks, said beside the field."""
    percent = background.last_percent
    return {
        "month": f"上月 {wan_text(duty.last_month_wan)}，本月计划 {wan_text(background.month_plan_wan)}",
        "ytd": f"上月累计 {wan_text(background.prior_ytd_wan)}",
        "percent": "" if percent is None else f"上月 {shown('progress_percent', percent)}",
    }


WAITING_WORDS = {
    DutyState.SUBMITTED: "已报送，等待初审；审核人打开之前可以撤回修改。",
    DutyState.UNIT_APPROVED: "已通过初审，等待市审；如需修改，请联系审核人退回。",
    DutyState.ACCEPTED: "市审已通过，数据已入账。",
}


def _read_words(duty: Duty, verdict: Verdict) -> str:
    """Why the fields cannot be written: the lock, for all alike; who does write them; else where the report stands."""
    if duty.locked_at:
        return permissions.LOCKED.reason
    if verdict.code == "forbidden":
        return "由填报员填写和报送，您只能查看。"
    return WAITING_WORDS.get(DutyState(duty.state), verdict.reason)


def _remarks(duty: Duty) -> list[Note]:
    """What the checker wrote who sent the report back."""
    returned = returns_of([duty]).get(duty.pk)
    return remarks_of(returned) if returned else []


def _was_typed(content: dict[str, Any]) -> bool:
    return any(content.get(name) for name in ("month_done_wan", "ytd_done_wan", "progress_text"))


def _paper(content: dict[str, Any]) -> StoredFile | None:
    paper_id = str(content.get("write_back_paper_id") or "")
    return StoredFile.objects.filter(pk=paper_id).first() if paper_id.isdecimal() else None


def _neighbours(user: User, duty: Duty) -> dict[str, Any]:
    """Where this report stands among those still to be written, and its neighbours there."""
    desk = placed(Duty.objects.visible_to(user).with_background(clock.now()), user, at=clock.now())
    waiting = desk.filter(reporting_month_id=duty.reporting_month_id, unit_id=duty.unit_id, place__in=TO_DO)
    ordered = list(waiting.order_by("place", "listing__order", "pk").values_list("pk", flat=True))
    if duty.pk not in ordered:
        return {"previous": None, "next": ordered[0] if ordered else None, "number": 0, "count": len(ordered)}
    here = ordered.index(duty.pk)
    return {
        "previous": ordered[here - 1] if here else None,
        "next": ordered[here + 1] if here + 1 < len(ordered) else None,
        "number": here + 1,
        "count": len(ordered),
    }


@require_POST
def report_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was typed, merged into this person's draft.

    The grid sends the changed fields only and gets the whole row judged; the page of one report goes on to the next.
    """
    duty = visible_duty(request.user, pk)
    is_page = "next" in request.POST
    content = posted_content(request, duty)
    try:
        _still_as_seen(request, duty)
        reports.save_draft(duty=duty, content=content, by=request.user, at=clock.now())
    except Stale as refusal:
        if is_page:
            return _page_again(request, duty, content, refusal)
        stands = {"message": refusal.message, "version": duty.version, "values": typed_content(duty)}
        return JsonResponse(stands, status=409)
    except Refused as refusal:
        return _page_again(request, duty, content, refusal) if is_page else as_json(refusal)
    if is_page:
        messages.success(request, f"{duty.listing.project.name}已存草稿，尚未报送。")
        return HttpResponseRedirect(_next_address(request, duty))
    return JsonResponse(_judged(request.user, duty, content))


def _still_as_seen(request: HttpRequest, duty: Duty) -> None:
    if seen_version(request) != duty.version:
        raise Stale


def _page_again(request: HttpRequest, duty: Duty, content: dict[str, Any], refusal: Refused) -> HttpResponse:
    """The page with everything typed still in its fields, and why it was not accepted."""
    page = _page(request, duty, content, refusal=refusal)
    return render(request, "reporting/report.html", page, status=refusal.status)


def _judged(user: User, duty: Duty, content: dict[str, str]) -> dict[str, Any]:
    """What the grid shows after a save: the notes of the row, its light and state, and what is ready to be sent."""
    now = clock.now()
    if duty.place == Place.EMPTY:
        duty.place = Place.DRAFTING
    draft = read_draft(duty, content)
    sheet = Sheet(rule=rules_at(now)[Metric.PROJECT_INVESTMENT], drafts={duty.pk: draft})
    row = row_of(duty, 0, sheet, may_fill=permissions.may_fill(user, duty), may_withdraw=no(""))
    return {
        "version": duty.version,
        "saved_at": f"{timezone.localtime(now):%H:%M:%S}",
        "values": {name: row.typed[name] for name in ("month_done_wan", "ytd_done_wan") if row.typed[name]},
        "notes": [note.as_json() for note in notes_of(draft.problems, duty.pk)],
        "html": {
            f"light-{duty.pk}": row.light.html,
            f"state-{duty.pk}": render_to_string("reporting/month_state.html", {"row": row}),
            "ready-send": render_to_string("reporting/month_ready.html", {"ready": ready_of(user, duty)}),
        },
    }


def _next_address(request: HttpRequest, duty: Duty) -> str:
    following = _neighbours(request.user, duty)["next"]
    return reverse("report_form", args=[following]) if following else month_url("my_month", duty.month)


@require_POST
def report_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one report from its own page; refused, the page comes back with everything typed, errors beside fields."""
    duty = visible_duty(request.user, pk)
    content = posted_content(request, duty)
    try:
        content |= _handed_paper(request, duty, content)
        version = reports.submit(
            duty_id=duty.pk,
            seen_version=seen_version(request),
            statement=readable(StatementForm(content, duty=duty)),
            by=request.user,
            at=clock.now(),
            origin=Origin.PAGE,
        )
    except Refused as refusal:
        return _page_again(request, duty, content, refusal)
    messages.success(request, _receipt(duty, version))
    return HttpResponseRedirect(_next_address(request, duty))


def _handed_paper(
    request: HttpRequest, duty: Duty, content: dict[str, str], *, required: bool = False
) -> dict[str, str]:
    """Keep the file that came along before anything else is judged: a refusal must not make people choose it again."""
    if not required and "paper" not in request.FILES:
        return {}
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        text = "".join(form.errors["paper"])
        raise Refused(text, field_errors={"write_back_paper_id": [text]})
    upload = form.cleaned_data["paper"]
    paper = papers.attach_paper(
        duty=duty, name=upload.name, content=upload, draft=content, by=request.user, at=clock.now()
    )
    return {"write_back_paper_id": str(paper.pk)}


def readable(form: StatementForm) -> Statement:
    """The statement, or a refusal that lists what cannot be read as a number."""
    statement = form.statement()
    if form.errors:
        raise Refused(
            f"有{len(form.errors)}处需要改正，改好后再报送。",
            field_errors={name: list(errors) for name, errors in form.errors.items()},
        )
    return statement


def _receipt(duty: Duty, version: Any) -> str:
    at = timezone.localtime(version.submitted_at)
    number = f"{duty.month.year}{duty.month.number:02d}-{duty.pk}-{version.number}"
    return f"{duty.listing.project.name}已报送，等待初审。回执号{number}，{at:%Y-%m-%d %H:%M:%S}。"


@require_POST
def report_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the paper behind a write-back; what else was typed is kept as the draft."""
    duty = visible_duty(request.user, pk)
    content = posted_content(request, duty)
    try:
        _handed_paper(request, duty, content, required=True)
    except Refused as refusal:
        return _page_again(request, duty, content, refusal)
    messages.success(request, "依据已上传，报送时随月报一起送审。")
    return HttpResponseRedirect(f"{reverse('report_form', args=[pk])}#paper")
