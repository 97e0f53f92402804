"""What a file waits for: matters of the project's route that must come before it, in words."""

from .choices import Decision, DependencyKind, RoundState
from .models import ApprovalCase, ApprovalRoute, Dependency


def missing_for(case: ApprovalCase, kind: DependencyKind) -> list[str]:
    """Names of the predecessors of one kind that the project has not been granted; drawings not yet passed count."""
    needed = (
        Dependency.objects.filter(after=case.matter_id, kind=kind)
        .filter(before__code__in=_route_codes(case))
        .exclude(before__code__in=_granted_codes(case))
        .order_by("before__order")
    )
    missing = list(needed.values_list("before__name", flat=True))
    if kind == DependencyKind.HARD and case.matter.is_drawing_review and not _drawings_passed(case):
        missing.append("图审通过")
    return missing


def _route_codes(case: ApprovalCase) -> list[str]:
    """What the project has to go through; a matter outside its route is nobody's predecessor."""
    routes = ApprovalRoute.objects.filter(project=case.project_id)
    return list(routes.values_list("template__matters__code", flat=True))


def _granted_codes(case: ApprovalCase) -> list[str]:
    granted = ApprovalCase.objects.filter(project=case.project_id, decision=Decision.GRANT)
    return list(granted.values_list("matter_code", flat=True))


def _drawings_passed(case: ApprovalCase) -> bool:
    last = case.rounds.order_by("-number").first()
    return last is not None and last.state == RoundState.PASSED
