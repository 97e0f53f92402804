"""Which project a row speaks of: our code, else the national code, else name, unit and owner. Look-alikes are asked."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from core.foundation.codes import national_code_problem
from core.intake.comparison import NEW, SKIP, Candidate, chosen_id
from core.intake.issues import Note, Tier
from core.intake.normalise import squeeze
from core.intake.understanding import Understanding
from projects.names import name_key

from .register import Known, Register

ALIKE = 0.8
"""Names of the same unit that have so much in common are offered as perhaps the same project."""
FAR = 0.45
"""A name so unlike the one its code belongs to is asked about."""
TELLING = ("unit", "owner", "total_investment_wan", "annual_plan_wan", "national_code", "address", "planned_start")
ENOUGH = 2
"""So many agreeing fields make another name under the same code a renaming."""
MOST_CANDIDATES = 3

ASKED = frozenset({"code_name_differs", "several_same", "same_name_elsewhere", "similar_name"})
"""Rules whose finding a person settles by choosing."""


@dataclass
class Match:
    """What was found. `known` None means a project that the register does not hold."""

    known: Known | None = None
    by_code: bool = False
    is_skipped: bool = False
    notes: list[Note] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)


def accept_parts(understanding: Understanding, parts: Callable[[], Collection[str]]) -> None:
    """A row without a number of its own is no riddle where it is known to be a part; `parts` gives their names."""
    asked = [row for row in understanding.rows if any(issue.rule == "child_row" for issue in row.issues)]
    names = parts() if asked else ()
    for row in asked:
        if name_key(str(row.values.get("name", ""))) in names:
            row.issues = [issue for issue in row.issues if issue.rule != "child_row"]


def find(values: Mapping[str, Any], register: Register, decision: str = "") -> Match:
    """The project of a row with these texts by field; `decision` is "", "new", "skip" or "same:<project id>"."""
    if decision == SKIP:
        return Match(is_skipped=True)
    chosen = register.by_id.get(chosen_id(decision))
    if chosen is not None:
        return Match(chosen, by_code=True)
    match = _by_codes(values, register, is_confirmed=decision == NEW)
    if match.known is None and not match.candidates and decision != NEW:
        found = _by_name(values, register)
        found.notes = match.notes + found.notes
        return found
    return match


def _by_codes(values: Mapping[str, Any], register: Register, *, is_confirmed: bool) -> Match:
    """By either column: people put the national code under 项目编码 and the other way round."""
    match = Match()
    for key in ("code", "national_code"):
        text = values.get(key, "")
        if not text:
            continue
        known = register.by_code.get(text) or register.by_national_code.get(text)
        if known is None and key == "code" and national_code_problem(text):
            message = f"库中没有编码“{text}”，已改按名称和单位比对"
            note = Note(Tier.NOTICE, "unknown_code", message, field="code")
            match.notes.append(note)
        if known is not None and not is_confirmed:
            return _checked(match, known, values, register)
    return match


def _checked(match: Match, known: Known, values: Mapping[str, Any], register: Register) -> Match:
    """A code with quite another name is a slip of one of the two, unless the rest of the row speaks for a renaming; so
    it is with the name of another project of the same unit, however alike."""
    name = values.get("name", "")
    twins = _named_so(name_key(name), known, register)
    if twins:
        message = f"编码“{known.code}”在库中是“{known.name}”，而“{twins[0].name}”是 {twins[0].code}，不知以哪一个为准"
        cure = "在这里选定；整列错位的（只排了其中几列的序），请改正后再传"
        match.notes.append(Note(Tier.ERROR, "code_name_differs", message, proposal=cure, field="code"))
        match.candidates += [Candidate(each, 100) for each in (known, *twins)][:MOST_CANDIDATES]
        return match
    alike = _alike(name_key(name), known.name_key) if name else 1.0
    if alike >= FAR or _agreeing(values, known) >= ENOUGH:
        match.known, match.by_code = known, True
        if alike < FAR:
            message = f"名称与库中“{known.name}”相差很大，其余各栏一致，按更名处理"
            match.notes.append(Note(Tier.NOTICE, "renamed", message))
        return match
    message = f"编码“{known.code}”在库中是“{known.name}”，与表中名称不符（相似 {alike:.0%}）"
    cure = "确是同一项目的，在这里选定；编码写错的，改正后再传"
    match.notes.append(Note(Tier.ERROR, "code_name_differs", message, proposal=cure, field="code"))
    match.candidates.append(Candidate(known, round(alike * 100)))
    return match


def _named_so(key: str, known: Known, register: Register) -> list[Known]:
    """Other projects of the unit that bear this very name."""
    if not key or key == known.name_key:
        return []
    return [each for each in register.by_name.get(key, []) if each is not known and each.unit == known.unit]


def _agreeing(values: Mapping[str, Any], known: Known) -> int:
    """How many of the telling fields the row gives say what the register says."""
    return sum(bool(values.get(key)) and values[key] == known.values.get(key) for key in TELLING)


def _by_name(values: Mapping[str, Any], register: Register) -> Match:
    key, unit, owner = name_key(values.get("name", "")), values.get("unit", ""), values.get("owner", "")
    if not key:
        return Match()
    same_name = register.by_name.get(key, [])
    here = [known for known in same_name if not unit or known.unit in {unit, ""}]
    if len(here) > 1 and owner:
        here = [known for known in here if squeeze(known.values["owner"]) == squeeze(owner)] or here
    if len(here) == 1:
        return Match(here[0])
    if here:
        return _ask("several_same", f"库中有 {len(here)} 个同名项目，请指明是哪一个", [(known, 1.0) for known in here])
    if same_name:
        message = (
            f"库中的同名项目属于其他单位（{'、'.join(known.code for known in same_name[:3])}），请确认是否同一项目"
        )
        return _ask("same_name_elsewhere", message, [(known, 1.0) for known in same_name])
    return _look_alikes(key, register.by_unit.get(unit, []))


def _look_alikes(key: str, pool: Sequence[Known]) -> Match:
    if not pool:
        return Match()
    found = []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    for known in pool:
        matcher.set_seq1(known.name_key)
        if (
            matcher.real_quick_ratio() >= ALIKE
            and matcher.quick_ratio() >= ALIKE
            and (ratio := matcher.ratio()) >= ALIKE
        ):
            found.append((known, ratio))
    if not found:
        return Match()
    found.sort(key=lambda pair: -pair[1])
    closest, alike = found[0]
    message = f"库中最接近的是“{closest.name}”（相似 {alike:.0%}），请确认是否同一项目"
    return _ask("similar_name", message, found)


def _ask(rule: str, message: str, found: Sequence[tuple[Known, float]]) -> Match:
    candidates = [Candidate(known, round(alike * 100)) for known, alike in found[:MOST_CANDIDATES]]
    cure = "请选择：是同一项目、是另一个项目，或本次跳过"
    return Match(notes=[Note(Tier.ERROR, rule, message, proposal=cure)], candidates=candidates)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
