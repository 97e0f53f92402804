"""The second factor (TOTP, an app on the telephone): who needs one and who has shown it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django_otp import user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from .roles import ROLES

if TYPE_CHECKING:
    from .models import User


def is_required(user: "User") -> bool:
    """Whether one of the person's roles asks for a second factor in this installation."""
    return settings.REQUIRE_SECOND_FACTOR and any(ROLES[role].needs_second_factor for role in user.grants.roles)


def has_one(user: "User") -> bool:
    """Whether the person has bound a device."""
    return user_has_device(user)


def waiting_device(user: "User") -> TOTPDevice | None:
    """The device the person has begun to bind and not yet confirmed."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def is_owed(user: "User") -> bool:
    """Whether the person still has to show it in this session (`user` as left by django-otp's middleware)."""
    if not settings.REQUIRE_SECOND_FACTOR or user.is_verified():
        return False
    return is_required(user) or user_has_device(user)
