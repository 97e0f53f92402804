"""The digest of an issued brief: the same input gives the same digest, on every database.

SHA-256 over the header, the cells and the units in the order of their codes, then one line per project. Amounts are
text with two decimals, keys are codes and never row numbers, and Python sorts, because databases sort text differently.
"""

import hashlib
from collections.abc import Iterator
from operator import itemgetter

from core.foundation.canonical import canonical_json
from reporting.models import Brief
from reporting.models.brief import AMOUNT_FIELDS

_CELL_KEYS = ("unit__code", "category__code", "key_level", "stage")
_CELL_COUNTS = ("projects", "expected", "reported", "greens", "yellows", "reds", "before_starts", "unlit")
_CELL_VALUES = (*AMOUNT_FIELDS, *_CELL_COUNTS)
_UNIT_KEYS = ("unit__code",)
_UNIT_VALUES = ("initial_plan_wan", "ytd_wan", "expected", "reported", "light", "rank", "group_rank")
_LINE_KEYS = ("listing__project__code",)
_LINE_VALUES = ("ytd_wan", "plan_wan", "light")


def digest_of(brief: Brief) -> str:
    """Hex digest of everything the brief says."""
    sealed = hashlib.sha256()
    for line in _content(brief):
        sealed.update(canonical_json(line).encode())
        sealed.update(b"\n")
    return sealed.hexdigest()


def _content(brief: Brief) -> Iterator[list[object]]:
    yield [brief.campaign.year, str(brief.month), brief.rule_numbers, brief.expected, brief.reported]
    for rows, keys, values in (
        (brief.cells, _CELL_KEYS, _CELL_VALUES),
        (brief.units, _UNIT_KEYS, _UNIT_VALUES),
        (brief.lines, _LINE_KEYS, _LINE_VALUES),
    ):
        found = rows.values_list(*keys, *values).iterator(chunk_size=5000)
        for row in sorted(found, key=itemgetter(slice(len(keys)))):
            yield list(row)
