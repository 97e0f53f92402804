"""Taking an import back, as a whole, while nothing has happened since to what it wrote."""

from collections.abc import Iterable, Sequence

from django.db.models import ProtectedError

from core.foundation.verdict import Refused
from core.intake.choices import RowGroup
from core.intake.desks import Writing
from core.intake.models import BatchRow
from projects.actions.bulk import Edit, edit_many
from projects.models import Campaign, Listing, PlanBatch, PlanLine, PlanMonth, Project, ProjectRevision

from .fields import FACT_KEYS, TERM_KEYS
from .restoring import refuse_any, restore_plans
from .typed import drop_owners, known_owners, lookups


def take_register_back(writing: Writing, campaign: Campaign, rows: Sequence[BatchRow]) -> None:
    """Bring the register back to what it was before the import.

    Changed facts get another revision with the old values; changed plans get a batch of their own that restores the
    lines before, because plans are never overwritten; new projects are removed with all that the import wrote for them,
    and firms that it met for the first time where nothing else speaks of them.
    Refused when one of the rows was changed later or anything refers to a new project already.
    """
    changed = [row for row in rows if row.said("changes")]
    new = [row for row in rows if row.group == RowGroup.NEW]
    _require_untouched(rows)
    plan_batch = PlanBatch.objects.filter(pk=writing.batch.said("outcome").get("plan_batch")).first()
    _restore_plans(writing, campaign, changed, plan_batch)
    _restore_facts(writing, campaign, changed)
    _remove(new, plan_batch)
    drop_owners(writing.batch.said("outcome").get("new_owners", []))


def _require_untouched(rows: Sequence[BatchRow]) -> None:
    now = dict(Project.objects.filter(pk__in=[row.target_id for row in rows]).values_list("pk", "version"))
    touched = [row.name for row in rows if now.get(row.target_id) != row.version]
    refuse_any(touched, "入库之后又有修改")


def _restore_plans(
    writing: Writing, campaign: Campaign, changed: Iterable[BatchRow], plan_batch: PlanBatch | None
) -> None:
    projects = [row.target_id for row in changed if "annual_plan_wan" in row.said("changes")]
    if projects:
        listings = Listing.objects.filter(campaign=campaign, project_id__in=projects)
        restore_plans(writing, campaign, plan_batch, dict(listings.values_list("pk", "project__name")))


def _restore_facts(writing: Writing, campaign: Campaign, changed: Iterable[BatchRow]) -> None:
    olds = {
        row.target_id: (row.version, {key: old for key, (old, _) in row.said("changes").items() if key in _EDITED})
        for row in changed
    }
    olds = {pk: (version, texts) for pk, (version, texts) in olds.items() if texts}
    if not olds:
        return
    owners = known_owners(texts["owner"] for _, texts in olds.values() if texts.get("owner"))
    found = lookups(campaign, owners)
    listings = dict(Listing.objects.filter(campaign=campaign, project_id__in=olds).values_list("project_id", "pk"))
    edits = [
        Edit(pk, version, found.facts(texts), listings.get(pk), found.terms(texts))
        for pk, (version, texts) in olds.items()
    ]
    batch = writing.batch
    edit_many(edits, reason=f"撤销导入 {batch.number}", import_batch_id=batch.pk, by=writing.by, at=writing.at)


_EDITED = frozenset({*FACT_KEYS, *TERM_KEYS})


def _remove(new: Sequence[BatchRow], plan_batch: PlanBatch | None) -> None:
    """Delete what the import created. Whatever refers to it by then protects it, and the import stays."""
    if not new or plan_batch is None:
        return
    listings = Listing.objects.filter(entered_by=plan_batch)
    lines = PlanLine.objects.filter(batch=plan_batch, listing__in=listings.values("pk"))
    created = Project.objects.filter(pk__in=[row.target_id for row in new if not row.said("findings").get("code")])
    try:
        PlanMonth.objects.filter(line__in=lines.values("pk")).delete()
        lines.delete()
        listings.delete()
        ProjectRevision.objects.filter(project__in=created.values("pk")).delete()
        created.delete()
        if not plan_batch.lines.exists():
            plan_batch.delete()
    except ProtectedError as error:
        message = "新增的项目已有填报任务、月度汇总或其他登记，不能整批撤销；请走“调整计划”让这些项目退出名单"
        raise Refused(message, code="in_use") from error
