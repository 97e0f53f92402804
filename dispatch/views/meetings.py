"""联席会议: the meetings of the year, and one meeting from its proposed agenda to its minutes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import seen_version
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from dispatch import agenda, limits, permissions
from dispatch.actions import meetings
from dispatch.choices import MeetingState
from dispatch.forms import AttendanceForm, MeetingForm, MeetingMoveForm, ResolutionForm, TopicForm
from dispatch.models import Meeting
from dispatch.papers import circular, minutes
from dispatch.states import MEETING
from dispatch.terms import terms_on
from projects.models import Campaign

_TONES = {"hold": "primary", "submit": "primary", "settle": "primary", "return": "warn"}


def visible_meeting(pk: int) -> Meeting:
    found = Meeting.objects.select_related("campaign", "submitted_by", "settled_by").filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次联席会议。")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.READ_MEETINGS)
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings of the year, the next one first; the dispatcher calls another one here."""
    form = MeetingForm(request.POST or None)
    if request.method == "POST":
        request.user.may(Can.COORDINATE).require()
    if request.method == "POST" and form.is_valid():
        campaign = Campaign.objects.get(is_current=True)
        made = meetings.plan(campaign=campaign, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, f"{made.label}已列入筹备，请编排议题。")
        return redirect("meeting", pk=made.pk)
    found = Meeting.objects.filter(campaign__is_current=True).order_by("-number")
    context = {"meetings": found, "form": form, "may_plan": request.user.may(Can.COORDINATE)}
    return render(request, "dispatch/meeting_list.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Can.READ_MEETINGS)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "dispatch/meeting.html", _page(request.user, visible_meeting(pk)))


def _page(user: User, found: Meeting, **forms: Any) -> dict[str, Any]:
    """`forms` replaces a fresh form by the one that was refused."""
    seen = {"seen_version": found.version}
    rows = [
        (row, permissions.may_meet(user, found, row.move, today=clock.today()))
        for row in MEETING.moves_from(found.state)
    ]
    calendar = working_calendar()
    may_arrange, may_record = permissions.may_arrange(user, found), permissions.may_record(user, found)
    attendance = {name: getattr(found, name) for name in AttendanceForm.base_fields if name != "seen_version"}
    return {
        "meeting": found,
        "reads_projects": bool(user.may(Can.READ_PROJECTS)),
        "items": list(found.items.select_related("problem", "task", "listing__project")),
        "resolutions": list(_resolutions(found)),
        "candidates": agenda.open_candidates(found, clock.today(), calendar) if may_arrange else [],
        "may_arrange": may_arrange,
        "may_record": may_record,
        "offers": [
            (row.move, row.label, verdict, _TONES[row.move]) for row, verdict in rows if verdict.code != "forbidden"
        ],
        "minutes_by": calendar.add(found.held_on, limits.MINUTES_DAYS)
        if found.state in {MeetingState.HELD, MeetingState.REVIEW}
        else None,
        "has_minutes": found.state != MeetingState.PLANNED,
        "has_circular": found.state == MeetingState.SETTLED
        and bool(user.may(Can.COORDINATE) or user.may(Can.CONFIRM_ESCALATION)),
        "topic_form": TopicForm(initial=seen),
        "attendance_form": AttendanceForm(initial=seen | attendance),
        "resolution_form": ResolutionForm(initial=seen, meeting=found),
        "move_form": MeetingMoveForm(initial=seen),
    } | forms


def _resolutions(found: Meeting) -> Any:
    rows = found.resolutions.select_related("department", "unit", "item", "task__deadline", "task__department")
    return rows.prefetch_related("partners").order_by("number")


def _changed(
    request: HttpRequest, pk: int, form_name: str, form: Any, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Validate, act, return to the meeting; what is refused comes back with the form as typed."""
    found = visible_meeting(pk)
    status = 422
    if form.is_valid():
        try:
            done = act(form.cleaned_data)
        except Refused as refusal:
            for name, errors in (refusal.field_errors or {"": [refusal.message]}).items():
                form.add_error(name if name in form.fields else None, errors)
            status, found = refusal.status, visible_meeting(pk)
        else:
            messages.success(request, done)
            return redirect("meeting", pk=pk)
    return render(request, "dispatch/meeting.html", _page(request.user, found, **{form_name: form}), status=status)


@require_POST
@requires(Can.COORDINATE)
def meeting_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the ticked candidates on the agenda."""
    visible_meeting(pk)
    made = meetings.add_items(
        meeting_id=pk,
        seen_version=seen_version(request, "seen_version"),
        sources=request.POST.getlist("source"),
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, f"已列入{len(made)}个议题。")
    return redirect("meeting", pk=pk)


@require_POST
@requires(Can.COORDINATE)
def meeting_topic(request: HttpRequest, pk: int) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        meetings.add_topic(meeting_id=pk, **said, by=request.user, at=clock.now())
        return "议题已列入。"

    return _changed(request, pk, "topic_form", TopicForm(request.POST), act)


@require_POST
@requires(Can.COORDINATE)
def meeting_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a topic or a decision out of the draft."""
    visible_meeting(pk)
    seen, item, resolution = (_number(request.POST.get(name, "")) for name in ("seen_version", "item", "resolution"))
    who = {"meeting_id": pk, "seen_version": seen, "by": request.user, "at": clock.now()}
    if item >= 0:
        meetings.remove_item(item_id=item, **who)
    else:
        meetings.remove_resolution(resolution_id=resolution, **who)
    messages.success(request, "已移除。")
    return redirect("meeting", pk=pk)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1


@require_POST
@requires(Can.COORDINATE)
def meeting_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    form = AttendanceForm(request.POST)

    def act(said: dict[str, Any]) -> str:
        who = {"by": request.user, "at": clock.now()}
        meetings.note_attendance(meeting_id=pk, seen_version=said["seen_version"], said=form.attendance(), **who)
        return "参会人员已记下。"

    return _changed(request, pk, "attendance_form", form, act)


@require_POST
@requires(Can.COORDINATE)
def meeting_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    form = ResolutionForm(request.POST, meeting=visible_meeting(pk))

    def act(said: dict[str, Any]) -> str:
        who = {"by": request.user, "at": clock.now()}
        meetings.resolve(meeting_id=pk, seen_version=said["seen_version"], said=form.decided(), **who)
        return "议定事项已记下。"

    return _changed(request, pk, "resolution_form", form, act)


@require_POST
@requires(Can.COORDINATE, Can.CONFIRM_ESCALATION)
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold, send to the leader, return, settle."""
    form, move = MeetingMoveForm(request.POST), request.POST.get("move", "")
    if move not in MEETING.moves:
        form.add_error(None, "请选择要办理的动作。")
    else:
        right = Can.CONFIRM_ESCALATION if move in {"return", "settle"} else Can.COORDINATE
        request.user.may(right).require()

    def act(said: dict[str, Any]) -> str:
        made = meetings.move(meeting_id=pk, **said, by=request.user, at=clock.now())
        return f"{made.label}：{made.get_state_display()}。"

    return _changed(request, pk, "move_form", form, act)


@require_safe
@requires(Can.READ_MEETINGS)
def meeting_minutes(_request: HttpRequest, pk: int) -> FileResponse:
    """The minutes as a Word draft; numbering, signing and sealing happen in the office's document system."""
    found = visible_meeting(pk)
    if found.state == MeetingState.PLANNED:
        raise Refused("会议还没有召开，暂无纪要。", code="wrong_state")
    issuer = terms_on(found.campaign_id, clock.today()).issuer
    content = minutes.written(found, list(_resolutions(found)), list(found.items.all()), issuer=issuer)
    return FileResponse(content, as_attachment=True, filename=minutes.file_name(found))


@require_safe
@requires(Can.COORDINATE, Can.CONFIRM_ESCALATION)
def meeting_circular(_request: HttpRequest, pk: int) -> FileResponse:
    """通报 as a Word draft: the newest issued month, and what this meeting decided."""
    found = visible_meeting(pk)
    if found.state != MeetingState.SETTLED:
        raise Refused("纪要审定后再拟通报。", code="wrong_state")
    month = circular.month_of(found)
    if month is None:
        raise Refused("还没有定版的月度汇总，不能拟通报。", code="wrong_state")
    today = clock.today()
    content = circular.written(
        found,
        month,
        list(_resolutions(found)),
        today=today,
        calendar=working_calendar(),
        issuer=terms_on(found.campaign_id, today).issuer,
    )
    return FileResponse(content, as_attachment=True, filename=circular.file_name(found, month))
