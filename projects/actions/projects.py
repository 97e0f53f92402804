"""Changing what the register and the year's list say of a project."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from core.journal.actor import Actor
from projects.models import Listing, Project
from projects.models.project import FACT_FIELDS
from projects.names import name_key

from .revisions import replace_revision
from .terms import ListingTerms

EDITABLE_FACTS = frozenset({*FACT_FIELDS, "national_code"}) - {"provenance"}
EDITABLE_TERMS = frozenset(ListingTerms.__dataclass_fields__) - {"unit_id", "category_id"} | {"unit", "category"}


@transaction.atomic
def edit_project(
    *, project: Project, changes: Mapping[str, Any], reason: str, seen_version: int, by: Actor, at: datetime
) -> Project:
    """Change facts of a project; `changes` maps names of EDITABLE_FACTS to typed values (foreign keys to objects).

    Writes the next revision. Nothing different, nothing written. Stale when `seen_version` is no longer the project's;
    Refused without a reason or when a value does not hold (field errors by name).
    """
    locked = _locked(project.pk, seen_version)
    _require_known(changes, EDITABLE_FACTS)
    changed = _apply(locked, changes)
    if not changed:
        return locked
    _require_reason(reason)
    locked.name_key = name_key(locked.name)
    _require_valid(locked)
    _next_version(locked, by=by, at=at, reason=reason)
    record(
        by=by,
        at=at,
        action="projects.edit_project",
        subject=("project", locked.code),
        reason=reason.strip(),
        payload={"version": locked.version, "changes": changed},
    )
    return locked


@transaction.atomic
def edit_listing(
    *, listing: Listing, changes: Mapping[str, Any], reason: str, seen_version: int, by: Actor, at: datetime
) -> Listing:
    """Change what this year's list says of a project (never its plan: that is a batch).

    `changes` maps names of EDITABLE_TERMS to typed values, `theme_ids` to primary keys. The version is the project's:
    one page shows both. Stale and Refused as in `edit_project`; refused too when the project has left the list.
    """
    project = _locked(listing.project_id, seen_version)
    row = Listing.objects.select_for_update().get(pk=listing.pk)
    if row.left_by_id is not None:
        raise Refused("项目已退出本年名单，列入信息不再修改", code="left")
    _require_known(changes, EDITABLE_TERMS)
    plain = {name: value for name, value in changes.items() if name != "theme_ids"}
    changed = _apply(row, plain) | _change_themes(row, changes)
    if not changed:
        return row
    _require_reason(reason)
    _require_valid(row)
    row.save()
    _next_version(project, by=by, at=at, reason=reason)
    record(
        by=by,
        at=at,
        action="projects.edit_listing",
        subject=("project", project.code),
        reason=reason.strip(),
        payload={"version": project.version, "listing": row.pk, "changes": changed},
    )
    return row


def _locked(project_id: int, seen_version: int) -> Project:
    project = Project.objects.select_for_update().get(pk=project_id)
    if project.version != seen_version:
        raise Stale
    return project


def _next_version(project: Project, *, by: Actor, at: datetime, reason: str) -> None:
    project.version += 1
    project.save()
    replace_revision(project, by=by, at=at, reason=reason.strip())


def _require_known(changes: Mapping[str, Any], editable: frozenset[str]) -> None:
    unknown = {name: ["此项不能在这里修改"] for name in changes if name not in editable}
    if unknown:
        raise Refused("有不能修改的栏目", code="invalid", field_errors=unknown)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            "请写明修改理由", code="invalid", field_errors={"reason": ["请写明修改理由，例如“按可研批复更正”"]}
        )


def _require_valid(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused("内容未保存，请按提示修改", code="invalid", field_errors=error.message_dict) from error


def _apply(row: models.Model, changes: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """Set what differs on the row; returns {field: {was, now}} in values a journal can hold."""
    changed = {}
    for name, value in changes.items():
        field = row._meta.get_field(name)  # noqa: SLF001 - documented API
        was = getattr(row, field.attname)
        setattr(row, name, value)
        now = getattr(row, field.attname)
        if was != now:
            changed[name] = {"was": was, "now": now}
    return changed


def _change_themes(row: Listing, changes: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    if "theme_ids" not in changes:
        return {}
    was = sorted(row.themes.values_list("pk", flat=True))
    now = sorted(changes["theme_ids"])
    if was == now:
        return {}
    row.themes.set(now)
    return {"theme_ids": {"was": was, "now": now}}
