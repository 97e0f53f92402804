"""What a person does on a page before the picture is taken."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl
from playwright.sync_api import Page

WRONG_TRIES = 5


def open_figure(page: Page) -> None:
    """Press the first number and wait until its panel has come."""
    page.locator("main [data-panel]").first.click()
    page.locator("#figpanel-content h2, #figpanel-content h3").first.wait_for()


def open_correction(page: Page) -> None:
    """From a locked month to the filled form, with what the correction would change in later months."""
    page.locator("tr:not(.grp) a[href^='/report/']", has_text="晋江下游生态整治工程").first.click()
    page.get_by_role("link", name="申请更正").click()
    page.locator("input[name=ytd_done_wan]").fill("18,160")
    page.locator("textarea[name=reason]").fill("与财务决算核对，6月多计设备预付款203万元，依据结算单更正。")
    page.get_by_role("button", name="看对以后各月的影响").click()
    page.locator("#effects table").wait_for()


def send_correction(page: Page) -> None:
    """The same, sent off: what is asked for here waits for its second person on the screens that follow."""
    open_correction(page)
    page.get_by_role("button", name="提交更正申请").click()
    page.wait_for_load_state("networkidle")


def lock_out(page: Page) -> None:
    """Mistype a password as often as it takes."""
    for _ in range(WRONG_TRIES):
        if not page.locator("[name=username]").count():
            return  # locked already, at the width before
        page.fill("[name=username]", "nobody_at_all")
        page.fill("[name=password]", "Not-the-password-1")
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")


def open_list(page: Page) -> None:
    """Say what for, and see which sites were drawn."""
    page.locator("form[action$='/plan/'] input[name=purpose]").fill("核对派员，安排车辆")
    page.get_by_role("button", name="打开名单（留记录）").click()
    page.get_by_role("heading", name="名单（保密）").wait_for()


def open_directed(page: Page) -> None:
    """The second person says what for, and reads which site and why before the decision."""
    page.locator("main input[name=purpose]").fill("决定是否检查")
    page.get_by_role("button", name="打开（留记录）").click()
    page.get_by_text("检查组").first.wait_for()


def await_api(page: Page) -> None:
    """The description of the interface is drawn by a script from a file of its own."""
    page.locator(".opblock").first.wait_for(timeout=60_000)


def commit_import(page: Page) -> None:
    """The checked register written; at the next width its receipt."""
    page.locator("tbody a[href^='/import/']").first.click()
    page.wait_for_load_state("networkidle")
    written = page.get_by_role("heading", name="写入后")
    if written.count():
        page.get_by_label("修改理由").fill("按可研批复更正总投资")
        written.locator("xpath=ancestor::section").locator("form button.btn-primary").click()
        page.wait_for_load_state("networkidle")
    page.get_by_role("heading", name="回执").first.wait_for()


def open_import(page: Page) -> None:
    """The register's export with three figures changed, handed in; at the next width the same batch."""
    batch = page.locator("tbody a[href^='/import/']")
    if not batch.count():
        _hand_in(page, _edited(_export(page)))
        return
    batch.first.click()
    page.wait_for_load_state("networkidle")


def open_reports_import(page: Page) -> None:
    """The month's pre-filled form with some reports written, handed in; at the next width the same batch."""
    batch = page.locator("tbody a[href^='/import/reports/']")
    if not batch.count():
        answer = page.request.get(page.evaluate("new URL('/report/workbook/', location.href).href"))
        _hand_in(page, _filled(answer.body()), "晋江市2018年7月预填表.xlsx")
        return
    batch.first.click()
    page.wait_for_load_state("networkidle")


def open_together(page: Page) -> None:
    """Slices of the month's form by owner with their rows filled: faults in the first, which comes twice, one in two
    halves, and a file that is broken."""
    address = page.evaluate("new URL('/report/workbook/?by=owner', location.href).href")
    with zipfile.ZipFile(io.BytesIO(page.request.get(address).body())) as archive:
        given = [(name[3:], archive.read(name)) for name in archive.namelist()[:5]]
    slices = [(name, _filled(content, with_faults=not place)) for place, (name, content) in enumerate(given)]
    name, content = given[2]
    slices[2] = name, _filled(content, slice(6), with_faults=False)
    slices.append(("水务项目公司续报.xlsx", _filled(content, slice(6, 12), with_faults=False)))
    twice = openpyxl.load_workbook(io.BytesIO(slices[0][1]))
    twice.active.cell(4, 9).value = 66
    saved = io.BytesIO()
    twice.save(saved)
    files = [*slices, ("补报.xlsx", saved.getvalue()), ("7月进度.xlsx", b"PK\x03\x04 broken")]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    brought = [{"name": name, "mimeType": kind, "buffer": content} for name, content in files]
    page.set_input_files("input[type=file]", brought)
    page.get_by_role("button", name="读取并核对").click()
    page.get_by_role("heading", name="各文件").wait_for(timeout=60_000)


def _filled(workbook: bytes, rows: slice = slice(12), *, with_faults: bool = True) -> bytes:
    """These empty rows written: most in order; `with_faults` one month far above its plan, one amount that is none."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.active
    at = {cell.value: cell.column for cell in sheet[3]}
    empty = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, at["填报状态"]).value == "未填"]
    for place, row in enumerate(empty[rows]):
        plan = sheet.cell(row, at["年度计划"]).value or 1200
        sheet.cell(row, at["本月完成"]).value = plan if with_faults and place == 1 else round(plan / 12)
        sheet.cell(row, at["形象进度"]).value = "主体结构施工，完成管线迁改"
    if empty and with_faults:
        sheet.cell(empty[0], at["本月完成"]).value = "约五百"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _export(page: Page) -> bytes:
    """The workbook behind 导出所见 of the whole register."""
    answer = page.request.get(page.evaluate("new URL('/register/export/', location.href).href"))
    return answer.body()


def _edited(workbook: bytes) -> bytes:
    """Three amounts of the column 总投资 raised, one made unreadable."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.active
    head = next(cell for row in sheet.iter_rows(max_row=6) for cell in row if str(cell.value).startswith("总投资"))
    for below, value in ((3, 54000), (5, 9000), (6, 12000), (8, "约五千")):
        sheet.cell(head.row + below, head.column).value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def open_plan_import(page: Page) -> None:
    """The list's plans split into months, handed in; at the next width the same batch."""
    batch = page.locator("tbody a[href^='/import/plan/']")
    if not batch.count():
        _hand_in(page, _in_months(_export(page)), "2018年月计划分解.xlsx")
        return
    batch.first.click()
    page.wait_for_load_state("networkidle")


def _in_months(workbook: bytes) -> bytes:
    """Sixty projects of an export with more due in the second half year; the third misses its plan by three."""
    rows = iter(openpyxl.load_workbook(io.BytesIO(workbook)).active.iter_rows(values_only=True))
    heads = next(row for row in rows if "项目名称" in row)
    name, unit, plan = heads.index("项目名称"), heads.index("单位"), _starting(heads, "年度计划")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2018年城乡建设项目月计划分解表"])
    sheet.append(["单位：万元"])
    sheet.append(["项目名称", "单位", "年度计划", "月计划"])
    sheet.append([None] * 3 + [f"{month}月" for month in range(1, 13)])
    for letter in "ABC":
        sheet.merge_cells(f"{letter}3:{letter}4")
    sheet.merge_cells("D3:O3")
    for number, row in zip(range(60), (row for row in rows if row[plan]), strict=False):
        early = [int(row[plan] / 20)] * 6
        late = [int(row[plan] / 9)] * 5
        rest = row[plan] - sum(early) - sum(late) - (3 if number == 2 else 0)
        sheet.append([row[name], row[unit], row[plan], *early, *late, rest])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _starting(heads: Sequence[str | None], word: str) -> int:
    return next(place for place, head in enumerate(heads) if str(head).startswith(word))


def _hand_in(page: Page, workbook: bytes, name: str = "项目库.xlsx") -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("input[type=file]", {"name": name, "mimeType": kind, "buffer": workbook})
    page.get_by_role("button", name="读取并核对").click()
    page.get_by_text("系统读懂了什么").wait_for(timeout=60_000)
