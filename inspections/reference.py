"""What is looked at on site (抽查事项清单) as the portal starts with it."""

from typing import NamedTuple


class Item(NamedTuple):
    """One line: where it belongs, what is looked at, and how the fault is called in three taps."""

    code: str
    group: str
    name: str
    fault: str
    basis: str


_DUST, _SITE, _LIVING, _BOOKS = "扬尘防治", "安全防护", "场容生活区", "管理资料"
_STANDARD, _SAFETY = "《建筑工程施工现场环境与卫生标准》", "《建设工程安全生产管理条例》"
_QUALITY = "《建设工程质量管理条例》"

ITEMS = (
    Item("YC-01", _DUST, "裸土和易扬尘材料覆盖", "裸土未覆盖", _STANDARD),
    Item("YC-02", _DUST, "出入口冲洗、车辆不带泥上路", "出入口滴洒漏", _STANDARD),
    Item("YC-03", _DUST, "洗车台和沉淀池", "洗车台淤堵", _STANDARD),
    Item("YC-04", _DUST, "主要道路和场地硬化", "道路未硬化", _STANDARD),
    Item("YC-05", _DUST, "围挡连续、高度足够", "围挡破损缺失", _STANDARD),
    Item("YC-06", _DUST, "喷淋降尘设施使用", "喷淋未开启", _STANDARD),
    Item("AQ-01", _SITE, "临边洞口防护", "临边防护缺失", _SAFETY),
    Item("AQ-02", _SITE, "脚手架搭设和验收", "脚手架不合规", _SAFETY),
    Item("AQ-03", _SITE, "深基坑支护和监测", "基坑监测缺失", _SAFETY),
    Item("AQ-04", _SITE, "起重机械检测和操作证", "起重机械无检测", _SAFETY),
    Item("AQ-05", _SITE, "施工用电三级配电", "用电不规范", _SAFETY),
    Item("AQ-06", _SITE, "安全帽、安全带佩戴", "未佩戴安全帽", _SAFETY),
    Item("CR-01", _LIVING, "作业区与生活区分隔", "作业区未隔离", _STANDARD),
    Item("CR-02", _LIVING, "生活区卫生", "生活区垃圾", _STANDARD),
    Item("CR-03", _LIVING, "材料堆放和标识", "材料乱堆放", _STANDARD),
    Item("ZL-01", _BOOKS, "项目经理、总监到岗", "关键岗位缺岗", _QUALITY),
    Item("ZL-02", _BOOKS, "监理日志和旁站记录", "监理记录缺失", _QUALITY),
    Item("ZL-03", _BOOKS, "形象进度与月报一致", "进度与月报不符", "项目月报"),
)

NOT_ON_PHOTO = frozenset({"ZL-01", "ZL-02", "ZL-03", "LH-03", "SZ-04"})
"""Lines about papers and people: what mends them is written down, a photo proves nothing."""


class ListOf(NamedTuple):
    """A checklist as the portal starts with it; `kinds` as in `ChecklistEdition`."""

    code: str
    name: str
    kinds: tuple[str, ...]
    items: tuple[Item, ...]


GENERAL = "general"
_GREEN, _ROAD, _OLD = "种植养护", "市政施工", "文物保护"
_GREENING, _DITCH = "《园林绿化工程施工及验收规范》", "《给水排水管道工程施工及验收规范》"
_HERITAGE = "《历史文化名城名镇名村保护条例》"

LISTS = (
    ListOf(GENERAL, "通用：文明施工与安全", (), ITEMS),
    ListOf(
        "greening",
        "绿化生态项目",
        ("greening",),
        (
            Item("LH-01", _GREEN, "苗木规格、成活", "苗木死亡未补植", _GREENING),
            Item("LH-02", _GREEN, "种植土、支撑", "支撑缺失松动", _GREENING),
            Item("LH-03", _GREEN, "养护记录", "养护记录缺失", _GREENING),
        ),
    ),
    ListOf(
        "municipal",
        "市政交通项目",
        ("municipal", "environment", "rural"),
        (
            Item("SZ-01", _ROAD, "沟槽开挖放坡、支护", "沟槽未支护", _DITCH),
            Item("SZ-02", _ROAD, "占道围护和导改标志", "占道围护缺失", "《城市道路管理条例》"),
            Item("SZ-03", _ROAD, "井盖、路面恢复", "路面未恢复", "《城市道路管理条例》"),
            Item("SZ-04", _ROAD, "闭水（压力）试验记录", "试验记录缺失", _DITCH),
        ),
    ),
    ListOf(
        "heritage",
        "历史文化项目",
        ("heritage",),
        (
            Item("WB-01", _OLD, "文物本体保护措施", "文物未保护", _HERITAGE),
            Item("WB-02", _OLD, "传统材料和工艺", "材料工艺不符", _HERITAGE),
            Item("WB-03", _OLD, "施工现场消防", "消防设施缺失", "《消防法》"),
        ),
    ),
)
"""Each matter stands in one list only."""
