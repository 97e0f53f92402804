"""Plans of an import brought back to what stood before it, by a batch of their own: plans are never overwritten."""

from collections.abc import Mapping, Sequence

from core.foundation.verdict import Refused
from core.intake.desks import Writing
from projects.actions.plan_lines import Plan, open_batch, plan_of, replace_lines
from projects.actions.terms import BatchPaper, PlanChange
from projects.choices import BatchKind, CurveBasis
from projects.models import Campaign, PlanBatch, PlanLine

_SHOWN = 5


def refuse_any(names: Sequence[str], why: str) -> None:
    """Refused, naming the first few projects that keep an import from being taken back."""
    if names:
        shown = "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
        message = f"{len(names)} 个项目{why}（{shown}），不能整批撤销；请在项目编辑或“调整计划”中逐项更正"
        raise Refused(message, code="touched")


def restore_plans(writing: Writing, campaign: Campaign, plan_batch: PlanBatch, names: Mapping[int, str]) -> None:
    """The lines that `plan_batch` closed stand again; `names` are those of the projects by listing.

    Refused when one of the plans was adjusted again since.
    """
    standing = {line.listing_id: line for line in PlanLine.objects.live().filter(listing_id__in=names)}
    later = [names[pk] for pk, line in standing.items() if line.batch_id != plan_batch.pk]
    refuse_any(later, "的计划之后又有调整")
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
