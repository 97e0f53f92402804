"""What a report says, and what may be wrong with it. Pure: page, grid, API and import ask the same rules.

Amounts are Decimal 万元. The year-to-date figure leads and the month is what it added; people may type either.
Source: practice decisions 1–4 and 14; domain rules 1.3 and 1.5.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.money import ZERO, wan, wan_text

JUMP_FACTOR = 3
"""A month above this multiple of its own plan must say why."""

WRONG_UNIT_FACTOR = 100
"""A year to date above this multiple of the annual plan was typed in 元."""


class Tier(StrEnum):
    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True)
class Problem:
    """One thing wrong (error: cannot be sent) or odd (notice) with one field; `message` says the cure."""

    field: str
    tier: Tier
    rule: str
    message: str


@dataclass(frozen=True)
class Statement:
    """What the author says. `month_done_wan` or `ytd_done_wan` may be None, not both."""

    month_done_wan: Decimal | None = None
    ytd_done_wan: Decimal | None = None
    land_cost_wan: Decimal | None = None
    progress_percent: Decimal | None = None
    progress_text: str = ""
    problem_class: str = ""
    problem_text: str = ""
    physical_facts: str = ""
    write_back_reason: str = ""
    write_back_paper_id: int | None = None
    jump_reason: str = ""


@dataclass(frozen=True)
class Background:
    """What the figures are judged against. `due_wan` is the plan's cumulative amount to the end of the month."""

    prior_ytd_wan: Decimal = ZERO
    annual_plan_wan: Decimal = ZERO
    before_year_wan: Decimal = ZERO
    due_wan: Decimal = ZERO
    due_before_wan: Decimal = ZERO
    total_investment_wan: Decimal | None = None
    last_percent: Decimal | None = None
    last_text: str = ""

    @property
    def month_plan_wan(self) -> Decimal:
        return wan(self.due_wan - self.due_before_wan)


def prior_problem(stated_wan: Decimal, background: Background) -> Problem | None:
    """What a table says stood at the end of the month before, against what does: figures built on another are wrong."""
    prior = background.prior_ytd_wan
    if stated_wan == prior:
        return None
    message = f"表中上月累计{wan_text(stated_wan)}，系统为{wan_text(prior)}，请按系统的上月累计核对本月完成和本年累计。"
    return _error("prior_ytd_wan", "prior_moved", message)


def complete(statement: Statement, background: Background) -> Statement:
    """The same statement with both figures, the missing one worked out from the prior year to date."""
    prior, month, ytd = background.prior_ytd_wan, statement.month_done_wan, statement.ytd_done_wan
    if month is None and ytd is not None:
        return replace(statement, month_done_wan=wan(ytd - prior))
    if ytd is None and month is not None:
        return replace(statement, ytd_done_wan=wan(prior + month))
    return statement


def is_jump(statement: Statement, background: Background) -> bool:
    """Whether the month is more than three times its own plan (only where the month has one)."""
    month, plan = statement.month_done_wan, background.month_plan_wan
    return month is not None and plan > 0 and month > JUMP_FACTOR * plan


def problems(statement: Statement, background: Background) -> list[Problem]:
    """Everything wrong or odd, errors first. Completes the figures itself."""
    whole = complete(statement, background)
    found = [*_money(whole, background), *_progress(whole, background), *_trouble(whole)]
    return sorted(found, key=lambda problem: problem.tier != Tier.ERROR)


def errors(statement: Statement, background: Background) -> list[Problem]:
    return [problem for problem in problems(statement, background) if problem.tier == Tier.ERROR]


def _error(field: str, rule: str, message: str) -> Problem:
    return Problem(field, Tier.ERROR, rule, message)


def _notice(field: str, rule: str, message: str) -> Problem:
    return Problem(field, Tier.NOTICE, rule, message)


def _money(statement: Statement, background: Background) -> Iterator[Problem]:
    month, ytd, prior = statement.month_done_wan, statement.ytd_done_wan, background.prior_ytd_wan
    if month is None or ytd is None:
        yield _error("month_done_wan", "missing", "请填写本月完成或本年累计；确无进展的填0。")
        return
    if wan(prior + month) != ytd:
        yield _error(
            "ytd_done_wan",
            "sum",
            f"上月累计{wan_text(prior)}加本月{wan_text(month)}应为{wan_text(wan(prior + month))}，"
            f"填的是{wan_text(ytd)}，请改其中一项。",
        )
        return
    yield from _write_back(statement, background, month=month, ytd=ytd)
    yield from _size(statement, background, month=month, ytd=ytd)
    if statement.land_cost_wan is not None and statement.land_cost_wan > max(month, ZERO):
        yield _error("land_cost_wan", "land_above_month", "其中征迁费用不能大于本月完成，请核对。")


def _write_back(statement: Statement, background: Background, *, month: Decimal, ytd: Decimal) -> Iterator[Problem]:
    if ytd < 0:
        yield _error("ytd_done_wan", "negative", "本年累计不能小于0，请核对。")
        return
    if month >= 0:
        return
    prior = wan_text(background.prior_ytd_wan)
    if not statement.write_back_reason:
        message = f"累计{wan_text(ytd)}小于上月{prior}。属冲减的，请选原因并附依据；否则请改为不小于{prior}。"
        yield _error("ytd_done_wan", "falling", message)
    elif statement.write_back_paper_id is None:
        yield _error("write_back_paper", "paper", "冲减须附依据（审计报告、说明等），请上传文件。")


def _size(statement: Statement, background: Background, *, month: Decimal, ytd: Decimal) -> Iterator[Problem]:
    plan, total = background.annual_plan_wan, background.total_investment_wan
    if plan > 0 and ytd > WRONG_UNIT_FACTOR * plan:
        message = f"累计{wan_text(ytd)}万元，是年度计划的{ytd / plan:.0f}倍，疑似按元填报，请换算成万元。"
        yield _error("ytd_done_wan", "unit", message)
    elif is_jump(statement, background):
        message = f"本月{wan_text(month)}超过月计划{wan_text(background.month_plan_wan)}的{JUMP_FACTOR}倍"
        if statement.jump_reason:
            yield _notice("month_done_wan", "jump", message + "，已说明原因。")
        else:
            yield _error("month_done_wan", "jump", message + "，请选择原因。")
    if total and wan(background.before_year_wan + ytd) > total:
        message = (
            f"自开工累计{wan_text(wan(background.before_year_wan + ytd))}超过总投资{wan_text(total)}，请核对总投资。"
        )
        yield _notice("ytd_done_wan", "above_total", message)


def _progress(statement: Statement, background: Background) -> Iterator[Problem]:
    percent, text = statement.progress_percent, statement.progress_text.strip()
    if percent is not None and not 0 <= percent <= 100:
        yield _error("progress_percent", "range", "形象进度应在0到100之间。")
    elif percent is not None and background.last_percent is not None and percent < background.last_percent:
        message = f"形象进度{percent.normalize():f}%低于上月{background.last_percent.normalize():f}%，请核实。"
        yield _notice("progress_percent", "falling_progress", message)
    if not text:
        yield _error("progress_text", "missing", "请用一句话写明形象进度。")
    elif text == background.last_text.strip() and statement.month_done_wan:
        yield _notice("progress_text", "same_text", "本月有投资而形象进度文字与上月相同，请核实。")


def _trouble(statement: Statement) -> Iterator[Problem]:
    has_text, has_class = bool(statement.problem_text.strip()), bool(statement.problem_class)
    if has_text and not has_class:
        yield _error("problem_class", "missing", "填了存在问题，请选择问题类别。")
    if has_class and not has_text:
        yield _error("problem_text", "missing", "选了问题类别，请写明存在问题。")


def digest(statement: Statement, *, duty_id: int, number: int, prior_ytd_wan: Decimal) -> str:
    """SHA-256 of everything a checker sees of one version: approval binds to it."""
    content = {"duty": duty_id, "number": number, "prior_ytd_wan": prior_ytd_wan, **statement.__dict__}
    return sha256_hex(canonical_json(content))
