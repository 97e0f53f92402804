"""Names, codes and words of closed lists."""

from .habit import HEADS, PARK, WAN, Habit, habit, only, park


def _of(name: str, head: str, key: str, *pairs: tuple[object, str], issues: tuple[str, ...] = ()) -> Habit:
    """One project a line under the name and one other heading; (written, read)."""
    lines = [(f"项目{number}", written) for number, (written, _) in enumerate(pairs, start=1)]
    rows = [only(f"项目{number}", **({key: read} if read else {})) for number, (_, read) in enumerate(pairs, start=1)]
    return habit(name, ("2018年项目表",), ("项目名称", head), *lines, rows=rows, issues=issues)


WORDS = (
    _of(
        "counties by every name they go by",
        "属地", "unit",
        ("晋江", "350582"), ("晋　江　市", "350582"), ("泉州市晋江市", "350582"), ("市直", "350500"),
        ("泉州市本级", "350500"),
        ("开发区", "QZKFQ"), ("台商区", "QZTSQ"), ("惠安", "350521"), ("鲤城", "350502"),
    ),
    _of(
        "counties that are not ours, and slips",
        "县（市、区）", "unit", ("龙海市", ""), ("晋讧市", ""), ("思明区", ""), ("/", ""),
        issues=("B3 unknown_word", "B4 unknown_word", "B5 unknown_word"),
    ),
    _of(
        "natures in the words of other forms",
        "建设性质", "plan_nature", ("续建项目", "continuing"), ("新建", "new_start"), ("促竣工", "completing"),
        ("前期工作", "preliminary"),
        ("预备", "preliminary"), ("技改", ""), issues=("B8 unknown_word",),
    ),
    _of(
        "kinds by their short and long names",
        "行业类别", "category", ("绿化生态", "greening"), ("绿化提升及生态连绵带建设", "greening"),
        ("环保", "environment"), ("房地产", ""),
        issues=("B6 unknown_word",),
    ),
    _of(
        "codes in full width and with other dashes",
        "国家项目代码", "national_code",
        ("２０１８－３５０５００－４８－０１－０１２３４５", "2018-350500-48-01-012345"),
        ("2018—350500—48—01—012345", "2018-350500-48-01-012345"), ("无", ""), (350500201800012345, ""),
        issues=("B6 digits_lost",),
    ),
    _of(
        "same as above is no word",
        "业主单位", "owner", ("市建设公司", "市建设公司"), ("同上", ""), ("〃", ""), issues=("B4 ditto", "B5 ditto"),
    ),
    habit(
        "marks, indentation, line breaks and numbers in names",
        WAN, HEADS, (1, "★环城公园", *PARK[2:]), (2, "　　环城公园", *PARK[2:]), (3, "环城\n公园", *PARK[2:]),
        (4, "●▲ 环城公园", *PARK[2:]),
        (5, "3、环城公园", *PARK[2:]), (6, "环城公园（一期）", *PARK[2:]), (7, "2.5环路", *PARK[2:]),
        rows=[*[park()] * 5, park(name="环城公园（一期）"), park(name="2.5环路")],
    ),
    habit(
        "a name longer than the portal keeps",
        WAN, HEADS, (1, "长" * 121, *PARK[2:]), rows=[park(name="")], issues=["B3 too_long"],
    ),
    habit(
        "texts with line breaks, controls and formulas stay text",
        WAN, (*HEADS, "备注"), (*PARK, "一\n二\t三_x000D_"), rows=[park(remark="一 二 三")],
    ),
    habit(
        "a row's own county against its section's",
        WAN, HEADS, ("一、石狮市（1项）", None, None, None, None, 3000, 1200), PARK, rows=[park()],
    ),
    habit(
        "an unknown county in a county's section is not overruled",
        WAN, HEADS, ("一、石狮市（1项）", None, None, None, None, 3000, 1200), (1, "环城公园", "龙海市", *PARK[3:]),
        rows=[park(unit="")], issues=["C4 unknown_word"],
    ),
)  # fmt: skip
