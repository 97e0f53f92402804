"""The list, its Σ row, the parts of a package, what stands behind a light, and the workbook."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from core.accounts.access import requires
from core.accounts.models import SavedView
from core.accounts.roles import Can
from projects.choices import KeyLevel, PlanNature, Status
from projects.models import Theme
from reporting.models import BriefLine

from . import export
from .background import request_export
from .columns import OWN_SET, SETS
from .facets import Facets, Option
from .light import explain
from .lines import MOST_ROWS_BEFORE_PAGE, page_of, parts_of, visible_lines
from .look import PAGE_SIZES, Look, heads, html_rows, own_columns, read_look
from .sums import flagship_count, light_counts, totals_of

FILTER_FIELDS = frozenset({"q", "unit", "category", "nature", "status", "level", "owner", "leader", "theme"})
"""What the form above the list has fields for; lights and flagships are links."""

CSV = "csv"
PAGE = "register"
"""The name under which views of this page are saved."""


@require_safe
@requires(Can.READ_PROJECTS)
def register(request: HttpRequest) -> HttpResponse:
    """The list itself. No query here grows with the number of projects; what is counted follows as `register_sum`."""
    look = read_look(request, with_choices=False)
    return render(request, "dashboards/register/list.html", _shown(look) | _choices(look) | _pills(look, look.facets))


def _shown(look: Look) -> dict[str, Any]:
    page, rows = None, []
    if look.brief is not None:
        page = page_of(look.lines, look.columns, sort=look.sort, number=look.number, size=look.size, brief=look.brief)
        rows = html_rows(look.columns, page.rows)
    return {
        "look": look,
        "brief": look.brief,
        "as_of": export.as_of(look),
        "heads": heads(look),
        "page": page,
        "rows": rows,
        "address": look.address(),
        "has_next": page is not None and page.has_next,
    }


def _choices(look: Look) -> dict[str, Any]:
    chosen = look.facets.chosen
    return {
        "chosen": chosen,
        "words": {name: chosen.get(name, "") for name in ("q", "owner", "leader")},
        "themes": chosen.get("theme", ()),
        "counted_menus": [("unit", "单位", chosen.get("unit", ())), ("category", "类别", chosen.get("category", ()))],
        "closed_menus": [
            ("nature", "性质", _closed(PlanNature, chosen.get("nature", ()))),
            ("status", "状态", _closed(Status, chosen.get("status", ()))),
            ("level", "级别", _closed(KeyLevel, chosen.get("level", ()))),
        ],
        "kept": look.kept(without=FILTER_FIELDS),
        "kept_by_columns": look.kept(without=frozenset({"set", "columns"})),
        "kept_by_size": look.kept(without=frozenset({"per"})),
        "may_adjust": look.user.may(Can.EDIT_PLAN),
        "sizes": PAGE_SIZES,
        "sets": [(name, label, look.address(set=name, without=("columns",))) for name, (label, _) in SETS.items()],
        "own_set": OWN_SET,
        "own_columns": own_columns(look),
        "briefs": [
            (brief, look.address(month=str(brief.month), version=str(brief.number))) for brief in look.choice.briefs
        ],
        "clear": look.address(without=tuple(chosen)),
    }


def _closed(choices: Any, chosen: Any) -> list[Option]:
    return [Option(value, label, None, value in chosen) for value, label in choices.choices]


def _pills(look: Look, facets: Facets, flagships: int | None = None) -> dict[str, Any]:
    """Lights and flagships as filters: pressing one shows it alone, pressing it again shows all."""
    is_on = "flagship" in facets.chosen
    without_light = look.address(without=("light",))
    without_flagship = look.address(without=("flagship",))
    return {
        "lights": [
            (option, without_light if option.is_chosen else look.address(light=option.value))
            for option in facets.lights()
        ],
        "total": facets.total(),
        "all_lights": without_light,
        "flagship": Option("1", "标杆", flagships, is_on),
        "flagship_href": without_flagship if is_on else look.address(flagship="1"),
    }


@require_safe
@requires(Can.READ_PROJECTS)
def register_sum(request: HttpRequest) -> HttpResponse:
    """The Σ row, the number of pages, the counts on the pills and the choices of the counted menus."""
    look = _look_with_brief(request)
    facets = look.facets
    totals = totals_of(look.brief, request.user, look.lines, chosen=facets.chosen, keys=facets.keys)
    pills = _pills(look, facets, flagship_count(_without(look, "flagship")))
    if pills["total"] is None:
        counts = light_counts(_without(look, "light"))
        pills["lights"] = [
            (option._replace(count=counts.get(option.value, 0)), href) for option, href in pills["lights"]
        ]
        pills["total"] = sum(counts.values())
    pages = min(max(1, -(-totals.projects // look.size)), MOST_ROWS_BEFORE_PAGE // look.size)
    context = {
        "look": look,
        "totals": totals,
        "sums": [
            (column, column.kind.html(totals.of(column.total), {}, None) if column.total else "")
            for column in look.columns[1:]
        ],
        "menus": [("unit", facets.units()), ("category", facets.categories())],
        "pages": pages,
        "has_next": look.number < pages,
        "address": look.address(),
    }
    return render(request, "dashboards/register/_sum.html", context | pills)


def _without(look: Look, name: str) -> QuerySet:
    """The entries under every filter but one."""
    params = look.params.copy()
    params.pop(name, None)
    filters = look.filters
    return type(filters)(params, filters.queryset, keys=filters.keys).qs


@require_safe
@requires(Can.READ_PROJECTS)
def register_themes(request: HttpRequest) -> HttpResponse:
    """The choices of 专题, fetched when its menu is opened."""
    chosen = request.GET.getlist("theme")
    names = Theme.objects.filter(campaign__is_current=True).values_list("name", flat=True)
    options = [Option(name, name, None, name in chosen) for name in names]
    return render(request, "dashboards/register/_options.html", {"name": "theme", "options": options})


@require_safe
@requires(Can.READ_PROJECTS)
def register_views(request: HttpRequest) -> HttpResponse:
    """The person's saved views and those shared by others, fetched when their menu is opened."""
    views = SavedView.objects.seen_by(request.user, PAGE)
    context = {"page": PAGE, "saved_views": views, "query": request.GET.get("query", ""), "problem": ""}
    return render(request, "accounts/_saved_views.html", context)


@require_safe
@requires(Can.READ_PROJECTS)
def register_parts(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows of a package's parts, in the columns of the page that asks."""
    look = read_look(request, with_choices=False)
    line = _visible_line(request, pk)
    rows = parts_of(line, look.columns, brief=line.brief, user=request.user)
    return render(request, "dashboards/register/_parts.html", {"rows": html_rows(look.columns, rows)})


@require_safe
@requires(Can.READ_PROJECTS)
def register_light(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands behind a project's light."""
    return render(request, "dashboards/register/light.html", explain(_visible_line(request, pk)))


@require_safe
@requires(Can.READ_PROJECTS)
def register_export(request: HttpRequest) -> HttpResponseBase:
    """What is seen as a workbook, or as CSV with `format=csv`; a long workbook is offered as background work."""
    look = _look_with_brief(request)
    if request.GET.get("format") == CSV:
        headers = {
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=export.file_name(look, CSV))
        }
        return StreamingHttpResponse(export.csv_lines(look), content_type="text/csv; charset=utf-8", headers=headers)
    sums = export.totals(look)
    if sums.projects > export.AT_ONCE:
        shown = {
            "rows": sums.projects,
            "at_once": export.AT_ONCE,
            "as_of": export.as_of(look),
            "address": look.address(),
        }
        return render(request, "dashboards/register/export.html", shown)
    return FileResponse(export.workbook(look, sums), as_attachment=True, filename=export.file_name(look))


@require_POST
@requires(Can.READ_PROJECTS)
def register_export_job(request: HttpRequest) -> HttpResponse:
    """Have what the address shows written in the background; its page tells when the file is there."""
    look = _look_with_brief(request)
    job = request_export(look, rows=export.totals(look).projects)
    return redirect("job", job.pk)


def _look_with_brief(request: HttpRequest) -> Look:
    look = read_look(request, with_choices=True)
    if look.brief is None:
        raise Http404("no brief yet")
    return look


def _visible_line(request: HttpRequest, pk: int) -> BriefLine:
    """A line of any brief, if the person may read its project; 404 otherwise."""
    line = BriefLine.objects.select_related("brief", "listing__project", "unit", "category").filter(pk=pk).first()
    if line is None or not visible_lines(line.brief, request.user).filter(pk=pk).exists():
        raise Http404
    return line
