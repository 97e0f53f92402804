"""Is the journal still the one that was written? Reads the whole chain once, in order, and names the first bad row.

Inside the database the keyed chain shows edits, swaps, insertions and deletions. A tail cut off together with the head
row leaves a shorter but sound chain: only the anchors, kept in a file outside the database, can tell.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .chain import GENESIS, SEALED_FIELDS, seal
from .models import Entry, Head


@dataclass(frozen=True)
class Finding:
    """`sequence` is the first entry that cannot be trusted."""

    sequence: int
    problem: str


@dataclass(frozen=True)
class Verification:
    checked: int
    finding: Finding | None

    @property
    def sound(self) -> bool:
        return self.finding is None


def verify() -> Verification:
    """Walk the chain. Costs one streamed query; about 10,000 entries a second."""
    anchors = read_anchors()
    expected, previous, checked = 1, GENESIS, 0
    for row in Entry.objects.order_by("sequence").values(*SEALED_FIELDS, "hash").iterator(chunk_size=2000):
        problem = _problem(row, expected=expected, previous=previous, anchor=anchors.get(expected))
        if problem:
            return Verification(checked, Finding(expected, problem))
        expected, previous, checked = expected + 1, row["hash"], checked + 1
    return Verification(checked, _problem_at_end(expected - 1, previous, anchors))


def _problem(row: dict[str, object], *, expected: int, previous: str, anchor: str | None) -> str:
    if row["sequence"] != expected:
        return f"第{expected}条缺失，其后是第{row['sequence']}条"
    if row["previous_hash"] != previous:
        return "与前一条不衔接（有删改、插入或调换）"
    try:
        computed = seal(row, key=settings.JOURNAL_KEY)
    except KeyError:
        return f"算法“{row['algorithm']}”无法识别"
    if computed != row["hash"]:
        return "内容与摘要不符（被改动）"
    if anchor is not None and anchor != row["hash"]:
        return "与库外存证不符（整链被重算）"
    return ""


def _problem_at_end(last: int, last_hash: str, anchors: dict[int, str]) -> Finding | None:
    head = Head.objects.filter(singleton=1).first() or Head()
    if (head.sequence, head.hash) != (last, last_hash):
        return Finding(last + 1, f"链头记为第{head.sequence}条，实存到第{last}条（末尾被截）")
    missing = [sequence for sequence in anchors if sequence > last]
    if missing:
        return Finding(last + 1, f"库外存证到过第{max(missing)}条，实存到第{last}条（末尾被截）")
    return None


def read_anchors() -> dict[int, str]:
    """Sequence → hash, from the file outside the database; empty when none was written yet."""
    path = Path(settings.JOURNAL_ANCHORS_FILE)
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {int(line["sequence"]): str(line["hash"]) for line in lines}


def write_anchor(*, at: datetime) -> bool:
    """Append the head to the anchors file; False when it already stands there."""
    head = Head.objects.filter(singleton=1).first() or Head()
    if head.sequence == 0 or head.sequence in read_anchors():
        return False
    path = Path(settings.JOURNAL_ANCHORS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"sequence": head.sequence, "hash": head.hash, "at": at.isoformat()})
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return True
