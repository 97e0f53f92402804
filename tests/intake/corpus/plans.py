"""Year plans as counties and owners hand them in, with months, for the plan desk.

Behind them stand projects of this year's list: 环城公园 (晋江市, 1200), 滨海大道 (石狮市, 800), 文化馆 (晋江市, 300,
with entered months), and 农村公厕 of two parts (100 and 200).
"""

from .habit import Grid
from .outcome import Case, Row, case

WAN = ("单位：万元",)
NAMES = tuple(f"{month}月" for month in range(1, 13))
SPANS = ("1月累计", *(f"1—{month}月累计" for month in range(2, 13)))
HEADS = ("序号", "项目名称", "县（市、区）", "年度计划投资")
EVEN, LATE = (100,) * 12, (0,) * 8 + (200,) * 4
PARK, ROAD = (1, "环城公园", "晋江市", 1200), (2, "滨海大道", "石狮市", 800)


def months(*amounts: float | str, series: str = "month_plan_wan") -> dict[str, str]:
    """Twelve amounts (or fewer) as a row holds them; "" leaves a month blank."""
    given = enumerate(amounts, start=1)
    return {f"{series}@{month:02d}": f"{float(amount):.2f}" for month, amount in given if amount != ""}


def park(group: str = "changed", *amounts: float | str, **values: str) -> Row:
    said = {"unit": "350582", "annual_plan_wan": "1200.00"} | months(*(amounts or EVEN)) | values
    return "环城公园", group, {key: text for key, text in said.items() if text}


def road(group: str = "changed", *amounts: float | str, **values: str) -> Row:
    said = {"unit": "350581", "annual_plan_wan": "800.00"} | months(*(amounts or LATE)) | values
    return "滨海大道", group, {key: text for key, text in said.items() if text}


def hall(group: str = "unchanged", *amounts: float | str, **values: str) -> Row:
    """Its months were entered: 25 each."""
    said = {"unit": "350582", "annual_plan_wan": "300.00"} | months(*(amounts or [25] * 12)) | values
    return "文化馆", group, {key: text for key, text in said.items() if text}


def other(name: str, group: str, **values: str) -> Row:
    return name, group, values


def _plan(wan: str) -> dict[str, str]:
    return {"annual_plan_wan": wan}


BOTH = tuple(one + two for one, two in zip(EVEN, LATE, strict=True))
DUE_EVEN = tuple(100 * month for month in range(1, 13))
DUE_LATE = (*[0] * 8, 200, 400, 600, 800)
NO_MONTHS = ("",) * 12

PLANS: tuple[Case, ...] = (
    case(
        "months under 月计划 in two rows of heads, merged both ways",
        ("泉州市2018年城乡建设项目投资计划表",), WAN, (*HEADS, "月计划", *[None] * 11), (None,) * 4 + NAMES,
        (*PARK, *EVEN), (*ROAD, *LATE),
        merges=["A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:P3", "A1:P1"], rows=[park("unchanged"), road()],
        sums=_plan("2000.00"),
    ),
    case(
        "cumulative amounts, the total on top, counties as sections with subtotals",
        ("2018年投资计划",), WAN, ("序号", "项目名称", "年度计划投资", *SPANS),
        ("合计（2项）", None, 2000, *[one + two for one, two in zip(DUE_EVEN, DUE_LATE, strict=True)]),
        ("一、晋江市（1项）", None, 1200, *DUE_EVEN),
        (1, "环城公园", 1200, *DUE_EVEN),
        ("二、石狮市（1项）", None, 800, *DUE_LATE),
        (2, "滨海大道", 800, *DUE_LATE),
        rows=[
            park("unchanged", *NO_MONTHS, **months(*DUE_EVEN, series="due_wan")),
            road("changed", *NO_MONTHS, **months(*DUE_LATE, series="due_wan")),
        ], sums=_plan("2000.00"),
    ),
    case(
        "亿元 in the title for all of it",
        ("2018年投资计划（单位：亿元）",), (*HEADS, *NAMES), (1, "环城公园", "晋江市", 0.12, *[0.01] * 12),
        rows=[park("unchanged")], sums=_plan("1200.00"),
    ),
    case(
        "the plan in 亿元 by its head, the months in 万元 by the title",
        ("2018年投资计划",), WAN, ("序号", "项目名称", "县（市、区）", "年度计划投资（亿元）", *NAMES),
        (1, "环城公园", "晋江市", 0.12, *EVEN), rows=[park("unchanged")], sums=_plan("1200.00"),
    ),
    case(
        "numbers as text, in full width, with units and separators",
        WAN, (*HEADS, *NAMES),
        (1, "环城公园", "晋江市", "1,200.00 ", "１００", " 100", "100万元", "100.00", *EVEN[4:]),
        rows=[park("unchanged")], sums=_plan("1200.00"),
    ),
    case(
        "dashes for months without money are no zeros",
        WAN, (*HEADS, *NAMES), (*ROAD, *["—"] * 8, *LATE[8:]), rows=[road("question", *[""] * 8, *LATE[8:])],
        sums=_plan("800.00"), issues=["E3 months_missing"],
    ),
    case(
        "a copied form: last year's months",
        ("2018年投资计划",), WAN, (*HEADS, "2017年分月投资计划", *[None] * 11), (None,) * 4 + NAMES, (*PARK, *EVEN),
        merges=["A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:P3"], rows=[park("question", *NO_MONTHS)],
        sums=_plan("1200.00"), issues=[f"{column}4 other_year" for column in "EFGHIJKLMNOP"],
    ),
    case(
        "sorted anew by amount, with county subtotals below each",
        WAN, (*HEADS, *NAMES), (2, "滨海大道", "石狮市", 800, *LATE), (None, None, "石狮市小计", 800, *LATE),
        (1, "环城公园", "晋江市", 1200, *EVEN), (None, None, "晋江市小计", 1200, *EVEN),
        (None, None, "总计", 2000, *BOTH), rows=[road(), park("unchanged")], sums=_plan("2000.00"),
    ),
    case(
        "counties merged over their projects",
        WAN, (*HEADS, *NAMES), (*PARK, *EVEN), (3, "文化馆", None, 300, *[25] * 12), (*ROAD, *LATE),
        merges=["C3:C4"], rows=[park("unchanged"), hall(), road()], sums=_plan("2300.00"),
    ),
    case(
        "an amount of a month merged over two projects",
        WAN, (*HEADS, *NAMES), (*PARK, *EVEN), (3, "文化馆", "晋江市", 300, None, *[25] * 11), merges=["E3:E4"],
        rows=[park("question", "", *EVEN[1:]), hall("question", "", *[25] * 11)], sums=_plan("1500.00"),
        issues=["E3 merged_amount", "E3 months_missing", "E4 merged_amount", "E4 months_missing"],
    ),
    case(
        "rows of projects that are not in this year's list, and a county's that is not ours",
        WAN, (*HEADS, *NAMES), (*PARK, *EVEN), (2, "外地大桥", "晋江市", 500, *[""] * 12),
        (3, "滨海大道", "龙海市", 800, *LATE), rows=[
            park("unchanged"), other("外地大桥", "question", unit="350582", annual_plan_wan="500.00"),
            road("question", unit=""),
        ], sums=_plan("2500.00"), issues=["B4 not_listed", "C5 unknown_word"],
    ),
    case(
        "months that do not add up to the plan, and a total that is wrong",
        WAN, (*HEADS, *NAMES), ("合计", None, None, 2100, *BOTH), (*PARK, *EVEN[:11], 90), (*ROAD, *LATE),
        rows=[park("question", *EVEN[:11], 90), road()], sums=_plan("2000.00"),
        issues=["D4 months_sum", "第3行 total_differs", "第3行 total_differs"], differing=[3, 3],
    ),
    case(
        "thirds rounded to whole cents",
        WAN, (*HEADS, *NAMES), (2, "滨海大道", "石狮市", 800, *[66.67] * 12), rows=[road("changed", *[66.67] * 12)],
        sums=_plan("800.00"), issues=["P3 months_rounded"],
    ),
    case(
        "quarters and the half year beside the months",
        WAN, (*HEADS, *NAMES[:6], "1—6月", *NAMES[6:], "10—12月"), (*PARK, *EVEN[:6], 600, *EVEN[6:], 300),
        rows=[park("unchanged", **{"due_wan@06": "600.00"})], sums=_plan("1200.00"),
    ),
    case(
        "only the months that are left of the year",
        WAN, (*HEADS, *NAMES[6:]), (*PARK, *[200] * 6), rows=[park("question", *[""] * 6, *[200] * 6)],
        sums=_plan("1200.00"), issues=["第3行 months_missing"],
    ),
    case(
        "a package among its parts",
        WAN, ("序号", "项目名称", "年度计划投资"), (1, "农村公厕", 360), (2, "环城公园", 1200),
        (3, "一村公厕", 160), (4, "二村公厕", 200),
        rows=[
            other("农村公厕", "question", annual_plan_wan="360.00"), park("unchanged", *NO_MONTHS, unit=""),
            other("一村公厕", "changed", annual_plan_wan="160.00"),
            other("二村公厕", "unchanged", annual_plan_wan="200.00"),
        ], sums=_plan("1920.00"), issues=["C3 package_plan"],
    ),
    case(
        "parts numbered （1） under their package are known as its parts",
        WAN, ("序号", "项目名称", "年度计划投资"), (1, "农村公厕", 300), ("（1）", "一村公厕", 160),
        (2, "环城公园", 1200),
        rows=[
            other("农村公厕", "unchanged", annual_plan_wan="300.00"),
            other("一村公厕", "changed", annual_plan_wan="160.00"),
            park("unchanged", *NO_MONTHS, unit=""),
        ], sums=_plan("1500.00"),
    ),
    case(
        "one project on two rows",
        WAN, HEADS, PARK, (2, "环城公园", "晋江市", 1300),
        rows=[park("question", *NO_MONTHS), park("question", *NO_MONTHS, annual_plan_wan="1300.00")],
        sums=_plan("2500.00"), issues=["B3 duplicate_row", "B4 duplicate_row"],
    ),
    case(
        "dates in four spellings, an end before its start",
        WAN, (*HEADS, "计划开工", "计划竣工"), (*PARK, "2018.3", "2018年11月"), (*ROAD, "2018/9/1", "2018-06"),
        (3, "文化馆", "晋江市", 300, "3月", "12月底"), rows=[
            park("changed", *NO_MONTHS, planned_start="2018-03-01", planned_finish="2018-11-30"),
            road("question", *NO_MONTHS, planned_start="2018-09-01", planned_finish="2018-06-30"),
            hall("changed", *NO_MONTHS, planned_start="2018-03-01", planned_finish="2018-12-31"),
        ], sums=_plan("2300.00"), issues=["F4 dates_backwards"],
    ),
    case(
        "a span of years in one cell",
        WAN, (*HEADS, "建设起止年限"), (*PARK, "2017.10-2018.11"), (*ROAD, "2018-2020"), rows=[
            park("changed", *NO_MONTHS, planned_start="2017-10-01", planned_finish="2018-11-30"),
            road("changed", *NO_MONTHS, planned_start="2018-01-01", planned_finish="2020-12-31"),
        ], sums=_plan("2000.00"), issues=["E4 year_to_day", "E4 year_to_day"],
    ),
    case(
        "notes, signatures and hidden lines",
        WAN, (*HEADS, *NAMES), (*PARK, *EVEN), (*ROAD, *LATE), ("注：月计划为当月数。",),
        ("填报人：", None, "审核人："),
        hidden_rows=[4], hidden_columns=["F"], rows=[park("unchanged"), road()], sums=_plan("2000.00"),
        issues=["F2 hidden_column", "第4行 hidden_row"],
    ),
    case(
        "what was done before the year, settled and not",
        WAN, ("项目名称", "县（市、区）", "至2017年底累计完成投资"), ("环城公园", "晋江市", 10.5),
        ("滨海大道", "石狮市", 77),
        rows=[
            park("unchanged", *NO_MONTHS, annual_plan_wan="", cumulative_before_year_wan="10.50"),
            road("question", *NO_MONTHS, annual_plan_wan="", cumulative_before_year_wan="77.00"),
        ], sums={"cumulative_before_year_wan": "87.50"}, issues=["C4 settled_before"],
    ),
    Case(
        "a sheet for each county, a summary and an old draft hidden",
        {
            "汇总": Grid([("2018年计划汇总（万元）",), ("县（市、区）", "项目个数", "年度计划投资"),
                    ("晋江市", 1, 1200), ("石狮市", 1, 900)]),
            "晋江市": Grid([WAN, ("项目名称", "年度计划投资", *NAMES), ("环城公园", 1200, *EVEN)]),
            "石狮市": Grid([WAN, ("项目名称", "年度计划投资", *NAMES), ("滨海大道", 800, *LATE)]),
            "草稿": Grid([WAN, ("项目名称", "年度计划投资"), ("环城公园", 1)], state="hidden"),
        },
        rows=[park("unchanged"), road()], sums=_plan("2000.00"), issues=["- hidden_sheet", "第4行 summary_differs"],
        differing=[4], kinds=["summary", "list", "list", "hidden"],
    ),
    case(
        "the annual plan alone, for a project whose months were entered",
        WAN, HEADS, (3, "文化馆", "晋江市", 360), rows=[hall("changed", *NO_MONTHS, annual_plan_wan="360.00")],
        sums=_plan("360.00"), issues=["D3 months_rescaled"],
    ),
)  # fmt: skip
