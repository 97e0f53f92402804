"""Binding and releasing the second factor."""

from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.accounts import permissions
from core.accounts.models import User
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor

from .people import raise_epoch


@transaction.atomic
def begin_enrolment(*, user: User) -> TOTPDevice:
    """The device a person is about to bind: made anew unless one waits to be confirmed. No journal entry yet."""
    User.objects.select_for_update().get(pk=user.pk)
    if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        raise Refused("已绑定二次验证，如更换手机请联系系统管理员解除", code="stale")
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "手机验证器"})
    return device


@transaction.atomic
def confirm_enrolment(*, user: User, code: str, at: datetime) -> TOTPDevice:
    """Bind the waiting device with a code it shows. Refused when the code is wrong."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None:
        raise Refused("没有待绑定的验证器，请重新开始", code="stale")
    if not device.verify_token(code):
        raise Refused("验证码不正确，请核对手机时间后重试", code="invalid", field_errors={"code": ["验证码不正确"]})
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record(by=user.actor, at=at, action="accounts.enrol_second_factor", subject=("user", user.pk))
    return device


@transaction.atomic
def reset_second_factor(*, user_id: int, reason: str, at: datetime, by: Actor) -> User:
    """Forget the person's device, for a lost telephone, and end their sessions. Refused for oneself."""
    permissions.not_oneself(by.id, user_id, "解除二次验证").require()
    if not reason.strip():
        raise Refused("请写明原因", code="invalid", field_errors={"reason": ["请写明原因"]})
    user = User.objects.select_for_update().get(pk=user_id)
    removed, _ = TOTPDevice.objects.filter(user=user).delete()
    if not removed:
        raise Refused("该账号没有绑定二次验证", code="stale")
    raise_epoch(user.pk)
    record(by=by, at=at, action="accounts.reset_second_factor", subject=("user", user.pk), reason=reason)
    return user
