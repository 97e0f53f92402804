"""What several sheets say together, and sheets that are no lists."""

from .habit import HEADS, PARK, ROAD, WAN, Grid, Habit, habit, only, park, road

_PLAIN = ("项目名称", "项目类别", "项目性质", "总投资", "年度计划投资")
_PARK, _ROAD = (PARK[1], *PARK[3:]), (ROAD[1], *ROAD[3:])
_BY_KIND = ("序号", "项目名称", "县（市、区）", "年度计划投资", "总投资")
_LIST = Grid([WAN, HEADS, PARK, ROAD])

SHEETS = (
    Habit(
        "a sheet for each county, whose names say it",
        {"1.晋江市": Grid([WAN, _PLAIN, _PARK]), "石狮（1项）": Grid([WAN, _PLAIN, _ROAD])},
        [park(), road()], kinds=["list", "list"],
    ),
    Habit(
        "the county in the title alone",
        {"Sheet1": Grid([("石狮市2018年城乡建设项目表",), WAN, _PLAIN, _ROAD])}, [road()],
    ),
    Habit(
        "a sheet's name against its title",
        {"晋江市": Grid([("石狮市2018年项目表",), WAN, _PLAIN, _ROAD])}, [road(unit="")], issues=["- place_differs"],
    ),
    Habit(
        "natures and ranks as names of sheets",
        {
            "续建项目": Grid([WAN, ("项目名称", "县（市、区）", "总投资"), ("环城公园", "晋江市", 3000)]),
            "市级": Grid([WAN, ("项目名称", "总投资"), ("文化馆", 900)]),
        },
        [only("环城公园", unit="350582", plan_nature="continuing", total_investment_wan="3000.00"),
         only("文化馆", total_investment_wan="900.00")],
        kinds=["list", "list"],
    ),
    Habit(
        "empty, hidden and explaining sheets",
        {
            "填表说明": Grid([("一、本表由各县填报",), ("二、金额单位为万元",)]), "台账": _LIST, "Sheet2": Grid([]),
            "旧表": Grid([HEADS, PARK], state="hidden"), "Sheet3": Grid([(" ",)]),
        },
        [park(), road()], issues=["- hidden_sheet"],
        kinds=["other", "list", "empty", "hidden", "empty"],
    ),
    Habit(
        "a summary by county beside the list",
        {
            "汇总": Grid([("汇总表（万元）",), ("县（市、区）", "项目个数", "总投资", "年度计划投资"),
                        ("合计", 2, 8000, 2000), ("晋江市", 1, 3000, 1200), ("石狮市", 1, 5000, 800)]),
            "明细": _LIST,
        },
        [park(), road()], kinds=["summary", "list"],
    ),
    Habit(
        "a summary in 亿元 that does not add up",
        {
            "明细": _LIST,
            "分行业": Grid([("单位：亿元",), ("序号", "项目类别", "个数", "年度计划投资"),
                          (1, "绿化生态", 1, 0.12), (2, "市政交通", 1, 0.09), (None, "总计", 2, 0.2)]),
        },
        [park(), road()], kinds=["list", "summary"], issues=["第4行 summary_differs"], differing=[4],
    ),
    Habit(
        "a summary whose first column is headed 项目",
        {
            "明细": _LIST,
            "汇总": Grid([WAN, ("项目", "个数", "总投资", "年度计划投资"), ("合计", 2, 8000, 2000),
                ("晋江市", 1, 3000, 1200),
                        ("石狮市", 1, 5000, 800)]),
        },
        [park(), road()], kinds=["list", "summary"],
    ),
    Habit(
        "the same rows sorted by kind on the next sheet, which adds the kind",
        {
            "按单位": Grid([WAN, ("项目名称", "县（市、区）", "项目性质", "总投资", "年度计划投资"),
                         ("环城公园", "晋江市", "续建", 3000, 1200), ("滨海大道", "石狮市", "新开工", 5000, 800)]),
            "按行业": Grid([WAN, _BY_KIND, ("一、市政交通（1项）", None, None, 800, 5000),
                (1, "滨海大道", "石狮", 800, 5000),
                         ("二、绿化生态（1项）", None, None, 1200, 3000), (2, "环城公园", "晋江", 1200, 3000)]),
        },
        [park(), road()], issues=["- repeated_sheet"], kinds=["list", "repeat"],
    ),
    Habit(
        "the same rows sorted again with another plan",
        {"甲": _LIST, "乙": Grid([WAN, HEADS, (1, *ROAD[1:6], 900), (2, *PARK[1:])])},
        [park(), road()], issues=["- repeated_sheet", "G4 sheets_differ"], kinds=["list", "repeat"],
    ),
    Habit(
        "the same name in two counties is two projects",
        {
            "晋江市": Grid([WAN, _PLAIN, _PARK, ("文化馆", "公共建筑", "前期", 900, 90)]),
            "石狮市": Grid([WAN, _PLAIN, _PARK, ("文化馆", "公共建筑", "前期", 900, 90)]),
        },
        [
            {**row, "unit": unit}
            for unit in ("350582", "350581")
            for row in (park(),
                only("文化馆", category="public", plan_nature="preliminary", total_investment_wan="900.00",
                                     annual_plan_wan="90.00"))
        ],
        kinds=["list", "list"],
    ),
    habit(
        "one project on a card",
        ("项目卡片", None, None, "单位：万元"), ("项目名称", "环城公园", "所属县（市、区）", "晋江市"),
        ("项目类别", "绿化生态", "项目性质", "续建"),
        ("总投资", 3000, "年度计划投资", 1200), ("计划开工时间", "2018年3月", "备注", None),
        ("主要建设内容", "绿道三公里"),
        rows=[park(planned_start="2018-03-01", scope="绿道三公里")], kinds=["card"],
    ),
    habit(
        "labels and values in one cell, labels merged",
        ("项目名称：环城公园",), ("单位", None, "晋江市", "总投资（亿元）", 0.3),
        ("项目性质：续建", None, None, "年度计划投资（万元）", 1200),
        rows=[park(category="")], kinds=["card"], merges=["A2:B2"],
    ),
    habit(
        "a bad amount on a card names its cell",
        WAN, ("项目名称", "环城公园"), ("县（市、区）", "晋江市"), ("总投资", "见批复"), ("年度计划投资", 1200),
        rows=[park(category="", plan_nature="", total_investment_wan="")], issues=["B4 not_a_number"], kinds=["card"],
    ),
    habit(
        "cards one below the other",
        WAN, ("项目名称", "环城公园", "县（市、区）", "晋江市"), ("总投资", 3000, "年度计划投资", 1200),
        ("项目性质", "续建"), (),
        ("项目名称", "滨海大道", "县（市、区）", "石狮市"), ("总投资", 5000, "年度计划投资", 800),
        ("项目性质", "新开工"),
        rows=[park(category=""), road(category="")], kinds=["card"],
    ),
    habit(
        "a table on its side: labels down, projects across",
        WAN, ("项目名称", "环城公园", "滨海大道"), ("县（市、区）", "晋江市", "石狮市"),
        ("项目性质", "续建", "新开工"),
        ("总投资", 3000, 5000), ("年度计划投资", 1200, 800),
        rows=[park(category=""), road(category="")], kinds=["card"],
    ),
    habit(
        "a card without a unit",
        ("项目名称", "环城公园"), ("县（市、区）", "晋江市"), ("总投资", 3000), ("项目性质", "续建"),
        rows=[park(category="", total_investment_wan="", annual_plan_wan="")], issues=["B3 unit_missing"],
        kinds=["card"],
    ),
    habit("nothing that could be a list", ("会议通知",), ("请于周五前报送",), rows=[],
        issues=["- no_list", "- sheet_not_read"], kinds=["other"]),
)  # fmt: skip
