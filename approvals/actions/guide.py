"""Publishing an edition of the guide, and choosing the template that a project follows."""

from datetime import datetime

from django.db import IntegrityError, transaction

from approvals import permissions
from approvals.choices import Stage
from approvals.edition import Edition, papers_of
from approvals.models import (
    ApprovalCase,
    ApprovalRoute,
    ApprovalTemplate,
    Dependency,
    GuideVersion,
    Matter,
    MatterPaper,
    StageLimit,
)
from core.accounts.models import User
from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.clock import day_of
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from core.organisations.models import Department
from projects.models import Project


@transaction.atomic
def publish_guide(*, edition: Edition, by: User, at: datetime) -> GuideVersion:
    """Make an edition the one in force. Running files keep theirs; routes move to the templates of the same code."""
    permissions.keeps(by).require()
    if problems := edition.problems():
        raise Refused(f"指南不能发布：{problems[0]}", code="invalid", field_errors={"edition": problems})
    if edition.effective_on > day_of(at):
        day = f"{edition.effective_on:%Y年%-m月%-d日}"
        raise Refused(f"这一版自{day}起施行，发布后立即生效；请到{day}再发布。", code="early")
    last = GuideVersion.objects.select_for_update().order_by("-number").first()
    digest = sha256_hex(canonical_json(vars(edition)))
    if last is not None and last.digest == digest:
        raise Refused(f"内容与现行第{last.number}版相同，无需再发布。", code="same")
    guide = GuideVersion(
        number=last.number + 1 if last else 1,
        title=edition.title,
        document_number=edition.document_number,
        effective_on=edition.effective_on,
        note=edition.note,
        digest=digest,
        published_at=at,
        published_by_label=by.display_name,
    )
    try:
        guide.save()
    except IntegrityError as error:  # two published at once
        raise Stale from error
    matters = _add_matters(guide, edition)
    Dependency.objects.bulk_create(
        Dependency(before=matters[before], after=matters[after], kind=kind) for before, after, kind in edition.edges
    )
    _add_templates(guide, edition, matters)
    payload: dict[str, object] = {"number": guide.number, "digest": digest, "matters": len(matters)}
    record(by=by.actor, at=at, action="approvals.publish_guide", subject=("guide", guide.number), payload=payload)
    return guide


def _add_matters(guide: GuideVersion, edition: Edition) -> dict[str, Matter]:
    departments = {row.code: row for row in Department.objects.all()}
    unknown = sorted({matter["lead"] for matter in edition.matters} - departments.keys())
    if unknown:
        raise Refused(f"没有这个部门：{'、'.join(unknown)}；请先在机构中登记。", code="invalid")
    made = [
        Matter(
            guide=guide,
            order=order,
            lead=departments[row["lead"]],
            own_green_days=row.get("green_days"),
            **{name: row[name] for name in _MATTER_FIELDS if name in row},
        )
        for order, row in enumerate(edition.matters, start=1)
    ]
    matters = {matter.code: matter for matter in Matter.objects.bulk_create(made)}
    MatterPaper.objects.bulk_create(
        MatterPaper(matter=matters[row["code"]], order=order, name=name, is_secondary=is_secondary)
        for row in edition.matters
        for order, (name, is_secondary) in enumerate(papers_of(row), start=1)
    )
    return matters


_MATTER_FIELDS = (
    *("code", "name", "short_name", "stage", "legal_days", "legal_note", "promised_days", "promised_note"),
    *("extension_days", "extension_note", "resume_mode", "is_drawing_review"),
)


def _add_templates(guide: GuideVersion, edition: Edition, matters: dict[str, Matter]) -> None:
    for order, row in enumerate(edition.templates, start=1):
        template = ApprovalTemplate.objects.create(
            guide=guide, code=row["code"], name=row["name"], ceiling_days=row["ceiling_days"], order=order
        )
        template.matters.set(matters[code] for code in row["matters"])
        StageLimit.objects.bulk_create(
            StageLimit(template=template, stage=stage, days=row["stages"][stage])
            for stage in Stage.values
            if stage in row["stages"]
        )
        ApprovalRoute.objects.filter(template__code=template.code).update(template=template)


@transaction.atomic
def set_route(*, project: Project, template: ApprovalTemplate, by: User, at: datetime) -> ApprovalRoute:
    """The template a project follows. It may change as long as it covers every file handed in."""
    permissions.keeps(by).require()
    Project.objects.select_for_update().get(pk=project.pk)
    handed_in = ApprovalCase.objects.filter(project=project).values_list("matter_code", "matter__name").distinct()
    covered = set(template.matters.values_list("code", flat=True))
    outside = sorted({name for code, name in handed_in if code not in covered})
    if outside:
        raise Refused(f"“{template.name}”不含已收件的事项：{'、'.join(outside)}。请另选模板。", code="covered")
    route, _ = ApprovalRoute.objects.update_or_create(
        project=project, defaults={"template": template, "set_at": at, "set_by_label": by.display_name}
    )
    payload: dict[str, object] = {"template": template.code, "guide": template.guide_id}
    record(by=by.actor, at=at, action="approvals.set_route", subject=("project", project.code), payload=payload)
    return route
