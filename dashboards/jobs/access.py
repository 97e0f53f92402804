"""Whose background work a person sees: their own, or all of it for those who run the month or the system."""

from core.accounts.models import User
from core.accounts.roles import Can, Role
from core.operations.models import Job
from core.operations.querysets import JobQuerySet


def oversees_jobs(user: User) -> bool:
    return user.scope(Can.RUN_MONTH).whole_city or Role.SYSTEM_ADMIN in user.grants.roles


def jobs_visible_to(user: User) -> JobQuerySet:
    return Job.objects.all() if oversees_jobs(user) else Job.objects.requested_by(user.pk)
