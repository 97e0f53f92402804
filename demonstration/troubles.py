"""The problems of the demonstration, one at each stage, as plain values: who said what, when. Words invented."""

from dataclasses import dataclass
from datetime import datetime

from reporting.choices import ProblemClass

from .calendar import moment


@dataclass(frozen=True, slots=True)
class Move:
    """One move by a person; `department` and `to` are codes, `proof` the name of a paper handed in with it."""

    at: datetime
    by: str
    move: str
    text: str = ""
    department: str = ""
    person: str = ""
    days: int | None = None
    proof: str = ""
    asks: bool = False
    """It is asked for with the paper: 延期, 暂缓 and 恢复办理 above the county."""
    decided: tuple[str, datetime, str] | None = None
    """How and when that was decided, with the leader's word; None where it waits, or was out of date before."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem on `project`, or on the unit's first running one of the category that it fits; `key` names it."""

    key: str
    unit: str
    by: str
    at: datetime
    problem_class: ProblemClass
    title: str
    description: str
    tried: str
    wanted: str
    moves: tuple[Move, ...] = ()
    category: str = "municipal"
    project: str = ""
    is_emergency: bool = False
    is_draft: bool = False
    """Written down and not reported."""


def _told(at: datetime, by: str, move: str, text: str = "", **more: object) -> Move:
    return Move(at, by, move, text, **more)


TROUBLES = (
    Trouble(
        "railway",
        "350500",
        "other_company",
        moment(5, 14),
        ProblemClass.APPROVAL,
        "涉铁节点施工方案未批，影响跨铁路段下部结构",
        "跨铁路段桥梁下部结构须铁路方批复施工方案，方案3月送审，补充检算尚未通过，影响下部结构约4,700万元产值。",
        "业主已两次赴铁路方对接，委托原设计单位补充检算。",
        "请市里协调铁路方明确批复时间，并同意先行施工非涉铁段。",
        (
            _told(moment(5, 14, 15), "section_officer", "accept"),
            _told(moment(5, 17, 10), "section_officer", "raise", "涉铁审批权限不在市本级业主，业务科室协调未果。"),
            _told(moment(5, 18, 9), "dispatcher", "accept"),
        ),
        project="城东至北峰快速通道",
    ),
    Trouble(
        "graves",
        "350582",
        "jinjiang_reporter",
        moment(7, 19, 10),
        ProblemClass.LAND,
        "K2+300处坟墓未迁，路基填筑受阻",
        "路基K2+300至K2+500段有12座坟墓未迁，占红线1.8亩，两个作业面停工等待。",
        "镇、村两级已三次上门协商，9户签约，3户对补偿标准有异议。",
        "请市局协调民政部门明确坟墓迁移补偿口径。",
        (_told(moment(7, 20, 9), "jinjiang_approver", "accept"),),
    ),
    Trouble(
        "cables",
        "350521",
        "huian_reporter",
        moment(7, 13, 11),
        ProblemClass.PIPELINES,
        "110千伏电力迁改未完成，桩基无法进场",
        "场地东侧110千伏线路迁改设计已批，停电窗口未定，12根桩无法施工。",
        "已向县供电公司报停电计划。",
        "请协调供电公司在8月上旬安排停电窗口。",
        (_told(moment(7, 16, 9), "huian_approver", "accept"),),
    ),
    Trouble(
        "quota",
        "350583",
        "nanan_reporter",
        moment(6, 21, 10),
        ProblemClass.LAND_USE,
        "用地指标缺32亩，农转用未能上报",
        "安置地块二期缺新增建设用地指标32亩，农转用材料无法组卷上报。",
        "市级已调剂18亩，尚缺14亩；正在梳理批而未供土地。",
        "请市里统筹新增建设用地指标14亩。",
        (
            _told(moment(6, 22, 9), "nanan_approver", "accept"),
            _told(moment(6, 27, 16), "nanan_approver", "raise", "县级可调剂指标已用完。"),
            _told(moment(6, 28, 9), "dispatcher", "accept"),
            _told(
                moment(6, 28, 15), "dispatcher", "coordinate", "请国土部门统筹指标", department="GTZYJ", person="耕保科"
            ),
        ),
        category="renewal",
    ),
    Trouble(
        "slope",
        "350526",
        "dehua_reporter",
        moment(7, 9, 8, 40),
        ProblemClass.SITE,
        "强降雨致边坡滑移，施工便道中断",
        "7月8日强降雨后K5+120右侧边坡滑移约800立方米，施工便道中断，人员已撤离。",
        "已设警戒、撤离人员，县交通、国土已到场。",
        "请市政府协调地质专家现场会商，安排应急治理资金。",
        (
            _told(moment(7, 9, 9), "dehua_approver", "accept"),
            _told(moment(7, 9, 9, 30), "dehua_approver", "raise", "险情超出县级处置能力，须市级专家会商。"),
            _told(moment(7, 9, 10), "dispatcher", "accept"),
            _told(
                moment(7, 9, 10, 20),
                "dispatcher",
                "extend",
                "岩土专家7月11日到现场，方案会商需时。",
                days=5,
                proof="专家会商安排.pdf",
                asks=True,
            ),
        ),
        is_emergency=True,
    ),
    Trouble(
        "drawings",
        "350581",
        "shishi_reporter",
        moment(7, 16, 9),
        ProblemClass.DESIGN,
        "管廊节点设计变更未出图",
        "管廊3号节点与既有箱涵冲突，变更图未出，节点段停工。",
        "已组织设计、监理现场踏勘。",
        "",
        (
            _told(moment(7, 16, 15), "shishi_approver", "accept"),
            _told(moment(7, 17, 9), "shishi_approver", "coordinate", "设计单位7月20日前出变更图", person="项目负责人"),
            _told(
                moment(7, 23, 16),
                "shishi_reporter",
                "resolve",
                "变更图7月20日出图，节点段已复工。",
                proof="变更图签收单.pdf",
            ),
        ),
    ),
    Trouble(
        "funds",
        "350524",
        "anxi_reporter",
        moment(6, 11, 9),
        ProblemClass.FUNDS,
        "二季度工程款拨付滞后，两支班组退场",
        "二季度应付工程款1,200万元未拨付，两支砌筑班组退场。",
        "县财政承诺6月15日前拨付600万元。",
        "",
        (
            _told(moment(6, 11, 14), "anxi_approver", "accept"),
            _told(
                moment(6, 14, 9), "anxi_reporter", "resolve", "6月13日拨付900万元，班组已返场。", proof="拨付凭证.pdf"
            ),
            _told(moment(6, 15, 9), "anxi_approver", "close", "现场核实班组已返场。"),
        ),
    ),
    Trouble(
        "vague",
        "350505",
        "quangang_reporter",
        moment(7, 18, 9),
        ProblemClass.OTHER,
        "进度偏慢",
        "受多种因素影响，进度偏慢。",
        "",
        "",
        (_told(moment(7, 18, 15), "quangang_approver", "return", "请写明具体卡在哪个环节、位置和影响。"),),
    ),
    Trouble(
        "court",
        "350503",
        "fengze_reporter",
        moment(6, 25, 9),
        ProblemClass.LAND,
        "一户征收补偿诉讼未决，地下室东角不能开挖",
        "1户对补偿决定提起行政诉讼，法院7月开庭，地下室东角约600平方米不能开挖。",
        "已调整施工顺序，先施工西侧。",
        "",
        (
            _told(moment(6, 25, 15), "fengze_approver", "accept"),
            _told(moment(6, 28, 10), "dispatcher", "suspend", "等待法院判决，外部原因，同意暂缓计时。"),
        ),
        category="renewal",
    ),
    Trouble(
        "piles",
        "350525",
        "yongchun_reporter",
        moment(5, 28, 10),
        ProblemClass.SITE,
        "桥梁桩基遇溶洞，进度停滞一个月",
        "3号墩4根桩遇溶洞，已停工一个月，补勘和处理方案未定，影响桥梁下部结构。",
        "施工单位已暂停冲孔，县里两次组织专家会诊。",
        "请市局组织岩土专家会商，明确处理方案。",
        (
            _told(moment(5, 28, 15), "yongchun_approver", "accept"),
            _told(moment(5, 31, 9), "yongchun_approver", "raise", "县级专家意见不一，须市级会商。"),
            _told(moment(6, 1, 9), "dispatcher", "accept"),
            _told(moment(6, 1, 10), "dispatcher", "coordinate", "县里6月10日前提交补勘报告，市局组织专家会商"),
        ),
    ),
    Trouble(
        "leaks",
        "350502",
        "licheng_reporter",
        moment(6, 4, 9),
        ProblemClass.SITE,
        "基坑渗水，东侧停工",
        "地下室东侧基坑止水帷幕渗水，东侧两段停工。",
        "已回灌并加密监测。",
        "",
        (
            _told(moment(6, 4, 14), "licheng_approver", "accept"),
            _told(moment(6, 8, 9), "licheng_reporter", "resolve", "补做高压旋喷桩，渗水已止。", proof="监测报告.pdf"),
            _told(moment(6, 11, 9), "licheng_approver", "close", "现场核实已复工。"),
            _told(moment(7, 19, 15), "dispatcher", "reopen", "7月18日巡查发现原处再次渗水，恢复办理。"),
        ),
        category="renewal",
    ),
    Trouble(
        "gas",
        "350504",
        "luojiang_reporter",
        moment(7, 5, 9),
        ProblemClass.PIPELINES,
        "燃气中压管未迁，人行道铺装受阻",
        "K0+400至K0+900段燃气中压管与人行道冲突，迁改费用分担未定。",
        "已与燃气公司现场对接两次。",
        "请市局协调明确迁改费用分担。",
        (
            _told(moment(7, 5, 15), "luojiang_approver", "accept"),
            _told(moment(7, 9, 9), "luojiang_approver", "raise", "费用分担县级协调不成。"),
            _told(moment(7, 9, 15), "dispatcher", "accept"),
            _told(
                moment(7, 10, 9),
                "dispatcher",
                "coordinate",
                "请财政部门提出分担意见",
                department="CZJ",
                person="经建科",
            ),
            _told(
                moment(7, 10, 14),
                "dispatcher",
                "suspend",
                "等燃气公司检修计划，申请暂缓。",
                proof="燃气公司来函.pdf",
                asks=True,
                decided=("withdraw", moment(7, 10, 16), "检修计划已定，不需暂缓"),
            ),
            _told(
                moment(7, 11, 9),
                "dispatcher",
                "extend",
                "财政部门要求先核概算。",
                days=10,
                proof="财政局意见.pdf",
                asks=True,
                decided=("refuse", moment(7, 11, 15), "时限刚起算，先按期协调，概算核定后再说"),
            ),
            _told(
                moment(7, 19, 10),
                "dispatcher",
                "extend",
                "燃气公司7月27日出概算，分担意见随后定。",
                days=5,
                proof="燃气公司复函.pdf",
                asks=True,
                decided=("grant", moment(7, 19, 16), "同意"),
            ),
            _told(
                moment(7, 23, 15, 20),
                "dispatcher",
                "suspend",
                "燃气公司概算7月27日才出，此前无法提分担意见，申请暂缓。",
                proof="燃气公司概算进度说明.pdf",
                asks=True,
            ),
        ),
    ),
    Trouble(
        "dust",
        "350582",
        "jinjiang_reporter",
        moment(7, 23, 16, 30),
        ProblemClass.OTHER,
        "临时用电容量不足，夜间不能施工",
        "临时变压器容量315千伏安，夜间混凝土浇筑与照明不能同时进行。",
        "",
        "",
        is_draft=True,
    ),
)
"""One at each stage: a draft, returned, waiting, taken, given out, extended, suspended, asking for 销号, closed, taken
up again, late at the bureau, before the joint meeting, before the city."""
