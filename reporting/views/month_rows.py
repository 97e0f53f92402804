"""The rows of 本月填报 as the template shows them: values ready to print, remarks under their field."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.foundation.money import amount_text, rate, wan_text
from core.foundation.templatetags.kit import light
from core.foundation.verdict import Verdict
from reporting.backgrounds import background_of, statement_of
from reporting.choices import Basis, CheckVerdict, DutyState, JumpReason, Light, ProblemClass, Step, WriteBackReason
from reporting.forms import REMARK_FIELDS, StatementForm
from reporting.lights import Thresholds
from reporting.models import Check, Duty
from reporting.statement import Background, Problem, Statement, Tier, complete
from reporting.unit_month import Place, project_light

AMOUNTS = ("month_done_wan", "ytd_done_wan", "land_cost_wan")

TONES = {
    Light.GREEN: "ok",
    Light.YELLOW: "late",
    Light.RED: "bad",
    Light.BEFORE_START: "wait",
    Light.UNLIT: "none",
}
STATE_TONES = {
    Place.RETURNED: "bad",
    Place.DRAFTING: "info",
    Place.EMPTY: "outline",
    Place.SUBMITTED: "",
    Place.UNIT_APPROVED: "",
    Place.ACCEPTED: "ok",
}
STATE_WORDS = {
    Place.RETURNED: "退回待改",
    Place.DRAFTING: "填写中",
    Place.EMPTY: "未填",
    Place.SUBMITTED: "待初审",
    Place.UNIT_APPROVED: "待市审",
    Place.ACCEPTED: "市审通过",
}
REASONS = {
    "falling": ("write_back_reason", WriteBackReason.choices),
    "jump": ("jump_reason", JumpReason.choices),
    "class": ("problem_class", ProblemClass.choices),
}
"""Rules whose cure is a choice from a list: which field it sets."""


@dataclass(frozen=True)
class Mark:
    """A light as the kit draws it."""

    tone: str
    label: str

    @property
    def html(self) -> str:
        return light(self)


def mark(word: Light) -> Mark:
    return Mark(TONES[word], word.label)


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


@dataclass
class Row:
    """One report of the grid. `typed` holds what stands in each cell, as text."""

    duty: Duty
    place: Place
    number: int
    background: Background
    statement: Statement
    typed: dict[str, str]
    lines: list[SayLine]
    marks: dict[str, str]
    remarked: set[str]
    light: Mark
    may_fill: Verdict
    may_withdraw: Verdict
    draft: "Draft | None" = None

    @property
    def is_editable(self) -> bool:
        return self.may_fill.allowed

    @property
    def is_carried(self) -> bool:
        """Nothing typed yet: the total shown is last month's."""
        return self.statement.ytd_done_wan is None

    @property
    def ytd_done_wan(self) -> Any:
        return self.background.prior_ytd_wan if self.is_carried else self.statement.ytd_done_wan

    @property
    def rate(self) -> Any:
        return rate_of(self.statement, self.background)

    @property
    def state_label(self) -> str:
        if self.duty.locked_at:
            return Basis(self.duty.basis).label if self.duty.basis else STATE_WORDS[self.place]
        return STATE_WORDS[self.place]

    @property
    def state_tone(self) -> str:
        return STATE_TONES[self.place]

    @property
    def is_ready(self) -> bool:
        """May be sent as it is."""
        return self.is_editable and self.draft is not None and self.draft.is_ready

    @property
    def notes_json(self) -> str:
        """The checks as the grid's script takes them over."""
        notes = notes_of(self.draft.problems, self.duty.pk) if self.draft else []
        return json.dumps([note.as_json() for note in notes], ensure_ascii=False) if notes else ""

    @property
    def prior_value(self) -> str:
        return amount_text(self.background.prior_ytd_wan)

    @property
    def plan_value(self) -> str:
        return amount_text(self.background.annual_plan_wan)

    @property
    def last_month_value(self) -> str:
        return "" if self.duty.last_month_wan is None else amount_text(self.duty.last_month_wan)

    @property
    def mean_value(self) -> str:
        """Of the months before this one; nothing in January."""
        passed = self.duty.month.number - 1
        return amount_text(self.background.prior_ytd_wan / passed) if passed else ""

    @property
    def last_percent_value(self) -> str:
        return "" if self.background.last_percent is None else f"{self.background.last_percent.normalize():f}"


@dataclass(frozen=True)
class Draft:
    """What somebody typed into one report and what the rules say of it; `is_ready` when it may be sent as it is."""

    content: Mapping[str, Any]
    statement: Statement
    problems: list[Problem]
    is_ready: bool

    @property
    def has_errors(self) -> bool:
        return any(problem.tier == Tier.ERROR for problem in self.problems)


def written_content(duty: Duty) -> dict[str, Any] | None:
    """What is being written in a `placed` report: the draft, or a report that was taken back; None for neither."""
    if duty.draft_content is not None:
        return json.loads(duty.draft_content)
    return typed_of(statement_of(duty.current)) if duty.place == Place.DRAFTING else None


def read_draft(duty: Duty, content: Mapping[str, Any]) -> Draft:
    """Judge what was typed as the server would on sending; figures are completed where they can be."""
    background = background_of(duty)
    form = StatementForm(content, duty=duty)
    found = form.problems(background)
    statement = complete(form.statement(), background)
    is_sound = all(problem.tier != Tier.ERROR for problem in found)
    is_unchanged = duty.state == DutyState.RETURNED and statement == sent_statement(duty)
    return Draft(content, statement, found, is_ready=is_sound and not is_unchanged)


def typed_of(statement: Statement) -> dict[str, str]:
    """A stored statement as the text of its cells."""
    typed = {name: cell_text(getattr(statement, name)) for name in AMOUNTS}
    percent = statement.progress_percent
    typed["progress_percent"] = "" if percent is None else f"{percent.normalize():f}"
    for name in ("progress_text", "problem_class", "problem_text", "physical_facts", "write_back_reason"):
        typed[name] = getattr(statement, name)
    typed["jump_reason"] = statement.jump_reason
    typed["write_back_paper_id"] = "" if statement.write_back_paper_id is None else str(statement.write_back_paper_id)
    return typed


def cell_text(amount: Any) -> str:
    """An amount in a cell that can be typed again: separators, an ASCII minus, nothing for nothing."""
    return "" if amount is None else wan_text(amount)


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


@dataclass
class Sheet:
    """What every row needs and the page reads once."""

    rule: Thresholds
    drafts: Mapping[int, Draft] = field(default_factory=dict)
    returns: Mapping[int, Check] = field(default_factory=dict)


def returns_of(duties: Iterable[Duty]) -> dict[int, Check]:
    """The returning check of every returned report in the list, by duty: one query."""
    versions = {duty.current_id: duty.pk for duty in duties if duty.state == DutyState.RETURNED}
    checks = Check.objects.filter(version_id__in=versions, verdict=CheckVerdict.RETURNED) if versions else ()
    return {versions[check.version_id]: check for check in checks}


def row_of(duty: Duty, number: int, sheet: Sheet, *, may_fill: Verdict, may_withdraw: Verdict) -> Row:
    """One row: the draft where there is one, else what was last sent, else last month's total in grey."""
    background = background_of(duty)
    draft = sheet.drafts.get(duty.pk)
    sent = sent_statement(duty)
    statement = draft.statement if draft else sent
    typed = _typed(draft, sent)
    returned = sheet.returns.get(duty.pk)
    remarks = remarks_of(returned) if returned else []
    checks = notes_of(draft.problems, duty.pk) if draft else []
    return Row(
        duty=duty,
        place=Place(duty.place),
        number=number,
        background=background,
        statement=statement,
        typed=typed,
        lines=say_lines(remarks, is_live=False) + say_lines(checks, is_live=True),
        marks=marks_of(remarks + checks),
        remarked={note.field for note in remarks},
        light=mark(project_light(duty, ytd_wan=statement.ytd_done_wan, rule=sheet.rule)),
        may_fill=may_fill,
        may_withdraw=may_withdraw,
        draft=draft,
    )


def sent_statement(duty: Duty) -> Statement:
    """What was last sent; once accepted, with the figure the ledger holds now (a correction may have changed it)."""
    sent = statement_of(duty.current) if duty.current else Statement()
    if duty.own_ytd_wan is None:
        return sent
    return replace(sent, month_done_wan=duty.own_month_wan, ytd_done_wan=duty.own_ytd_wan)


def _typed(draft: Draft | None, sent: Statement) -> dict[str, str]:
    if draft is None:
        return typed_of(sent)
    empty = typed_of(Statement())
    typed = empty | {name: str(value) for name, value in draft.content.items() if name in empty}
    understood = typed_of(draft.statement)
    return typed | {name: understood[name] for name in AMOUNTS if understood[name]}


def rate_of(statement: Statement, background: Background) -> Decimal | None:
    """Of the annual plan, as a fraction; last month's while nothing is typed."""
    done = background.prior_ytd_wan if statement.ytd_done_wan is None else statement.ytd_done_wan
    return rate(done, background.annual_plan_wan)
