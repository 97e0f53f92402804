"""A row of a plan table against the standing plan of its project: what would change, what stands in the way."""

from collections.abc import Iterable, Mapping
from datetime import date

from core.foundation.money import ZERO
from core.intake.choices import RowGroup
from core.intake.comparison import Change, Compared, FileRow, hold_back, note_doubles
from core.intake.issues import Note, Tier
from core.intake.texts import plain
from projects.imports import remarks
from projects.imports.comparing import project_of
from projects.imports.matching import find

from .fields import BEFORE, FINISH, MONTHS, PLAN, START
from .proposed import Proposed, propose
from .standing import Listed, Plans


def compare(rows: Iterable[FileRow], plans: Plans, *, is_blocked: bool = False) -> list[Compared]:
    """Every row in its group; a project outside this year's list is a question, this desk lists none."""
    compared = [_compare(row, plans) for row in rows]
    note_doubles(compared, "项目", project_of)
    hold_back(compared, is_blocked=is_blocked)
    return compared


def _compare(row: FileRow, plans: Plans) -> Compared:
    match = find(row.values, plans.register, row.decision)
    listed = plans.listed.get(match.known.id) if match.known else None
    compared = Compared(row, RowGroup.QUESTION, listed, notes=match.notes, candidates=match.candidates)
    if match.is_skipped:
        compared.group = RowGroup.SKIPPED
    elif listed is not None:
        proposed = propose(row.values, listed, plans.year)
        compared.changes = proposed.changes
        compared.notes += [*proposed.notes, *_problems(proposed, listed)]
        compared.group = RowGroup.CHANGED if compared.changes else RowGroup.UNCHANGED
    elif not match.candidates:
        where = "项目库中有，但不在本年名单中" if match.known else "项目库中没有"
        cure = "先在“项目库台账”导入或走“调整计划”增补，或本次跳过"
        compared.notes.append(Note(Tier.ERROR, "not_listed", f"{where}，没有计划可改", "本年名单中的项目", cure))
    return compared


def _problems(proposed: Proposed, listed: Listed) -> list[Note]:
    gone = [remarks.left()] if listed.known.has_left and proposed.changes else []
    return [*gone, *_amounts(proposed, listed), *_dates(proposed, listed)]


def _amounts(proposed: Proposed, listed: Listed) -> list[Note]:
    changes, standing, notes = proposed.changes, listed.standing, []
    if standing.is_on_parts and changes.keys() & {PLAN, BEFORE, MONTHS}:
        key = next((key for key in (PLAN, BEFORE) if key in changes), proposed.months_key)
        notes.append(remarks.package_plan(key))
    elif PLAN in changes and changes[PLAN][1] in listed.known.earlier_plans:
        notes.append(remarks.earlier_plan(*changes[PLAN], PLAN))
    if proposed.plan_wan < 0 or proposed.before_wan < 0:
        key = PLAN if proposed.plan_wan < 0 else BEFORE
        notes.append(Note(Tier.ERROR, "negative_amount", "金额为负", "不小于 0 的金额", field=key))
    if BEFORE in changes and standing.whole.before_wan != ZERO:
        notes.append(remarks.settled_before(*changes[BEFORE], BEFORE))
    return notes


def _dates(proposed: Proposed, listed: Listed) -> list[Note]:
    """What the row says against the plan's dates and against the project's own, which follow where it says so."""
    changes, known = proposed.changes, listed.known.values
    if not changes.keys() & {START, FINISH}:
        return []
    starts = _said(START, proposed.start, changes, known)
    finishes = _said(FINISH, proposed.finish, changes, known)
    wrong = [(finish, start) for finish in finishes for start in starts if finish < start]
    if not wrong:
        return []
    finish, start = wrong[0]
    return [remarks.dates_backwards(f"计划竣工 {finish}", f"计划开工 {start}", FINISH if FINISH in changes else START)]


def _said(key: str, planned: date | None, changes: Mapping[str, Change], known: Mapping[str, str]) -> list[str]:
    """One date as it would stand in the plan and in the project; they are one where the row gives it."""
    own = "" if key in changes else known[key]
    return [text for text in dict.fromkeys([plain(planned), own]) if text]
