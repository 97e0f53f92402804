"""What stands in the fields of a report: typed and not sent, or sent; as text and as the statement it means."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from core.foundation.money import rate, wan_text

from .backgrounds import background_of, statement_of
from .choices import DutyState
from .forms import StatementForm
from .models import Duty
from .statement import Background, Problem, Statement, Tier, complete
from .unit_month import Place

AMOUNTS = ("month_done_wan", "ytd_done_wan", "land_cost_wan")


@dataclass(frozen=True)
class Draft:
    """What somebody typed into one report and what the rules say of it; `is_ready` when it may be sent as it is."""

    content: Mapping[str, Any]
    statement: Statement
    problems: list[Problem]
    is_ready: bool

    @property
    def has_errors(self) -> bool:
        return any(problem.tier == Tier.ERROR for problem in self.problems)


def written_content(duty: Duty) -> dict[str, Any] | None:
    """What is being written in a `placed` report: the draft, or a report that was taken back; None for neither."""
    if duty.draft_content is not None:
        return json.loads(duty.draft_content)
    return typed_of(statement_of(duty.current)) if duty.place == Place.DRAFTING else None


def read_draft(duty: Duty, content: Mapping[str, Any]) -> Draft:
    """Judge what was typed as the server would on sending; figures are completed where they can be."""
    background = background_of(duty)
    form = StatementForm(content, duty=duty)
    found = form.problems(background)
    statement = complete(form.statement(), background)
    is_sound = all(problem.tier != Tier.ERROR for problem in found)
    is_unchanged = duty.state == DutyState.RETURNED and statement == sent_statement(duty)
    return Draft(content, statement, found, is_ready=is_sound and not is_unchanged)


def typed_of(statement: Statement) -> dict[str, str]:
    """A stored statement as the text of its cells."""
    typed = {name: cell_text(getattr(statement, name)) for name in AMOUNTS}
    percent = statement.progress_percent
    typed["progress_percent"] = "" if percent is None else f"{percent.normalize():f}"
    for name in ("progress_text", "problem_class", "problem_text", "physical_facts", "write_back_reason"):
        typed[name] = getattr(statement, name)
    typed["jump_reason"] = statement.jump_reason
    typed["write_back_paper_id"] = "" if statement.write_back_paper_id is None else str(statement.write_back_paper_id)
    return typed


def cell_text(amount: Any) -> str:
    """An amount in a cell that can be typed again: separators, an ASCII minus, nothing for nothing."""
    return "" if amount is None else wan_text(amount)


def sent_statement(duty: Duty) -> Statement:
    """What was last sent; once accepted, with the figure the ledger holds now (a correction may have changed it)."""
    sent = statement_of(duty.current) if duty.current else Statement()
    if duty.own_ytd_wan is None:
        return sent
    return replace(sent, month_done_wan=duty.own_month_wan, ytd_done_wan=duty.own_ytd_wan)


def rate_of(statement: Statement, background: Background) -> Decimal | None:
    """Of the annual plan, as a fraction; last month's while nothing is typed."""
    done = background.prior_ytd_wan if statement.ytd_done_wan is None else statement.ytd_done_wan
    return rate(done, background.annual_plan_wan)
