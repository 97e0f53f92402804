"""Which file, which project a request is about; what is out of scope does not exist."""

from django.http import Http404

from approvals.models import ApprovalCase
from core.accounts.models import User
from projects.models import Listing


def visible_case(user: User, pk: int) -> ApprovalCase:
    case = (
        ApprovalCase.objects.visible_to(user)
        .select_related("project", "matter__lead", "matter__guide", "department")
        .filter(pk=pk)
        .first()
    )
    if case is None:
        raise Http404("没有这件审批件，或不在您的管辖范围。")
    return case


def visible_listing(user: User, code: str) -> Listing:
    """The project's place in the newest campaign that lists it."""
    listing = (
        Listing.objects.visible_to(user)
        .filter(project__code=code)
        .select_related("project__owner", "project__approval_route__template__guide", "unit")
        .order_by("-campaign__year")
        .first()
    )
    if listing is None:
        raise Http404("没有这个项目，或不在您的管辖范围。")
    return listing
