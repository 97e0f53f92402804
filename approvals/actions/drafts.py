"""A new edition of the guide by the page: uploaded, looked at, published at once or on the day it names."""

import tomllib
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.urls import reverse

from approvals import permissions
from approvals.choices import DraftState
from approvals.edition import Edition, parse_edition
from approvals.models import GuideDraft
from approvals.states import GUIDE_DRAFT
from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.operations.storage import open_file, store_file

from .guide import publish_guide

OWNER = "approval_guide"
"""`StoredFile.owner_kind`: an edition is read by whoever reads the guide."""
LARGEST = 1024 * 1024
FAILED = "guide_not_published"


@transaction.atomic
def upload(*, name: str, content: BinaryIO, by: User, at: datetime) -> GuideDraft:
    """Keep the file if it can be read whole; nothing of the guide in force changes."""
    permissions.keeps(by).require()
    edition = _understood(content.read(LARGEST + 1))
    content.seek(0)
    made = GuideDraft.objects.create(
        file=store_file(name, content, kind="guide", by=by.actor, at=at, owner=(OWNER, "draft")),
        title=edition.title,
        document_number=edition.document_number,
        effective_on=edition.effective_on,
        uploaded_by=by,
        uploaded_at=at,
    )
    _record(made, "approvals.upload_guide", by=by, at=at)
    return made


def _understood(raw: bytes) -> Edition:
    """What the file says, or why it cannot be taken, in words beside the field."""
    if len(raw) > LARGEST:
        raise _unreadable("文件超过1MB，不像指南文件")
    try:
        edition = parse_edition(raw.decode("utf-8-sig"))
        edition.problems()
        is_short = isinstance(edition.title, str) and max(len(edition.title), len(edition.document_number)) <= 60
        day_of_edition = edition.effective_on.isoformat()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unreadable(f"文件读不了：{error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(f"缺少或写错了栏目：{error}") from error
    if not is_short:
        raise _unreadable("缺少或写错了栏目：名称、文号不超过60字")
    if len(day_of_edition) != len("2018-01-15"):
        raise _unreadable("施行日期只写年月日")
    return edition


def _unreadable(why: str) -> Refused:
    told = f"{why}。请以现行版的文件为样子修改后再传。"[:300]
    return Refused(told, field_errors={"file": [told]})


def edition_of(draft: GuideDraft) -> Edition:
    """The uploaded file, read anew."""
    with open_file(draft.file) as content:
        return _understood(content.read())


@transaction.atomic
def release(*, draft_id: int, by: User, at: datetime) -> GuideDraft:
    """Publish now; an edition that names a later day is in force from that day on, by itself."""
    draft = _held(draft_id)
    permissions.may_release(by, draft).require()
    edition = edition_of(draft)
    if problems := edition.problems():
        raise Refused(f"指南不能发布：{problems[0]}", code="invalid")
    draft.released_by, draft.released_at, draft.failure = by, at, ""
    if edition.effective_on > day_of(at):
        draft.state = GUIDE_DRAFT.transition(draft.state, "schedule").target
        draft.save()
        _record(draft, "approvals.schedule_guide", by=by, at=at)
        return draft
    return _publish(draft, edition, by=by, at=at)


def _publish(draft: GuideDraft, edition: Edition, *, by: User, at: datetime) -> GuideDraft:
    draft.guide = publish_guide(edition=edition, by=by, at=at)
    draft.state = GUIDE_DRAFT.transition(draft.state, "publish").target
    draft.save()
    inbox.resolve(kind=FAILED, subject=f"guide_draft:{draft.pk}", at=at)
    return draft


@transaction.atomic
def withdraw(*, draft_id: int, by: User, at: datetime) -> GuideDraft:
    """Take it off before it is in force; the file stays."""
    draft = _held(draft_id)
    permissions.may_withdraw_draft(by, draft).require()
    draft.state = GUIDE_DRAFT.transition(draft.state, "withdraw").target
    draft.save(update_fields=["state"])
    inbox.resolve(kind=FAILED, subject=f"guide_draft:{draft.pk}", at=at)
    _record(draft, "approvals.withdraw_guide", by=by, at=at)
    return draft


def publish_due(*, at: datetime) -> int:
    """What was scheduled and whose day has come, the earlier day first; in the name of who released it.

    One that cannot be published any more goes back to the desk with the reason, and the section is told.
    """
    due = GuideDraft.objects.filter(state=DraftState.SCHEDULED, effective_on__lte=day_of(at))
    keys = list(due.order_by("effective_on", "pk").values_list("pk", flat=True))
    return sum(_publish_due(key, at=at) for key in keys)


@transaction.atomic
def _publish_due(draft_id: int, *, at: datetime) -> bool:
    draft = _held(draft_id)
    if draft.state != DraftState.SCHEDULED or draft.released_by is None:
        return False
    try:
        with transaction.atomic():
            _publish(draft, edition_of(draft), by=draft.released_by, at=at)
    except Refused as refused:
        _hold_back(_held(draft_id), refused.message, at=at)
        return False
    return True


def _hold_back(draft: GuideDraft, why: str, *, at: datetime) -> None:
    draft.state = GUIDE_DRAFT.transition(draft.state, "hold_back").target
    draft.failure, draft.released_by, draft.released_at = why[:300], None, None
    draft.save()
    inbox.notify(
        users=User.objects.holding(Role.SECTION_OFFICER),
        kind=FAILED,
        subject=f"guide_draft:{draft.pk}",
        text=f"{draft}未能按期发布：{why}"[:200],
        url=reverse("approval_guide_draft", args=[draft.pk]),
        at=at,
    )


def _held(draft_id: int) -> GuideDraft:
    return GuideDraft.objects.select_for_update(of=("self",)).select_related("file", "released_by").get(pk=draft_id)


def _record(draft: GuideDraft, action: str, *, by: User, at: datetime) -> None:
    payload: dict[str, object] = {"draft": draft.pk, "document": draft.document_number, "from": draft.effective_on}
    record(by=by.actor, at=at, action=action, subject=("guide_draft", draft.pk), payload=payload)
