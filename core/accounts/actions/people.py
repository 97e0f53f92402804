"""Opening and closing accounts, and their passwords. `at` is the bureau's time, `real_at` the security timers'."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core.accounts import lockout, passwords, permissions
from core.accounts.models import PasswordRecord, User
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from core.organisations.models import Department

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")


@dataclass(frozen=True)
class NewAccount:
    """Who gets an account; `username` is 3 to 40 signs of a-z, 0-9, `_`, `.`, `-` and begins with a letter."""

    username: str
    display_name: str
    phone: str = ""
    department: Department | None = None


@transaction.atomic
def create_account(*, of: NewAccount, at: datetime, real_at: datetime, by: Actor) -> tuple[User, str]:
    """Open an account without any role; returns it with the one-time password, which is kept nowhere.

    Refused when the user name is malformed or taken.
    """
    problem = _username_problem(of.username)
    if problem:
        raise Refused(problem, code="invalid", field_errors={"username": [problem]})
    user = User(username=of.username, display_name=of.display_name, phone=of.phone, department=of.department)
    password = _give_one_time_password(user, real_at=real_at)
    payload = _named(user) | {"display_name": user.display_name}
    record(by=by, at=at, action="accounts.create_account", subject=("user", user.pk), payload=payload)
    return user, password


def _username_problem(username: str) -> str:
    if not USERNAME.fullmatch(username):
        return "用户名须为3至40位小写字母、数字或 _ . -，以字母开头"
    if User.objects.filter(username=username).exists():
        return f"用户名“{username}”已有人使用，请换一个"
    return ""


@transaction.atomic
def set_active(*, user_id: int, is_active: bool, reason: str, at: datetime, by: Actor) -> User:
    """Open or close an account; closing ends its sessions and tokens at their next request. Refused for oneself."""
    permissions.not_oneself(by.id, user_id, "启用或停用账号").require()
    _need_reason(reason)
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_active == is_active:
        raise Refused(f"账号已经{'启用' if is_active else '停用'}，无需再次操作", code="stale")
    user.is_active = is_active
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])
    action = "accounts.activate" if is_active else "accounts.deactivate"
    record(by=by, at=at, action=action, subject=("user", user.pk), reason=reason, payload=_named(user))
    return user


@transaction.atomic
def reset_password(*, user_id: int, reason: str, at: datetime, real_at: datetime, by: Actor) -> tuple[User, str]:
    """Give a one-time password to somebody who lost theirs; ends their sessions and opens a locked account."""
    permissions.not_oneself(by.id, user_id, "重置密码").require()
    _need_reason(reason)
    user = User.objects.select_for_update().get(pk=user_id)
    password = _give_one_time_password(user, real_at=real_at)
    lockout.release(user.username)
    record(
        by=by,
        at=at,
        action="accounts.reset_password",
        subject=("user", user.pk),
        reason=reason,
        payload=_named(user),
    )
    return user, password


@transaction.atomic
def change_password(*, user: User, new_password: str, at: datetime, real_at: datetime) -> User:
    """A person's own change: refused when the policy does, ends every other session and all tokens."""
    user = User.objects.select_for_update().get(pk=user.pk)
    try:
        validate_password(new_password, user)
    except ValidationError as error:
        raise Refused("新密码不合要求", code="invalid", field_errors={"new_password1": error.messages}) from error
    user.must_change_password = False
    _set_password(user, new_password, real_at=real_at)
    record(by=user.actor, at=at, action="accounts.change_password", subject=("user", user.pk))
    return user


@transaction.atomic
def unlock_account(*, user_id: int, reason: str, at: datetime, by: Actor) -> User:
    """Let somebody try again who was locked out by wrong passwords."""
    _need_reason(reason)
    user = User.objects.get(pk=user_id)
    lockout.release(user.username)
    record(
        by=by,
        at=at,
        action="accounts.unlock_account",
        subject=("user", user.pk),
        reason=reason,
        payload=_named(user),
    )
    return user


def raise_epoch(user_id: int) -> None:
    """End every session and token of a person; the caller's action says why."""
    User.objects.filter(pk=user_id).update(session_epoch=F("session_epoch") + 1)


def _give_one_time_password(user: User, *, real_at: datetime) -> str:
    password = passwords.one_time_password()
    user.must_change_password = True
    _set_password(user, password, real_at=real_at)
    return password


def _set_password(user: User, password: str, *, real_at: datetime) -> None:
    """Store a new password, remember its digest among the last five and end what was open under the old one."""
    user.password = make_password(password)
    user.password_changed_at = real_at
    user.session_epoch += 1
    user.save()
    PasswordRecord.objects.create(user=user, password=user.password, at=real_at)
    kept = user.password_records.values_list("pk", flat=True)[: passwords.HISTORY]
    user.password_records.exclude(pk__in=list(kept)).delete()


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("请写明原因", code="invalid", field_errors={"reason": ["请写明原因"]})


def _named(user: User) -> dict[str, object]:
    return {"username": user.username}
