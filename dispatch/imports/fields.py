"""The columns of a problem ledger, their headings and the closed lists they name."""

from core.intake.desk import Desk, Field, Kind
from core.intake.vocabulary import Several, Vocabulary, vocabulary
from core.organisations.models import Department, ReportingUnit
from dispatch.choices import Tier
from projects.imports.words import UNIT_ALIASES
from reporting.choices import ProblemClass

FIELDS = (
    Field("serial", "序号", Kind.SERIAL, ("序号", "顺序号"), is_written=False),
    Field("number", "编号", Kind.TEXT, ("编号", "问题编号"), is_written=False, longest=20),
    Field("code", "项目编码", Kind.CODE, ("项目编码", "项目编号")),
    Field("name", "项目", Kind.NAME, ("项目", "项目名称"), longest=120),
    Field("title", "问题", Kind.TEXT, ("问题", "存在问题", "主要问题"), longest=60),
    Field("description", "问题描述", Kind.TEXT, ("问题描述", "问题详情", "具体情况"), longest=1_000),
    Field("problem_class", "问题类别", Kind.CHOICE, ("问题类别", "类别", "问题类型")),
    Field("unit", "提出单位", Kind.CHOICE, ("提出单位", "上报单位", "单位", "县市区", "县(市、区)")),
    Field("reported_on", "提出日期", Kind.DAY, ("提出日期", "提出时间", "上报日期")),
    Field("tier", "层级", Kind.CHOICE, ("层级", "协调层级")),
    Field("department", "牵头单位", Kind.CHOICE, ("牵头单位", "牵头部门")),
    Field("partners", "配合单位", Kind.CHOICE, ("配合单位", "配合部门", "协办单位", "协办部门")),
    Field("responsible_person", "责任人", Kind.TEXT, ("责任人", "经办人"), longest=40),
    Field("tried", "已采取措施", Kind.TEXT, ("已采取措施", "前期措施"), longest=1_000),
    Field("wanted_decision", "提请协调事项", Kind.TEXT, ("提请协调事项", "需协调事项", "需要协调事项"), longest=1_000),
    Field("measures", "措施", Kind.TEXT, ("措施", "办理措施", "下步措施"), longest=1_000),
    Field("due_on", "完成时限", Kind.DAY, ("完成时限", "完成期限", "办理时限", "期限"), is_end=True),
    Field("progress", "进展", Kind.TEXT, ("进展", "办理进展", "最新进展"), longest=1_000),
    Field("closed_on", "销号日期", Kind.DAY, ("销号日期", "销号时间"), is_written=False),
    Field("other", "不导入的栏目", Kind.IGNORED, ("状态", "是否逾期", "核销人", "延期次数"), is_written=False),
)

EDITED = (
    "title", "description", "problem_class", "department", "partners", "responsible_person", "tried",
    "wanted_decision", "measures",
)  # fmt: skip
"""What a ledger may change of a problem that is on record; its progress becomes a line of the timeline."""

NEEDED_OF_NEW = ("title", "description", "problem_class")
LABELS = {field.key: field.label for field in FIELDS}

_CLASSES = {
    ProblemClass.LAND: ("征地拆迁", "征迁问题", "拆迁"),
    ProblemClass.LAND_USE: ("用地指标", "土地"),
    ProblemClass.FUNDS: ("资金问题", "融资"),
    ProblemClass.APPROVAL: ("审批手续", "前期手续", "报批"),
    ProblemClass.DESIGN: ("设计", "规划"),
    ProblemClass.PIPELINES: ("管线", "管线迁移"),
    ProblemClass.SITE: ("施工", "施工问题"),
}
_TIERS = {
    Tier.COUNTY: ("县", "县区"),
    Tier.BUREAU: ("市住建局", "局级"),
    Tier.MEETING: ("联席会",),
    Tier.CITY: ("市级", "市"),
}


def ledger_desk(year: int) -> Desk:
    """The desk of one year, with units and departments as they stand now (two queries)."""
    departments = _departments()
    return Desk(
        "problems",
        "问题台账",
        year,
        FIELDS,
        {
            "problem_class": vocabulary("问题类别", _entries(ProblemClass.choices, _CLASSES)),
            "tier": vocabulary("层级", [(str(value), [label], _TIERS[Tier(value)]) for value, label in Tier.choices]),
            "unit": _units(),
            "department": vocabulary("牵头单位", departments),
            "partners": vocabulary("配合单位", departments, Several),
        },
    )


def _entries(choices: list[tuple[str, str]], aliases: dict) -> list[tuple[str, list[str], tuple[str, ...]]]:
    return [(value, [label], aliases.get(value, ())) for value, label in choices]


def _units() -> Vocabulary:
    rows = ReportingUnit.objects.order_by("order")
    return vocabulary(
        "提出单位",
        [(row.code, list(dict.fromkeys([row.name, row.short_name])), UNIT_ALIASES.get(row.code, ())) for row in rows],
    )


def _departments() -> list[tuple[str, list[str], tuple[str, ...]]]:
    return [(row.code, [row.name], ()) for row in Department.objects.order_by("is_bureau_section", "order")]
