"""The rows of 本月填报 as the template shows them: values ready to print."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.foundation.money import amount_text
from core.foundation.verdict import Verdict
from reporting.backgrounds import background_of
from reporting.choices import Basis
from reporting.lights import Thresholds
from reporting.models import Check, Duty
from reporting.statement import Background, Statement
from reporting.typed import AMOUNTS, Draft, rate_of, sent_statement, typed_of
from reporting.unit_month import STATE_WORDS, Place, light_of

from .marks import Mark, mark
from .notes import SayLine, marks_of, notes_of, remarks_of, say_lines

STATE_TONES = {
    Place.RETURNED: "bad",
    Place.DRAFTING: "info",
    Place.EMPTY: "outline",
    Place.SUBMITTED: "",
    Place.UNIT_APPROVED: "",
    Place.ACCEPTED: "ok",
}


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


@dataclass
class Sheet:
    """What every row needs and the page reads once."""

    rule: Thresholds
    drafts: Mapping[int, Draft] = field(default_factory=dict)
    returns: Mapping[int, Check] = field(default_factory=dict)


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
        light=mark(light_of(duty, ytd_wan=statement.ytd_done_wan, rule=sheet.rule)),
        may_fill=may_fill,
        may_withdraw=may_withdraw,
        draft=draft,
    )


def _typed(draft: Draft | None, sent: Statement) -> dict[str, str]:
    if draft is None:
        return typed_of(sent)
    empty = typed_of(Statement())
    typed = empty | {name: str(value) for name, value in draft.content.items() if name in empty}
    understood = typed_of(draft.statement)
    return typed | {name: understood[name] for name in AMOUNTS if understood[name]}
