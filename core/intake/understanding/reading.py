"""From the grid to what a workbook says: each sheet as lists, cards, a summary or nothing; the same projects once."""

import re
from collections.abc import Sequence

from core.intake.desk import SKIP_SHEET, Answers, Desk
from core.intake.grid import Sheet, Workbook
from core.intake.issues import Issue, Tier

from .blocks import blocks_of
from .cards import Card, Label, cards_of
from .cells import CellReader
from .context import said_by_name, said_by_title
from .header import find_header
from .headings import Headings
from .lists import ListReader, units_of
from .questions import ask
from .repeats import fold_repeats
from .result import ReadRow, SheetReading, Understanding
from .summaries import Summary, compare_summary, find_summary
from .title import Title, read_title

_SHOWN = 120
_EXPLAINS = re.compile(r"(?:填报|填表|编制|使用)?说明")
"""The name of a sheet of explanations: nobody expects it to be read."""


def understand(workbook: Workbook, desk: Desk, answers: Answers | None = None) -> Understanding:
    """Everything the workbook says in the desk's terms. Never raises for content: what is unclear becomes an issue."""
    reader = _WorkbookReader(workbook, desk, answers or Answers())
    return reader.read()


class _WorkbookReader:
    def __init__(self, workbook: Workbook, desk: Desk, answers: Answers) -> None:
        self._workbook, self._desk, self._answers = workbook, desk, answers
        self._known = Headings(desk, answers)
        self._result = Understanding(workbook.name)
        self._summaries: list[Summary] = []

    def read(self) -> Understanding:
        result = self._result
        for sheet in self._workbook.sheets:
            self._read_sheet(sheet)
        fold_repeats(result, self._desk)
        labels = {field.key: field.label for field in self._desk.fields}
        for summary in self._summaries:
            published, issues = compare_summary(summary, result.rows, labels)
            result.published += published
            result.issues += issues
        if not any(reading.kind in {"list", "card"} for reading in result.sheets):
            result.issues.append(_no_list(self._desk))
        return result

    def _read_sheet(self, sheet: Sheet) -> None:
        kind = self._left_out(sheet)
        if kind:
            self._result.sheets.append(SheetReading(sheet.name, kind))
            if kind == "hidden" and sheet.rows:
                self._say(sheet, "hidden_sheet", f"工作表“{sheet.name}”是隐藏的，没有读取")
            return
        cards = cards_of(sheet, find_header(sheet, self._known), self._desk, self._known)
        if cards:
            self._read_cards(sheet, cards)
            return
        blocks = blocks_of(sheet, self._known, self._desk.name_key)
        first: Title | None = None
        for block in blocks:
            reader = ListReader(block, self._desk, self._answers, self._result, first)
            first = first or reader.title
            summary = reader.read()
            self._summaries += [summary] if summary else []
        if not blocks:
            self._read_other(sheet)

    def _left_out(self, sheet: Sheet) -> str:
        if sheet.is_hidden:
            return "hidden"
        if self._answers.sheets.get(sheet.name) == SKIP_SHEET:
            return "skipped"
        return "" if any(not row.is_blank for row in sheet.rows) else "empty"

    def _read_other(self, sheet: Sheet) -> None:
        summary = find_summary(sheet, self._desk, self._known)
        if summary is None:
            self._result.sheets.append(SheetReading(sheet.name, "other"))
            if not _EXPLAINS.fullmatch(sheet.name.strip()):
                self._say(sheet, "sheet_not_read", f"工作表“{sheet.name}”里没有认出项目清单，没有读取")
            return
        self._summaries.append(summary)
        header, title = summary.header, read_title(sheet, summary.header.top)
        reading = SheetReading(sheet.name, "summary", tuple(range(header.top, header.bottom + 1)), title.unit)
        reading.unit_source = title.source
        reading.year, reading.months, reading.title = title.year, title.months, title.text
        reading.columns = header.columns
        reading.skipped = [(line.row, "summary", line.label) for line in summary.lines]
        self._result.sheets.append(reading)

    def _read_cards(self, sheet: Sheet, cards: Sequence[Card]) -> None:
        title = read_title(sheet, max(card.row for card in cards))
        reading = SheetReading(sheet.name, "card", title=title.text, year=title.year, months=title.months)
        reading.unit, reading.unit_source = title.unit, title.source
        if not title.unit and self._answers.money_unit:
            reading.unit, reading.unit_source = self._answers.money_unit, "按您的选择"
        self._result.sheets.append(reading)
        rows = [self._card(sheet, card, reading, title) for card in cards]
        self._result.rows += rows
        reading.columns, reading.data_rows = list(cards[0].header.columns), len(rows)
        reading.first_row, reading.last_row = rows[0].row, rows[-1].row

    def _card(self, sheet: Sheet, card: Card, reading: SheetReading, title: Title) -> ReadRow:
        row = ReadRow(sheet.name, card.row)
        for header, labels in card.by_row():
            questions, dropped = ask(sheet, self._desk, header, reading, with_title=header.top == card.row)
            self._result.issues += questions
            cells = CellReader(self._desk, title.year or self._desk.year, units_of(self._desk, header, reading))
            for label in labels:
                if label.values and label.column.number not in dropped:
                    self._read_label(row, label, cells)
        for key, value in {**said_by_title(self._desk, title), **said_by_name(self._desk, sheet.name)}.items():
            row.values.setdefault(key, value)
        if self._desk.name_key not in row.values and not row.has_errors:
            label = self._desk.label_of(self._desk.name_key)
            message = "卡片上没有填项目名称"
            row.issues.append(Issue(sheet.name, card.row, 0, label, "", Tier.ERROR, "no_name", message, label))
        return row

    def _read_label(self, row: ReadRow, label: Label, cells: CellReader) -> None:
        """A label's first value; what else stands beside it, or under the same label elsewhere, is pointed out."""
        field = self._desk.field(label.column.key)
        if field is None:
            return
        column, cell = label.values[0]
        if field.key in row.values and cell.text:
            before = row.values[field.key]
            cells.read_into(row, field, column, cell, at=label.row)
            if row.values[field.key] != before:
                message = f"卡片上有两处“{field.label}”，写的不一样"
                tier = Tier.ERROR if field.is_written else Tier.NOTICE
                self._note(row, label, tier, "double_label", message)
            return
        cells.read_into(row, field, column, cell, at=label.row)
        if len(label.values) > 1:
            message = f"“{field.label}”旁边还有“{label.values[1][1].text[:_SHOWN]}”，没有读"
            self._note(row, label, Tier.NOTICE, "beside_value", message)

    def _note(self, row: ReadRow, label: Label, tier: Tier, rule: str, message: str) -> None:
        column, cell = label.values[-1]
        issue = Issue(row.sheet, label.row, column, label.column.heading, cell.text[:_SHOWN], tier, rule, message)
        row.issues.append(issue)

    def _say(self, sheet: Sheet, rule: str, message: str) -> None:
        self._result.issues.append(Issue(sheet.name, 0, 0, "", "", Tier.NOTICE, rule, message))


def _no_list(desk: Desk) -> Issue:
    name = desk.by_key[desk.name_key]
    return Issue(
        "", 0, 0, "", "", Tier.ERROR, "no_list",
        f"没有找到{desk.label}的表头：要有一行写着“{name.label}”和另一个认得的列名",
        accepted=f"表头含“{name.label}”等列名的工作表",
    )  # fmt: skip
