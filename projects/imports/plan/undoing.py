"""Taking a plan import back: the lines before it stand again, and the dates that nobody has changed since."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.intake.desks import Writing
from core.intake.models import BatchRow
from projects.actions.bulk import Edit, edit_many
from projects.imports.restoring import restore_plans
from projects.models import Campaign, Listing, PlanBatch, Project


def take_plans_back(writing: Writing, campaign: Campaign, rows: Sequence[BatchRow]) -> None:
    """A batch of its own brings the former plans back, also where only their months or dates were changed.

    Refused when one of the plans was adjusted again since. Edits of the projects themselves do not stand in the way.
    """
    plan_batch = PlanBatch.objects.get(pk=writing.batch.said("outcome")["plan_batch"])
    listings = Listing.objects.filter(campaign=campaign, project_id__in=[row.target_id for row in rows])
    restore_plans(writing, campaign, plan_batch, dict(listings.values_list("pk", "project__name")))
    _restore_dates(writing, rows)


def _restore_dates(writing: Writing, rows: Sequence[BatchRow]) -> None:
    moved = {row.target_id: changes for row in rows if (changes := _dates(row))}
    projects = Project.objects.in_bulk(list(moved))
    edits = []
    for pk, changes in moved.items():
        project = projects[pk]
        facts: dict[str, Any] = {key: old for key, (old, new) in changes.items() if getattr(project, key) == new}
        if facts:
            edits.append(Edit(pk, project.version, facts))
    if edits:
        batch = writing.batch
        reason = f"撤销导入 {batch.number}"
        edit_many(edits, reason=reason, import_batch_id=batch.pk, by=writing.by, at=writing.at)


def _dates(row: BatchRow) -> dict[str, tuple[date | None, date | None]]:
    """Old and new of the project's own dates that the import moved; those of its plan may have been others."""
    said = row.said("changes")
    return {key: (_day(old), _day(said[key][1])) for key, old in row.before.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
