"""A row against its report: what it says otherwise, and what the rules of the page say of that."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.intake.choices import RowGroup
from core.intake.comparison import Change, Compared, FileRow, hold_back, note_doubles
from core.intake.issues import Note
from core.intake.issues import Tier as NoteTier
from core.intake.normalise import clean
from core.intake.texts import plain
from projects.imports.matching import find
from projects.names import name_key
from reporting.choices import DutyState
from reporting.statement import Statement, Tier, complete, prior_problem, problems

from .duties import Duties, Owed
from .fields import DECIMALS, FIGURES, ISSUED_VERSION, LABELS, SAID, SENDING

LATER = frozenset({"paper"})
"""Errors that no table can mend: such a row may become a draft, and is finished on the page."""

_CURES = {
    DutyState.SUBMITTED: "先在“本月填报”撤回这一项再导入；审核人已打开的，请联系审核人退回",
    DutyState.UNIT_APPROVED: "请联系审核人退回后再导入",
    DutyState.ACCEPTED: "市审已通过；确需更改的，锁数后由审核员提交更正申请",
}


def compare(rows: Iterable[FileRow], duties: Duties, *, is_blocked: bool = False) -> list[Compared]:
    """Every row in its group. `is_blocked`: the table has an open question, so nothing can be written yet."""
    compared = [_compare(row, duties) for row in rows]
    note_doubles(compared, "项目", lambda each: each.target.id if each.target else None)
    hold_back(compared, is_blocked=is_blocked)
    return compared


def merged(owed: Owed, values: Mapping[str, str]) -> Statement:
    """The report with what a row gives in place of what stood there; blank cells say nothing.

    Month and year to date hang together: where a row gives one of them, the other is worked out again.
    """
    given = {key: _typed(key, values[key]) for key in SAID if values.get(key)}
    if given.keys() & set(FIGURES):
        given = dict.fromkeys(FIGURES) | given
    return complete(replace(owed.statement, **given), owed.background)


def is_unfinished(each: Compared) -> bool:
    """Whether a written row can only become a draft."""
    return any(note.rule in LATER for note in each.notes)


def is_only_sent(each: Compared) -> bool:
    """Whether a written row says nothing new: its report is handed in as it stands."""
    return SENDING in each.changes


def _typed(key: str, text: str) -> Any:
    return Decimal(text) if key in DECIMALS else text


def _compare(row: FileRow, duties: Duties) -> Compared:
    match = find(row.values, duties.register, row.decision)
    owed = duties.by_id[match.known.id] if match.known else None
    compared = Compared(row, RowGroup.QUESTION, match.known, notes=match.notes, candidates=match.candidates)
    if match.is_skipped:
        compared.group = RowGroup.SKIPPED
    elif owed is None:
        if not match.candidates:
            compared.notes.append(_not_yours(row.values, duties))
    else:
        _judge(compared, owed)
    return compared


def _not_yours(values: Mapping[str, str], duties: Duties) -> Note:
    """Nothing is told of projects out of reach, not even whether there is one."""
    code, key = values.get("code", ""), name_key(values.get("name", ""))
    if code in duties.packages or (not code and key in duties.packages.values()):
        message = "打捆项目的数由子项目合计，不单独填报"
        return Note(NoteTier.ERROR, "package_row", message, proposal="填报它的子项目；这一行从表中删去，或本次跳过")
    message = "不在您本月的填报任务里：编码或名称写错、属于其他单位，或本月没有填报任务"
    field = "code" if code else ""
    return Note(NoteTier.ERROR, "not_yours", message, "您填报的项目", "改正编码，或本次跳过", field)


def _judge(compared: Compared, owed: Owed) -> None:
    values = compared.source.values
    now = merged(owed, values)
    compared.changes = _changes(owed.statement, now) or _sending(values, owed)
    if not compared.changes:
        compared.group = RowGroup.UNCHANGED
        return
    compared.group = RowGroup.CHANGED
    if not owed.may_fill:
        state = DutyState(owed.duty.state)
        cure = _CURES.get(state, "")
        message = f"已报送（{state.label}），与表中不同，导入不改动已报送的数" if cure else owed.may_fill.reason
        note = Note(NoteTier.ERROR, "sent", message, "与报送的一致", cure or "本次跳过", _first(compared))
        compared.notes.append(note)
        return
    compared.kept = _kept(owed, now, values, compared.changes)
    compared.notes += [*_of_pack(values, owed), *_of_draft(values, owed), *_of_rules(compared.source, now, owed)]
    if is_only_sent(compared) and is_unfinished(compared):  # it is a draft already, and cannot be more
        compared.group, compared.changes, compared.kept = RowGroup.UNCHANGED, {}, {}


def _changes(old: Statement, new: Statement) -> dict[str, Change]:
    changes = {}
    for key in SAID:
        was, now = plain(getattr(old, key)), plain(getattr(new, key))
        if clean(was) != clean(now):
            changes[key] = (was, now)
    return changes


def _sending(values: Mapping[str, str], owed: Owed) -> dict[str, Change]:
    """Of a row that says what stands already: a person who brings the month's table asks that it be handed in."""
    says_something = any(values.get(key) for key in SAID)
    if not (says_something and owed.is_drafted and owed.may_fill) or owed.is_as_returned:
        return {}
    stands = "已撤回，未报送" if owed.duty.draft_content is None else "草稿，未报送"
    return {SENDING: (stands, "报送")}


def _kept(owed: Owed, now: Statement, values: Mapping[str, str], changes: Mapping[str, Change]) -> dict[str, str]:
    """What is written of the report beside what the row says: the person's draft, or what was sent before."""
    kept = {key: plain(getattr(now, key)) for key in SAID if key not in changes and not values.get(key)}
    kept |= {key: owed.content.get(key, "") for key in owed.unread if not values.get(key)}
    kept["write_back_paper"] = plain(now.write_back_paper_id)
    return {key: text for key, text in kept.items() if text}


def _of_draft(values: Mapping[str, str], owed: Owed) -> list[Note]:
    """Cells of the draft that nobody can read, where the row does not give them."""
    cure = "在表中填写这一栏，或到“本月填报”改正草稿"
    unread = [key for key in SAID if key in owed.unread and not values.get(key)]
    said = {key: f"草稿中“{LABELS[key]}”填的“{owed.content.get(key, '')}”读不出" for key in unread}
    return [Note(NoteTier.ERROR, "draft_unread", said[key], proposal=cure, field=key) for key in unread]


def _of_pack(values: Mapping[str, str], owed: Owed) -> list[Note]:
    """What a pre-filled form was issued on, where that has moved since; the amounts are the rules' matter."""
    issued = values.get(ISSUED_VERSION, "")
    if not issued or int(issued) == owed.duty.version:
        return []
    message = "预填表下载之后，这一项报送过又被退回或撤回，表中可能是退回之前的数"
    return [Note(NoteTier.NOTICE, "pack_report_moved", message, proposal="对照审核意见核对，或重新下载预填表")]


def _of_rules(row: FileRow, now: Statement, owed: Owed) -> list[Note]:
    """The rules of the page, each at the cell that the row gives; a cell that could not be read is told already."""
    values, found = row.values, problems(now, owed.background)
    stated = values.get("prior_ytd_wan", "")
    moved = prior_problem(Decimal(stated), owed.background) if stated and _gives_figures(values) else None
    silenced, notes = _silenced(row.unread), []
    for problem in [moved, *found] if moved else found:
        if problem.field in silenced:
            continue
        is_error = problem.tier == Tier.ERROR and problem.rule not in LATER
        message = problem.message
        if problem.rule in LATER:
            message = "冲减须附依据（审计报告、说明等）：先存为草稿，在填报页“附依据”后报送。"
        tier = NoteTier.ERROR if is_error else NoteTier.NOTICE
        notes.append(Note(tier, problem.rule, message, field=_cell_of(problem.field, values)))
    return notes


def _silenced(unread: Iterable[str]) -> set[str]:
    """The fields that no rule speaks of, as their cell could not be read; the two figures hang together."""
    fields = {key for key in SAID if LABELS[key] in unread}
    return fields | set(FIGURES) if fields & set(FIGURES) else fields


def _gives_figures(values: Mapping[str, str]) -> bool:
    return any(values.get(key) for key in FIGURES)


def _cell_of(field: str, values: Mapping[str, str]) -> str:
    """Where a person mends it: of the two figures the one that was given; the paper at its reason."""
    if field == "write_back_paper":
        return "write_back_reason"
    if field in FIGURES and not values.get(field):
        return next((key for key in FIGURES if values.get(key)), field)
    return field


def _first(compared: Compared) -> str:
    """The first cell that says something else, of those the row gives."""
    return next((key for key in compared.changes if compared.source.values.get(key)), "")
