"""The closed lists of the ledger and the words people use for their entries; units and kinds come from the database."""

from collections.abc import Iterable, Mapping

from core.intake.desk import Desk
from core.intake.vocabulary import Vocabulary, vocabulary
from core.organisations.models import ReportingUnit
from projects.choices import KeyLevel, ManagementClass, PlanNature, Status
from projects.models import Campaign

from .fields import FIELDS

UNIT_ALIASES = {
    "350500": ("市直", "市级", "市直单位", "市本级(市直)", "泉州市本级", "市属"),
    "QZKFQ": ("开发区", "泉州经济技术开发区", "经济技术开发区", "泉州经济开发区", "清濛开发区"),
    "QZTSQ": ("台商区", "台商投资区管委会", "泉州台商区"),
}
"""Names beside the official ones. Counties answer to their name with and without 市, 县, 区 and 泉州市 in front."""

CATEGORY_ALIASES = {
    "planning": ("规划及前期", "规划和前期", "重大项目前期", "规划及重大项目前期"),
    "greening": ("绿化提升", "生态连绵带", "绿化提升及生态连绵带", "园林绿化"),
    "renewal": ("片区改造", "片区更新", "旧城改造"),
    "municipal": ("市政交通及基础设施", "市政基础设施", "市政交通", "交通及基础设施"),
    "heritage": ("历史文化", "古城保护", "文化保护"),
    "environment": ("环保", "环境保护设施"),
    "rural": ("农村人居环境", "农村整治", "美丽乡村"),
    "public": ("公共建筑", "公建", "公建及其他"),
}

_NATURES = {
    PlanNature.CONTINUING: ("续建项目", "结转"),
    PlanNature.NEW_START: ("新建", "新开工项目", "新开", "计划新开工"),
    PlanNature.COMPLETING: ("促竣工", "竣工项目", "计划竣工", "建成"),
    PlanNature.PRELIMINARY: ("前期工作", "预备", "前期项目", "预备项目", "前期预备"),
    PlanNature.PLANNING: ("规划项目", "规划编制"),
}
_STATUSES = {
    Status.PLANNED: ("储备", "谋划"),
    Status.PRELIMINARY: ("前期工作",),
    Status.UNDER_CONSTRUCTION: ("在建项目", "建设中", "施工中"),
    Status.PARTLY_IN_USE: ("部分竣工",),
    Status.COMPLETED: ("已竣工", "完工", "建成"),
    Status.SUSPENDED: ("停建",),
}
_LEVELS = {
    KeyLevel.PROVINCE: ("省级", "省级重点", "省重点项目", "省、市重点", "省市重点"),
    KeyLevel.CITY: ("市级", "市级重点", "市重点项目"),
    KeyLevel.COUNTY: ("县级", "县级重点", "区级重点", "县重点项目"),
    KeyLevel.NONE: ("一般项目",),
}
_CLASSES = {ManagementClass.ASSESSED: ("考核",), ManagementClass.FOLLOWED: ("跟踪服务",)}


def register_desk(campaign: Campaign) -> Desk:
    """The desk of one year, with the units and kinds as they stand now (two queries)."""
    lists = {
        "unit": unit_words(),
        "category": _categories(campaign),
        **_SAME_EVERY_YEAR,
    }

    def section(text: str) -> Mapping[str, str]:
        for key in ("unit", "category", "plan_nature"):
            value = lists[key].find(text)
            if value is not None:
                return {key: value}
        return {}

    return Desk("register", "项目库", campaign.year, FIELDS, lists, section)


def unit_words() -> Vocabulary:
    """The reporting units by every name that tables call them (one query)."""
    return vocabulary(
        "上报单位",
        [(unit.code, _printed(unit), _other_names(unit)) for unit in ReportingUnit.objects.order_by("order")],
    )


def _printed(unit: ReportingUnit) -> list[str]:
    return [unit.name] + ([unit.short_name] if unit.short_name and unit.short_name != unit.name else [])


def _other_names(unit: ReportingUnit) -> Iterable[str]:
    bare = unit.name[:-1] if unit.region_id and unit.name[-1] in "市县区" else ""
    return [*UNIT_ALIASES.get(unit.code, ()), *([bare, f"泉州市{unit.name}", f"{unit.name}政府"] if bare else [])]


def _categories(campaign: Campaign) -> Vocabulary:
    rows = campaign.categories.order_by("order")
    return vocabulary(
        "项目类别",
        [(row.code, [row.name, row.short_name], _free(CATEGORY_ALIASES.get(row.code, ()), rows)) for row in rows],
    )


def _free(aliases: Iterable[str], rows: Iterable) -> list[str]:
    """Aliases that are no kind's own word: another year's list may use them otherwise."""
    own = {word for row in rows for word in (row.name, row.short_name)}
    return [alias for alias in aliases if alias not in own]


def _of(what: str, choices: Iterable[tuple[str, str]], aliases: Mapping) -> Vocabulary:
    return vocabulary(what, [(value, [label], aliases.get(value, ())) for value, label in choices])


_SAME_EVERY_YEAR = {
    "plan_nature": _of("项目性质", PlanNature.choices, _NATURES),
    "status": _of("项目状态", Status.choices, _STATUSES),
    "key_level": _of("重点级别", KeyLevel.choices, _LEVELS),
    "management_class": _of("分级管理", ManagementClass.choices, _CLASSES),
}
