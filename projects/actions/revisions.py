"""Keeping what a project was: every change closes the standing revision and opens the next."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from core.foundation.sql import load_rows
from core.journal.actor import Actor
from projects.models import Project, ProjectRevision
from projects.models.project import FACT_FIELDS

from .facts import COLUMNS

_ATTRIBUTES = tuple(Project._meta.get_field(name).attname for name in FACT_FIELDS)  # noqa: SLF001 - documented API


def revision_of(
    project: Project, *, by: Actor, at: datetime, reason: str, import_batch_id: int | None = None
) -> ProjectRevision:
    """The project as it stands now, numbered by its version; not saved."""
    return ProjectRevision(
        project_id=project.pk,
        number=project.version,
        national_code=project.national_code,
        changed_by_id=by.id,
        changed_by_label=by.label,
        reason=reason,
        batch_id=import_batch_id,
        known_from=at,
        **{name: getattr(project, name) for name in _ATTRIBUTES},
    )


def replace_revision(
    project: Project, *, by: Actor, at: datetime, reason: str, import_batch_id: int | None = None
) -> None:
    """Close the live revision and write the next; the project row is locked and saved by the caller."""
    ProjectRevision.objects.live().filter(project_id=project.pk).update(known_to=at)
    revision_of(project, by=by, at=at, reason=reason, import_batch_id=import_batch_id).save(force_insert=True)


def add_revisions(
    projects: Iterable[Project], *, by: Actor, at: datetime, reason: str, import_batch_id: int | None
) -> None:
    """The projects as they stand now, each numbered by its version, in one statement."""
    facts = ("pk", "version", "national_code", *_ATTRIBUTES)
    rows = (tuple(getattr(each, name) for name in facts) for each in projects)
    _load(rows, by=by, at=at, reason=reason, import_batch_id=import_batch_id)


def first_revisions(
    keys: Sequence[int],
    facts: Sequence[Sequence[Any]],
    *,
    by: Actor,
    at: datetime,
    reason: str,
    import_batch_id: int | None,
) -> None:
    """Of projects just written with these facts (`facts.COLUMNS`), whose revisions start with 1."""
    pick = itemgetter(*(COLUMNS.index(name) for name in ("national_code", *FACT_FIELDS)))
    rows = ((key, 1, *pick(values)) for key, values in zip(keys, facts, strict=True))
    _load(rows, by=by, at=at, reason=reason, import_batch_id=import_batch_id)


def _load(
    rows: Iterable[Sequence[Any]],
    *,
    by: Actor,
    at: datetime,
    reason: str,
    import_batch_id: int | None,
) -> None:
    same = {
        "changed_by_id": by.id, "changed_by_label": by.label, "reason": reason, "batch_id": import_batch_id,
        "known_from": at,
    }  # fmt: skip
    names = (*same, "project", "number", "national_code", *FACT_FIELDS)
    load_rows(ProjectRevision, names, ((*same.values(), *row) for row in rows))
