"""What a password must be. Two profiles stand in the settings: 等保三级 (composition, history, 90 days) and ASVS."""

import secrets
import string
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    get_default_password_validators,
)
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from .models import User

CLASSES_NEEDED = 3
HISTORY = 5
_ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without what looks alike on paper


def _classes(password: str) -> int:
    """How many of lower case, upper case, digits and other signs occur."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
    return sum(any(kind(sign) for sign in password) for kind in kinds)


class LengthValidator(MinimumLengthValidator):
    """Long enough. Django's own message has no Chinese translation."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return f"密码不少于{self.min_length}位。"


class CharacterClassesValidator:
    """At least three of the four classes of signs."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        if _classes(password) < CLASSES_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self) -> str:
        return "密码须含大写字母、小写字母、数字、符号中的三类。"


class NotRecentlyUsedValidator:
    """Not one of the person's last five passwords."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        if user is None or user.pk is None:
            return
        used = user.password_records.values_list("password", flat=True)[:HISTORY]
        if any(check_password(password, digest) for digest in used):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        return f"不能与最近{HISTORY}次用过的密码相同。"


def rules_in_words() -> str:
    """The rules of this installation's profile in one sentence; Django's own texts are long and say 你."""
    words = {CommonPasswordValidator: "不用常见密码", UserAttributeSimilarityValidator: "不与姓名、用户名相近"}
    rules = get_default_password_validators()
    return "；".join(words.get(type(rule), rule.get_help_text()).rstrip("。") for rule in rules) + "。"


def one_time_password() -> str:
    """Twelve signs of three classes, to be read over the telephone and changed at the first log-in."""
    while True:
        password = "".join(secrets.choice(_ONE_TIME_ALPHABET) for _ in range(11)) + secrets.choice("-+=")
        if all(any(sign in kind for sign in password) for kind in (string.ascii_letters, string.digits)):
            return password


def change_is_due(user: "User", *, real_now: datetime) -> bool:
    """Whether the person must change the password before anything else; real time, not the demonstration's."""
    if user.must_change_password:
        return True
    days = settings.PASSWORD_MAX_AGE_DAYS
    if days is None or user.password_changed_at is None:
        return False
    return real_now - user.password_changed_at > timedelta(days=days)
