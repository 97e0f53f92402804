"""Idempotency: a request that is sent twice has one effect and gets the same answer twice."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core.foundation import clock
from core.foundation.canonical import canonical_json
from core.foundation.verdict import Refused

from .models import Receipt

Answer = dict[str, Any]


def answer_once(actor_id: int, key: str, *, request_digest: str, make: Callable[[], Mapping[str, Any]]) -> Answer:
    """Do `make` once per (actor, key) inside the caller's transaction; a repetition gets the first answer.

    The answer is what JSON makes of it (decimals as text), the first time too. Raises Refused when the key was used for
    another request, ValueError for a key that is empty or longer than 100 characters. When `make` raises, nothing is
    kept and the same key may be used again. Of two equal requests at once the second waits for the first.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("answer_once must run inside the action's transaction")
    if not 0 < len(key) <= 100:
        raise ValueError("an idempotency key has 1 to 100 characters")
    earlier = _earlier(actor_id, key, request_digest)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        receipt = _claim(actor_id, key, request_digest)
        if receipt is not None:
            receipt.result = canonical_json(dict(make()))
            receipt.save(update_fields=["result"])
            return json.loads(receipt.result)
    meanwhile = _earlier(actor_id, key, request_digest)
    if meanwhile is None:
        raise Refused("同一请求正在处理，请稍后重试", code="in_progress")
    return meanwhile


def _claim(actor_id: int, key: str, request_digest: str) -> Receipt | None:
    """The row that says the key is used; None when an equal request has just committed it.

    Written before the work, so that the unique key makes the second request wait before it does anything.
    """
    try:
        with transaction.atomic():
            return Receipt.objects.create(
                actor_id=actor_id, key=key, request_digest=request_digest, result="", at=clock.real_now()
            )
    except IntegrityError:
        return None


def _earlier(actor_id: int, key: str, request_digest: str) -> Answer | None:
    receipt = Receipt.objects.filter(actor_id=actor_id, key=key).first()
    if receipt is None:
        return None
    if receipt.request_digest != request_digest:
        raise Refused("这个幂等键已用于另一份内容，请换一个键再提交", code="key_reused", status=422)
    return json.loads(receipt.result)
