"""Committing the clear files of one delivery with one word: which of them are, and what keeps the others back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from .actions import is_heavy
from .choices import BatchState
from .comparison import WRITTEN
from .models import Batch


@dataclass
class Together:
    """Of the files that wait: `clear` can be written as they are; `held`, each with its reason, are seen to alone."""

    clear: list[Batch] = field(default_factory=list)
    held: list[tuple[Batch, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(_to_write(batch) for batch in self.clear)


def together_of(batches: Iterable[Batch], doubled: Collection[int]) -> Together:
    """`doubled` are the keys of those in which something stands that stands in another file too."""
    found = Together()
    for batch in batches:
        if batch.state != BatchState.READY:
            continue
        reason = _what_holds(batch, is_doubled=batch.pk in doubled)
        if reason:
            found.held.append((batch, reason))
        else:
            found.clear.append(batch)
    return found


def _what_holds(batch: Batch, *, is_doubled: bool) -> str:
    if batch.said("mapping").get("is_blocked") or batch.said("counts").get("question"):
        return "有要处理的行"
    if is_doubled:
        return "有项目在别的文件里也有"
    if not _to_write(batch):
        return "没有变化"
    return "行数多，入库要在后台办" if is_heavy(batch) else ""


def _to_write(batch: Batch) -> int:
    counts = batch.said("counts")
    return sum(counts.get(group.value, 0) for group in WRITTEN)
