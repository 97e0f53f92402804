"""Many edits at once: what an import changes of hundreds of projects, in a few statements for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from core.foundation.verdict import Refused, Stale
from core.journal.actor import Actor
from projects.models import Listing, Project, ProjectRevision
from projects.names import name_key

from .revisions import add_revisions

CHUNK = 1_000
_KEYS = frozenset(field.name for field in Project._meta.fields if field.is_relation)  # noqa: SLF001 - documented API


@dataclass(frozen=True, slots=True)
class Edit:
    """New values of one project and of its listing, by attribute name (`owner_id`, `unit_id`), typed."""

    project_id: int
    seen_version: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    listing_id: int | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)


def edit_many(edits: Sequence[Edit], *, reason: str, import_batch_id: int, by: Actor, at: datetime) -> dict[int, int]:
    """Apply the edits inside the caller's transaction; returns the new version of each project by its id.

    Stale when one of them is no longer at the version seen; Refused when a value does not hold. Each project gets one
    revision. Writes no journal entry: the import is one action, and its entry is its own.
    """
    versions: dict[int, int] = {}
    ordered = sorted(edits, key=lambda edit: edit.project_id)
    for chunk in (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)):
        projects = _applied(chunk)
        _save_projects(chunk, projects, reason=reason, import_batch_id=import_batch_id, by=by, at=at)
        _save_listings(chunk)
        versions |= {project.pk: project.version for project in projects}
    return versions


def _applied(edits: Sequence[Edit]) -> list[Project]:
    locked = Project.objects.select_for_update().order_by("pk").in_bulk([edit.project_id for edit in edits])
    projects = []
    for edit in edits:
        project = locked.get(edit.project_id)
        if project is None or project.version != edit.seen_version:
            raise Stale("核对之后有项目已被他人修改，请重新核对后再入库。")
        for name, value in edit.facts.items():
            setattr(project, name, value)
        if "name" in edit.facts:
            project.name_key = name_key(project.name)
        project.version += 1
        _require_sound(project)
        projects.append(project)
    return projects


def _require_sound(project: Project) -> None:
    try:
        project.clean_fields(exclude=_KEYS)
    except ValidationError as error:
        raise Refused(f"“{project.name}”不能修改", code="invalid", field_errors=error.message_dict) from error


def _save_projects(
    edits: Sequence[Edit], projects: Sequence[Project], *, reason: str, import_batch_id: int, by: Actor, at: datetime
) -> None:
    names = {"version", *_names(edits, "facts")}
    if "name" in names:
        names.add("name_key")
    Project.objects.bulk_update(projects, sorted(names), batch_size=CHUNK)
    ProjectRevision.objects.live().filter(project__in=[project.pk for project in projects]).update(known_to=at)
    add_revisions(projects, by=by, at=at, reason=reason, import_batch_id=import_batch_id)


def _save_listings(edits: Sequence[Edit]) -> None:
    changed = {edit.listing_id: edit.terms for edit in edits if edit.terms}
    if not changed:
        return
    listings = Listing.objects.select_for_update().order_by("pk").in_bulk(list(changed))
    for pk, terms in changed.items():
        for name, value in terms.items():
            setattr(listings[pk], name, value)
    Listing.objects.bulk_update(listings.values(), sorted(set(_names(edits, "terms"))), batch_size=CHUNK)


def _names(edits: Sequence[Edit], part: str) -> Iterator[str]:
    for edit in edits:
        yield from getattr(edit, part)
