"""Which projects a member of the joint meeting may read: those that what was given to its department names."""

from django.db.models import Q

from core.accounts.models import User
from core.accounts.roles import Can

from .choices import ProblemState
from .models import Problem, Task


def named_to(user: User) -> Q | None:
    """A condition on listings; None for whoever has no department to answer for."""
    departments = user.scope(Can.ANSWER_TASKS).department_ids
    if not departments:
        return None
    ours = Q(department_id__in=departments) | Q(pk__in=Problem.objects.filter(partners__in=departments).values("pk"))
    given = Problem.objects.filter(ours).exclude(state=ProblemState.DRAFT)
    tasks = Task.objects.visible_to(user)
    return Q(pk__in=tasks.values("listing_id")) | Q(pk__in=given.values("listing_id"))
