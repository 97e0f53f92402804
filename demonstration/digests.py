"""One digest of what a load wrote and a second load of the same seed must repeat: no keys, hashes or real time."""

import hashlib
from collections.abc import Iterator

from django.db.models import QuerySet

from core.foundation.canonical import canonical_json
from dispatch.models import Problem, Task
from projects.models import Campaign, Listing, Milestone, PlanLine
from reporting.models import Brief, Check, Figure, ReportVersion


def digest_of(campaign: Campaign) -> str:
    """Hex digest over list, plans, nodes, reports, checks, ledger and briefs, in an order of our own."""
    sealed = hashlib.sha256()
    for queryset, names in _tables(campaign):
        for row in queryset.values_list(*names).iterator(chunk_size=5_000):
            sealed.update(canonical_json(list(row)).encode())
    return sealed.hexdigest()


def _tables(campaign: Campaign) -> Iterator[tuple[QuerySet, tuple[str, ...]]]:
    code = "listing__project__code"
    yield (
        Listing.objects.filter(campaign=campaign).order_by("project__code"),
        (
            "project__code", "project__name", "project__address", "project__owner__uscc", "project__status",
            "project__total_investment_wan", "project__planned_start", "project__planned_finish", "unit__code",
            "category__code", "key_level", "is_flagship", "remark",
        ),
    )  # fmt: skip
    yield (
        PlanLine.objects.filter(listing__campaign=campaign).order_by(code, "batch__number"),
        (code, "batch__number", "annual_plan_wan", "cumulative_before_year_wan", "known_from", "known_to"),
    )
    yield (
        Milestone.objects.order_by("project__code", "sequence"),
        ("project__code", "name", "planned_on", "actual_on"),
    )
    leaf = "duty__listing__project__code"
    yield (
        ReportVersion.objects.order_by(leaf, "duty__month", "number"),
        (
            leaf,
            "duty__month",
            "number",
            "ytd_done_wan",
            "progress_text",
            "problem_text",
            "submitted_at",
            "author_label",
        ),
    )
    yield (
        Check.objects.order_by(f"version__{leaf}", "version__duty__month", "version__number", "checked_at"),
        (f"version__{leaf}", "version__duty__month", "version__number", "step", "verdict", "remarks", "checked_at"),
    )
    yield (
        Figure.objects.order_by(leaf, "month", "known_from"),
        (leaf, "month", "basis", "prior_ytd_wan", "ytd_done_wan", "known_from", "known_to"),
    )
    of_project = "listing__project__code"
    yield (
        Problem.objects.order_by("number"),
        ("number", of_project, "title", "state", "tier", "deadline__due_on", "closed_at"),
    )
    yield Task.objects.order_by("number"), ("number", "title", "state", "deadline__due_on")
    yield Brief.objects.order_by("month", "number"), ("month", "number", "expected", "reported", "carried", "digest")
