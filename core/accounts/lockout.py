"""Guessing passwords is slow here: five wrong ones shut an account for 15 minutes, then 30, then an hour, never longer.

Three keys are counted apart, all in real time (`login_guard` asks and tells):

- the account, whoever tries. Names nobody has are counted alike, so that a lock tells nothing about who exists;
- the address, with a wide limit, because a whole office may stand behind one;
- a browser that has logged in to this account before. It keeps its own count, so a stranger who holds an account
  locked on purpose cannot shut its owner out.
"""

import hashlib
import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from core.foundation.clock import real_now

from .models import LoginGuard

FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=1)
FORGET_AFTER = timedelta(hours=24)

KNOWN_BROWSER_COOKIE = "known_browser"
KNOWN_BROWSER_AGE = timedelta(days=180)
_SALT = "core.accounts.lockout.known_browser"


def account_key(username: str) -> str:
    return "account:" + hashlib.sha256(username.encode()).hexdigest()


def client_address(request: HttpRequest) -> str:
    """The address of the caller; behind our own proxy the last one forwarded, which only that proxy can have added."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.TLS else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


def address_key(request: HttpRequest) -> str:
    return "address:" + hashlib.sha256(client_address(request).encode()).hexdigest()


def browser_key(request: HttpRequest, username: str) -> str | None:
    """The key of a browser that proved itself for this account before, None for any other."""
    try:
        name, nonce = signing.loads(
            request.COOKIES.get(KNOWN_BROWSER_COOKIE, ""), salt=_SALT, max_age=KNOWN_BROWSER_AGE
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return f"browser:{nonce}" if name == account_key(username) else None


def remember_browser(response: HttpResponse, username: str) -> None:
    """Give the browser of a person who has just proved who they are its own count of failures from now on."""
    value = signing.dumps([account_key(username), secrets.token_hex(16)], salt=_SALT)
    response.set_cookie(
        KNOWN_BROWSER_COOKIE,
        value,
        max_age=int(KNOWN_BROWSER_AGE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def lock_length(lock_outs: int) -> timedelta:
    """How long the `lock_outs`-th lock in a row holds: 15, 30, 60, 60 … minutes."""
    return min(FIRST_LOCK * 2 ** (lock_outs - 1), LONGEST_LOCK)


def locked_until(request: HttpRequest, username: str) -> datetime | None:
    """When this caller may try this account again; None when now."""
    browser = browser_key(request, username)
    keys = [browser] if browser else [account_key(username), address_key(request)]
    now = real_now()
    guards = LoginGuard.objects.filter(key__in=keys, locked_until__gt=now)
    return max((guard.locked_until for guard in guards), default=None)


def minutes_left(until: datetime) -> int:
    """Whole minutes to wait, at least one."""
    return max(1, math.ceil((until - real_now()) / timedelta(minutes=1)))


def locked_accounts(usernames: Iterable[str]) -> dict[str, datetime]:
    """Which of these accounts are shut now, and until when."""
    name_of = {account_key(username): username for username in usernames}
    guards = LoginGuard.objects.filter(key__startswith="account:", locked_until__gt=real_now())
    return {name_of[guard.key]: guard.locked_until for guard in guards if guard.key in name_of}


def release(username: str, *, request: HttpRequest | None = None) -> None:
    """Forget the failures of an account: its person logged in (by this request), or an administrator opened it."""
    browser = browser_key(request, username) if request is not None else None
    LoginGuard.objects.filter(key__in=[key for key in (account_key(username), browser) if key]).delete()


@dataclass(frozen=True)
class Limit:
    """So many wrong passwords in a row, none further than `window` from the one before, shut the key."""

    failures: int
    window: timedelta


OF_ACCOUNT = Limit(failures=5, window=FORGET_AFTER)
OF_ADDRESS = Limit(failures=60, window=timedelta(minutes=15))


@transaction.atomic
def count_failure(key: str, *, limit: Limit, now: datetime) -> bool:
    """One more wrong password under a key; True when it shut the key just now."""
    LoginGuard.objects.get_or_create(key=key, defaults={"last_failure_at": now})
    guard = LoginGuard.objects.select_for_update().get(key=key)
    is_in_a_row = now - guard.last_failure_at <= limit.window
    guard.failures = guard.failures + 1 if is_in_a_row else 1
    guard.last_failure_at = now
    is_shut = guard.failures >= limit.failures
    if is_shut:
        guard.lock_outs, guard.failures = guard.lock_outs + 1, 0
        guard.locked_until = now + lock_length(guard.lock_outs)
    guard.save()
    return is_shut


def record_failure(request: HttpRequest, username: str) -> bool:
    """Count a wrong password for the account (or known browser) and the address; True when the account was shut.

    Rows nobody has touched for a day are swept here, so that tried names do not pile up.
    """
    now = real_now()
    LoginGuard.objects.filter(last_failure_at__lt=now - FORGET_AFTER).delete()
    own_key = browser_key(request, username) or account_key(username)
    is_shut = count_failure(own_key, limit=OF_ACCOUNT, now=now)
    count_failure(address_key(request), limit=OF_ADDRESS, now=now)
    return is_shut
