"""Amounts and rates as people write them."""

from datetime import date

from .habit import HEADS, PARK, ROAD, WAN, Habit, habit, only, park, road

_TOTALS = ("项目名称", "总投资")
_TICK = True


def _amounts(name: str, *written: object, read: tuple[str, ...], issues: tuple[str, ...] = (), **said: object) -> Habit:
    """One project a line, its total investment written so; read as "" means refused or empty."""
    lines = [(f"项目{number}", value) for number, value in enumerate(written, start=1)]
    rows = [
        only(f"项目{number}", **({"total_investment_wan": value} if value else {}))
        for number, value in enumerate(read, start=1)
    ]
    return habit(name, WAN, _TOTALS, *lines, rows=rows, issues=issues, **said)


AMOUNTS = (
    _amounts(
        "numbers as text, in full width and with thousands marks",
        "1234.5", "１，２３４．５０", "1,234.50 ", "1\u00a0234.5", "￥1,234.5", "人民币1234.5", "+1234.5",
        read=("1234.50",) * 7,
    ),
    _amounts("the unit in the cell", "1.2亿", "300万", "1.2亿元", "5000000元", "120百万元", "3000千元",
             read=("12000.00", "300.00", "12000.00", "500.00", "12000.00", "300.00")),
    _amounts("about so much", "约1200", "1200左右", "近1200万元", "1200余",
             read=("1200.00",) * 4, issues=("B3 about", "B4 about", "B5 about", "B6 about")),
    _amounts("nothing to say", "—", "/", "暂无", "待定", " ", None, "－", "……", read=("",) * 8),
    _amounts("nothing is not zero, and zero is zero", 0, "0", "0.00", read=("0.00",) * 3),
    _amounts(
        "prose, shares and ranges",
        "以财政审核为准", "下浮8%", "1000-2000", "1000～2000", "1200元/㎡", "三千万", "详见附件3", "100万美元",
        read=("",) * 8, issues=tuple(f"B{row} not_a_number" for row in range(3, 11)),
    ),
    _amounts("several sums in one cell", "1200\n300", "1200 300", "1200、300", "1200+300",
             read=("",) * 4, issues=("B3 digits_apart", "B4 digits_apart", "B5 not_a_number", "B6 not_a_number")),
    _amounts("thousands marks in the wrong place", "12,34", "1,2345", "1.234,5", read=("",) * 3,
             issues=("B3 not_a_number", "B4 not_a_number", "B5 not_a_number")),
    _amounts("negative amounts", -20, "−20", "-1,200.5", "(120)", read=("-20.00", "-20.00", "-1200.50", ""),
             issues=("B6 not_a_number",)),
    _amounts("more than the portal keeps", 10**15, read=("",), issues=("B3 out_of_range",)),
    _amounts("a formula that was never computed", "=400+400", read=("",), issues=("B3 formula_without_value",)),
    _amounts("a percentage, a date and a truth among amounts", 0.3, date(2018, 3, 1), _TICK, read=("",) * 3,
             issues=("B3 not_money", "B4 not_money", "B5 not_money"), formats={"B3": "0.00%"}),
    _amounts("numbers shown smaller than they are", 12345678, read=("",), issues=("B3 scaled_format",),
             formats={"B3": "#,##0,"}),
    _amounts("what binary fractions add was never typed", 0.1 + 0.2, 1234.005, read=("0.30", "1234.01")),
    habit(
        "amounts in 元 are rounded to the cent",
        ("金额单位：元",), _TOTALS, ("环城公园", 12345678.91),
        rows=[only("环城公园", total_investment_wan="1234.57")],
    ),
    habit(
        "the total in 亿元, the plan in 万元",
        WAN, (*HEADS[:5], "总投资（亿元）", "年度计划投资"), (*PARK[:5], 0.3, 1200), (*ROAD[:5], "5000万", 800),
        rows=[park(), road()],
    ),
    habit(
        "rates in every spelling",
        WAN, ("项目名称", "年度计划投资", "完成率"), ("甲路", 1, 31.69), ("乙路", 1, "31.69%"),
        ("丙路", 1, 0.3169), ("丁路", 1, "１２０％"),
        ("戊路", 1, 0), ("己路", 1, "—"),
        rows=[
            only("甲路", annual_plan_wan="1.00", completion_rate="0.32"),
            only("乙路", annual_plan_wan="1.00", completion_rate="0.32"),
            only("丙路", annual_plan_wan="1.00", completion_rate="0.32"),
            only("丁路", annual_plan_wan="1.00", completion_rate="1.20"),
            only("戊路", annual_plan_wan="1.00", completion_rate="0.00"), only("己路", annual_plan_wan="1.00"),
        ],
        formats={"C5": "0.00%"},
    ),
    habit(
        "rates that may mean two things, or too much",
        WAN, ("项目名称", "年度计划投资", "完成率"), ("甲路", 1, 0.85), ("乙路", 1, 2500), ("丙路", 1, "过半"),
        rows=[
            only("甲路", annual_plan_wan="1.00"), only("乙路", annual_plan_wan="1.00", completion_rate="25.00"),
            only("丙路", annual_plan_wan="1.00"),
        ],
        issues=["C3 rate_or_percent", "C4 large_rate", "C5 not_a_rate"],
    ),
)  # fmt: skip
