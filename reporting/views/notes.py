"""What stands in a line under its field: a checker's remark, or what the rules say while somebody types."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from reporting.choices import CheckVerdict, DutyState, JumpReason, ProblemClass, Step, WriteBackReason
from reporting.forms import REMARK_FIELDS
from reporting.models import Check, Duty
from reporting.statement import Problem, Tier

REASONS = {
    "falling": ("write_back_reason", WriteBackReason.choices),
    "jump": ("jump_reason", JumpReason.choices),
    "class": ("problem_class", ProblemClass.choices),
}
"""Rules whose cure is a choice from a list: which field it sets."""

COLUMN_OF = {
    "write_back_paper": "ytd_done_wan",
    "write_back_paper_id": "ytd_done_wan",
    "write_back_reason": "ytd_done_wan",
    "jump_reason": "month_done_wan",
    "land_cost_wan": "month_done_wan",
    "problem_class": "problem_text",
    "physical_facts": "progress_text",
}
"""Fields without a column of their own speak under the one they belong to."""


@dataclass(frozen=True)
class Note:
    """A remark or a check under its field; `who` names its author.

    Its cure may be a choice from `choices` (which sets the field `sets`), or a paper handed in at `url`.
    """

    field: str
    tone: str
    text: str
    who: str = ""
    sets: str = ""
    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    url: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the grid shows it after a save; a choice from a list travels as (value, label)."""
        shown: dict[str, Any] = {"field": self.field, "level": self.tone, "title": self.who, "text": self.text}
        if self.sets:
            options = [list(pair) for pair in self.choices]
            shown["choice"] = {"name": self.sets, "label": "请选…", "options": options}
        if self.url:
            shown["link"] = {"label": "附依据", "url": self.url}
        return shown


PLACES = {
    "month_done_wan": (2, 7, 0),
    "ytd_done_wan": (3, 6, 0),
    "progress_text": (6, 3, 0),
    "progress_percent": (4, 4, 1),
    "problem_text": (4, 5, 0),
}
"""Of the nine columns between the name and the state: how many stand before, under and after a field's notes."""

AT_END = {"progress_percent", "problem_text"}
"""Fields so far right that their notes run from right to left."""


@dataclass(frozen=True)
class SayLine:
    """The line under a row that holds the notes of one field: so many columns before, spanned and after it.

    Fields at the right speak from right to left (`at_end`). `is_live` lines hold checks, which typing replaces; the
    others hold what a checker wrote.
    """

    field: str
    notes: list[Note]
    before: int
    span: int
    after: int
    at_end: bool
    is_live: bool


def say_lines(notes: Iterable[Note], *, is_live: bool) -> list[SayLine]:
    """One line for each field that is spoken of, from left to right."""
    by_field: dict[str, list[Note]] = {}
    for note in notes:
        by_field.setdefault(note.field, []).append(note)
    return [
        SayLine(name, by_field[name], *place, at_end=name in AT_END, is_live=is_live)
        for name, place in PLACES.items()
        if name in by_field
    ]


def notes_of(problems: Iterable[Problem], duty_id: int) -> list[Note]:
    """The checks as lines under their fields; one whose cure is a choice or a paper brings it along."""
    return [_note(problem, duty_id) for problem in problems]


def _note(problem: Problem, duty_id: int) -> Note:
    rule = "class" if problem.field == "problem_class" else problem.rule
    sets, choices = REASONS.get(rule, ("", ()))
    return Note(
        field=COLUMN_OF.get(problem.field, problem.field),
        tone="bad" if problem.tier == Tier.ERROR else "late",
        text=problem.message,
        who="错误" if problem.tier == Tier.ERROR else "提醒",
        sets=sets if problem.tier == Tier.ERROR else "",
        choices=tuple(choices) if problem.tier == Tier.ERROR else (),
        url=f"{reverse('report_form', args=[duty_id])}#paper" if problem.rule in {"paper", "falling"} else "",
    )


def marks_of(notes: Iterable[Note]) -> dict[str, str]:
    """The class of each cell; red where somebody or some check speaks about it, and red wins over amber."""
    marks = dict.fromkeys(PLACES, "")
    for note in notes:
        if marks.get(note.field) != "is-bad":
            marks[note.field] = f"is-{note.tone}"
    return marks


def remarks_of(check: Check) -> list[Note]:
    """What a checker wrote when returning the report."""
    at = timezone.localtime(check.checked_at)
    who = f"{Step(check.step).label} {check.checked_by_label} {at.month}-{at.day} {at:%H:%M}"
    written = json.loads(check.remarks)
    return [
        Note(COLUMN_OF.get(name, name), "bad", text, who=who, label=REMARK_FIELDS.get(name, name))
        for name, text in written.items()
    ]


def returns_of(duties: Iterable[Duty]) -> dict[int, Check]:
    """The returning check of every returned report in the list, by duty: one query."""
    versions = {duty.current_id: duty.pk for duty in duties if duty.state == DutyState.RETURNED}
    checks = Check.objects.filter(version_id__in=versions, verdict=CheckVerdict.RETURNED) if versions else ()
    return {versions[check.version_id]: check for check in checks}
