"""检查清单: the section keeps the lines that are asked on site; each publication is an edition of its own."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from inspections import permissions
from inspections.actions import checklists
from inspections.actions.checklists import Line, NewEdition
from inspections.checklists import editions_in_force
from inspections.forms import ChecklistForm, EditionForm
from inspections.models import Checklist
from projects.models import Category

from .finding import done

FIELDS = ("code", "group", "name", "fault", "basis")
EMPTY = Line("", "", "", "")
SPARE_LINES = 4
"""Empty lines at the end of the form."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.READ_INSPECTIONS)
def inspection_checklists(request: HttpRequest) -> HttpResponse:
    """What is asked on site today, list by list; a new list."""
    form, may_manage = ChecklistForm(request.POST or None), permissions.may_manage(request.user)
    if request.method == "POST":
        allow(may_manage)
        made: list[Checklist] = []
        if done(form, lambda typed: made.append(checklists.open_checklist(by=request.user, at=clock.now(), **typed))):
            return redirect("inspection_checklist_edit", made[0].pk)
    kinds = _kinds()
    shown = [
        {"edition": each, "lines": list(each.items.all()), "kinds": [kinds.get(code, code) for code in each.kind_codes]}
        for each in editions_in_force(clock.now()).prefetch_related("items")
    ]
    empty = Checklist.objects.exclude(pk__in=[each["edition"].checklist_id for each in shown])
    context = {"shown": shown, "empty": empty, "form": form, "may_manage": may_manage}
    return render(request, "inspections/checklists.html", context, status=422 if form.errors else 200)


def _kinds() -> dict[str, str]:
    """Code → short name of the kinds of projects, newest year first."""
    rows = Category.objects.order_by("-campaign__year", "order").values_list("code", "short_name")
    found: dict[str, str] = {}
    for code, name in rows:
        found.setdefault(code, name)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.MANAGE_INSPECTIONS)
def inspection_checklist_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """修订: all lines in one form, published as the next edition."""
    checklist = get_object_or_404(Checklist, pk=pk)
    editions = list(checklist.editions.order_by("-number"))
    last, kinds = (editions[0] if editions else None), _kinds()
    form = EditionForm(request.POST or None, kinds=kinds, initial={"kinds": last.kind_codes if last else []})
    typed_lines = _typed(request.POST) if request.method == "POST" else None
    if typed_lines is not None and done(
        form,
        lambda typed: checklists.publish(
            checklist_id=pk,
            seen_number=typed["seen_number"],
            of=NewEdition(lines=typed_lines, note=typed["note"], kinds=typed["kinds"]),
            by=request.user,
            at=clock.now(),
        ),
    ):
        messages.success(request, "已发布，以后签到的检查用这一版；已签到的检查不受影响。")
        return redirect("inspection_checklists")
    stored = list(last.items.all()) if last else []
    lines: list[Any] = [*(stored if typed_lines is None else typed_lines), *[EMPTY] * SPARE_LINES]
    context = {
        "checklist": checklist,
        "editions": editions,
        "last": last,
        "form": form,
        "lines": list(enumerate(lines, start=1)),
    }
    return render(request, "inspections/checklist_edit.html", context, status=422 if form.errors else 200)


def _typed(posted: Mapping[str, str]) -> list[Line]:
    """The lines in the order of the form; one whose fields are all empty is left out."""
    numbers = sorted(
        int(name.removeprefix("code_")) for name in posted if name.startswith("code_") and name[5:].isdecimal()
    )
    lines = []
    for number in numbers:
        texts = {name: posted.get(f"{name}_{number}", "").strip()[:200] for name in FIELDS}
        if any(texts.values()):
            lines.append(Line(**texts, shows_on_photo=f"photo_{number}" in posted))
    return lines
