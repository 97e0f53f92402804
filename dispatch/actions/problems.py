"""Writing a problem down and moving it: report, accept, give to somebody, rise, suspend, extend, close by a second."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max, QuerySet

from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from core.operations.models import StoredFile
from core.operations.storage import store_file
from core.organisations.calendar import working_calendar
from core.organisations.models import Department
from dispatch import permissions
from dispatch.choices import PaperOf, ProblemState, Tier
from dispatch.models import Problem
from dispatch.states import PROBLEM
from projects.models import Campaign, Listing

from .holding import Term, held_problem, run_again, set_deadline, signed, tier_term, write_step

Evidence = tuple[str, BinaryIO]
"""A photo or paper handed in with a move: what the person called it, and its content."""


@dataclass(frozen=True)
class Statement:
    """What a county says of a problem. `wanted_decision` is needed once it shall rise."""

    problem_class: str
    title: str
    description: str
    tried: str = ""
    wanted_decision: str = ""
    is_emergency: bool = False


@dataclass(frozen=True)
class Word:
    """What a move says: text always; the others where the move's `needs` or the tier ask for them."""

    text: str = ""
    wanted_decision: str = ""
    department: Department | None = None
    partners: Sequence[Department] = ()
    responsible_person: str = ""
    working_days: int | None = None
    evidence: Evidence | None = None


@transaction.atomic
def draft(*, listing: Listing, said: Statement, evidence: Evidence | None = None, by: User, at: datetime) -> Problem:
    """Write a problem down; nobody but the unit sees it until it is reported."""
    permissions.may_report(by, listing).require()
    problem = new_problem(listing, said, at=at, created_by=by)
    _keep(problem, evidence, by=by, at=at)
    record(by=by.actor, at=at, action="problem.draft", subject=("problem", problem.pk), payload=_named(problem))
    return problem


@transaction.atomic
def edit(
    *, problem_id: int, seen_version: int, said: Statement, evidence: Evidence | None = None, by: User, at: datetime
) -> Problem:
    """Change what a draft or a returned problem says."""
    problem = held_problem(problem_id=problem_id, seen_version=seen_version)
    permissions.may(by, problem, "report", today=day_of(at)).require()
    for name, value in vars(said).items():
        setattr(problem, name, value)
    problem.version += 1
    problem.save()
    _keep(problem, evidence, by=by, at=at)
    record(by=by.actor, at=at, action="problem.draft", subject=("problem", problem.pk), payload=_named(problem))
    return problem


def new_problem(listing: Listing, said: Statement, *, at: datetime, created_by: User | None) -> Problem:
    """The next number of the year, under the campaign's row as its lock."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=listing.campaign_id)
    last = Problem.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    return Problem.objects.create(
        campaign=campaign,
        number=last + 1,
        listing=listing,
        unit_id=listing.unit_id,
        created_by=created_by,
        created_at=at,
        **vars(said),
    )


def _named(problem: Problem) -> dict[str, object]:
    return {"number": problem.number, "listing": problem.listing_id, "text": problem.title}


@transaction.atomic
def move(*, problem_id: int, seen_version: int, move: str, word: Word, by: User, at: datetime) -> Problem:
    """One move of the table by one person, with what it says. Refused when the table, the right or the words say no."""
    problem = held_problem(problem_id=problem_id, seen_version=seen_version)
    permissions.may(by, problem, move, today=day_of(at)).require()
    _keep(problem, word.evidence, by=by, at=at)
    _require_words(problem, move, word)
    came_from = problem.state
    carry_out(problem, move, word, by=by, at=at)
    record(
        by=by.actor,
        at=at,
        action=f"problem.{move}",
        subject=("problem", problem.pk),
        reason=word.text.strip(),
        payload=_named(problem) | {"from": came_from, "to": problem.state, "tier": problem.tier},
    )
    return problem


def carry_out(problem: Problem, move: str, word: Word, *, by: User, at: datetime) -> None:
    """The move itself, of a locked problem, once somebody has judged that it may be made. Writes no journal."""
    came_from = problem.state
    problem.state = PROBLEM.transition(problem.state, move).target
    _EFFECTS.get(move, _nothing)(Made(problem, word, by, at))
    write_step(problem, move=move, came_from=came_from, text=word.text.strip(), by=signed(by), at=at)


def _keep(problem: Problem, evidence: Evidence | None, *, by: User, at: datetime) -> None:
    if evidence is not None:
        name, content = evidence
        store_file(name, content, kind="evidence", by=by.actor, at=at, owner=(PaperOf.PROBLEM, problem.pk))


def evidence_of(problem: Problem) -> QuerySet[StoredFile]:
    """Photos and papers handed in with the problem's moves, oldest first; those of requests stand with the request."""
    return StoredFile.objects.filter(owner_kind=PaperOf.PROBLEM, owner_id=str(problem.pk), kind="evidence").order_by(
        "pk"
    )


def _has_proof(problem: Problem) -> bool:
    """Whether something was handed in since the problem was reported, or since its solution was last turned down."""
    again = problem.steps.filter(move__in=("fail", "reopen")).order_by("-number").first()
    return evidence_of(problem).filter(stored_at__gt=again.at if again else problem.reported_at).exists()


def _require_words(problem: Problem, move: str, word: Word) -> None:
    needs = PROBLEM.transition(problem.state, move).needs
    errors: dict[str, list[str]] = {}
    if "text" in needs and not word.text.strip():
        errors["text"] = [f"{PROBLEM.transition(problem.state, move).label}须写明情况。"]
    if "working_days" in needs and not 1 <= (word.working_days or 0) <= 60:
        errors["working_days"] = ["请填延长的工作日数，1 至 60。"]
    if "evidence" in needs and word.evidence is None and not _has_proof(problem):
        errors["evidence"] = ["申请销号须附佐证（现场照片或文件）。"]
    if move == "raise" and not (word.wanted_decision.strip() or problem.wanted_decision.strip()):
        errors["wanted_decision"] = ["提级须写明请上一级协调或决定什么。"]
    if move == "report" and not (problem.title.strip() and problem.description.strip()):
        errors["description"] = ["上报前请写明问题和问题描述。"]
    if errors:
        raise Refused(next(iter(errors.values()))[0], field_errors=errors)


@dataclass(frozen=True)
class Made:
    """A move under way: the locked problem, already in its new state, and what was said."""

    problem: Problem
    word: Word
    by: User
    at: datetime
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", day_of(self.at))

    def set(self, term: Term) -> None:
        set_deadline(self.problem, term, by=signed(self.by), at=self.at)

    def run_again(self, stopped_at: datetime, why: str) -> None:
        stopped_on = day_of(stopped_at)
        run_again(self.problem, stopped_on=stopped_on, why=why, by=signed(self.by), at=self.at)

    def last(self, move: str) -> datetime:
        """When the problem made this move last."""
        return self.problem.steps.filter(move=move).latest("number").at


def _nothing(_made: Made) -> None:
    """The move changes the state only."""


def _report(made: Made) -> None:
    """The first time the tier's whole time, after a return the rest of it."""
    problem = made.problem
    if problem.reported_at is not None:
        made.run_again(made.last("return"), "补充后再报")
        return
    problem.reported_at, problem.reported_by_label = made.at, made.by.display_name
    made.set(tier_term(problem, made.today))


def _coordinate(made: Made) -> None:
    problem, word = made.problem, made.word
    problem.measures = word.text.strip()
    problem.responsible_person = word.responsible_person.strip()
    if problem.tier == Tier.COUNTY and (word.department is not None or word.partners):
        raise Refused("县级问题由本县办理，不能交办市直部门；需要市里协调的请提级。", code="invalid")
    problem.department = word.department
    problem.partners.set(each for each in word.partners if each != word.department)


def _resolve(made: Made) -> None:
    made.problem.resolved_at, made.problem.resolved_by = made.at, made.by


def _close(made: Made) -> None:
    made.problem.closed_at, made.problem.closed_by = made.at, made.by


def _fail(made: Made) -> None:
    problem, stopped_at = made.problem, made.problem.resolved_at
    problem.resolved_at = problem.resolved_by = None
    made.run_again(stopped_at, "未予销号")


def _resume(made: Made) -> None:
    made.run_again(made.last("suspend"), "暂缓情形已消除")


def _reopen(made: Made) -> None:
    problem = made.problem
    problem.closed_at = problem.closed_by = problem.resolved_at = problem.resolved_by = None
    made.set(tier_term(problem, made.today))


def _extend(made: Made) -> None:
    now = made.problem.deadline
    due = working_calendar().add(now.due_on, made.word.working_days or 0)
    why = f"延期{made.word.working_days}个工作日：{made.word.text.strip()}"
    made.set(Term(now.since, due, why, is_extension=True))


def _raise(made: Made) -> None:
    lift(made.problem, Tier.BUREAU, by=signed(made.by), at=made.at, wanted=made.word.wanted_decision)


def lift(problem: Problem, tier: int, *, by: Actor, at: datetime, wanted: str = "") -> None:
    """Put the problem on a higher tier: it waits to be accepted there, with that tier's whole time."""
    problem.tier, problem.state = tier, ProblemState.REPORTED
    problem.department, problem.responsible_person = None, ""
    problem.partners.clear()
    problem.wanted_decision = wanted.strip() or problem.wanted_decision
    set_deadline(problem, tier_term(problem, day_of(at)), by=by, at=at)


_EFFECTS: Mapping[str, Callable[[Made], None]] = {
    "report": _report,
    "coordinate": _coordinate,
    "resolve": _resolve,
    "close": _close,
    "fail": _fail,
    "raise": _raise,
    "resume": _resume,
    "reopen": _reopen,
    "extend": _extend,
}
