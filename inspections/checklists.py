"""Which lines a visit is asked: of each checklist that suits the kind of project, the edition in force at the check-in.

A new edition changes nothing on a site where a team stands already, nor in the records.
"""

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from .models import ChecklistEdition, ChecklistItem, Visit


def editions_in_force(at: datetime) -> QuerySet[ChecklistEdition]:
    """The last published edition of every checklist; one without lines is a checklist given up."""
    published = ChecklistEdition.objects.filter(checklist=OuterRef("checklist"), published_at__lte=at)
    last = published.order_by("-number").values("pk")[:1]
    rows = ChecklistEdition.objects.filter(pk=Subquery(last)).select_related("checklist")
    return rows.order_by("checklist__order", "checklist_id")


def suits(edition: ChecklistEdition, kind: str) -> bool:
    """Whether an edition is used for projects of a kind (a category's code)."""
    return not edition.kinds or kind in edition.kind_codes


def lines_for(visit: Visit, *, at: datetime) -> QuerySet[ChecklistItem]:
    """The lines in the order of the form; two statements. `at` stands for a check-in that has not been."""
    editions = editions_in_force(visit.checked_in_at or at)
    kind = visit.listing.category.code
    used = [each.pk for each in editions if suits(each, kind)]
    return ChecklistItem.objects.filter(edition__in=used).select_related("edition__checklist")
