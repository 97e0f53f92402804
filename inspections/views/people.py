"""检查人员名录库: who can be drawn, and what keeps them from where."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from inspections.actions import library
from inspections.actions.library import NewInspector, NewRelation
from inspections.forms import InspectorForm, ReasonForm, RelationForm
from inspections.models import Inspector

from .finding import done


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.MANAGE_INSPECTIONS)
def inspection_people(request: HttpRequest) -> HttpResponse:
    form = InspectorForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda typed: library.add_inspector(of=NewInspector(**typed), by=request.user, at=clock.now())
    ):
        messages.success(request, "已列入名录库，从下一次冻结起参加抽取。")
        return redirect("inspection_people")
    rows = Inspector.objects.select_related("user", "firm", "home_unit").prefetch_related("relations__firm")
    context = {"people": rows.prefetch_related("relations__project"), "form": form}
    return render(request, "inspections/people.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.MANAGE_INSPECTIONS)
def inspection_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's ties, and a new one."""
    person = get_object_or_404(Inspector.objects.select_related("user", "firm", "home_unit"), pk=pk)
    form = RelationForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: library.declare_relation(
            inspector_id=pk, of=NewRelation(**typed), by=request.user, at=clock.now()
        ),
    ):
        messages.success(request, "回避事项已登记，从下一次冻结起生效。")
        return redirect("inspection_person", pk)
    relations = person.relations.select_related("firm", "project")
    context = {"person": person, "relations": relations, "form": form}
    return render(request, "inspections/person.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_person_retire(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Inspector, pk=pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    library.retire_inspector(inspector_id=pk, reason=reason, by=request.user, at=clock.now())
    return redirect("inspection_people")
