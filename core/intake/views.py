"""The import desks: bring a file, see what was understood, settle what is doubtful, commit, take back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.foundation import clock
from core.foundation.forms import RefusableForm
from core.foundation.verdict import Refused, Stale
from core.operations.downloads import download
from core.operations.models import Job, StoredFile

from . import actions, page, texts
from .actions.checking import READ_JOB, is_long
from .choices import BatchState, RowGroup
from .desks import ImportDesk, Occasion, desk_named, desks_of, occasion_of
from .doubles import Double, doubles_of
from .forms import AnswerForm, UndoForm, UploadForm, decisions_of
from .models import Batch, Delivery
from .permissions import deliveries_visible_to, desk_for
from .reader import as_real_file
from .returning import marked_workbook
from .together import Together, together_of

BATCHES = 20


@require_safe
def import_home(request: HttpRequest) -> HttpResponse:
    """The first desk that this person may use."""
    desks = desks_of(request.user)
    if not desks:
        raise PermissionDenied("您的角色没有导入数据的权限，请联系安全管理员")
    return redirect("import_desk", desk=desks[0].name)


@require_http_methods(["GET", "HEAD", "POST"])
def import_desk(request: HttpRequest, desk: str) -> HttpResponse:
    """Bring a workbook; below it the imports so far."""
    found = desk_for(request.user, desk)
    abouts = found.abouts(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, abouts=abouts, why_not=found.why_not)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                return _received(request, found, form)
        except Refused as refused:
            form.add_refusal(refused)
            status = refused.status
    batches = found.visible(Batch.objects.of_desk(desk), request.user).recent_first()
    past = Paginator(batches, BATCHES).get_page(request.GET.get("page"))
    context = {
        "form": form, "desk": found, "desks": desks_of(request.user), "abouts": abouts, "page": past,
        "front": found.front(request.user, abouts[0][0]) if found.front_template and abouts else None,
    }  # fmt: skip
    return render(request, "intake/desk.html", context, status=status)


@require_safe
def import_delivery(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    """Several files that came at once: what has come of each, and what stands in more than one."""
    return _delivery_page(request, _delivery(request, desk, pk))


@require_POST
def import_commit_together(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    """Write the clear files as they were shown: `seen` are their keys with the digests of the page."""
    delivery, at = _delivery(request, desk, pk), clock.now()
    batches = {str(batch.pk): batch for batch in _together(delivery, _batches(request, delivery)).clear}
    seen = [each.partition(":") for each in request.POST.getlist("seen")]
    chosen = [(batches[key], digest) for key, _, digest in seen if key in batches]
    if not chosen:
        messages.error(request, "这些文件的状态已有变化，请按最新情况再看一遍。")
        return _delivery_page(request, delivery, status=409)
    form = desk_named(desk).together_form([batch for batch, _ in chosen], request.POST)
    if form is None or not form.is_valid():
        return _delivery_page(request, delivery, together=form, status=422)
    left = actions.commit_together(chosen, words=form.cleaned_data, by=request.user.actor, at=at)
    written = len(chosen) - len(left)
    if written:
        messages.success(request, f"已{desk_named(desk).verb} {written} 个文件，每个文件各有回执，可分别撤销。")
    for batch, reason in left:
        messages.error(request, f"“{batch.file.name}”没有{desk_named(desk).verb}：{reason}")
    if len(chosen) < len(seen):
        messages.error(request, f"{len(seen) - len(chosen)} 个文件的状态已有变化，请再看一遍。")
    return redirect("import_delivery", desk=desk, pk=pk)


@require_safe
def import_batch(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    """One import at whatever stage it is; `group` chooses the tab."""
    return _page(request, _batch(request, desk, pk))


@require_POST
def import_answer(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    batch = _batch(request, desk, pk)
    form = AnswerForm(request.POST, occasion=occasion_of(batch), batch=batch)
    if not form.is_valid():
        return _page(request, batch, answer=form, status=422)
    try:
        actions.answer(batch, form.answers, by=request.user.actor, at=clock.now())
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, batch, answer=form, status=refused.status)
    messages.success(request, "已按您的选择重新识别。")
    return redirect("import_batch", desk=desk, pk=pk)


@require_POST
def import_decide(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    batch, decisions = _batch(request, desk, pk), decisions_of(request.POST)
    if actions.is_heavy(batch):
        return _handed_over(request, batch, "decide", decisions)
    return _done(request, batch, "处理结果已保存，重新比对完毕。", actions.decide, decisions=decisions)


@require_POST
def import_discard(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    return _done(request, _batch(request, desk, pk), "已放弃这次导入，系统中的数据没有改动。", actions.discard)


@require_POST
def import_commit(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    """Write what was shown: `seen` is the digest of the page that was looked at."""
    batch, at = _batch(request, desk, pk), clock.now()
    form = desk_named(desk).commit_form(batch, occasion_of(batch), request.POST, at=at)
    if not form.is_valid():
        return _page(request, batch, commit=form, status=422)
    if actions.is_heavy(batch):
        return _handed_over(request, batch, "commit", request.POST.dict(), commit=form)
    seen = request.POST.get("seen", "")
    try:
        done = actions.commit(batch, words=form.cleaned_data, seen_digest=seen, by=request.user.actor, at=at)
    except Refused as refused:
        if isinstance(refused, Stale):
            with suppress(Refused):  # somebody else committed it: the page shows so
                actions.refresh(batch, by=request.user.actor)
        batch = _batch(request, desk, pk)
        form.add_refusal(refused)
        return _page(request, batch, commit=form, status=refused.status)
    messages.success(request, f"已{desk_named(desk).verb}，回执号 {done.number}。")
    return redirect("import_batch", desk=desk, pk=pk)


@require_POST
def import_undo(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    batch, form = _batch(request, desk, pk), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, undo=form, status=422)
    if actions.is_heavy(batch):
        return _handed_over(request, batch, "undo", form.cleaned_data, undo=form)
    try:
        actions.undo(batch, reason=form.cleaned_data["reason"], by=request.user.actor, at=clock.now())
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, batch, undo=form, status=refused.status)
    messages.success(request, "整批已撤销，恢复到导入之前。")
    return redirect("import_batch", desk=desk, pk=pk)


@require_POST
def import_give_back(request: HttpRequest, desk: str, pk: int) -> HttpResponse:
    """What the background did not get done is the person's again."""
    return _done(request, _batch(request, desk, pk), "已取回，可以继续处理。", actions.give_back)


@require_safe
def import_file(request: HttpRequest, desk: str, pk: int) -> HttpResponse | FileResponse:
    """The file as it was brought."""
    try:
        return download(_batch(request, desk, pk).file)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("import_batch", desk=desk, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def import_marked(request: HttpRequest, desk: str, pk: int) -> HttpResponse | FileResponse:
    """The sender's own workbook with every remark at its cell; POST has that of a long file written."""
    batch = _batch(request, desk, pk)
    if request.method == "POST":
        if actions.stored_marked(batch) is None:
            actions.request_marked(batch, by=request.user.actor)
        return redirect("import_batch", desk=desk, pk=pk)
    try:
        if is_long(batch):
            return download(_stored_marked(batch))
        name, content = marked_workbook(batch)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("import_batch", desk=desk, pk=pk)
    return FileResponse(content, as_attachment=True, filename=name)


def _stored_marked(batch: Batch) -> StoredFile:
    stored = actions.stored_marked(batch)
    if stored is None:
        raise Refused("文件较长，请先点“标注原表”，在后台写好后再下载", code="not_ready")
    return stored


def _delivery(request: HttpRequest, desk: str, pk: int) -> Delivery:
    return get_object_or_404(deliveries_visible_to(request.user, desk_for(request.user, desk)), pk=pk)


def _batches(request: HttpRequest, delivery: Delivery) -> list[Batch]:
    every = Batch.objects.filter(delivery=delivery).select_related("file")
    return list(desk_named(delivery.desk).visible(every, request.user).order_by("pk"))


def _together(delivery: Delivery, batches: Sequence[Batch], doubles: Sequence[Double] | None = None) -> Together:
    doubles = doubles_of(delivery, batches) if doubles is None else doubles
    return together_of(batches, {batch.pk for double in doubles for batch, _ in double.places})


def _delivery_page(
    request: HttpRequest, delivery: Delivery, *, together: RefusableForm | None = None, status: int = 200
) -> HttpResponse:
    desk, batches, refused = desk_named(delivery.desk), _batches(request, delivery), texts.read(delivery.refused)
    doubles = doubles_of(delivery, batches)
    ready = _together(delivery, batches, doubles)
    context = {
        "desk": desk,
        "delivery": delivery,
        "batches": batches,
        "refused": refused,
        "files": len(batches) + len(refused),
        "doubles": doubles,
        "is_reading": any(batch.state == BatchState.READING for batch in batches),
        "ready": ready,
        "together": together or (desk.together_form(ready.clear) if len(ready.clear) > 1 else None),
    }
    return render(request, "intake/delivery.html", context, status=status)


def _batch(request: HttpRequest, desk: str, pk: int) -> Batch:
    found = desk_for(request.user, desk)
    batches = found.visible(Batch.objects.of_desk(desk).select_related("file"), request.user)
    return get_object_or_404(batches, pk=pk)


def _received(request: HttpRequest, desk: ImportDesk, form: UploadForm) -> HttpResponse:
    """To the import of one file, or to the page that tells of several."""
    occasion = Occasion(desk, form.cleaned_data["about"], request.user)
    brought = ((each.name, as_real_file(each.chunks())) for each in form.cleaned_data["file"])
    options: dict[str, Any] = {"occasion": occasion, "by": request.user.actor, "at": clock.now()}
    if len(form.cleaned_data["file"]) > 1:
        delivery = actions.bring_several(brought, **options)
        return redirect("import_delivery", desk=desk.name, pk=delivery.pk)
    name, content = next(brought)
    with content as file:
        return redirect("import_batch", desk=desk.name, pk=actions.bring(file, name, **options).pk)


def _done(request: HttpRequest, batch: Batch, said: str, action: Any, **given: Any) -> HttpResponse:
    """Run an action that has no form of its own and go back to the page."""
    try:
        action(batch, by=request.user.actor, at=clock.now(), **given)
    except Refused as refused:
        messages.error(request, refused.message)
        return _page(request, _batch(request, batch.desk, batch.pk), status=refused.status)
    messages.success(request, said)
    return redirect("import_batch", desk=batch.desk, pk=batch.pk)


def _handed_over(request: HttpRequest, batch: Batch, act: str, said: Mapping[Any, Any], **forms: Any) -> HttpResponse:
    """Leave it to the background; what can be refused at once is refused on the page, in the form it came from."""
    try:
        actions.hand_over(batch, act, {str(key): said[key] for key in said}, by=request.user.actor, at=clock.now())
    except Refused as refused:
        if isinstance(refused, Stale):
            with suppress(Refused):
                actions.refresh(batch, by=request.user.actor)
        for form in forms.values():
            form.add_refusal(refused)
        return _page(request, _batch(request, batch.desk, batch.pk), status=refused.status, **forms)
    messages.success(request, "行数较多，已交后台办理；办完后本页显示结果，可以先做别的。")
    return redirect("import_batch", desk=batch.desk, pk=batch.pk)


def _page(request: HttpRequest, batch: Batch, *, status: int = 200, **forms: Any) -> HttpResponse:
    desk = desk_named(batch.desk)
    context: dict[str, Any] = {
        "batch": batch, "desk": desk, "sheets": page.understood(batch), "outcome": batch.said("outcome"),
    }  # fmt: skip
    if batch.state == BatchState.READING:
        context["job"] = Job.objects.filter(kind=READ_JOB, key=str(batch.pk)).first()
    elif is_long(batch):
        context |= {"is_long": True, "mark_job": actions.marking_job(batch), "marked": actions.stored_marked(batch)}
    if batch.state == BatchState.WORKING:
        context["job"] = actions.work_job(batch)
    elif batch.said("mapping").get("sheets"):
        occasion = occasion_of(batch)
        context |= _groups(request, batch, occasion)
        if batch.state == BatchState.READY:
            context |= _open(batch, occasion, forms)
    if batch.state == BatchState.COMMITTED:
        context["undo"] = forms.get("undo") or UndoForm()
    return render(request, "intake/batch.html", context, status=status)


def _groups(request: HttpRequest, batch: Batch, occasion: Occasion) -> dict[str, Any]:
    """The cards and the rows of the tab that is open."""
    group = request.GET.get("group", "")
    if group not in RowGroup.values:
        group = page.first_group(batch)
    rows = Paginator(batch.rows.filter(group=group).order_by("number"), page.PAGE_SIZE)
    rows.count = batch.said("counts").get(group, 0)  # counted when the rows were stored
    paged = rows.get_page(request.GET.get("page"))
    shower = page.Shower(occasion.desk, occasion.reading)
    return {
        "cards": page.cards(batch, group, occasion.desk),
        "group": group,
        "page": paged,
        "rows": shower.rows(paged),
        "heads": shower.heads(),
        "issues": page.problems(batch.said("findings").get("issues", [])),
        "published": page.published(batch, occasion.reading),
        "unread": page.unread(batch),
    }


def _open(batch: Batch, occasion: Occasion, forms: dict[str, Any]) -> dict[str, Any]:
    """What can still be said of an import that waits: answers, and the commit with what it would do."""
    return {
        "answer": forms.get("answer") or AnswerForm(occasion=occasion, batch=batch),
        "is_blocked": bool(batch.said("mapping").get("is_blocked")),
        "consequence": occasion.desk.consequence(batch, occasion),
        "rows_to_write": sum(batch.said("counts")[group.value] for group in (RowGroup.NEW, RowGroup.CHANGED)),
        "left_behind": batch.said("counts")[RowGroup.QUESTION.value],
        "commit": forms.get("commit") or occasion.desk.commit_form(batch, occasion, at=clock.now()),
    }
