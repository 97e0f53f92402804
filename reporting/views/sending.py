"""From the grid: sending what is ready, one by one, and taking back what nobody has opened yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.foundation import clock
from core.foundation.asking import seen_version
from core.foundation.verdict import Refused
from reporting.actions import reports
from reporting.choices import Origin
from reporting.forms import StatementForm

from .finding import desk_url, visible_duty
from .report import readable, typed_content

MOST_AT_ONCE = 100
"""Reports sent by one press: a page of the grid."""


@require_POST
def report_submit_ready(request: HttpRequest) -> HttpResponse:
    """先送这n项: the reports named (key:version) whose drafts have no error, each sent alone."""
    sent, refused = [], []
    for pk, version in _named(request):
        duty = visible_duty(request.user, pk)
        name = duty.listing.project.name
        try:
            statement = readable(StatementForm(typed_content(duty), duty=duty))
            reports.submit(
                duty_id=pk,
                seen_version=version,
                statement=statement,
                by=request.user,
                at=clock.now(),
                origin=Origin.GRID,
            )
        except Refused as refusal:
            refused.append(f"{name}：{refusal.message}")
        else:
            sent.append(name)
    _tell(request, sent, refused)
    return HttpResponseRedirect(desk_url(request))


def _named(request: HttpRequest) -> list[tuple[int, int]]:
    """The reports that the page listed as ready, as (key, seen version); at most one page of them."""
    pairs = [text.split(":") for text in request.POST.getlist("ready")[:MOST_AT_ONCE]]
    return [(int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(part.isdecimal() for part in pair)]


def _tell(request: HttpRequest, sent: list[str], refused: list[str]) -> None:
    if sent:
        messages.success(
            request, f"已报送{len(sent)}项，等待初审，{timezone.localtime(clock.now()):%Y-%m-%d %H:%M:%S}。"
        )
    for reason in refused[:5]:
        messages.error(request, reason)
    if len(refused) > 5:
        messages.error(request, f"另有{len(refused) - 5}项没有送出，仍在“填写中”，逐项打开可见原因。")
    if not sent and not refused:
        messages.warning(request, "没有可以报送的项：先填好本月完成和形象进度。")


@require_POST
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report back before a checker opened it; what was sent comes back as what is being written."""
    duty = visible_duty(request.user, pk)
    reports.withdraw(duty_id=duty.pk, seen_version=seen_version(request), by=request.user, at=clock.now())
    messages.success(request, f"{duty.listing.project.name}已撤回，改好后请重新报送。")
    return HttpResponseRedirect(reverse("report_form", args=[pk]))
