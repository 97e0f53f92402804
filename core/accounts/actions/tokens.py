"""API tokens: shown once, kept as a digest, ended by revoking, by time and by anything that ends sessions."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from core.accounts.models import Token, User
from core.foundation.canonical import sha256_hex
from core.foundation.verdict import Refused
from core.journal.actions import record

LIVE_TOKENS = 5
LONGEST = timedelta(days=180)


@transaction.atomic
def create_token(*, user: User, name: str, lasts: timedelta, at: datetime, real_at: datetime) -> tuple[Token, str]:
    """Make a token of the person's own; returns its row and its secret. Refused beyond five live ones or 180 days."""
    if lasts > LONGEST:
        raise Refused(f"令牌最长有效{LONGEST.days}天", code="invalid", field_errors={"days": ["时间太长"]})
    user = User.objects.select_for_update().get(pk=user.pk)
    live = user.tokens.filter(revoked_at__isnull=True, expires_at__gt=real_at, session_epoch=user.session_epoch)
    if live.count() >= LIVE_TOKENS:
        raise Refused(f"每人最多{LIVE_TOKENS}个有效令牌，请先撤销不用的", code="refused")
    secret = secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name,
        digest=sha256_hex(secret),
        session_epoch=user.session_epoch,
        created_at=real_at,
        expires_at=real_at + lasts,
    )
    record(by=user.actor, at=at, action="accounts.create_token", subject=("token", token.pk), payload={"name": name})
    return token, secret


@transaction.atomic
def revoke_token(*, user: User, token_id: int, at: datetime, real_at: datetime) -> Token:
    """End one of the person's own tokens at once; Token.DoesNotExist for anybody else's."""
    token = Token.objects.select_for_update().get(pk=token_id, user=user)
    if token.revoked_at:
        raise Refused("令牌已经撤销，无需再次操作", code="stale")
    token.revoked_at = real_at
    token.save(update_fields=["revoked_at"])
    payload: dict[str, object] = {"name": token.name}
    record(by=user.actor, at=at, action="accounts.revoke_token", subject=("token", token.pk), payload=payload)
    return token
