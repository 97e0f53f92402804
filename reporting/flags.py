"""What a checker should look at in one report, the gravest first. Pure: from what was sent and its background.

These are hints, not rules: a report with flags may be right, and one without any may be passed in bulk. The thresholds
are the office's; the rules that refuse a report stand in `statement`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import percent_text, rate, wan_text

from .choices import JumpReason, WriteBackReason
from .statement import Background, Statement, Tier, complete, problems

GAP_POINTS = Decimal(15)
"""Money that moved so many points of the plan further than the works in one month does not match them."""


@dataclass(frozen=True)
class Flag:
    """`word` stands in the queue, `title` and `text` beside the report; `reason` is what the reporter gave for it."""

    field: str
    rule: str
    severity: int
    word: str
    title: str
    text: str
    reason: str = ""


WORDS = {
    "sum": (5, "上月数已变", "上月累计已更正"),
    "jump": (3, "突增", "本月突增"),
    "falling_progress": (3, "形象倒退", "形象进度倒退"),
    "above_total": (2, "累计超总投资", "累计超过总投资"),
    "same_text": (2, "文字相同", "形象进度文字与上月相同"),
}
"""Rules of a statement as flags: severity, word, title. Any other rule that speaks up is shown as it is."""


def flags(statement: Statement, background: Background) -> list[Flag]:
    """Everything odd about a report that was sent, gravest first; nothing means it may be passed with others."""
    whole = complete(statement, background)
    found = [*_from_rules(whole, background), *_write_back(whole), *_mismatch(whole, background)]
    return sorted(found, key=lambda flag: -flag.severity)


def _from_rules(statement: Statement, background: Background) -> Iterator[Flag]:
    for problem in problems(statement, background):
        severity, word, title = WORDS.get(problem.rule, (5 if problem.tier == Tier.ERROR else 1, "待核", "请核对"))
        reason = JumpReason(statement.jump_reason).label if problem.rule == "jump" and statement.jump_reason else ""
        yield Flag(problem.field, problem.rule, severity, word, title, problem.message, reason)


def _write_back(statement: Statement) -> Iterator[Flag]:
    if statement.month_done_wan is None or statement.month_done_wan >= 0:
        return
    reason = WriteBackReason(statement.write_back_reason).label if statement.write_back_reason else ""
    text = f"本月{wan_text(statement.month_done_wan)}万元，请核对依据。"
    yield Flag("month_done_wan", "write_back", 4, "冲减待核", "本月冲减", text, reason)


def _mismatch(statement: Statement, background: Background) -> Iterator[Flag]:
    """Only where both months say how far the works are."""
    gained = rate(statement.month_done_wan, background.annual_plan_wan)
    if gained is None or statement.progress_percent is None or background.last_percent is None:
        return
    works = statement.progress_percent - background.last_percent
    if gained * 100 - works >= GAP_POINTS:
        text = f"完成率加{percent_text(gained, 1)}个百分点，形象只加{works.normalize():f}。"
        yield Flag("progress_percent", "mismatch", 1, "钱形不符", "资金与形象不相称", text)
