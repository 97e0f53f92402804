"""Ledgers as offices write them, with what they hold known to the cent."""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

COUNTIES = (
    "市本级", "鲤城区", "丰泽区", "洛江区", "泉港区", "晋江市", "石狮市", "南安市", "惠安县", "安溪县", "永春县",
    "德化县", "泉州开发区", "泉州台商投资区",
)  # fmt: skip
CATEGORIES = (
    "推进规划及重大项目前期", "绿化提升及生态连绵带建设", "片区更新改造", "重大市政交通及基础设施", "历史文化保护",
    "环保设施建设", "农村人居环境整治", "公共建筑及其他",
)  # fmt: skip
NATURES = ("续建", "新开工", "竣工", "前期")
NUMERALS = "一二三四五六七八九十"
WORKS = ("道路工程", "污水管网", "公园提升", "安置房", "学校", "展馆", "停车场", "河道整治")


@dataclass
class LedgerRow:
    name: str
    county: str
    category: str
    nature: str
    total: Decimal
    plan: Decimal


@dataclass
class Ledger:
    """The rows, in the order in which they are written."""

    rows: list[LedgerRow] = field(default_factory=list)

    @property
    def plan_wan(self) -> Decimal:
        return sum((row.plan for row in self.rows), Decimal("0.00"))

    @property
    def total_wan(self) -> Decimal:
        return sum((row.total for row in self.rows), Decimal("0.00"))

    def of(self, county: str) -> list[LedgerRow]:
        return [row for row in self.rows if row.county == county]


def ledger(count: int = 621, seed: int = 2018) -> Ledger:
    """`count` projects over all counties, kinds and natures; amounts with cents, names all different."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        county = COUNTIES[number * len(COUNTIES) // count]
        plan = Decimal(chance.randrange(10_000, 5_000_000)) / 100
        rows.append(
            LedgerRow(
                name=f"{county}第{number + 1}号{WORKS[number % len(WORKS)]}（{chance.choice(NUMERALS)}标段）",
                county=county,
                category=CATEGORIES[chance.randrange(len(CATEGORIES))],
                nature=NATURES[chance.randrange(len(NATURES))],
                total=plan * chance.randrange(1, 9),
                plan=plan,
            )
        )
    return Ledger(rows)


def usual_layout(of: Ledger) -> Workbook:
    """Title, unit, two merged rows of heads, the total on top, a section with its sums a county, a note below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "项目台账"
    sheet.append(["泉州市“攻坚2018”城乡建设大会战项目计划表"])
    sheet.merge_cells("A1:K1")
    sheet.append([None] * 10 + ["单位：万元"])
    _two_row_head(sheet)
    sheet.append([None, f"合  计（{len(of.rows)}项）", None, None, None, float(of.total_wan), None, float(of.plan_wan)])
    serial = 0
    for number, county in enumerate(COUNTIES):
        rows = of.of(county)
        heading = f"{NUMERALS[number] if number < 10 else '十' + NUMERALS[number - 10]}、{county}（{len(rows)}项）"
        sums = float(sum(row.total for row in rows)), float(sum(row.plan for row in rows))
        sheet.append([heading, None, None, None, None, sums[0], None, sums[1]])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=2)
        for row in rows:
            serial += 1
            sheet.append(
                [serial, row.name, row.category, row.nature, f"{row.county}建设发展有限公司", float(row.total), 0,
                 float(row.plan), "2018年3月", "2018.12", "张局长"]
            )  # fmt: skip
    sheet.append(["注：1.本表由各县（市、区）填报。"])
    sheet.append(["2.投资含征迁费用。"])
    return book


def _two_row_head(sheet: Worksheet) -> None:
    upper = [
        "序号",
        "项目名称",
        "项目类别",
        "项目性质",
        "业主单位",
        "投资情况",
        None,
        None,
        "建设时间",
        None,
        "挂钩领导",
    ]
    lower = [
        None,
        None,
        None,
        None,
        None,
        "总投资",
        "至2017年底累计完成投资",
        "2018年计划投资",
        "开工时间",
        "竣工时间",
        None,
    ]
    sheet.append(upper)
    sheet.append(lower)
    for column in (1, 2, 3, 4, 5, 11):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    sheet.merge_cells("F3:H3")
    sheet.merge_cells("I3:J3")


def flat_layout(of: Ledger) -> Workbook:
    """One row of heads in row 1 and a row a project; the unit stands in the heads."""
    book = Workbook()
    sheet = book.active
    sheet.append(["项目名称", "县（市、区）", "项目类别", "项目性质", "总投资(万元)", "年度计划投资（万元）"])
    for row in of.rows:
        sheet.append([row.name, row.county, row.category, row.nature, float(row.total), float(row.plan)])
    return book


def saved(book: Workbook, path: Path | None = None) -> BytesIO:
    """The workbook as bytes to read, and in a file where a path is given."""
    target = BytesIO()
    book.save(target)
    if path is not None:
        path.write_bytes(target.getvalue())
    target.seek(0)
    return target
