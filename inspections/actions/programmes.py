from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from core.accounts.models import User
from core.foundation.verdict import Refused
from core.journal.actions import record
from inspections import permissions
from inspections.models import PlanReader, PoolExclusion, Programme
from projects.models import Campaign, Listing

from .holding import held_programme


@dataclass(frozen=True)
class NewProgramme:
    """What a programme is about and its rules. `authority` is the paper that allows it: none, no inspection."""

    name: str
    authority: str
    content: str
    starts_on: date
    ends_on: date
    sample_percent: int = 20
    sample_minimum: int = 3
    inspectors: int = 2
    experts: int = 0


@transaction.atomic
def open_programme(*, campaign: Campaign, of: NewProgramme, by: User, at: datetime) -> Programme:
    """A programme of the year; who opens it is its first reader."""
    permissions.may_manage(by).require()
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    _complete(of)
    last = Programme.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    programme = Programme.objects.create(campaign=campaign, number=last + 1, opened_by=by, opened_at=at, **asdict(of))
    PlanReader.objects.create(
        programme=programme, user=by, reason="方案负责人", named_at=at, named_by_label=by.display_name
    )
    _record(programme, "inspection.open_programme", by=by, at=at, reason=of.authority)
    return programme


def _complete(of: NewProgramme) -> None:
    errors = {}
    if not of.authority.strip():
        errors["authority"] = ["督查须有依据文件，请填写文号或批示。"]
    if of.inspectors < 2:
        errors["inspectors"] = ["每个点至少两名督查员。"]
    if of.ends_on < of.starts_on:
        errors["ends_on"] = ["结束日期不能早于开始日期。"]
    if not 1 <= of.sample_percent <= 100:
        errors["sample_percent"] = ["抽查比例应为1到100。"]
    if errors:
        raise Refused("方案不完整，请按提示补正。", field_errors=errors)


@transaction.atomic
def exclude(*, programme_id: int, listing: Listing, reason: str, by: User, at: datetime) -> PoolExclusion:
    """Leave a site out of the pool; the frozen pool shows the reason to everybody who replays the draw."""
    programme = held_programme(programme_id)
    permissions.may_change_programme(by, has_round=permissions.standing_round(programme)).require()
    if not reason.strip():
        raise Refused("排除须写明理由，理由随名单库公布。", field_errors={"reason": ["请写明理由。"]})
    if programme.exclusions.filter(listing=listing).exists():
        raise Refused("该项目已经排除。", code="exists")
    made = PoolExclusion.objects.create(
        programme=programme, listing=listing, reason=reason.strip(), at=at, by_label=by.display_name
    )
    _record(programme, "inspection.exclude", by=by, at=at, reason=reason, project=listing.project.code)
    return made


@transaction.atomic
def include(*, programme_id: int, exclusion_id: int, by: User, at: datetime) -> None:
    """Take an exclusion back before the pool is frozen."""
    programme = held_programme(programme_id)
    permissions.may_change_programme(by, has_round=permissions.standing_round(programme)).require()
    row = programme.exclusions.select_related("listing__project").filter(pk=exclusion_id).first()
    if row is None:
        raise Refused("该排除已经取消。", code="stale")
    row.delete()
    _record(programme, "inspection.include", by=by, at=at, project=row.listing.project.code)


@transaction.atomic
def name_reader(*, programme_id: int, user: User, reason: str, by: User, at: datetime) -> PlanReader:
    """Let somebody open the plan: named by a reader, with a reason, for good."""
    programme = held_programme(programme_id)
    permissions.may_manage(by).require()
    if not programme.readers.filter(user=by).exists():
        raise Refused("只有名单知情人可以再指定知情人。", code="forbidden")
    if not reason.strip():
        raise Refused("请写明知情事由。", field_errors={"reason": ["请写明知情事由。"]})
    if programme.readers.filter(user=user).exists():
        raise Refused(f"{user}已是名单知情人。", code="exists")
    made = PlanReader.objects.create(
        programme=programme, user=user, reason=reason.strip(), named_at=at, named_by_label=by.display_name
    )
    _record(programme, "inspection.name_reader", by=by, at=at, reason=reason, username=user.username)
    return made


def _record(programme: Programme, action: str, *, by: User, at: datetime, reason: str = "", **payload: object) -> None:
    said: dict[str, object] = {"number": programme.number, **payload}
    record(
        by=by.actor, at=at, action=action, subject=("inspection_programme", programme.pk), reason=reason, payload=said
    )
