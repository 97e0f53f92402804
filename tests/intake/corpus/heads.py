"""Where the head is and what its words mean."""

from .habit import HEADS, PARK, ROAD, WAN, habit, only, park, road

_TITLE = ("泉州市2018年重点项目计划表",)
BOTH = (PARK, ROAD)

HEADS_OF_LISTS = (
    habit(
        "title in row 1, the unit in the last cell of row 2",
        _TITLE, (None,) * 6 + WAN, HEADS, *BOTH, rows=[park(), road()], merges=["A1:G1"],
    ),
    habit(
        "empty rows between title, unit and head",
        _TITLE, (), (" ",), WAN, (), HEADS, *BOTH, rows=[park(), road()],
    ),
    habit(
        "reporting unit, date and money unit in one cell",
        _TITLE, ("填报单位：泉州市住房和城乡建设局    填报时间：2018年2月23日   单位：万元",), HEADS, *BOTH,
        rows=[park(), road()],
    ),
    habit(
        "an office that is responsible is no unit of money",
        ("责任单位：市住建局", None, "计量单位：万元、平方米"), HEADS, PARK, rows=[park()],
    ),
    habit("the word 单位 and the unit in two cells", ("单位：", "万元"), HEADS, PARK, rows=[park()]),
    habit("the unit in the title's brackets", ("2018年重点项目表（万元）",), HEADS, PARK, rows=[park()]),
    habit(
        "heads with blanks and line breaks",
        WAN,
        ("序 号", "项 目\n名 称", "县\n（市、区）", "项目\n类别", "项目　性质", "总 投 资", "年度计划\n投 资"), *BOTH,
        rows=[park(), road()],
    ),
    habit(
        "heads in full width, with marks and remarks",
        ("※序号", "*项目名称（必填）", "县（市、区）（从下拉表选择）", "项目类别★", "项目性质", "总投资①（万元）",
            "年度计划投资［万元］"), PARK,
        rows=[park()],
    ),
    habit(
        "every amount in its own unit, written four ways",
        ("项目名称", "总投资（亿元）", "至2017年底累计完成投资/千元", "2018年计划投资万元",
            "本月完成投资（单位：元）", "自开工累计完成投资（金额单位：百万元）"),
        ("环城公园", 1.25, 30000, 1200, 5000000, 45.5),
        rows=[
            only(
                "环城公园", total_investment_wan="12500.00", cumulative_before_year_wan="3000.00",
                annual_plan_wan="1200.00", month_done_wan="500.00", since_start_wan="4550.00",
            )
        ],
    ),
    habit(
        "two rows of heads, merged both ways",
        WAN,
        ("序号", "项目名称", "责任单位", None, "投资", None, "建设时间", None),
        (None, None, "名称", "电话", "总投资", "2018年计划投资", "开工时间", "竣工时间"),
        (1, "环城公园", "市住建局", "0595-1", 3000, 1200, "2018.3", "2018.12"),
        rows=[
            only(
                "环城公园", total_investment_wan="3000.00", annual_plan_wan="1200.00", planned_start="2018-03-01",
                planned_finish="2018-12-31", responsible_unit="市住建局", liaison_phone="0595-1",
            )
        ],
        merges=["A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2"],
    ),
    habit(
        "two rows of heads whose merges a program lost",
        WAN,
        ("序号", "项目名称", "投资情况", None, "2018年"),
        (None, None, "总投资", "至2017年底累计完成投资", "计划投资"),
        (1, "环城公园", 3000, 500, 1200),
        rows=[
            only("环城公园", total_investment_wan="3000.00", cumulative_before_year_wan="500.00",
                annual_plan_wan="1200.00")
        ],
    ),
    habit(
        "the name in the lower row of the head, groups above",
        WAN,
        (None, None, "投资情况", None, "2018年", None),
        ("序号", "项目名称", "总投资", "项目性质", "计划投资", "1-7月完成投资"),
        (1, "环城公园", 3000, "续建", 1200, 700),
        rows=[
            only(
                "环城公园", total_investment_wan="3000.00", plan_nature="continuing", annual_plan_wan="1200.00",
                ytd_done_wan="700.00",
            )
        ],
        merges=["C2:D2", "E2:F2"],
    ),
    habit(
        "three rows of heads",
        WAN,
        ("序号", "项目名称", "2018年", None, None),
        (None, None, "投资", None, "1—7月"),
        (None, None, "计划投资", "总投资", "累计完成投资"),
        (1, "环城公园", 1200, 3000, 700),
        rows=[only("环城公园", annual_plan_wan="1200.00", total_investment_wan="3000.00", ytd_done_wan="700.00")],
        merges=["A2:A4", "B2:B4", "C2:E2", "C3:D3"],
    ),
    habit(
        "the year over “累计完成投资” makes it this year's",
        WAN,
        ("项目名称", "总投资", "2018年", None),
        (None, None, "计划投资", "累计完成投资"),
        ("环城公园", 3000, 1200, 700),
        rows=[only("环城公园", total_investment_wan="3000.00", annual_plan_wan="1200.00", ytd_done_wan="700.00")],
        merges=["A2:A3", "B2:B3", "C2:D2"],
    ),
    habit(
        "a share of an amount beside the amount",
        WAN, ("项目名称", "年度计划投资", "完成占年计划（%）", "总投资（%）"), ("环城公园", 1200, 31.69, 12),
        rows=[only("环城公园", annual_plan_wan="1200.00", completion_rate="0.32")],
    ),
    habit(
        "the plan of last year's form",
        WAN, (*HEADS[:6], "2017年计划投资"), PARK, rows=[park(annual_plan_wan="")], issues=["G2 other_year"],
    ),
    habit(
        "last year's plan beside this year's",
        WAN, (*HEADS[:6], "2017年计划投资", "2018年计划投资"), (*PARK[:6], 900, 1200),
        rows=[park()], issues=["G2 other_year"],
    ),
    habit(
        "first plan and plan after adjustment",
        WAN, (*HEADS[:6], "年初计划", "年度计划"), (*PARK[:6], 1000, 1200), rows=[park(initial_plan_wan="1000.00")],
    ),
    habit(
        "two columns for one plan",
        WAN, (*HEADS, "年度计划"), (*PARK, 1300), rows=[park(annual_plan_wan="")], issues=["G2 double_column"],
    ),
    habit(
        "numbers in a first column without a heading, values in a last one",
        WAN, (None, *HEADS[1:]), (*PARK, "待核"), (*ROAD, "已核"), rows=[park(), road()], issues=["- no_heading"],
    ),
    habit(
        "a line of column numbers below the head",
        WAN, HEADS, (1, 2, 3, 4, 5, 6, 7), *BOTH, rows=[park(), road()],
    ),
    habit(
        "a line of column numbers with formulas",
        WAN, HEADS, ("栏次", "甲", "乙", "丙", "丁", "①", "②=①*0.4"), *BOTH, rows=[park(), road()],
    ),
    habit(
        "the head again on every printed page",
        _TITLE, WAN, HEADS, PARK, _TITLE, WAN, HEADS, ROAD, rows=[park(), road()],
    ),
    habit(
        "unknown columns are left to be asked about",
        WAN, (*HEADS, "进尺数", "土方量"), (*PARK, 30, 20), rows=[park()],
    ),
    habit("no unit anywhere", HEADS, PARK, rows=[park(total_investment_wan="", annual_plan_wan="")],
        issues=["F1 unit_missing"]),
    habit(
        "a foreign currency in the heading",
        WAN, (*HEADS[:5], "总投资（万美元）", "年度计划投资"), PARK,
        rows=[park(total_investment_wan="")], issues=["F2 foreign_unit"],
    ),
    habit(
        "two units of money over the table",
        ("单位：万元、亿元",), HEADS, PARK, rows=[park(total_investment_wan="", annual_plan_wan="")],
        issues=["F2 foreign_unit", "G2 foreign_unit"],
    ),
    habit(
        "the plan of land clearing is not the project's plan",
        WAN,
        ("项目名称", "总投资", "征迁", None, "2018年", None),
        (None, None, "年度计划投资", "完成", "计划投资", "其中：征迁费"),
        ("环城公园", 3000, 300, 200, 1200, 300),
        rows=[only("环城公园", total_investment_wan="3000.00", annual_plan_wan="1200.00")],
        merges=["A2:A3", "B2:B3", "C2:D2", "E2:F2"],
    ),
    habit(
        "the sum under a plan's heading is the plan",
        WAN, ("项目名称", "总投资", "2018年计划投资", None), (None, None, "小计", "其中：征迁费"),
        ("环城公园", 3000, 1200, 300),
        rows=[only("环城公园", total_investment_wan="3000.00", annual_plan_wan="1200.00")],
        merges=["A2:A3", "B2:B3", "C2:D2"],
    ),
)  # fmt: skip
