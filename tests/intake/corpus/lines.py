"""Rows that are no projects, and rows that belong to others."""

from .habit import HEADS, PARK, ROAD, WAN, habit, only, park, road

_SHORT = ("序号", "项目名称", "项目性质", "总投资", "年度计划投资")
_PARK = (1, "环城公园", "续建", 3000, 1200)
_ROAD = (2, "滨海大道", "新开工", 5000, 800)


def _park(**others: str) -> dict[str, str]:
    return park(unit="", category="", **others)


def _road(**others: str) -> dict[str, str]:
    return road(unit="", category="", **others)


LINES = (
    habit(
        "the total on top with its parts",
        WAN, HEADS,
        (None, "合  计（2项）", None, None, None, 8000, 2000),
        (None, "其中：续建（1项）", None, None, None, 3000, 1200),
        (None, "新开工（1项）", None, None, None, 5000, 800),
        PARK, ROAD, rows=[park(), road()],
    ),
    habit(
        "parts of the total on top say nothing of the rows below",
        WAN, ("序号", "项目名称", "总投资", "年度计划投资"),
        (None, "合计（3项）", 9000, 2300), (None, "其中：续建（1项）", 3000, 1200),
        (None, "新开工（2项）", 6000, 1100),
        (1, "环城公园", 3000, 1200), (2, "滨海大道", 5000, 800), (3, "文化馆", 1000, 300),
        rows=[
            park(unit="", category="", plan_nature=""), road(unit="", category="", plan_nature=""),
            only("文化馆", total_investment_wan="1000.00", annual_plan_wan="300.00"),
        ],
    ),
    habit(
        "the total below, dashes under the words and its count beside it",
        WAN, HEADS, PARK, ROAD, ("合计", "2个", "—", "—", "/", 8000, 2000), rows=[park(), road()],
    ),
    habit(
        "a subtotal in the county's column",
        WAN, HEADS, PARK, (None, None, "晋江市小计", None, None, 3000, 1200), ROAD,
        (None, None, "总计", None, None, 8000, 2000), rows=[park(), road()],
    ),
    habit(
        "a total that is wrong",
        WAN, HEADS, ("合计", None, None, None, None, 8000, 2100), PARK, ROAD,
        rows=[park(), road()], issues=["第3行 total_differs"], differing=[3],
    ),
    habit(
        "a count that is wrong",
        WAN, HEADS, ("合计（3项）", None, None, None, None, 8000, 2000), PARK, ROAD,
        rows=[park(), road()], issues=["第3行 count_differs"],
    ),
    habit(
        "counties as sections: numeral under the serial, name under the name",
        WAN, _SHORT, ("一", "晋江市", None, 3000, 1200), _PARK, ("二", "石狮市", None, 5000, 800), _ROAD,
        rows=[_park() | {"unit": "350582"}, _road() | {"unit": "350581"}],
    ),
    habit(
        "counties as sections: merged over serial and name, with counts",
        WAN, _SHORT, ("一、晋江市（1项）", None, None, 3000, 1200), _PARK,
        ("二、石狮市（1项）", None, None, 5000, 800), _ROAD,
        rows=[_park() | {"unit": "350582"}, _road() | {"unit": "350581"}], merges=["A3:B3", "A5:B5"],
    ),
    habit(
        "counties as sections: the count under the name",
        WAN, _SHORT, ("一、晋江市", "1项", None, 3000, 1200), _PARK, ("二、石狮市", "（1项）", None, 5000, 800),
        _ROAD,
        rows=[_park() | {"unit": "350582"}, _road() | {"unit": "350581"}],
    ),
    habit(
        "kinds as sections with a count but no brackets",
        WAN, _SHORT, ("一、绿化生态1项", None, None, 3000, 1200), _PARK,
        ("二、市政交通项目1个", None, None, 5000, 800), _ROAD,
        rows=[_park() | {"category": "greening"}, _road() | {"category": "municipal"}],
    ),
    habit(
        "counties and below them natures",
        WAN, ("序号", "项目名称", "总投资", "年度计划投资"),
        ("一、晋江市（2项）", None, 4000, 1500), ("（一）续建（1项）", None, 3000, 1200), (1, "环城公园", 3000, 1200),
        ("（二）预备（1项）", None, 1000, 300), (2, "文化馆", 1000, 300), ("二、石狮市（1项）", None, 5000, 800),
        ("（一）新开工（1项）", None, 5000, 800), (3, "滨海大道", 5000, 800),
        rows=[
            park(category=""),
            only("文化馆", unit="350582", plan_nature="preliminary", total_investment_wan="1000.00",
                annual_plan_wan="300.00"),
            road(category=""),
        ],
    ),
    habit(
        "a county that is not ours has a section",
        WAN, _SHORT, ("一、晋江市（1项）", None, None, 3000, 1200), _PARK,
        ("二、龙海市（1项）", None, None, 5000, 800), _ROAD,
        rows=[_park() | {"unit": "350582"}, _road()], issues=["第6行 foreign_section"],
    ),
    habit(
        "words of a merged county hold for its rows",
        WAN, HEADS, PARK, (2, "滨江公园", None, "绿化生态", "续建", 2000, 500), ROAD,
        rows=[park(), park(name="滨江公园", total_investment_wan="2000.00", annual_plan_wan="500.00"), road()],
        merges=["C3:C4"],
    ),
    habit(
        "an amount merged over two projects",
        WAN, HEADS, PARK, (2, "滨江公园", "晋江市", "绿化生态", "续建", 2000, None),
        rows=[park(annual_plan_wan=""), park(name="滨江公园", total_investment_wan="2000.00", annual_plan_wan="")],
        issues=["G3 merged_amount", "G4 merged_amount"], merges=["G3:G4"],
    ),
    habit(
        "a county written once and left blank below is not guessed",
        WAN, HEADS, PARK, (2, "滨江公园", None, "绿化生态", "续建", 2000, 500),
        rows=[park(), park(name="滨江公园", unit="", total_investment_wan="2000.00", annual_plan_wan="500.00")],
    ),
    habit(
        "parts of a project without a serial",
        WAN, HEADS, PARK, (None, "一标段", "晋江市", "绿化生态", "续建", 1000, 400), ROAD,
        rows=[park(), park(name="一标段", total_investment_wan="1000.00", annual_plan_wan="400.00"), road()],
        issues=["A4 child_row"],
    ),
    habit(
        "parts of a project numbered (1) and ②",
        WAN, HEADS, PARK, ("（1）", "一标段", "晋江市", "绿化生态", "续建", 1000, 400),
        ("②", "二标段", "晋江市", "绿化生态", "续建", 2000, 800), ROAD, ("3●", *ROAD[1:]),
        rows=[
            park(), park(name="一标段", total_investment_wan="1000.00", annual_plan_wan="400.00"),
            park(name="二标段", total_investment_wan="2000.00", annual_plan_wan="800.00"), road(), road(),
        ],
        issues=["A4 child_row", "A5 child_row"],
    ),
    habit(
        "notes, signatures and what the marks mean",
        WAN, HEADS, PARK, ROAD, ("注：1.投资含征迁费用。",), ("2.数据截至7月底。",),
        ("填报人：张三", None, "审核人：李四"),
        rows=[park(), road()],
    ),
    habit(
        "a line that explains the marks and has no 注 before it",
        WAN, HEADS, PARK, ROAD, ("★为省重点项目，●为市重点项目",), rows=[park(), road()],
    ),
    habit(
        "serial numbers printed ahead and rows of blanks",
        WAN, HEADS, PARK, ROAD, (3, " ", " "), (4,), (" ", "　"), rows=[park(), road()],
    ),
    habit(
        "a row without a name is listed",
        WAN, HEADS, PARK, (2, None, "石狮市", "市政交通", "新开工", 5000, 800),
        rows=[park(), road(name="")], issues=["第4行 no_name"],
    ),
    habit(
        "hidden rows and columns are read and said",
        WAN, HEADS, PARK, ROAD, rows=[park(), road()], issues=["G2 hidden_column", "第4行 hidden_row"],
        hidden_rows=[4], hidden_columns=["G"],
    ),
    habit(
        "two projects to a row under the same heads",
        WAN, (*HEADS, *HEADS), (*PARK, *ROAD), rows=[park(), road()], kinds=["list", "list"],
    ),
    habit(
        "two projects to a row under different heads",
        WAN, (*HEADS, "项目名称", "总投资"), (*PARK, "滨海大道", 5000),
        rows=[park(total_investment_wan="")], issues=["B2 double_column", "F2 double_column"],
    ),
    habit(
        "one list below the other, each with its own title and heads",
        ("一、实施项目表", None, "单位：万元"), HEADS, PARK, (), ("二、预备项目表", None, "单位：亿元"),
        ("项目名称", "县（市、区）", "总投资", "项目性质"), ("文化馆", "石狮市", 0.5, "预备"),
        rows=[park(), only("文化馆", unit="350581", total_investment_wan="5000.00", plan_nature="preliminary")],
        kinds=["list", "list"],
    ),
    habit(
        "a project that counts what it builds is no section",
        WAN, ("项目名称", "总投资", "年度计划投资"), ("农村公厕建设（50个）", 3000, 1200), ("滨海大道", 5000, 800),
        rows=[
            only("农村公厕建设（50个）", total_investment_wan="3000.00", annual_plan_wan="1200.00"),
            only("滨海大道", total_investment_wan="5000.00", annual_plan_wan="800.00"),
        ],
    ),
    habit(
        "section and total with extra words behind the count",
        WAN, _SHORT, ("一、晋江市（1项，总投资3000万元）", None, None, 3000, 1200), _PARK,
        ("总计：1个项目", None, None, 3000, 1200),
        rows=[_park() | {"unit": "350582"}],
    ),
    habit(
        "the same heads below under another title and unit",
        WAN, _SHORT, _PARK, (), ("2018年新开工项目表（亿元）",), _SHORT, (1, *_ROAD[1:3], 0.5, 0.08),
        rows=[_park(), _road()], kinds=["list", "list"],
    ),
    habit(
        "a section above every repeated head",
        ("2018年项目表（万元）",), ("一、晋江市（1项）",), _SHORT, _PARK, ("二、石狮市（1项）",), _SHORT, _ROAD,
        rows=[_park() | {"unit": "350582"}, _road() | {"unit": "350581"}], kinds=["list", "list"],
    ),
    habit(
        "a project in words alone above a repeated head",
        WAN, HEADS, PARK, (2, "滨海大道", "石狮市", "市政交通", "新开工"), HEADS, (3, "文化馆", "石狮市"),
        rows=[park(), road(total_investment_wan="", annual_plan_wan=""), only("文化馆", unit="350581")],
    ),
    habit(
        "sections numbered 1、 and one that is not ours",
        WAN, _SHORT, ("1、晋江市（1项）", None, None, 3000, 1200), _PARK,
        ("2、龙海市（1项）", None, None, 5000, 800), _ROAD,
        rows=[_park() | {"unit": "350582"}, _road()], issues=["第6行 foreign_section"],
    ),
)  # fmt: skip
