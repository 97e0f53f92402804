"""What one report of one month went through: versions, checks with remarks, and the figure that stood at the end."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random

from reporting.choices import CheckVerdict, JumpReason, Step, WriteBackReason
from reporting.statement import JUMP_FACTOR, Statement

from .calendar import Pace
from .chronicle import Fate, Odd, Record
from .wording import physical_facts, problem, progress_text
from .works import Course, money

ADJUSTED_FROM = 5


@dataclass(slots=True)
class CheckStory:
    step: Step
    verdict: CheckVerdict
    at: datetime
    remarks: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class VersionStory:
    statement: Statement
    prior: int
    at: datetime
    is_jump: bool = False
    checks: list[CheckStory] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        last = self.checks[-1] if self.checks else None
        return last is not None and (last.step, last.verdict) == (Step.CITY, CheckVerdict.PASSED)


@dataclass(slots=True)
class Memory:
    """What the next report of a leaf builds on: the accepted cumulative in cents, the last words and percentage."""

    ytd: int = 0
    percent: int = 0
    text: str = ""


class Teller:
    """Tells the month of one leaf after another; `paper_id` is the file behind every write-back."""

    def __init__(self, month: int, *, is_open: bool, pace: Pace, random: Random, paper_id: int | None) -> None:
        self.month, self.is_open, self.pace, self.random, self.paper_id = month, is_open, pace, random, paper_id

    def tell(self, record: Record, memory: Memory) -> list[VersionStory]:
        """Its versions in order, none when nobody reported; `memory` moves on to what stands afterwards."""
        if record.fate == Fate.OPEN if self.is_open else self.month in record.missing:
            return []
        returned = self._returned(record)
        minutes = self.pace.submitted(is_late=self.month in record.late, will_return=bool(returned))
        said = self._statement(record, memory, record.ytd[self.month] - record.corrected.get(self.month, 0))
        versions = []
        if returned:
            first, remarks = self._flawed(said, record, memory)
            versions.append(self._version(record, memory, first, minutes))
            minutes = self._check(versions[0], minutes, returned, CheckVerdict.RETURNED, remarks)
        if not (returned and self.is_open):
            minutes += self.pace.to_resubmission() if returned else 0
            versions.append(self._version(record, memory, said, minutes))
            self._pass(versions[-1], record, minutes)
        self._remember(memory, versions[-1], said)
        return versions

    def _returned(self, record: Record) -> Step | None:
        if self.is_open:
            return {Fate.RETURNED_CITY: Step.CITY, Fate.RETURNED_UNIT: Step.UNIT}.get(record.fate)
        step = record.returned.get(self.month)
        return Step(step) if step else None

    def _version(self, record: Record, memory: Memory, said: Statement, minutes: int) -> VersionStory:
        is_jump = self._is_jump(record, said.month_done_wan)
        if is_jump:
            said = _with(said, jump_reason=self.random.choice(tuple(JumpReason)).value)
        return VersionStory(said, memory.ytd, self.pace.at(minutes), is_jump=is_jump)

    def _is_jump(self, record: Record, month_done: Decimal | None) -> bool:
        due = record.due_from_may if record.due_from_may and self.month >= ADJUSTED_FROM else record.due
        planned = money(due[self.month - 1] - (due[self.month - 2] if self.month > 1 else 0))
        return month_done is not None and planned > 0 and month_done > JUMP_FACTOR * planned

    def _pass(self, version: VersionStory, record: Record, minutes: int) -> None:
        if self.is_open and record.fate == Fate.WAITING_UNIT:
            return
        minutes += self.pace.to_first_check()
        version.checks.append(CheckStory(Step.UNIT, CheckVerdict.PASSED, self.pace.at(minutes)))
        if self.is_open and record.fate == Fate.WAITING_CITY:
            return
        minutes += self.pace.to_second_check()
        version.checks.append(CheckStory(Step.CITY, CheckVerdict.PASSED, self.pace.at(minutes)))

    def _check(
        self, version: VersionStory, minutes: int, step: Step, verdict: CheckVerdict, remarks: dict[str, str]
    ) -> int:
        """A return at one step; at the city's, the first check had passed it."""
        minutes += self.pace.to_first_check()
        if step == Step.CITY:
            version.checks.append(CheckStory(Step.UNIT, CheckVerdict.PASSED, self.pace.at(minutes)))
            minutes += self.pace.to_second_check()
        version.checks.append(CheckStory(step, verdict, self.pace.at(minutes), remarks))
        return minutes

    def _statement(self, record: Record, memory: Memory, ytd: int) -> Statement:
        work, done = record.work, ytd - memory.ytd
        percent = self._percent(record, memory, ytd)
        text = self._text(record, memory, percent)
        kind, trouble = problem(self.random) if self._has_problem(record) else ("", "")
        is_fall = done < 0
        has_land = work.category == "renewal" and done > 0 and self.random.randint(1, 4) == 1
        return Statement(
            month_done_wan=money(done),
            ytd_done_wan=money(ytd),
            land_cost_wan=money(done // 500 * 100) if has_land else None,
            progress_percent=Decimal(percent),
            progress_text=text,
            problem_class=kind,
            problem_text=trouble,
            physical_facts=physical_facts(work.marker, percent),
            write_back_reason=WriteBackReason.AUDIT.value if is_fall else "",
            write_back_paper_id=self.paper_id if is_fall else None,
        )

    def _percent(self, record: Record, memory: Memory, ytd: int) -> int:
        work = record.work
        if work.course in {Course.WAITING, Course.OVERDUE}:
            return 0
        if work.actual_finish and work.actual_finish.month <= self.month:
            return 100
        if not work.is_building:
            return self.month * 100 // 13
        if not work.total:
            return min(99, self.month * 8)
        return max(memory.percent, min(99, (work.before + max(ytd, 0)) * 100 // work.total))

    def _text(self, record: Record, memory: Memory, percent: int) -> str:
        if record.odd.get(self.month) == Odd.SAME_TEXT and memory.text:
            return memory.text
        if record.work.course in {Course.WAITING, Course.OVERDUE}:
            return ("初步设计报批", "施工图审查", "招标文件编制", "招标公告发布")[
                self.random.randint(0, 3)
            ] + "，尚未开工"
        if record.work.wording and self.is_open:
            return record.work.wording
        return progress_text(record.work.category, percent, self.random)

    def _has_problem(self, record: Record) -> bool:
        is_behind = record.work.pace < 900 or record.work.course == Course.OVERDUE
        return self.random.randint(1, 100) <= (60 if is_behind else 6)

    def _flawed(self, said: Statement, record: Record, memory: Memory) -> tuple[Statement, dict[str, str]]:
        """What was sent first, and what the checker wrote beside it."""
        more = said.month_done_wan * 30 // 100 if said.month_done_wan and said.month_done_wan > 10 else Decimal(0)
        if self.random.randint(0, 1) and more:
            high = _with(said, month_done_wan=said.month_done_wan + more, ytd_done_wan=said.ytd_done_wan + more)
            return high, {"month_done_wan": f"与监理月报产值不符，请核对是否多录{more:f}万元。"}
        if memory.percent > 1 and not record.work.actual_finish:
            lower = Decimal(memory.percent - 1)
            remark = f"上月{memory.percent}%、本月{lower:f}%，形象不应倒退，请核实。"
            return _with(said, progress_percent=lower), {"progress_percent": remark}
        return _with(said, progress_text="施工中"), {"progress_text": "请写明具体部位和完成量。"}

    def _remember(self, memory: Memory, last: VersionStory, said: Statement) -> None:
        memory.percent, memory.text = int(said.progress_percent or 0), said.progress_text
        if last.is_accepted:
            memory.ytd = int(last.statement.ytd_done_wan * 100)


def _with(said: Statement, **changes: object) -> Statement:
    return Statement(**{**said.__dict__, **changes})
