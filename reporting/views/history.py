"""The versions of one report beside each other: what changed, and what each checker said."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.foundation.money import DASH, wan_text
from reporting.choices import CheckVerdict, JumpReason, ProblemClass, Step, WriteBackReason
from reporting.forms import REMARK_FIELDS
from reporting.models import Check, Duty, ReportVersion

LABELS = {
    "month_done_wan": "本月完成",
    "ytd_done_wan": "本年累计",
    "land_cost_wan": "征迁费用",
    "progress_percent": "形象 %",
    "progress_text": "形象进度",
    "problem_class": "问题类别",
    "problem_text": "存在问题",
    "physical_facts": "实物量",
    "write_back_reason": "冲减原因",
    "jump_reason": "突增原因",
}
WORDS = {"problem_class": ProblemClass, "write_back_reason": WriteBackReason, "jump_reason": JumpReason}


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions, as text; `is_number` aligns it."""

    field: str
    label: str
    old: str
    new: str
    is_number: bool


@dataclass(frozen=True)
class Remark:
    label: str
    text: str


@dataclass(frozen=True)
class CheckShown:
    step: str
    who: str
    at: object
    passed: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class VersionShown:
    version: ReportVersion
    changes: tuple[Change, ...]
    checks: tuple[CheckShown, ...]


def history_of(duty: Duty) -> list[VersionShown]:
    """Every version, newest first, with the changes against the one before it: two queries."""
    versions = list(duty.versions.order_by("number").prefetch_related("checks"))
    shown = []
    for before, version in zip([None, *versions], versions, strict=False):
        checks = tuple(check_shown(check) for check in version.checks.all())
        shown.append(VersionShown(version, tuple(changes(before, version)) if before else (), checks))
    return shown[::-1]


def check_shown(check: Check) -> CheckShown:
    written = json.loads(check.remarks)
    return CheckShown(
        step=Step(check.step).label,
        who=check.checked_by_label,
        at=check.checked_at,
        passed=check.verdict == CheckVerdict.PASSED,
        remarks=tuple(Remark(REMARK_FIELDS.get(name, name), text) for name, text in written.items()),
    )


def changes(old: ReportVersion, new: ReportVersion) -> Iterable[Change]:
    for field, label in LABELS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            is_number = field.endswith("_wan") or field == "progress_percent"
            yield Change(field, label, shown(field, before), shown(field, after), is_number)


def shown(field: str, value: object) -> str:
    """A field's value in the words of the page."""
    if value is None or value == "":
        return DASH
    if field.endswith("_wan"):
        return wan_text(value)
    if field == "progress_percent":
        return f"{value.normalize():f}"
    return str(WORDS[field](value).label) if field in WORDS else str(value)


@dataclass(frozen=True)
class Piece:
    """A run of text: kept, taken out or put in."""

    kind: str
    text: str


ALIKE = 0.4
"""Texts with less in common than this are shown as another text, not as a patchwork of single signs."""


def text_change(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts as pieces: the old with what went (del), the new with what came (ins)."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [Piece("del", old)] if old else [], [Piece("ins", new)] if new else []
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if old[i:j]:
            before.append(Piece("keep" if tag == "equal" else "del", old[i:j]))
        if new[k:m]:
            after.append(Piece("keep" if tag == "equal" else "ins", new[k:m]))
    return before, after
