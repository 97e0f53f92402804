"""What a file waits for: matters of the project's route that must come before it, in words."""

from .choices import Decision, DependencyKind, RoundState
from .models import ApprovalCase, ApprovalRoute, Dependency

Missing = dict[DependencyKind, list[str]]


def missing_before(case: ApprovalCase) -> Missing:
    """By kind, names of the predecessors that the project has not been granted; drawings not yet passed count as HARD.

    Costs three statements, a fourth for a review of drawings.
    """
    needed = (
        Dependency.objects.filter(after=case.matter_id, before__code__in=_route_codes(case))
        .exclude(before__code__in=_granted_codes(case))
        .order_by("before__order")
    )
    missing: Missing = {kind: [] for kind in DependencyKind}
    for kind, name in needed.values_list("kind", "before__name"):
        missing[DependencyKind(kind)].append(name)
    if case.matter.is_drawing_review and not _drawings_passed(case):
        missing[DependencyKind.HARD].append("图审通过")
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
