"""Names of works: the real ones of real_projects.csv, and plausible ones for the rest, marked （演示）."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_REAL = Path(__file__).parent / "data" / "real_projects.csv"


@dataclass(frozen=True, slots=True)
class RealRow:
    """A row of the file: amounts are text, empty where not seen; `role` is flagship, package, part or nothing."""

    unit: str
    region: str
    category: str
    key_level: str
    name: str
    role: str
    parent: str
    owner: str
    total_investment_wan: str
    scope: str
    wording: str


@cache
def real_rows() -> tuple[RealRow, ...]:
    """Flagships first, then packages, then the rest in the file's order; parts follow by their parent's name."""
    with _REAL.open(encoding="utf-8", newline="") as file:
        rows = [RealRow(**row) for row in csv.DictReader(file)]
    return tuple(sorted(rows, key=lambda row: ("flagship", "package", "", "part").index(row.role)))


TOWNS = {
    "350502": ("开元街道", "鲤中街道", "海滨街道", "临江街道", "江南街道", "浮桥街道", "金龙街道", "常泰街道"),
    "350503": ("东湖街道", "丰泽街道", "泉秀街道", "清源街道", "华大街道", "城东街道", "东海街道", "北峰街道"),
    "350504": ("万安街道", "双阳街道", "罗溪镇", "马甲镇", "河市镇", "虹山乡"),
    "350505": ("后龙镇", "南埔镇", "涂岭镇", "界山镇", "前黄镇", "峰尾镇", "山腰街道"),
    "350582": ("池店镇", "陈埭镇", "磁灶镇", "内坑镇", "安海镇", "东石镇", "永和镇", "英林镇", "金井镇", "龙湖镇"),
    "350581": ("湖滨街道", "凤里街道", "灵秀镇", "宝盖镇", "蚶江镇", "永宁镇", "祥芝镇", "鸿山镇", "锦尚镇"),
    "350583": (
        "溪美街道",
        "柳城街道",
        "美林街道",
        "官桥镇",
        "水头镇",
        "石井镇",
        "霞美镇",
        "丰州镇",
        "洪濑镇",
        "诗山镇",
    ),
    "350521": ("螺城镇", "螺阳镇", "黄塘镇", "紫山镇", "崇武镇", "山霞镇", "涂寨镇", "东岭镇", "净峰镇", "辋川镇"),
    "350524": ("凤城镇", "城厢镇", "参内镇", "魁斗镇", "蓬莱镇", "金谷镇", "湖头镇", "尚卿乡", "官桥片", "龙门镇"),
    "350525": ("桃城镇", "五里街镇", "一都镇", "下洋镇", "蓬壶镇", "达埔镇", "湖洋镇", "岵山镇"),
    "350526": ("龙浔镇", "浔中镇", "三班镇", "龙门滩镇", "雷峰镇", "南埕镇", "水口镇", "葛坑镇"),
    "QZKFQ": ("清濛片区", "官桥园区", "学园片区"),
    "QZTSQ": ("东园镇", "洛阳镇", "张坂镇", "百崎乡", "海江片区"),
    "350500": ("东海片区", "城东片区", "北峰片区", "江南片区", "桥南片区", "西华洋片区", "环湾片区", "火炬片区"),
}

WORKS = {
    "planning": ("综合管廊专项规划", "片区控规修编", "污水专项规划", "快速路可研编制", "古厝群保护规划", "绿道网规划"),
    "greening": (
        "门户公园提升",
        "口袋公园建设",
        "河岸生态绿带",
        "道路绿化提升",
        "山体公园",
        "百姓花园",
        "湿地修复",
        "绿道贯通",
    ),
    "renewal": ("片区安置房", "老旧小区综合整治", "旧村改造", "棚户区改造", "旧街区提质改造", "低效用地更新"),
    "municipal": (
        "镇区道路改造",
        "主干路拓宽",
        "道路白改黑",
        "跨溪桥梁",
        "公共停车场",
        "供水管网改造",
        "路灯改造",
        "连接线工程",
    ),
    "heritage": ("古民居修缮", "传统村落保护", "古街风貌整治", "宗祠修缮", "番仔楼保护利用", "古桥修缮"),
    "environment": ("生活污水收集管网", "污水处理厂提标", "垃圾转运站", "雨污分流改造", "河道清淤", "建筑垃圾消纳场"),
    "rural": ("农村生活污水治理", "村庄整治", "农村公路提级", "美丽乡村建设", "农村公厕改造", "裸房整治"),
    "public": ("中心小学扩容工程", "卫生院迁建", "文体中心", "养老服务中心", "幼儿园新建工程", "便民服务中心"),
}


def invented_names(unit: str, category: str) -> Iterator[str]:
    """Endless and without repeats: every work in every town, then their second phase, their third…"""
    towns, works = TOWNS[unit], WORKS[category]
    phase = 1
    while True:
        suffix = "" if phase == 1 else f"{phase}期"
        for round_ in range(len(works)):
            for place, town in enumerate(towns):
                yield f"{town}{works[(place + round_) % len(works)]}{suffix}（演示）"
        phase += 1
