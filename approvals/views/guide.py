from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from approvals import permissions
from approvals.actions.guide import publish_guide
from approvals.choices import Stage
from approvals.edition import read_edition
from approvals.models import ApprovalTemplate, Dependency, GuideVersion, Matter
from core.foundation import clock
from core.foundation.asking import allow


@require_safe
def approval_guide(request: HttpRequest) -> HttpResponse:
    """《重点项目审批服务指南》 for reading and printing: the edition in force, or an older one by `?edition=`."""
    editions = list(GuideVersion.objects.all())
    asked = request.GET.get("edition", "")
    guide = next((each for each in editions if str(each.number) == asked), editions[0] if editions else None)
    context = {"editions": editions, "guide": guide, "keeps": permissions.keeps(request.user)}
    return render(request, "approvals/guide.html", context | (_content(guide) if guide else {}))


def _content(guide: GuideVersion) -> dict[str, object]:
    needs = Dependency.objects.select_related("before").order_by("kind", "before__order")
    matters = list(
        Matter.objects.filter(guide=guide)
        .select_related("lead")
        .prefetch_related("papers", Prefetch("needs", queryset=needs))
        .order_by("order")
    )
    templates = ApprovalTemplate.objects.filter(guide=guide).prefetch_related("stage_limits", "matters")
    return {
        "stages": [(stage, [matter for matter in matters if matter.stage == stage]) for stage in Stage],
        "templates": [_template_row(template) for template in templates],
        "stage_labels": Stage.labels,
        "matter_count": len(matters),
    }


def _template_row(template: ApprovalTemplate) -> dict[str, object]:
    limits = {row.stage: row.days for row in template.stage_limits.all()}
    return {
        "template": template,
        "limits": [limits.get(stage) for stage in Stage.values],
        "matters": sorted(template.matters.all(), key=lambda matter: matter.order),
    }


@require_POST
def approval_guide_publish(request: HttpRequest) -> HttpResponse:
    """Put the edition that comes with the portal in force, where there is none yet."""
    allow(permissions.keeps(request.user))
    guide = publish_guide(edition=read_edition(), by=request.user, at=clock.now())
    messages.success(request, f"{guide}已发布，{guide.matters.count()}个事项。")
    return HttpResponseRedirect(reverse("approval_guide"))
