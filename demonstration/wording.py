"""What reporters write: progress, works in numbers, problems. A fragment is chosen by how far the works are."""

from random import Random

_STAGES = {
    "planning": ("资料收集和现状调查", "初步方案比选", "方案征求意见", "专家评审后修改", "成果报批"),
    "greening": (
        "苗木采购，场地清表",
        "微地形整理，园路路基",
        "园路铺装，乔木种植",
        "地被补植，座椅灯具安装",
        "收尾养护，验收资料整理",
    ),
    "renewal": ("征迁签约，围挡进场", "桩基施工", "地下室和主体下部结构", "主体封顶，二次结构", "室内外装修收尾"),
    "municipal": (
        "管线迁改，清表",
        "路基填筑，雨污管道敷设",
        "水稳层和人行道基层",
        "沥青面层铺设",
        "标线、路灯和绿化收尾",
    ),
    "heritage": (
        "测绘和构件编号",
        "屋面揭瓦，木构检修",
        "墙体加固，石构件归位",
        "油漆彩绘，展陈布置",
        "收尾，资料归档",
    ),
    "environment": ("沟槽开挖，支护", "管道敷设，检查井砌筑", "设备基础和构筑物主体", "设备安装", "联动调试"),
    "rural": ("入户调查，选点", "主管网和路基施工", "设备就位，入户管接驳", "路面恢复，庭院整治", "收尾，移交村级管护"),
    "public": ("场平和临设", "桩基、地下室施工", "主体结构施工", "砌体和机电安装", "装修和室外工程"),
}
_MEASURES = {
    "planning": ("踏勘{n}处", "座谈{n}场"),
    "greening": ("种植乔木{n}0株", "铺装园路{n}0米", "绿化{n}00平方米"),
    "renewal": ("签约{n}户", "浇筑混凝土{n}0立方米", "{n}号楼作业面移交"),
    "municipal": ("路基{n}0米", "雨水管{n}0米", "人行道{n}0米"),
    "heritage": ("石构件编号{n}件", "修缮木构{n}件"),
    "environment": ("管道{n}0米", "检查井{n}座"),
    "rural": ("入户管{n}户", "主管{n}0米"),
    "public": ("浇筑混凝土{n}0立方米", "砌体{n}0平方米"),
}
PROBLEMS = {
    "land": ("{n}户未签约，工作面不连续", "坟墓迁移未完成，影响{n}0米路段"),
    "land_use": ("林地审批未下达", "用地红线待核定"),
    "funds": ("本级配套资金到位慢，缺口约{n}0万元",),
    "approval": ("施工许可待批", "图审意见第{n}次修改中"),
    "design": ("幕墙深化设计未定稿", "方案调整，重新报审"),
    "pipelines": ("电力迁改未完成，影响{n}0米", "通信管线权属单位未进场"),
    "site": ("雨季停工{n}天，正抢工期", "班组不足，拟增一组"),
}


def progress_text(category: str, percent: int, random: Random) -> str:
    """One sentence on how far the works are; the fragment follows the percentage, the figure tells two months apart."""
    stages, measures = _STAGES[category], _MEASURES[category]
    stage = stages[min(percent * len(stages) // 100, len(stages) - 1)]
    return f"{stage}；本月{random.choice(measures).format(n=random.randint(2, 98))}"


def physical_facts(marker: str, percent: int) -> str:
    """实物量 of the month; the work area carries the unit's marker word."""
    return f"{marker}工区累计完成{percent}%"


def problem(random: Random) -> tuple[str, str]:
    """(class, text) of something that hinders."""
    kind = random.choice(tuple(PROBLEMS))
    return kind, random.choice(PROBLEMS[kind]).format(n=random.randint(2, 19))
