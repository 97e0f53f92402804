"""The moves of a file as the page offers them: which form each needs, which action it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms

from approvals import permissions
from approvals.actions import deciding, receiving
from approvals.choices import DependencyKind
from approvals.forms import ExtensionForm, NothingForm, OutcomeForm, PauseForm, ReasonForm, SupplementForm
from approvals.models import ApprovalCase
from approvals.needs import Missing
from approvals.states import CASE
from core.accounts.models import User
from core.foundation.verdict import YES, Verdict, all_of
from core.foundation.working_days import WorkingCalendar

Data = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """`run` is called with the file, the version seen, what the form holds, by and at; `hint` stands at the button."""

    form: type[forms.Form]
    run: Callable[..., ApprovalCase]
    tone: str = ""
    hint: str = ""


def _decide(*, decision: str, document_number: str, reason: str, **held: Any) -> ApprovalCase:
    return deciding.decide(outcome=deciding.Outcome(decision, document_number, reason), **held)


def _pause(*, case_id: int, seen_version: int, by: User, at: datetime, **notice: Any) -> ApprovalCase:
    told = deciding.Notice(**notice)
    return deciding.pause(case_id=case_id, seen_version=seen_version, notice=told, by=by, at=at)


def _extend(*, case_id: int, seen_version: int, by: User, at: datetime, **extension: Any) -> ApprovalCase:
    asked = deciding.Extension(**extension)
    return deciding.extend(case_id=case_id, seen_version=seen_version, extension=asked, by=by, at=at)


MOVES: dict[str, Move] = {
    "accept": Move(NothingForm, receiving.accept, "primary", "材料齐全；从明天起计时"),
    "supplement": Move(SupplementForm, receiving.tell_supplement, "", "只能告知一次，请写全"),
    "supply": Move(NothingForm, receiving.supply, "primary", "补正材料已收齐"),
    "turn_away": Move(ReasonForm, receiving.turn_away, "warn"),
    "decide": Move(OutcomeForm, _decide, "primary", "用时按今天结算"),
    "pause": Move(PauseForm, _pause, "", "今天仍计入，从明天起不计"),
    "resume": Move(NothingForm, deciding.resume, "primary", "今天仍不计，从明天起计"),
    "extend": Move(ExtensionForm, _extend, "", "只能延长一次"),
    "deliver": Move(NothingForm, deciding.deliver, "primary", "决定后10个工作日内送达"),
    "withdraw": Move(ReasonForm, receiving.withdraw, "warn", "建设单位书面撤回"),
}


@dataclass(frozen=True)
class Offer:
    """A move that could be made from the file's state: allowed or refused with the reason, with its form."""

    name: str
    label: str
    move: Move
    verdict: Verdict
    form: forms.Form
    is_open: bool = False

    @property
    def asks(self) -> bool:
        """Whether more than a press is needed."""
        return bool(self.form.fields)


@dataclass(frozen=True)
class Known:
    """What the page has read of a file already, and moves are judged by."""

    today: date
    calendar: WorkingCalendar
    missing: Missing


def offers(user: User, case: ApprovalCase, known: Known, *, sent: tuple[str, forms.Form] | None) -> list[Offer]:
    """The moves of the state that are this person's; `sent` is the form that came back with errors."""
    found = []
    for name, move in MOVES.items():
        if not CASE.verdict(case.state, name) or permissions.may_move(user, case, name).code == "forbidden":
            continue
        verdict = verdict_of(name, user, case, known)
        is_sent = sent is not None and sent[0] == name
        form = sent[1] if sent is not None and is_sent else move.form(prefix=name)
        label = next(row.label for row in CASE.moves_from(case.state) if row.move == name)
        found.append(Offer(name, label, move, verdict, form, is_sent))
    return found


def verdict_of(name: str, user: User, case: ApprovalCase, known: Known) -> Verdict:
    """The same judgement as the action's, for the button. Deciding stays open while only refusing is possible."""
    day = {"today": known.today, "calendar": known.calendar}
    special: dict[str, Callable[[], Verdict]] = {
        "supplement": lambda: permissions.may_tell_supplement(user, case, **day),
        "turn_away": lambda: permissions.may_turn_away(user, case, **day),
        "resume": lambda: permissions.may_resume(user, case),
        "extend": lambda: permissions.may_extend(user, case, case.matter, today=known.today),
        "deliver": lambda: permissions.may_deliver(user, case, missing=known.missing[DependencyKind.SOFT]),
    }
    return all_of(permissions.may_move(user, case, name), special[name]() if name in special else YES)


def run(name: str, case: ApprovalCase, *, seen_version: int, data: Data, who: tuple[User, datetime]) -> ApprovalCase:
    return MOVES[name].run(case_id=case.pk, seen_version=seen_version, by=who[0], at=who[1], **data)
