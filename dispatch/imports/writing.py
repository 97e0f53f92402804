"""The ledger's part of a commit, and its taking back: new problems with their deadlines, changed words as steps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Max, ProtectedError
from django.utils.timezone import localtime

from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.intake.choices import RowGroup
from core.intake.comparison import Compared
from core.intake.desks import Writing, Written
from core.intake.models import BatchRow
from core.journal.actor import Actor
from core.organisations.models import Department
from dispatch.actions.holding import Term, held_problem, set_deadline, signed, tier_term, write_step
from dispatch.choices import ProblemState, Tier
from dispatch.models import Problem
from projects.models import Campaign, Listing

from .comparing import Ledger
from .fields import EDITED


def write_ledger(writing: Writing, campaign: Campaign) -> Written:
    """Problems one by one: each has its timeline. Returns how many, and what each row became."""
    departments = {row.code: row for row in Department.objects.all()}
    author = _author(writing)
    ledger = Ledger(campaign, day_of(writing.at))
    number = Problem.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    targets, new, changed = {}, 0, 0
    for each in writing.rows:
        if each.target is None:
            number, new = number + 1, new + 1
            listing = Listing.objects.get(pk=ledger.listing_of(each.source.values))
            made = _new(each.source.values, listing, departments, author=author, number=number, writing=writing)
        else:
            made, changed = _change(each, departments, writing), changed + 1
        targets[each.source.number] = (made.pk, made.version)
    return Written({"new": new, "changed": changed}, targets)


def _author(writing: Writing) -> User | None:
    """Whose import it is; None for the command line."""
    return User.objects.filter(pk=writing.by.id).first() if writing.by.id else None


def _signature(writing: Writing) -> Actor:
    author = writing.occasion.once("author", lambda: _author(writing))
    return signed(author) if author else writing.by


def _texts(values: Mapping[str, str], departments: Mapping[str, Department]) -> dict[str, Any]:
    texts: dict[str, Any] = {key: values[key] for key in EDITED if values.get(key) and key != "partners"}
    if "department" in texts:
        texts["department"] = departments[texts["department"]]
    return texts


def _set_partners(problem: Problem, codes: str, departments: Mapping[str, Department]) -> None:
    """`codes` as `fields` reads them, “、” between; nothing clears."""
    problem.partners.set(departments[code] for code in codes.split("、") if code in departments)


def _new(
    values: Mapping[str, str],
    listing: Listing,
    departments: Mapping[str, Department],
    *,
    author: User | None,
    number: int,
    writing: Writing,
) -> Problem:
    """At the bureau where the table says no tier; its time runs from the day it was reported, to the table's date."""
    today = day_of(writing.at)
    since = date.fromisoformat(values["reported_on"]) if values.get("reported_on") else today
    problem = Problem.objects.create(
        campaign_id=listing.campaign_id,
        number=number,
        listing=listing,
        unit_id=listing.unit_id,
        tier=int(values.get("tier") or Tier.BUREAU),
        created_by=author,
        created_at=writing.at,
        **_texts(values, departments),
    )
    _set_partners(problem, values.get("partners", ""), departments)
    problem.state = ProblemState.IN_COORDINATION if problem.measures or problem.department else ProblemState.ACCEPTED
    problem.reported_at = datetime.combine(since, time(9), tzinfo=localtime(writing.at).tzinfo)
    problem.reported_by_label = f"台账导入 {writing.batch.number}"
    due = date.fromisoformat(values["due_on"]) if values.get("due_on") else None
    term = Term(since, due, f"台账所定时限（导入 {writing.batch.number}）") if due else tier_term(problem, today)
    set_deadline(problem, term, by=_signature(writing), at=writing.at)
    text = values.get("progress") or f"由台账导入（{writing.batch.number}）：{writing.reason}"
    write_step(
        problem, move="accept", came_from=ProblemState.REPORTED, text=text, by=_signature(writing), at=writing.at
    )
    return problem


def _change(each: Compared, departments: Mapping[str, Department], writing: Writing) -> Problem:
    problem = held_problem(problem_id=each.target.id, seen_version=each.target.version)
    for key, value in _texts(each.new_values, departments).items():
        setattr(problem, key, value)
    if "partners" in each.changes:
        _set_partners(problem, each.new_values["partners"], departments)
    text = each.new_values.get("progress") or f"台账导入修改（{writing.batch.number}）：{writing.reason}"
    write_step(problem, move="note", came_from=problem.state, text=text, by=_signature(writing), at=writing.at)
    return problem


def take_ledger_back(writing: Writing, rows: Sequence[BatchRow]) -> None:
    """New problems go, changed words come back. Refused when a problem has moved since."""
    held = {row.pk: held_problem(problem_id=row.target_id, seen_version=None) for row in _by_target(rows)}
    moved = [held[row.pk].label for row in rows if held[row.pk].version != row.version]
    if moved:
        raise Refused(f"{'、'.join(moved[:5])}等{len(moved)}个问题入库之后又有办理，不能整批撤销", code="touched")
    departments = {row.code: row for row in Department.objects.all()}
    for row in rows:
        if row.group == RowGroup.NEW:
            _remove(held[row.pk])
        else:
            _restore(held[row.pk], row, departments, writing)


def _by_target(rows: Sequence[BatchRow]) -> list[BatchRow]:
    return sorted(rows, key=lambda row: row.target_id)


def _restore(problem: Problem, row: BatchRow, departments: Mapping[str, Department], writing: Writing) -> None:
    for key, (old, _) in row.said("changes").items():
        if key == "partners":
            _set_partners(problem, old, departments)
        elif key in EDITED:
            setattr(problem, key, departments.get(old) if key == "department" else old)
    text = f"撤销导入（{writing.batch.number}）：{writing.reason}"
    write_step(problem, move="note", came_from=problem.state, text=text, by=_signature(writing), at=writing.at)


def _remove(problem: Problem) -> None:
    """What the import wrote for a new problem. Whatever refers to it by then protects it, and the import stays."""
    problem.steps.all().delete()
    Problem.objects.filter(pk=problem.pk).update(
        state=ProblemState.DRAFT, deadline=None, reported_at=None, reported_by_label=None
    )
    problem.deadlines.all().delete()
    try:
        Problem.objects.filter(pk=problem.pk).delete()
    except ProtectedError as error:
        raise Refused(f"{problem.label}已列入议题、事项或拟办件，不能整批撤销", code="in_use") from error
