"""The green channel: which projects are in it, and on what grounds. All city and provincial key projects are."""

from django.db.models import F

from projects.choices import KeyLevel
from projects.models import Listing, Project

KEY_LEVELS = (KeyLevel.PROVINCE, KeyLevel.CITY)


def green_basis(project: Project) -> str:
    """The grounds in words by the project's newest listing, or nothing. A part follows its package."""
    listing = (
        Listing.objects.filter(project_id__in=[project.pk, project.parent_id or project.pk])
        .order_by("-campaign__year", F("project__parent_id").asc(nulls_first=True))
        .first()
    )
    if listing is None:
        return ""
    if listing.key_level in KEY_LEVELS:
        return f"{KeyLevel(listing.key_level).label}项目"
    return "绿色通道清单" if listing.is_green_channel else ""
