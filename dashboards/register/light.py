"""What stands behind a project's light: the rule in words, and the amounts and nodes it was applied to."""

from datetime import date
from typing import Any

from django.db.models import Q

from core.foundation.money import percent_text, rate
from dashboards.lights import LIGHT_MARKS
from projects.models import Milestone
from reporting.choices import Basis, Metric
from reporting.lights import Thresholds
from reporting.models import BriefLine
from reporting.rollups.lines import day_of
from reporting.rollups.rules import rules_at


def explain(line: BriefLine) -> dict[str, Any]:
    """Context of the panel for one line of a brief: rules as they held at the brief's moment."""
    rules = rules_at(line.brief.figures_known_at)
    return {
        "line": line,
        "brief": line.brief,
        "project": line.listing.project,
        "light": LIGHT_MARKS[line.light],
        "investment": LIGHT_MARKS[line.investment_light],
        "milestone": LIGHT_MARKS[line.milestone_light],
        "rate": rate(line.ytd_wan, line.plan_wan),
        "of_due": rate(line.ytd_wan, line.due_wan),
        "is_waiting": line.brief.is_running and line.basis == Basis.CARRIED,
        "basis": Basis(line.basis).label,
        "investment_rule": _investment_words(rules[Metric.PROJECT_INVESTMENT]),
        "milestone_rule": _milestone_words(rules[Metric.PROJECT_MILESTONE]),
        "open_nodes": _open_nodes(line, day_of(line.brief)),
    }


def _investment_words(rule: Thresholds) -> str:
    green, yellow = percent_text(rule.green_from, 0), percent_text(rule.yellow_from, 0)
    tolerance = f"（容差{rule.tolerance_points.normalize():f}个百分点）" if rule.tolerance_points else ""
    return (
        f"本年累计达到按月计划应完成数的{green}%为正常{tolerance}，不足{green}%但达到{yellow}%为滞后，"
        f"低于{yellow}%为严重滞后。规则第{rule.number}版。"
    )


def _milestone_words(rule: Thresholds) -> str:
    late = f"有节点超期为滞后，超期{rule.red_after_days}天以上为严重滞后"
    return f"到期节点全部完成为正常，{late}。规则第{rule.number}版。"


def _open_nodes(line: BriefLine, day: date) -> list[tuple[Milestone, int]]:
    """Nodes that were due and not reached on the brief's day, with the days they were late; the oldest first."""
    due = Milestone.objects.filter(project_id=line.listing.project_id, planned_on__lt=day)
    open_then = due.filter(Q(actual_on__isnull=True) | Q(actual_on__gt=day)).order_by("planned_on")
    return [(node, (day - node.planned_on).days) for node in open_then]
