"""What `manage.py verify` asks about the journal."""

from dataclasses import dataclass

from .verification import verify


@dataclass(frozen=True)
class Outcome:
    """What one check found; `text` says how much was looked at, or where the first defect is."""

    is_sound: bool
    text: str


def chain() -> Outcome:
    """The whole chain, its head and the anchors outside the database."""
    result = verify()
    if result.finding is None:
        return Outcome(is_sound=True, text=f"{result.checked}条逐条校验通过，存证{result.anchors}处一致")
    return Outcome(is_sound=False, text=f"自第{result.finding.sequence}条起不可信：{result.finding.problem}")
