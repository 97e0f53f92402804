"""Editing a project: facts, this year's list and nodes on one page, one action for each button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.forms import RefusableForm
from core.foundation.verdict import Refused
from projects import actions
from projects.forms import ListingForm, MilestoneForm, ProjectForm, PromiseForm, ReachForm
from projects.models import Listing, Milestone
from projects.permissions import may_edit_listing, may_edit_project, may_promise


def listing_of(user: User, code: str) -> Listing:
    """The project's place in the newest campaign that lists it; 404 out of the person's scope."""
    listing = (
        Listing.objects.visible_to(user)
        .filter(project__code=code)
        .select_related("project__owner", "unit", "campaign")
        .order_by("-campaign__year")
        .first()
    )
    if listing is None:
        raise Http404
    return listing


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.EDIT_REGISTER)
def project_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The page with all its forms; a POST changes the facts."""
    listing = listing_of(request.user, code)
    if request.method != "POST":
        return _page(request, listing)
    form = ProjectForm(request.POST, instance=listing.project)

    def save() -> None:
        actions.edit_project(
            project=listing.project,
            changes=form.changes,
            reason=form.cleaned_data["reason"],
            seen_version=form.cleaned_data["seen_version"],
            by=request.user.actor,
            at=clock.now(),
        )

    return _answer(request, code, form, save, name="project_form", done="档案已更新，新版本记入变更历史。")


@require_POST
@requires(Can.EDIT_REGISTER)
def listing_edit(request: HttpRequest, code: str) -> HttpResponse:
    listing = listing_of(request.user, code)
    form = ListingForm(request.POST, instance=listing)

    def save() -> None:
        actions.edit_listing(
            listing=listing,
            changes=form.changes,
            reason=form.cleaned_data["reason"],
            seen_version=form.cleaned_data["seen_version"],
            by=request.user.actor,
            at=clock.now(),
        )

    return _answer(request, code, form, save, name="listing_form", done="本年度列入信息已更新。")


@require_POST
@requires(Can.EDIT_REGISTER)
def milestone_add(request: HttpRequest, code: str) -> HttpResponse:
    project = listing_of(request.user, code).project
    form = MilestoneForm(request.POST)

    def save() -> None:
        actions.set_milestone(project=project, **form.cleaned_data, by=request.user.actor, at=clock.now())

    return _answer(request, code, form, save, name="milestone_form", done="节点已登记，计划日期今后不再改动。")


@require_POST
@requires(Can.EDIT_REGISTER)
def milestone_promise(request: HttpRequest, code: str, sequence: int) -> HttpResponse:
    milestone = _milestone(request.user, code, sequence)
    form = PromiseForm(request.POST)

    def save() -> None:
        actions.promise(milestone=milestone, **form.cleaned_data, by=request.user.actor, at=clock.now())

    return _answer(request, code, form, save, name=f"promise_{sequence}", done="承诺日期已登记，原计划保留。")


@require_POST
@requires(Can.EDIT_REGISTER)
def milestone_reach(request: HttpRequest, code: str, sequence: int) -> HttpResponse:
    milestone = _milestone(request.user, code, sequence)
    form = ReachForm(request.POST)

    def save() -> None:
        actions.reach(milestone=milestone, **form.cleaned_data, by=request.user.actor, at=clock.now())

    return _answer(request, code, form, save, name=f"reach_{sequence}", done="节点已登记完成。")


def _milestone(user: User, code: str, sequence: int) -> Milestone:
    milestone = listing_of(user, code).project.milestones.filter(sequence=sequence).first()
    if milestone is None:
        raise Http404
    return milestone


def _answer(
    request: HttpRequest, code: str, form: RefusableForm, save: Callable[[], None], *, name: str, done: str
) -> HttpResponse:
    """Back to the page after the action; the same page with what was typed and the reasons when it was refused."""
    if form.is_valid():
        try:
            save()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, done)
            return redirect("project_edit", code=code)
    return _page(request, listing_of(request.user, code), status=422, **{name: form})


def _page(request: HttpRequest, listing: Listing, *, status: int = 200, **bound: RefusableForm) -> HttpResponse:
    project = listing.project
    context: dict[str, Any] = {
        "listing": listing,
        "project": project,
        "may_edit": may_edit_project(request.user),
        "may_edit_listing": may_edit_listing(request.user, listing),
        "project_form": bound.get("project_form") or ProjectForm(instance=project),
        "listing_form": bound.get("listing_form") or ListingForm(instance=listing, prefix=None),
        "milestone_form": bound.get("milestone_form") or MilestoneForm(),
        "milestones": [_node(request.user, node, bound) for node in project.milestones.prefetch_related("promises")],
    }
    return render(request, "projects/edit.html", context, status=status)


def _node(user: User, node: Milestone, bound: dict[str, RefusableForm]) -> dict[str, Any]:
    """A node with its two small forms, that one open which was just refused."""
    promise, reach = bound.get(f"promise_{node.sequence}"), bound.get(f"reach_{node.sequence}")
    auto_id = f"id_{{}}_{node.sequence}_%s"
    return {
        "row": node,
        "promises": list(node.promises.all()),
        "verdict": may_promise(user, node),
        "promise": promise or PromiseForm(auto_id=auto_id.format("promise")),
        "reach": reach or ReachForm(auto_id=auto_id.format("reach")),
        "promise_open": promise is not None,
        "reach_open": reach is not None,
    }
