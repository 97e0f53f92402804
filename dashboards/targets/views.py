"""Reading the targets, and entering the figures they need."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.verdict import Refused
from dashboards.board.sight import sight_of
from projects.actions import TargetFigure, set_target_input
from projects.models import Campaign, TargetInput
from projects.permissions import may_enter_target_inputs
from projects.targets import ENTERED_INPUTS

from .forms import TargetInputForm
from .page import Change, Outlook, input_groups, input_history, outlook, rule_rows


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.READ_BOARD)
def targets(request: HttpRequest) -> HttpResponse:
    """GET may name `key` and `month` of a figure to replace; POST shows the effect, then enters what was shown."""
    campaign = Campaign.objects.filter(is_current=True).first()
    if campaign is None:
        raise Http404("还没有当前年度。")
    if request.method != "POST":
        return _page(request, campaign, TargetInputForm(year=campaign.year, initial=_named(request)))
    may_enter_target_inputs(request.user).require()
    form = TargetInputForm(request.POST, year=campaign.year)
    if not form.is_valid():
        return _page(request, campaign, form, status=422)
    given = TargetFigure(**form.cleaned_data)
    if request.POST.get("step") != "save" or request.POST.get("seen") != _digest(campaign, given):
        return _page(request, campaign, form, given=given)
    try:
        set_target_input(campaign=campaign, given=given, by=request.user.actor, at=clock.now())
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, campaign, form, status=refused.status)
    name = f"{given.month.label}“{ENTERED_INPUTS[given.key].label}”"
    messages.success(request, f"已录入{name}，本月汇总（暂定）将在一分钟内按新参数计算；定版数据不变。")
    return redirect("targets")


def _named(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("key", "month") if name in request.GET}


def _digest(campaign: Campaign, given: TargetFigure) -> str:
    """What was shown before saving: the figure, and the one it replaces."""
    live = TargetInput.objects.live().filter(campaign=campaign, key=given.key, month=given.month).first()
    shown = [given.key, str(given.month), given.value_wan, given.source, live.pk if live else None]
    return sha256_hex(canonical_json(shown))


def _page(
    request: HttpRequest,
    campaign: Campaign,
    form: TargetInputForm,
    *,
    given: TargetFigure | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    history = input_history(campaign)
    seen = outlook(campaign, sight_of(request.user), history)
    context = {
        "campaign": campaign,
        "brief": seen.reading.brief if seen.reading else None,
        "rows": seen.rows(),
        "groups": input_groups(campaign, history),
        "rules": rule_rows(at),
        "may_enter": may_enter_target_inputs(request.user),
        "form": form,
    }
    if given:
        context |= _preview(campaign, seen, given, at)
    return render(request, "dashboards/targets/targets.html", context, status=status)


def _preview(campaign: Campaign, seen: Outlook, given: TargetFigure, at: datetime) -> dict[str, object]:
    """What the figure would do, and the mark that says exactly this was seen."""
    changes: list[Change] = seen.changes(given, at)
    return {
        "given": given,
        "replaced": seen.live.get((given.key, given.month)),
        "changes": changes,
        "seen": _digest(campaign, given),
    }
