"""More layouts of one ledger, and the habits seen in real tables, each as small as it can be."""

from openpyxl import Workbook

from .ledgers import CATEGORIES, COUNTIES, NUMERALS, Ledger


def sections_of_kinds(of: Ledger) -> Workbook:
    """A section for each kind, three rows of heads, the total and its parts below them, 万元 in the title."""
    book = Workbook()
    sheet = book.active
    sheet.append(["2018年重点项目1—7月完成情况一览表（单位：万元）"])
    sheet.append(["序号", "项目名称", "属地", "建设性质", "2018年", None, None, None])
    sheet.append([None, None, None, None, "投资", None, "1—7月", None])
    sheet.append([None, None, None, None, "计划投资", "总投资", "完成投资", "形象进度"])
    for column in "ABCD":
        sheet.merge_cells(f"{column}2:{column}4")
    sheet.merge_cells("E2:H2")
    sheet.merge_cells("E3:F3")
    sheet.merge_cells("G3:H3")
    plan = float(of.plan_wan)
    sheet.append([None, f"合计（{len(of.rows)}项）", None, None, plan, float(of.total_wan)])
    sheet.append([None, "其中：续建", None, None, float(sum(row.plan for row in of.rows if row.nature == "续建"))])
    serial = 0
    for number, category in enumerate(CATEGORIES):
        rows = [row for row in of.rows if row.category == category]
        sheet.append(
            [NUMERALS[number], f"{category}（{len(rows)}项）", None, None, float(sum(row.plan for row in rows))]
        )
        for row in rows:
            serial += 1
            county = row.county.removesuffix("市") if row.county.endswith("市") else row.county
            sheet.append(
                [serial, f"★{row.name}", county, row.nature, float(row.plan), float(row.total), 12.5, "主体施工"]
            )
    return book


def sheet_a_county(of: Ledger) -> Workbook:
    """A sheet for each county, whose name stands in a section row of one; an empty and a hidden sheet besides."""
    book = Workbook()
    book.remove(book.active)
    for county in COUNTIES:
        sheet = book.create_sheet(county)
        sheet.append([f"{county}2018年项目表", None, None, None, "单位：万元"])
        sheet.append(["项目名称", "项目类别", "项目性质", "总投资", "年度计划投资"])
        rows = of.of(county)
        sheet.append([f"{county}（{len(rows)}项）"])
        for row in rows:
            sheet.append([row.name, row.category, row.nature, float(row.total), float(row.plan)])
        sheet.append(["小计", None, None, float(sum(row.total for row in rows)), float(sum(row.plan for row in rows))])
    book.create_sheet("Sheet2")
    book.create_sheet("备份").append(["旧数"])
    book["备份"].sheet_state = "hidden"
    return book


def table(heads: list, *rows: list, title: list | None = None) -> Workbook:
    """Title line, heads, rows."""
    book = Workbook()
    for line in [title or ["单位：万元"], heads, *rows]:
        book.active.append(line)
    return book
