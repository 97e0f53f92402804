"""A new edition of the guide: uploaded, what it changes, published at once or on its day, taken off again."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import permissions
from approvals.actions import drafts
from approvals.choices import DraftState
from approvals.differences import differences
from approvals.edition import FIRST_EDITION
from approvals.forms import GuideFileForm
from approvals.models import GuideDraft, GuideVersion
from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import Refused
from core.operations.storage import open_file


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.EDIT_APPROVALS)
def approval_guide_drafts(request: HttpRequest) -> HttpResponse:
    """Uploaded editions, the newest first, and the form for another one."""
    form = GuideFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = drafts.upload(name=given.name or "guide.toml", content=given, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "已上传，请核对改动后发布；现行版未变。")
            return redirect("approval_guide_draft", pk=made.pk)
    context = {
        "form": form,
        "rows": GuideDraft.objects.select_related("uploaded_by", "released_by", "guide"),
        "guide": GuideVersion.objects.first(),
    }
    return render(request, "approvals/guide_drafts.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Can.EDIT_APPROVALS)
def approval_guide_draft(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "approvals/guide_draft.html", _page(request, _the_draft(pk)))


def _the_draft(pk: int) -> GuideDraft:
    return get_object_or_404(GuideDraft.objects.select_related("file", "uploaded_by", "released_by", "guide"), pk=pk)


def _page(request: HttpRequest, draft: GuideDraft, refused: str = "") -> dict[str, Any]:
    """What it changes is worked out against the edition in force now, as long as it is not in force itself."""
    waits = draft.state in {DraftState.UPLOADED, DraftState.SCHEDULED}
    edition = drafts.edition_of(draft) if waits else None
    return {
        "draft": draft,
        "waits": waits,
        "current": GuideVersion.objects.first(),
        "changes": differences(GuideVersion.objects.first(), edition) if edition else [],
        "problems": edition.problems() if edition else [],
        "is_later": draft.effective_on > clock.today(),
        "may_release": permissions.may_release(request.user, draft),
        "may_withdraw": permissions.may_withdraw_draft(request.user, draft),
        "refused": refused,
    }


@require_POST
@requires(Can.EDIT_APPROVALS)
def approval_guide_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish it, or take it off: named by the button pressed."""
    draft = _the_draft(pk)
    act = drafts.withdraw if request.POST.get("move") == "withdraw" else drafts.release
    try:
        made = act(draft_id=pk, by=request.user, at=clock.now())
    except Refused as refusal:
        page = _page(request, draft, refused=refusal.message)
        return render(request, "approvals/guide_draft.html", page, status=refusal.status)
    told = {
        DraftState.PUBLISHED: f"{made.guide}已发布，在办件仍按原版。",
        DraftState.SCHEDULED: f"已定：自{made.effective_on:%Y年%-m月%-d日}起施行，到日自动发布。",
        DraftState.WITHDRAWN: "已撤下，现行版不变。",
    }
    messages.success(request, told[DraftState(made.state)])
    return redirect("approval_guide_draft", pk=pk)


@require_safe
@requires(Can.EDIT_APPROVALS)
def approval_guide_file(_request: HttpRequest) -> FileResponse:
    """The file of the edition in force, as the start of the next one; that of the portal where none was uploaded."""
    used = GuideDraft.objects.filter(guide=GuideVersion.objects.first(), guide__isnull=False).select_related("file")
    draft = used.first()
    content = open_file(draft.file) if draft else FIRST_EDITION.open("rb")
    return FileResponse(content, as_attachment=True, filename=draft.file.name if draft else FIRST_EDITION.name)
