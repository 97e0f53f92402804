"""Which problem a request is about; what is out of scope does not exist."""

from django.db.models import QuerySet
from django.http import Http404

from core.accounts.models import User
from dispatch.models import Problem, ProblemRequest, Proposal
from projects.models import Listing


def problems_of(user: User) -> QuerySet[Problem]:
    """Problems the person may read, with what a row shows."""
    return Problem.objects.visible_to(user).select_related(
        "listing__project", "unit", "deadline", "department", "resolved_by", "closed_by", "created_by"
    )


def visible_problem(user: User, pk: int) -> Problem:
    found = problems_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个问题，或不在您的管辖范围。")
    return found


def visible_request(user: User, pk: int) -> ProblemRequest:
    """With its problem as the person may read it."""
    found = ProblemRequest.objects.filter(pk=pk, problem__in=Problem.objects.visible_to(user)).first()
    if found is None:
        raise Http404("没有这份申请，或不在您的管辖范围。")
    found.problem = visible_problem(user, found.problem_id)
    return found


def visible_proposal(user: User, pk: int) -> Proposal:
    """With all that its page and its letters name."""
    found = Proposal.objects.visible_to(user).select_related(*_OF_A_PAPER).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份拟办件，或不在您的管辖范围。")
    return found


_OF_A_PAPER = (
    "listing__project", "listing__unit", "unit", "endorsed_by", "decided_by",
    "problem__deadline", "problem__unit", "problem__campaign", "problem__listing__project",
    "task__deadline", "task__department", "task__unit",
)  # fmt: skip


def listing_of(user: User, code: str) -> Listing:
    """The project's place in the newest campaign that lists it."""
    seen = Listing.objects.visible_to(user).filter(project__code=code)
    listing = seen.select_related("project", "unit", "campaign").order_by("-campaign__year").first()
    if listing is None:
        raise Http404("没有这个项目，或不在您的管辖范围。")
    return listing
