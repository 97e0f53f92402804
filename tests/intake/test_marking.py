"""The sender's own workbook comes back as it was, with every issue at its place; our marks never become data."""

import resource
import subprocess
import sys
import time
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from core.foundation.verdict import Refused
from core.intake.grid import Cell, Merge, Row, Sheet
from core.intake.grid import Workbook as Grid
from core.intake.issues import Tier
from core.intake.marking.payload import ListPlace
from core.intake.marking.signs import COVERING, FILLS, HEADING, NOTE, SUMMARY
from core.intake.reader import as_real_file, read_workbook

from . import hostile
from .ledgers import ledger, saved, usual_layout
from .marked import PLACE, SHEET, issue, looks_of, marked, opened

OURS = 12
"""The column behind the eleven of the usual layout."""


def dressed() -> Workbook:
    """A ledger with everything an office puts into one."""
    book = usual_layout(ledger(14))
    sheet = book.active
    sheet.freeze_panes, sheet.print_area, sheet.print_title_rows = "C5", "A1:K40", "3:4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.oddFooter.center.text = "landscape", 8, "第 &P 页"
    sheet.auto_filter.ref = "A4:K30"
    for letters, width in {"A": 6, "B": 44.5, "F": 13}.items():
        sheet.column_dimensions[letters].width = width
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[1].height, sheet.row_dimensions[9].hidden = 32, True
    sheet["A1"].font, sheet["A1"].alignment = Font(name="黑体", size=18, bold=True), Alignment(horizontal="center")
    for row in range(3, 30):
        for column in range(1, 12):
            sheet.cell(row, column).border = Border(bottom=Side(style="thin"))
    sheet["F7"].number_format, sheet["H7"].number_format = "#,##0.00", '0.00"万"'
    sheet["F7"].fill = PatternFill("solid", fgColor=Color(theme=5, tint=0.4))
    sheet["H7"].fill = PatternFill("solid", fgColor="FF92D050")
    sheet["F7"].comment = Comment("张科长：此数待核", "张科长")
    sheet.add_data_validation(DataValidation("list", formula1='"续建,新开工"', sqref="D6:D30"))
    sheet.conditional_formatting.add("F6:F30", CellIsRule("greaterThan", ["100000"], font=Font(bold=True)))
    book.create_sheet("填表说明")["A1"] = "请勿改动表头"
    book.create_sheet("字典").sheet_state = "hidden"
    return book


ISSUES = (
    issue(7, 6, accepted="数字，单位万元", proposal="填写确切金额"),
    issue(7, 8, Tier.NOTICE, field="年度计划投资", rule="factor", message="是上次的一万倍"),
    issue(8, 3, Tier.NORMALISED, field="项目类别", rule="alias", message="“绿化提升”按“绿化生态”读入"),
    issue(10, 0, Tier.NOTICE, field="项目名称", rule="renamed", message="按更名处理"),
    issue(9, 6, message="藏起来的一行"),
    issue(0, 0, Tier.NOTICE, field="", rule="total_differs", message="表中印的合计与各行相加不等"),
)


@pytest.fixture(scope="module")
def original() -> bytes:
    return saved(dressed()).getvalue()


@pytest.fixture(scope="module")
def returned(original: bytes) -> bytes:
    return marked(original, ISSUES)


def test_everything_but_the_marks_is_as_it_was(original: bytes, returned: bytes):
    before, after = opened(original), opened(returned)
    assert after.sheetnames == [SUMMARY, *before.sheetnames]
    for name in before.sheetnames:
        old, new = looks_of(before[name]), looks_of(after[name], without={OURS})
        new["widths"].pop("L", None)
        if name == SHEET:
            assert new["heights"].pop(7) == (44.0, False), "so that the messages of the row are seen whole"
            for looks in (old, new):
                looks["cells"] |= {place: looks["cells"][place][:6] for place in ("F7", "H7", "C8", "F9")}
        assert new == old


def test_every_issue_is_seen_at_its_cell_and_in_its_row(returned: bytes):
    sheet = opened(returned)[SHEET]
    for each in ISSUES:
        if each.column:
            cell = sheet.cell(each.row, each.column)
            assert cell.fill.fgColor.rgb in {FILLS[each.tier], COVERING[each.tier]}
            assert each.message in cell.comment.text
        if each.row:
            text = sheet.cell(each.row, OURS).value
            assert f"{each.cell} {each.field}（{each.tier.value}）：{each.message}" in text
    assert sheet.cell(7, OURS).value.index("F7") < sheet.cell(7, OURS).value.index("H7"), "errors first"
    assert "应填：数字，单位万元；建议：填写确切金额" in sheet["F7"].comment.text
    head = sheet.cell(3, OURS)
    assert head.value == HEADING
    assert (head.font.name, head.font.b, head.border.bottom.style) == ("Calibri", False, "thin"), (
        "as the head beside it"
    )


def test_our_sheet_counts_explains_and_tells_what_belongs_to_no_visible_cell(returned: bytes):
    book = opened(returned)
    text = ["｜".join(str(value) for value in row if value is not None) for row in book[SUMMARY].values]
    whole = "\n".join(text)
    assert "文件｜台账.xlsx" in whole
    assert "导入编号｜DR2018-00012" in whole
    assert "错误｜2｜2｜" in whole
    assert "提醒｜3｜2｜" in whole
    assert f"{SHEET}｜整表｜提醒｜表中印的合计与各行相加不等。" in whole
    assert f"{SHEET}｜F9｜总投资｜错误｜藏起来的一行。" in whole
    assert book.active.title == SUMMARY
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, False, False, False]


def test_marked_twice_is_marked_once(original: bytes, returned: bytes):
    again = marked(returned, ISSUES)
    once, twice = opened(returned), opened(again)
    assert twice.sheetnames == once.sheetnames
    for name in once.sheetnames:
        assert looks_of(twice[name]) == looks_of(once[name])


def test_former_colours_and_notes_come_back_when_nothing_is_wrong_any_more(original: bytes, returned: bytes):
    sheet, before = opened(marked(returned, ()))[SHEET], opened(original)[SHEET]
    for place in ("F7", "H7", "C8"):
        assert sheet[place].fill.fgColor.value == before[place].fill.fgColor.value
        assert sheet[place].fill.fill_type == before[place].fill.fill_type
    assert sheet["F7"].fill.fgColor.tint == pytest.approx(0.4)
    assert sheet["F7"].comment.text == "张科长：此数待核"
    assert sheet.row_dimensions[7].height is None
    assert sheet["H7"].comment is None
    assert [cell.value for cell in sheet["L"] if cell.value] == [HEADING]


def test_a_program_that_puts_its_own_colours_behind_plain_fills_is_not_believed(returned: bytes):
    """As LibreOffice does: the mark goes, and nothing is invented in its place."""
    parts = hostile.parts(returned)
    name = "docProps/app.xml"
    parts[name] = parts[name].replace(b"Microsoft Excel", b"LibreOffice/7.4")
    assert b"LibreOffice" in parts[name]
    sheet = opened(marked(hostile.packed(parts), ()))[SHEET]
    assert [sheet[place].fill.fill_type for place in ("F7", "H7", "C8", "F9")] == [None] * 4


def test_our_part_of_a_note_stands_behind_the_senders(returned: bytes):
    text = opened(returned)[SHEET]["F7"].comment.text
    assert text.startswith(f"张科长：此数待核\n{NOTE}\n错误：不是金额")


def test_brought_back_our_marks_are_no_data(original: bytes, returned: bytes):
    """The grid of the marked workbook is that of the original, so every desk sees the same table."""
    with as_real_file([original]) as before, as_real_file([returned]) as after:
        was, now = read_workbook(before, "台账.xlsx"), read_workbook(after, "台账.xlsx")
    assert now.sheets == was.sheets


def test_a_row_emptied_but_for_our_message_is_empty(returned: bytes):
    book = opened(returned)
    for column in range(1, 12):
        book[SHEET].cell(9, column).value = None
    with as_real_file([saved(book).getvalue()]) as file:
        sheet = next(sheet for sheet in read_workbook(file, "台账.xlsx").sheets if sheet.name == SHEET)
    assert 9 not in sheet.by_number
    assert 7 in sheet.by_number


def test_formulas_keep_their_text_and_the_value_they_came_to():
    """Kinds of values, a shared formula and an array: what was computed is neither lost nor computed anew."""
    row = (
        b'<row r="3"><c r="A3"><f>1+1</f><v>7</v></c><c r="B3" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
        b'<c r="C3" t="b"><f>TRUE()</f><v>1</v></c><c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        b'<c r="E3"><f t="shared" ref="E3:F3" si="0">A3*2</f><v>14</v></c><c r="F3"><f t="shared" si="0"/><v>15</v></c>'
        b'<c r="G3"><f t="array" ref="G3">SUM(A3:B3)</f><v>7.5</v></c><c r="H3"><f>1+2</f></c></row>'
    )
    content = marked(hostile.sheet(row), [issue(3, 1, sheet="Sheet")], ListPlace("Sheet", 1, 1, 8))
    sheet = opened(content)["Sheet"]
    formulas = [sheet.cell(3, column).value for column in (1, 2, 3, 4, 5, 6)]
    assert formulas == ["=1+1", '="a"&"b"', "=TRUE()", "=1/0", "=A3*2", "=B3*2"]
    assert sheet["G3"].value.text == "=SUM(A3:B3)"
    with as_real_file([content]) as file:
        (read,) = [row for row in read_workbook(file, "x.xlsx").sheets[0].rows if row.number == 3]
    assert [(cell.kind, cell.text) for cell in read.cells.values()] == [
        ("n", "7"), ("s", "ab"), ("b", "TRUE"), ("e", "#DIV/0!"), ("n", "14"), ("n", "15"), ("n", "7.5"), ("f", ""),
    ]  # fmt: skip


PAYLOADS = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "\x07钟", "a\x00b")


def test_injected_text_stays_text(original: bytes):
    """In every word that reaches the workbook: messages, cures, values, fields, the name of the file."""
    issues = [
        issue(7 + n, 6, field=text, value=text, message=text, accepted=text, proposal=text)
        for n, text in enumerate(PAYLOADS)
    ]
    issues += [issue(0, 0, field=text, message=text) for text in PAYLOADS]
    content = marked(original, issues, file='=HYPERLINK("http://x").xlsx', number="+DR")
    kinds = {cell.data_type for sheet in opened(content).worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    with ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        whole = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
    assert b"<hyperlink" not in whole
    assert b'TargetMode="External"' not in whole


def test_texts_that_look_like_formulas_stay_texts_of_the_sender():
    book = usual_layout(ledger(14))
    cell = book.active["B7"]
    cell.value = "=1+1"
    cell.data_type = "s"
    cell = opened(marked(saved(book).getvalue(), [issue(7, 2)]))[SHEET]["B7"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_an_amount_merged_over_rows_is_marked_where_it_is_shown():
    book = usual_layout(ledger(14))
    book.active.merge_cells("F7:F8")
    sheet = opened(marked(saved(book).getvalue(), [issue(7, 6, message="甲"), issue(8, 6, message="乙")]))[SHEET]
    assert sheet["F7"].comment.text == f"{NOTE}\n错误：甲。\n错误：乙。"
    assert [sheet.cell(row, OURS).value for row in (7, 8)] == ["F7 总投资（错误）：甲。", "F8 总投资（错误）：乙。"]


def test_the_column_is_seen_where_everything_behind_the_table_is_hidden():
    book = usual_layout(ledger(14))
    rest = book.active.column_dimensions["L"]
    rest.min, rest.max, rest.hidden = 12, 16_384, True
    book.active["N9"] = "草稿"
    sheet = opened(marked(saved(book).getvalue(), [issue(7, 6)]))[SHEET]
    assert sheet.cell(3, 15).value == HEADING, "behind whatever stands beside the table"
    spans = sorted((each.min, each.max, each.hidden) for each in sheet.column_dimensions.values())
    assert spans == [(12, 14, True), (15, 15, False), (16, 16_384, True)]


def test_a_sheet_without_a_list_is_marked_without_a_column(original: bytes):
    book = opened(marked(original, [issue(1, 1, sheet="填表说明", message="看这里")]))
    assert "看这里" in book["填表说明"]["A1"].comment.text
    assert book["填表说明"].max_column == 1
    assert opened(marked(original, ()))[SHEET].cell(3, OURS).value == HEADING, "every list has its column"


def test_what_was_no_xlsx_is_built_from_what_was_read(monkeypatch: pytest.MonkeyPatch):
    rows = [
        Row(1, {1: Cell("s", "2018年计划"), 2: Cell("s", "")}),
        Row(2, {1: Cell("s", "项目名称"), 2: Cell("s", "总投资")}),
        Row(3, {1: Cell("s", "=1+1"), 2: Cell("n", "1234.5"), 3: Cell("n", "0.25", "%"), 4: Cell("d", "2018-03-01")}),
        Row(4, {1: Cell("s", "00123"), 2: Cell("n", "7"), 3: Cell("b", "TRUE"), 4: Cell("e", "#REF!")}),
    ]
    sheet = Sheet("表", merges=[Merge(1, 1, 1, 2)], hidden_rows=frozenset({4}), hidden_columns=[(3, 3)], rows=rows)
    monkeypatch.setattr("core.intake.marker.read_workbook", lambda *_, **__: Grid("旧表.xls", [sheet]))
    content = marked(b"old", [issue(3, 2, sheet="表")], ListPlace("表", 2, 2, 4), file="旧表.xls")
    found = opened(content)["表"]
    assert [str(merge) for merge in found.merged_cells.ranges] == ["A1:B1"]
    assert (found.row_dimensions[4].hidden, found.column_dimensions["C"].hidden) == (True, True)
    assert (found["A3"].value, found["A3"].data_type) == ("=1+1", "s")
    assert (found["B3"].value, found["C3"].number_format, found["D3"].number_format) == (1234.5, "0.00%", "yyyy-mm-dd")
    assert (found["A4"].value, found["C4"].value, found["D4"].value) == ("00123", True, "#REF!")
    assert found["B3"].fill.fgColor.rgb == FILLS[Tier.ERROR]
    assert found.cell(2, 5).value == HEADING


@pytest.mark.parametrize("kind", hostile.KINDS, ids=lambda kind: kind.__name__)
def test_a_hostile_file_hurts_nobody_here_either(kind):
    """None of them is ever kept, so none comes this far; if one did, it would be refused or marked within the caps."""
    content = kind()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    try:
        marked(content, [issue(1, 1)])
    except Refused as answer:
        refused = answer
    else:
        refused = None
    assert refused is None or (refused.status == 422 and "请" in refused.message)
    assert time.monotonic() - began < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_long_table_is_marked_in_bounded_time_and_memory(monkeypatch: pytest.MonkeyPatch):
    """5,000 rows of 20 columns with 2,000 issues, by a child that may address no more than 500 MB."""
    most = 500 * 1024 * 1024
    limited = partial(subprocess.run, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
    monkeypatch.setattr("core.intake.marker.subprocess.run", limited)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    for row in range(1, 5_001):
        sheet.append([row, f"第{row}号项目", *range(18)])
    content = saved(book).getvalue()
    issues = [issue(2 + 2 * number, 3 + number % 18, list(Tier)[number % 3]) for number in range(2_000)]
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    returned = marked(content, issues, ListPlace(SHEET, 1, 1, 20))
    assert time.monotonic() - began < 20, "two seconds on an idle machine"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024
    sheet = opened(returned)[SHEET]
    assert sum(sheet.cell(row, 21).value is not None for row in range(2, 5_001)) == 2_000


def test_the_child_never_imports_the_framework():
    check = "import sys, core.intake.marking.__main__, core.intake.marking.summary; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_places_of_several_lists_on_one_sheet_share_a_column(original: bytes):
    sheet = opened(marked(original, [issue(7, 6)], PLACE, ListPlace(SHEET, 20, 20, 6)))[SHEET]
    heads = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == HEADING]
    assert heads == ["L3"]
