"""Taking an import back, as a whole, while nothing has happened since to what it wrote."""

from collections.abc import Iterable, Sequence

from django.db.models import ProtectedError

from core.foundation.verdict import Refused
from core.intake.choices import RowGroup
from core.intake.desks import Writing
from core.intake.models import BatchRow
from projects.actions.bulk import Edit, edit_many
from projects.actions.plan_lines import Plan, open_batch, plan_of, replace_lines
from projects.actions.terms import BatchPaper, PlanChange
from projects.choices import BatchKind, CurveBasis
from projects.models import Campaign, Listing, PlanBatch, PlanLine, PlanMonth, Project, ProjectRevision

from .fields import FACT_KEYS, TERM_KEYS
from .typed import lookups

_SHOWN = 5


def take_register_back(writing: Writing, campaign: Campaign, rows: Sequence[BatchRow]) -> None:
    """Bring the register back to what it was before the import.

    Changed facts get another revision with the old values; changed plans get a batch of their own that restores the
    lines before, because plans are never overwritten; new projects are removed with all that the import wrote for them.
    Refused when one of the rows was changed later or anything refers to a new project already.
    """
    changed = [row for row in rows if row.said("changes")]
    new = [row for row in rows if row.group == RowGroup.NEW]
    _require_untouched(rows)
    plan_batch = PlanBatch.objects.filter(pk=writing.batch.said("outcome").get("plan_batch")).first()
    _restore_plans(writing, campaign, changed, plan_batch)
    _restore_facts(writing, campaign, changed)
    _remove(new, plan_batch)


def _require_untouched(rows: Sequence[BatchRow]) -> None:
    now = dict(Project.objects.filter(pk__in=[row.target_id for row in rows]).values_list("pk", "version"))
    touched = [row.name for row in rows if now.get(row.target_id) != row.version]
    _refuse_any(touched, "入库之后又有修改")


def _refuse_any(names: Sequence[str], why: str) -> None:
    if names:
        shown = "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
        message = f"{len(names)} 个项目{why}（{shown}），不能整批撤销；请在项目编辑或“调整计划”中逐项更正"
        raise Refused(message, code="touched")


def _restore_plans(
    writing: Writing, campaign: Campaign, changed: Iterable[BatchRow], plan_batch: PlanBatch | None
) -> None:
    rows = [row for row in changed if "annual_plan_wan" in row.said("changes")]
    if not rows:
        return
    names = dict(
        Listing.objects.filter(campaign=campaign, project_id__in=[row.target_id for row in rows]).values_list(
            "pk", "project__name"
        )
    )
    standing = {line.listing_id: line for line in PlanLine.objects.live().filter(listing_id__in=names)}
    later = [names[pk] for pk, line in standing.items() if line.batch_id != plan_batch.pk]
    _refuse_any(later, "的计划之后又有调整")
    before = PlanLine.objects.filter(listing_id__in=names, known_to=plan_batch.approved_at).prefetch_related("months")
    plans = {line.listing_id: _as_it_was(line, campaign.year, names[line.listing_id]) for line in before}
    paper = BatchPaper(
        title=f"撤销：{plan_batch.title}"[:80],
        reason=writing.reason,
        document_number=plan_batch.document_number,
        approver_label=plan_batch.approver_label,
        approved_at=writing.at,
        effective_month=plan_batch.effective_month,
    )
    restoring = open_batch(campaign=campaign, kind=BatchKind.ADJUSTMENT, paper=paper, by=writing.by, at=writing.at)
    replace_lines(restoring, plans)


def _as_it_was(line: PlanLine, year: int, name: str) -> Plan:
    months = sorted(line.months.all(), key=lambda month: month.month)
    curve = tuple(month.due_wan for month in months) if line.curve_basis == CurveBasis.ENTERED else None
    change = PlanChange(line.listing_id, line.annual_plan_wan, line.planned_start, line.planned_finish, curve)
    return plan_of(change, before_wan=line.cumulative_before_year_wan, year=year, name=name)


def _restore_facts(writing: Writing, campaign: Campaign, changed: Iterable[BatchRow]) -> None:
    olds = {
        row.target_id: (row.version, {key: old for key, (old, _) in row.said("changes").items() if key in _EDITED})
        for row in changed
    }
    olds = {pk: (version, texts) for pk, (version, texts) in olds.items() if texts}
    if not olds:
        return
    found = lookups(campaign, [texts["owner"] for _, texts in olds.values() if texts.get("owner")])
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
