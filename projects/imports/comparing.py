"""A row against its project: which group it belongs to, what would change, what stands in the way."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from core.foundation.codes import national_code_problem
from core.intake.choices import RowGroup
from core.intake.comparison import Change, Compared, FileRow, hold_back, note_doubles
from core.intake.grid import Cell, Kind
from core.intake.issues import Note, Tier
from core.intake.normalise import clean, read_name, squeeze
from projects.names import name_key

from . import remarks
from .fields import FACT_KEYS, LABELS, NEEDED_OF_NEW, PLAN_KEYS, TERM_KEYS
from .matching import Match, find
from .months import rescaled
from .register import Known, Register

_COMPARED = (*FACT_KEYS, *TERM_KEYS, *PLAN_KEYS)
PLAN, BEFORE = PLAN_KEYS
NO_AMOUNT = "0.00"
_DATE_PAIRS = (("planned_start", "planned_finish"), ("actual_start", "actual_finish"))


def compare(rows: Iterable[FileRow], register: Register, *, is_blocked: bool = False) -> list[Compared]:
    """Every row in its group. `is_blocked`: the table has an open question, so nothing can be written yet."""
    compared = [_compare(row, register) for row in rows]
    note_doubles(compared, "项目", project_of)
    hold_back(compared, is_blocked=is_blocked)
    return compared


def project_of(each: Compared) -> object | None:
    """Which project a row is about: the known one, else the name within its unit."""
    if each.target is not None:
        return each.target.id
    key = name_key(each.source.values.get("name", ""))
    return (key, each.source.values.get("unit", "")) if key else None


def _compare(row: FileRow, register: Register) -> Compared:
    match = find(row.values, register, row.decision)
    compared = Compared(row, RowGroup.NEW, match.known, notes=match.notes, candidates=match.candidates)
    if match.is_skipped:
        compared.group = RowGroup.SKIPPED
        return compared
    _check_national_code(compared, register)
    if match.known is None:
        _check_new(compared)
        return compared
    compared.changes = _changes(row.values, match)
    if match.known.listing_id is None:
        _check_new(compared)
    else:
        compared.group = RowGroup.CHANGED if compared.changes else RowGroup.UNCHANGED
        _check_changes(compared, match.known)
    _check_dates(compared, match.known)
    return compared


def _changes(values: Mapping[str, str], match: Match) -> dict[str, Change]:
    """What the row says otherwise. A blank cell says nothing; a name found by its words may be written differently."""
    known = match.known
    changes = {}
    for key in _COMPARED:
        new, old = values.get(key, ""), known.values.get(key, "")
        if not new or new == old or _is_same(key, old, new, by_code=match.by_code):
            continue
        if key in PLAN_KEYS and known.listing_id is None:
            continue
        if key in TERM_KEYS and known.listing_id is None:
            continue
        changes[key] = (old, new)
    return changes


def _is_same(key: str, old: str, new: str, *, by_code: bool) -> bool:
    if not old and new == NO_AMOUNT:
        return True  # tables print 0 where nothing is known
    if key == "name":
        return _as_read(old) == new or (not by_code and name_key(old) == name_key(new))
    if key == "owner":
        return squeeze(old) == squeeze(new)
    return clean(old) == clean(new)


def _as_read(name: str) -> str | None:
    """What the desk makes of a name the register holds: our own export must not read as a renaming."""
    return read_name(Cell(Kind.TEXT, name), longest=len(name)).value


def _check_new(compared: Compared) -> None:
    values = compared.source.values
    for key in NEEDED_OF_NEW:
        if not values.get(key):
            label = LABELS[key]
            cure = (
                "确无计划投资的填 0" if key == "annual_plan_wan" else f"在表中补上“{label}”，或在上方为未写的行统一指定"
            )
            compared.notes.append(Note(Tier.ERROR, f"missing_{key}", f"新项目缺少“{label}”", label, cure, key))
    if compared.target is None:
        _check_dates(compared, None)
    elif compared.target.parent_id is not None:
        cure = "从表中删去这一行，或本次跳过；要列入名单的是它所属的打捆项目"
        compared.notes.append(Note(Tier.ERROR, "part", "库中是打捆项目的子项，不能单独列入名单", proposal=cure))


def _check_changes(compared: Compared, known: Known) -> None:
    changes, notes = compared.changes, compared.notes
    if known.has_left and changes:
        notes.append(remarks.left())
    if PLAN in changes and known.has_parts:
        notes.append(remarks.package_plan(PLAN))
    elif PLAN in changes and changes[PLAN][1] in known.earlier_plans:
        notes.append(remarks.earlier_plan(*changes[PLAN], PLAN))
    elif PLAN in changes and known.entered is not None:
        moved, told = rescaled(known.entered, Decimal(changes[PLAN][1]), PLAN)
        changes.update(moved)
        notes += told
    if BEFORE in changes:
        notes.append(remarks.settled_before(*changes[BEFORE], BEFORE))
    if "unit" in changes:
        notes.append(Note(Tier.NOTICE, "unit_changes", "上报单位将改变，请确认不是填错", field="unit"))


def _check_dates(compared: Compared, known: Known | None) -> None:
    values = {**(known.values if known else {}), **{key: text for key, text in compared.source.values.items() if text}}
    for start, finish in _DATE_PAIRS:
        first, last = values.get(start), values.get(finish)
        says = compared.source.values
        if first and last and last < first and (says.get(start) or says.get(finish)):
            said = remarks.dates_backwards(f"{LABELS[finish]} {last}", f"{LABELS[start]} {first}", finish)
            compared.notes.append(said)


def _check_national_code(compared: Compared, register: Register) -> None:
    text = compared.source.values.get("national_code", "")
    if not text:
        return
    problem = national_code_problem(text)
    holder = register.by_national_code.get(text)
    if problem:
        accepted = "如 2018-350500-48-01-012345"
        compared.notes.append(Note(Tier.ERROR, "national_code", problem, accepted, field="national_code"))
    elif holder is not None and compared.target is not None and holder is not compared.target:
        message = f"项目代码 {text} 已属于“{holder.name}”（{holder.code}）"
        cure = f"改成本项目自己的代码；若本就是“{holder.name}”，把编码改为 {holder.code}"
        note = Note(Tier.ERROR, "national_code_taken", message, proposal=cure, field="national_code")
        compared.notes.append(note)
