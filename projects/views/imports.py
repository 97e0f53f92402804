"""The register's import desk: bring a file, see what was understood, settle what is doubtful, commit, take back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.months import Month
from core.foundation.verdict import Refused, Stale
from core.intake import actions as intake
from core.intake.choices import BatchState, RowGroup
from core.intake.desk import Desk
from core.intake.models import Batch
from core.intake.reader import as_real_file
from core.operations.downloads import download
from core.operations.models import Job
from projects.actions import BatchPaper
from projects.imports import actions, page
from projects.imports.actions.checking import DESK, LONG_FILE, READ_JOB, answers_of, campaign_of
from projects.imports.forms import AnswerForm, UndoForm, UploadForm, commit_form, decisions_of
from projects.imports.words import register_desk
from projects.models import Campaign

BATCHES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.IMPORT_REGISTER)
def import_desk(request: HttpRequest) -> HttpResponse:
    """Bring a workbook; below it the imports so far."""
    campaign = Campaign.objects.filter(is_current=True).first()
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                return redirect("import_batch", pk=_received(request, campaign, form).pk)
        except Refused as refused:
            form.add_refusal(refused)
            status = refused.status
    batches = Paginator(Batch.objects.of_desk(DESK).recent_first(), BATCHES)
    context = {"form": form, "campaign": campaign, "page": batches.get_page(request.GET.get("page"))}
    return render(request, "projects/import/desk.html", context, status=status)


@require_safe
@requires(Can.IMPORT_REGISTER)
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import at whatever stage it is; `group` chooses the tab."""
    return _page(request, _batch(pk))


@require_POST
@requires(Can.IMPORT_REGISTER)
def import_answer(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(pk)
    form = AnswerForm(request.POST, desk=register_desk(campaign_of(batch)), given=answers_of(batch))
    if not form.is_valid():
        return _page(request, batch, answer=form, status=422)
    try:
        actions.answer(batch, form.answers, by=request.user.actor, at=clock.now())
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, batch, answer=form, status=refused.status)
    messages.success(request, "已按您的选择重新识别。")
    return redirect("import_batch", pk=pk)


@require_POST
@requires(Can.IMPORT_REGISTER)
def import_decide(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(
        request, _batch(pk), "处理结果已保存，重新比对完毕。", actions.decide, decisions=decisions_of(request.POST)
    )


@require_POST
@requires(Can.IMPORT_REGISTER)
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _batch(pk), "已放弃这次导入，项目库没有改动。", intake.discard)


@require_POST
@requires(Can.IMPORT_REGISTER)
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was shown: `seen` is the digest of the page that was looked at."""
    batch, at = _batch(pk), clock.now()
    form = commit_form(batch, campaign_of(batch), Month.of(at), request.POST)
    if not form.is_valid():
        return _page(request, batch, commit=form, status=422)
    words = dict(form.cleaned_data)
    paper = BatchPaper(**words, approved_at=at) if "document_number" in words else None
    try:
        done = actions.commit(
            batch, reason=words["reason"], paper=paper, seen_digest=request.POST.get("seen", ""),
            by=request.user.actor, at=at,
        )  # fmt: skip
    except Refused as refused:
        if isinstance(refused, Stale):
            actions.recheck(batch)
            batch = _batch(pk)
        form.add_refusal(refused)
        return _page(request, batch, commit=form, status=refused.status)
    messages.success(request, f"已入库，回执号 {done.number}。")
    return redirect("import_batch", pk=pk)


@require_POST
@requires(Can.IMPORT_REGISTER)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch, form = _batch(pk), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, undo=form, status=422)
    try:
        actions.undo(batch, reason=form.cleaned_data["reason"], by=request.user.actor, at=clock.now())
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, batch, undo=form, status=refused.status)
    messages.success(request, "整批已撤销，项目库恢复到导入之前。")
    return redirect("import_batch", pk=pk)


@require_safe
@requires(Can.IMPORT_REGISTER)
def import_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file as it was brought."""
    try:
        return download(_batch(pk).file)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("import_batch", pk=pk)


def _batch(pk: int) -> Batch:
    return get_object_or_404(Batch.objects.of_desk(DESK).select_related("file"), pk=pk)


def _received(request: HttpRequest, campaign: Campaign | None, form: UploadForm) -> Batch:
    if campaign is None:
        raise Refused("还没有当前年度，请先建立年度再导入台账")
    uploaded = form.cleaned_data["file"]
    receive = actions.receive_long if uploaded.size > LONG_FILE else actions.receive
    with as_real_file(uploaded.chunks()) as file:
        return receive(file, uploaded.name, campaign=campaign, by=request.user.actor, at=clock.now())


def _done(request: HttpRequest, batch: Batch, said: str, action: Any, **given: Any) -> HttpResponse:
    """Run an action that has no form of its own and go back to the page."""
    try:
        action(batch, by=request.user.actor, at=clock.now(), **given)
    except Refused as refused:
        messages.error(request, refused.message)
        return _page(request, _batch(batch.pk), status=refused.status)
    messages.success(request, said)
    return redirect("import_batch", pk=batch.pk)


def _page(request: HttpRequest, batch: Batch, *, status: int = 200, **forms: Any) -> HttpResponse:
    context: dict[str, Any] = {"batch": batch, "sheets": page.understood(batch), "outcome": batch.said("outcome")}
    if batch.state == BatchState.READING:
        context["job"] = Job.objects.filter(kind=READ_JOB, key=str(batch.pk)).first()
    if batch.said("mapping").get("sheets"):
        campaign = campaign_of(batch)
        desk = register_desk(campaign)
        context |= _groups(request, batch, desk)
        if batch.state == BatchState.READY:
            context |= _open(batch, campaign, desk, forms)
    if batch.state == BatchState.COMMITTED:
        context["undo"] = forms.get("undo") or UndoForm()
    return render(request, "projects/import/batch.html", context, status=status)


def _groups(request: HttpRequest, batch: Batch, desk: Desk) -> dict[str, Any]:
    """The cards and the rows of the tab that is open."""
    group = request.GET.get("group", "")
    if group not in RowGroup.values:
        group = page.first_group(batch)
    rows = Paginator(batch.rows.filter(group=group).order_by("number"), page.PAGE_SIZE)
    rows.count = batch.said("counts").get(group, 0)  # counted when the rows were stored
    shown = rows.get_page(request.GET.get("page"))
    return {
        "cards": page.cards(batch, group),
        "group": group,
        "page": shown,
        "rows": page.shown(shown, desk),
        "issues": page.problems(batch.said("findings").get("issues", [])),
        "published": page.published(batch),
        "unread": page.unread(batch),
    }


def _open(batch: Batch, campaign: Campaign, desk: Desk, forms: dict[str, Any]) -> dict[str, Any]:
    """What can still be said of an import that waits: answers, and the commit with what it would do."""
    return {
        "answer": forms.get("answer") or AnswerForm(desk=desk, given=answers_of(batch)),
        "is_blocked": bool(batch.said("mapping").get("is_blocked")),
        "consequence": page.consequence(batch, campaign),
        "commit": forms.get("commit") or commit_form(batch, campaign, Month.of(clock.now())),
    }
