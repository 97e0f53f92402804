"""A table whose title names another month than the one that is filled: “本月完成” may well be that month's."""

from core.intake.issues import Issue, Tier
from core.intake.understanding import Understanding

from .fields import FIGURES

_CURE = "改正标题中的月份后重新上传；工作簿里另有本月的表的，在“改识别结果”中选不读这一张"


def hold_other_months(understanding: Understanding, month: int) -> None:
    """Such a title is a question, unless the heads of the figures name the asked month themselves: a copied form."""
    named = {
        sheet.name
        for sheet in understanding.sheets
        if any(column.key in FIGURES and column.months and column.months[1] == month for column in sheet.columns)
    }
    understanding.issues = [_held(issue) if _is_open(issue, named) else issue for issue in understanding.issues]


def _is_open(issue: Issue, named: set[str]) -> bool:
    return issue.rule == "title_month" and issue.sheet not in named


def _held(issue: Issue) -> Issue:
    return issue._replace(tier=Tier.ERROR, proposal=_CURE)
