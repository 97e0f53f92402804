"""The closed lists of a month's table: those of the page, with the words people use for their entries."""

from collections.abc import Iterable, Mapping

from core.foundation.months import Month
from core.intake.desk import Desk
from core.intake.vocabulary import Vocabulary, vocabulary
from projects.imports.words import unit_words
from reporting.choices import JumpReason, ProblemClass, WriteBackReason

from .fields import FIELDS

_PROBLEMS = {
    ProblemClass.LAND: ("征地拆迁", "征迁问题", "拆迁"),
    ProblemClass.LAND_USE: ("用地报批", "土地", "用地指标"),
    ProblemClass.FUNDS: ("资金问题", "资金不足", "融资"),
    ProblemClass.APPROVAL: ("审批手续", "前期手续", "报批"),
    ProblemClass.DESIGN: ("规划", "设计", "设计变更"),
    ProblemClass.PIPELINES: ("管线", "管线迁移"),
    ProblemClass.SITE: ("施工", "施工问题"),
    ProblemClass.OTHER: ("其它",),
}
_WRITE_BACKS = {WriteBackReason.AUDIT: ("审核核减", "结算核减"), WriteBackReason.OVER_REPORTED: ("多报",)}
_JUMPS = {
    JumpReason.SETTLEMENT: ("结算", "集中支付"), JumpReason.LAND: ("征迁款",), JumpReason.CATCH_UP: ("赶工", "抢工"),
}  # fmt: skip


def reports_desk(month: Month) -> Desk:
    """The desk of one month (one query)."""
    lists = {
        "unit": unit_words(),
        "problem_class": _of("问题类别", ProblemClass.choices, _PROBLEMS),
        "write_back_reason": _of("冲减原因", WriteBackReason.choices, _WRITE_BACKS),
        "jump_reason": _of("突增原因", JumpReason.choices, _JUMPS),
    }

    def section(text: str) -> Mapping[str, str]:
        unit = lists["unit"].find(text)
        return {} if unit is None else {"unit": unit}

    return Desk("reports", "月度填报", month.year, FIELDS, lists, section, month=month.number)


def _of(what: str, choices: Iterable[tuple[str, str]], aliases: Mapping[str, Iterable[str]]) -> Vocabulary:
    return vocabulary(what, [(value, [label], aliases.get(value, ())) for value, label in choices])
