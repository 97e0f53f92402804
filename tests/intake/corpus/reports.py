"""A month's reports as counties and owners hand them in, for the reports desk.

Asked is February 2018, of the clerk of 晋江市. Owed are 东环路 (A1) and 西环路 (A2), 100 each in January; 环城公园
(A3) is accepted already at 20 and 120; 公厕 (P0) is a package with its part 一村公厕 (P1). 惠安大道 (H1) is another
county's.
"""

from .habit import Grid
from .outcome import Case, Row, case

WAN = ("单位：万元",)
HEADS = ("序号", "项目名称", "年度计划", "本月完成投资", "本年累计完成投资", "形象进度")
EAST, WEST = (1, "东环路", 1200, 10, 110, "路基"), (2, "西环路", 1200, 20, 120, "桩基")


def row(name: str, group: str, month: str = "", ytd: str = "", **values: str) -> Row:
    said = {"annual_plan_wan": "1200.00", "month_done_wan": month, "ytd_done_wan": ytd} | values
    return name, group, {key: text for key, text in said.items() if text}


def east(group: str = "changed", month: str = "10.00", ytd: str = "110.00", **values: str) -> Row:
    return row("东环路", group, month, ytd, **values)


def west(group: str = "changed", month: str = "20.00", ytd: str = "120.00", **values: str) -> Row:
    return row("西环路", group, month, ytd, **values)


def _sums(plan: str, month: str, ytd: str, **others: str) -> dict[str, str]:
    said = {"annual_plan_wan": plan, "month_done_wan": month, "ytd_done_wan": ytd} | others
    return {key: text for key, text in said.items() if text}


BOTH = _sums("2400.00", "30.00", "230.00")

REPORTS: tuple[Case, ...] = (
    case(
        "the total on top and the county as a section with its subtotal",
        ("晋江市2018年2月项目进度表",), WAN, HEADS, ("合计（2项）", None, 2400, 30, 230),
        ("一、晋江市（2项）", None, 2400, 30, 230),
        EAST, WEST, rows=[east(unit="350582"), west(unit="350582")], sums=BOTH,
    ),
    case(
        "two rows of heads: amounts and progress under 完成情况",
        WAN, ("序号", "项目名称", "年度计划", "完成情况", None, None), (None, None, None, "本月", "累计", "形象进度"),
        EAST, WEST, merges=["A2:A3", "B2:B3", "C2:C3", "D2:F2"], rows=[east(), west()],
        sums=BOTH,
    ),
    case(
        "cumulative alone, named by its months in title and head",
        ("2018年1—2月项目进度表",), WAN, ("序号", "项目名称", "1-2月累计完成投资", "形象进度"),
        (1, "东环路", 110, "路基"),
        rows=[east("changed", "", annual_plan_wan="")],
        sums={"ytd_done_wan": "110.00"},
    ),
    case(
        "亿元 in the title",
        ("2018年2月项目进度表（单位：亿元）",), HEADS, (1, "东环路", 0.12, 0.001, 0.011, "路基"), rows=[east()],
        sums=_sums("1200.00", "10.00", "110.00"),
    ),
    case(
        "元 in one head, 万元 by the title",
        WAN, ("序号", "项目名称", "年度计划", "本月完成投资（元）", "本年累计完成投资", "形象进度"),
        (1, "东环路", 1200, 100000, 110, "路基"),
        rows=[east()],
        sums=_sums("1200.00", "10.00", "110.00"),
    ),
    case(
        "a title of another month",
        ("晋江市2018年3月项目进度表",), WAN, HEADS, EAST, rows=[east("question", unit="350582")],
        sums=_sums("1200.00", "10.00", "110.00"),
        issues=["- title_month"],
    ),
    case(
        "a copied title over heads that name the month",
        ("晋江市2018年3月项目进度表",), WAN, ("序号", "项目名称", "2月完成投资", "1—2月累计完成投资", "形象进度"),
        (1, "东环路", 10, 110, "路基"), rows=[east(annual_plan_wan="", unit="350582")],
        sums=_sums("", "10.00", "110.00"), issues=["- title_month"],
    ),
    case(
        "a head of another month",
        WAN, ("序号", "项目名称", "1月完成投资", "形象进度"), (1, "东环路", 10, "路基"),
        rows=[row("东环路", "question", annual_plan_wan="")],
        sums={},
        issues=["C2 other_month", "第3行 missing"],
    ),
    case(
        "this month and the one before side by side",
        WAN, ("序号", "项目名称", "1月完成投资", "2月完成投资", "形象进度"), (1, "东环路", 100, 10, "路基"),
        rows=[east("changed", "10.00", "", annual_plan_wan="")],
        sums={"month_done_wan": "10.00"},
        issues=["C2 other_month"],
    ),
    case(
        "numbers as text: full width, separators, units, about",
        WAN, HEADS, (1, "东环路", "1,200.00", "１０万元", " 110 ", "路基"), (2, "西环路", 1200, "约20", "120", "桩基"),
        rows=[east(), west()],
        sums=BOTH,
        issues=["D4 about"],
    ),
    case(
        "progress as text with its sign, and a number that may be either",
        WAN, (*HEADS, "形象进度%"), (*EAST, "31.5%"), (*WEST, 0.3),
        rows=[east(progress_percent="31.50"), west("question")],
        sums=BOTH,
        issues=["G4 rate_or_percent"],
    ),
    case(
        "progress as a fraction in a cell formatted as per cent",
        WAN, (*HEADS, "形象进度%"), (*EAST, 0.315), formats={"G3": "0.0%"}, rows=[east(progress_percent="31.50")],
        sums=_sums("1200.00", "10.00", "110.00"),
    ),
    case(
        "sorted anew, serials renumbered, subtotals by owner, the grand total wrong",
        WAN, ("序号", "项目名称", "建设单位", "本月完成投资", "本年累计完成投资", "形象进度"),
        (1, "西环路", "路桥公司", 20, 120, "桩基"), (None, "小计", None, 20, 120),
        (2, "东环路", "城投公司", 10, 110, "路基"),
        (None, "小计", None, 10, 110), ("总计", None, None, 31, 230),
        rows=[west(annual_plan_wan=""), east(annual_plan_wan="")],
        sums=_sums("", "30.00", "230.00"),
        issues=["第7行 total_differs"], differing=[7],
    ),
    case(
        "counties merged over their projects",
        WAN, ("县（市、区）", "项目名称", "本月完成投资", "本年累计完成投资", "形象进度"),
        ("晋江市", "东环路", 10, 110, "路基"),
        (None, "西环路", 20, 120, "桩基"), merges=["A3:A4"],
        rows=[east(annual_plan_wan="", unit="350582"), west(annual_plan_wan="", unit="350582")],
        sums=_sums("", "30.00", "230.00"),
    ),
    case(
        "one amount merged over two projects",
        WAN, HEADS, (1, "东环路", 1200, 10, 110, "路基"), (2, "西环路", 1200, None, 120, "桩基"), merges=["D3:D4"],
        rows=[east("question", ""), west("question", "")],
        sums=_sums("2400.00", "", "230.00"),
        issues=["D3 merged_amount", "D4 merged_amount"],
    ),
    case(
        "a report that is accepted, as it stands",
        WAN, HEADS, (1, "环城公园", 1200, 20, 120, "2月主体施工"),
        rows=[row("环城公园", "unchanged", "20.00", "120.00")],
        sums=_sums("1200.00", "20.00", "120.00"),
    ),
    case(
        "a report that is accepted, with other figures",
        WAN, HEADS, (1, "环城公园", 1200, 25, 125, "2月主体施工"), EAST,
        rows=[row("环城公园", "question", "25.00", "125.00"), east()],
        sums=_sums("2400.00", "35.00", "235.00"),
        issues=["D3 sent"],
    ),
    case(
        "another county's project, one nobody knows, and a package with its part",
        WAN, HEADS, (1, "惠安大道", 1200, 5, 105, "路基"), (2, "外地大桥", 500, 1, 1, "桩基"),
        (3, "公厕", None, 3, 103, "改造"),
        ("（1）", "一村公厕", 1200, 3, 3, "改造"), EAST, rows=[
            row("惠安大道", "question", "5.00", "105.00"),
            row("外地大桥", "question", "1.00", "1.00", annual_plan_wan="500.00"),
            row("公厕", "question", "3.00", "103.00", annual_plan_wan=""), row("一村公厕", "changed", "3.00", "3.00"),
            east(),
        ],
        sums=_sums("2900.00", "19.00", "319.00"),
        issues=["B3 not_yours", "B4 not_yours", "B5 package_row"],
    ),
    case(
        "a fall without its reason, and one that needs its paper",
        WAN, (*HEADS, "冲减原因"), (1, "东环路", 1200, -10, 90, "路基"),
        (2, "西环路", 1200, -10, 90, "桩基", "审核核减"),
        rows=[east("question", "-10.00", "90.00"), west("changed", "-10.00", "90.00", write_back_reason="audit")],
        sums=_sums("2400.00", "-20.00", "180.00"),
        issues=["E3 falling", "G4 paper"],
    ),
    case(
        "a problem without its kind, and one in other words",
        WAN, ("序号", "项目名称", "本月完成投资", "形象进度", "问题类别", "存在问题"),
        (1, "东环路", 10, "路基", None, "拨付慢"),
        (2, "西环路", 20, "桩基", "征地拆迁", "两户未签约"), rows=[
            east("question", "10.00", "", annual_plan_wan=""),
            west("changed", "20.00", "", annual_plan_wan="", problem_class="land"),
        ],
        sums={"month_done_wan": "30.00"},
        issues=["E3 missing"],
    ),
    case(
        "month and cumulative that contradict each other, and last month's total from elsewhere",
        WAN, ("序号", "项目名称", "上月累计", "本月完成投资", "本年累计完成投资", "形象进度"),
        (1, "东环路", 100, 10, 115, "路基"),
        (2, "西环路", 95, 20, 115, "桩基"), rows=[
            east("question", "10.00", "115.00", annual_plan_wan="", prior_ytd_wan="100.00"),
            west("question", "20.00", "115.00", annual_plan_wan="", prior_ytd_wan="95.00"),
        ],
        sums=_sums("", "30.00", "230.00", prior_ytd_wan="195.00"),
        issues=["C4 prior_moved", "E3 sum", "E4 sum"],
    ),
    case(
        "dashes and 暂无 for figures say nothing",
        WAN, HEADS, (1, "东环路", 1200, "—", "暂无", "路基"), (2, "西环路", 1200, "/", 120, "桩基"),
        rows=[east("question", "", ""), west("changed", "")],
        sums=_sums("2400.00", "", "120.00"),
        issues=["D3 missing"],
    ),
    case(
        "one project on two rows",
        WAN, HEADS, EAST, (2, "东环路", 1200, 12, 112, "路基"),
        rows=[east("question"), east("question", "12.00", "112.00")],
        sums=_sums("2400.00", "22.00", "222.00"),
        issues=["B3 duplicate_row", "B4 duplicate_row"],
    ),
    case(
        "no unit anywhere",
        HEADS, EAST, rows=[row("东环路", "question", annual_plan_wan="")],
        sums={},
        issues=["C1 unit_missing", "D2 missing"],
    ),
    case(
        "notes, signatures, a hidden row",
        WAN, HEADS, EAST, WEST, ("注：本月数为2月1日至25日。",), ("填报人：张三", None, "审核人：李四"),
        hidden_rows=[4],
        rows=[east(), west()],
        sums=BOTH,
        issues=["第4行 hidden_row"],
    ),
    Case(
        "a card for each project, one with a bad amount",
        {"东环路": Grid([WAN, ("项目名称", "东环路"), ("本月完成投资", 10), ("形象进度", "路基")]),
         "西环路": Grid([WAN, ("项目名称", "西环路"), ("本月完成投资", -500), ("形象进度", "桩基")])},
        rows=[east("changed", "10.00", "", annual_plan_wan=""), west("question", "-500.00", "", annual_plan_wan="")],
        sums={"month_done_wan": "-490.00"},
        issues=["B3 negative"], kinds=["card", "card"],
    ),
    Case(
        "last month's sheet left in the book",
        {"2月": Grid([WAN, HEADS, EAST, WEST]),
            "1月": Grid([("2018年1月项目进度表",), WAN, HEADS, (1, "东环路", 1200, 100, 100, "路基")])},
        rows=[east("question"), west("question"), east("question", "100.00", "100.00")],
        sums=_sums("3600.00", "130.00", "330.00"),
        issues=["- title_month", "B3 duplicate_row", "B4 duplicate_row", "E4 sum"], kinds=["list", "list"],
    ),
)  # fmt: skip
