"""A row of a plan table against the standing plan of its project: what would change, what stands in the way."""

from collections.abc import Iterable

from core.foundation.money import ZERO, wan_text
from core.intake.choices import RowGroup
from core.intake.comparison import Compared, FileRow, hold_back, note_doubles
from core.intake.issues import Note, Tier
from projects.choices import CurveBasis
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
    notes = []
    if listed.known.has_left and proposed.changes:
        notes.append(Note(Tier.ERROR, "left", "项目已退出本年名单，不再修改", "本次跳过"))
    notes += [*_amounts(proposed, listed), *_curve(proposed, listed)]
    says_dates = proposed.changes.keys() & {START, FINISH}
    if says_dates and proposed.start and proposed.finish and proposed.finish < proposed.start:
        message = f"计划竣工 {proposed.finish} 早于计划开工 {proposed.start}"
        accepted = f"不早于 {proposed.start} 的日期"
        notes.append(Note(Tier.ERROR, "dates_backwards", message, accepted, field=FINISH))
    return notes


def _amounts(proposed: Proposed, listed: Listed) -> list[Note]:
    changes, standing, notes = proposed.changes, listed.standing, []
    if standing.is_on_parts and changes.keys() & {PLAN, BEFORE, MONTHS}:
        key = next((key for key in (PLAN, BEFORE) if key in changes), proposed.months_key)
        message = "打捆项目的计划由子项目合计，不能直接改"
        notes.append(Note(Tier.ERROR, "package_plan", message, "本次跳过", "请在表中分列其子项目，或逐项调整", key))
    elif PLAN in changes and changes[PLAN][1] in listed.known.earlier_plans:
        old, new = changes[PLAN]
        message = f"表中的计划 {new} 与调整前的计划相同，系统现为 {old}，像是旧表"
        cure = "请用最新导出的表；确要改回的，走“调整计划”"
        notes.append(Note(Tier.ERROR, "earlier_plan", message, "现行计划，或本次跳过", cure, PLAN))
    if proposed.plan_wan < 0 or proposed.before_wan < 0:
        key = PLAN if proposed.plan_wan < 0 else BEFORE
        notes.append(Note(Tier.ERROR, "negative_amount", "金额为负", "不小于 0 的金额", field=key))
    if BEFORE in changes and standing.whole.before_wan != ZERO:
        old, new = changes[BEFORE]
        message = f"至上年底累计系统为 {old}，表中为 {new}；此数一年核定一次，已核定的不由导入修改"
        notes.append(Note(Tier.ERROR, "settled_before", message, old, "请与市局核对后办理更正", BEFORE))
    return notes


def _curve(proposed: Proposed, listed: Listed) -> list[Note]:
    """Months that somebody entered do not fit another year's total; without new ones the line is straight again."""
    standing = listed.standing
    is_lost = PLAN in proposed.changes and proposed.curve is None and standing.basis == CurveBasis.ENTERED
    if not is_lost or proposed.notes:
        return []
    message = f"原来填报的各月计划合计 {wan_text(standing.whole.plan_wan, 2)}，与新计划不符；入库后改按起止时间直线"
    return [Note(Tier.NOTICE, "months_lost", message, proposal="要保留逐月安排的，在表中填 12 个月", field=PLAN)]
