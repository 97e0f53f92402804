"""The joint meetings of the demonstration: when they were held, who sat there, what was decided. Plain values."""

from dataclasses import dataclass

from .calendar import moment


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the June meeting; `key` names the problem it came from, `lead` a department's or a unit's code."""

    text: str
    lead: str
    due: tuple[int, int]
    partners: tuple[str, ...] = ()
    key: str = ""
    kind: str = ""
    """Which kind of topic it came from, where that was no problem."""


MEETING_AT = moment(6, 14, 15)
PRESENT = "市发展和改革委员会、市财政局、市国土资源局、市城乡规划局、市交通运输委员会、国网泉州供电公司"
OBSERVERS = "晋江市、南安市、惠安县住建部门，城建项目公司"
DECISIONS = (
    Decision("对接铁路方取得跨铁路段施工方案批复，同意先行施工非涉铁段", "FGW", (7, 20), ("JTYSW",), "railway"),
    Decision("梳理省级重点项目前期审批堵点，提出并联办理清单", "FGW", (6, 29), ("XZFWZX",)),
    Decision("将标杆项目配套道路列入三季度融资计划", "CZJ", (8, 10)),
    Decision("完成晋江新区三个项目红线内剩余征迁扫尾", "350582", (8, 15)),
)

JULY_AT = moment(7, 19, 15)
JULY_DECISIONS = (
    Decision("组织岩土专家会商，明确永春桥梁桩基溶洞处理方案", "350525", (8, 3), (), "piles"),
    Decision("统筹新增建设用地指标14亩，完成农转用组卷", "GTZYJ", (8, 17), ("FGW",), "quota"),
    Decision("提出南安安置地块二期供地时序，落实拆迁过渡", "350583", (8, 31), (), "quota"),
)
"""The minutes of July wait for a leader: one topic has two decisions."""

SPECIAL_AT = moment(7, 23, 10)
TOPIC = "汛期在建工地防台防汛准备"
TOPIC_REASON = "气象部门预报8月上旬有台风影响，须在月底前完成深基坑、边坡和临时用电排查。"
SPECIAL_DECISIONS = (
    Decision("7月底前完成在建工地防台防汛排查，8月1日前报排查情况", "ZJ-ZAK", (8, 1), (), kind="topic"),
    Decision("补勘报告7月27日前报市局，书面说明督办逾期原因", "350525", (7, 27), kind="task"),
)
"""The minutes of the special meeting are being written."""
