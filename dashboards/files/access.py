"""Who may have a stored file: whoever may read what it belongs to. A file of unknown belonging is its giver's alone."""

from collections.abc import Callable

from core.accounts.models import User
from core.accounts.roles import Can
from core.operations.models import StoredFile
from core.organisations.models import ReportingUnit
from dashboards.register.background import OWNER as EXPORT
from dashboards.register.background import may_have_export
from dispatch.choices import PaperOf as EvidenceOf
from dispatch.models import Problem, Task
from inspections.actions.photos import PHOTO_OWNER
from reporting.choices import PaperOf
from reporting.models import Duty


def may_have(user: User, stored: StoredFile) -> bool:
    """Whether the file exists for this person; asked again at each download, so rights that ended end here too."""
    reads = READERS.get(stored.owner_kind)
    return reads(user, stored.owner_id) if reads else stored.stored_by_id == user.pk


def _reads_duty(user: User, owner_id: str) -> bool:
    return owner_id.isdecimal() and Duty.objects.visible_to(user).filter(pk=owner_id).exists()


def _reads_unit(user: User, owner_id: str) -> bool:
    """`owner_id` is “2018-07:350582”."""
    scope = user.scope(Can.READ_BOARD)
    code = owner_id.rpartition(":")[2]
    return scope.whole_city or ReportingUnit.objects.filter(code=code, pk__in=scope.unit_ids).exists()


def _nobody(_user: User, _owner_id: str) -> bool:
    """For files that have an address of their own, which asks more."""
    return False


def _reads_problem(user: User, owner_id: str) -> bool:
    return owner_id.isdecimal() and Problem.objects.visible_to(user).filter(pk=owner_id).exists()


def _reads_task(user: User, owner_id: str) -> bool:
    return owner_id.isdecimal() and Task.objects.visible_to(user).filter(pk=owner_id).exists()


READERS: dict[str, Callable[[User, str], bool]] = {
    PHOTO_OWNER: _nobody,
    PaperOf.DUTY: _reads_duty,
    PaperOf.CORRECTION: _reads_duty,
    PaperOf.UNIT: _reads_unit,
    EXPORT: may_have_export,
    EvidenceOf.PROBLEM: _reads_problem,
    EvidenceOf.TASK: _reads_task,
}
