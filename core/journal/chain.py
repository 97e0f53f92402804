"""How an entry is sealed. Pure: the same row gives the same seal on every machine and database.

The seal is keyed (HMAC), because whoever can rewrite the table can also recompute a plain hash over it. The name of the
algorithm stands in every row, so that another one (SM3) can take over from a given entry on without touching the past.
"""

import hashlib
import hmac
from collections.abc import Callable

from core.foundation.canonical import canonical_json

GENESIS = "0" * 64
CURRENT_ALGORITHM = "hmac-sha256"


def _hmac_sha256(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


ALGORITHMS: dict[str, Callable[[bytes, str], str]] = {CURRENT_ALGORITHM: _hmac_sha256}

SEALED_FIELDS = (
    "sequence",
    "at",
    "actor_id",
    "actor_label",
    "action",
    "subject_kind",
    "subject_id",
    "reason",
    "payload",
    "algorithm",
    "previous_hash",
)


def seal(row: dict[str, object], *, key: bytes) -> str:
    """Return the hex seal of `row` (the SEALED_FIELDS of one entry). KeyError when its algorithm is unknown here."""
    text = canonical_json({name: row[name] for name in SEALED_FIELDS})
    return ALGORITHMS[str(row["algorithm"])](key, text)
