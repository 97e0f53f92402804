"""From the grid to rows: one walk down each list, with what its sections, merged cells and title say of every row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from core.intake.desk import SKIP_SHEET, Answers, Desk, Field, Kind
from core.intake.grid import BLANK, Cell, Row, Sheet, Workbook
from core.intake.issues import Issue, Tier
from core.intake.normalise import MONEY_UNITS, clean, read_wan

from .cells import CellReader
from .children import mark_children
from .header import Header, find_header
from .headings import Headings
from .lines import Line, LineKind, LineReader
from .questions import ask
from .result import Column, ReadRow, SheetReading, Understanding
from .title import Title, read_title
from .totals import Claim, Placed, compare

_SAMPLES, _SAMPLE_LENGTH = 3, 40


def understand(workbook: Workbook, desk: Desk, answers: Answers | None = None) -> Understanding:
    """Everything the workbook says in the desk's terms. Never raises for content: what is unclear becomes an issue."""
    result, answers = Understanding(workbook.name), answers or Answers()
    for sheet in workbook.sheets:
        _ListReader(sheet, desk, answers, result).read()
    if not any(reading.kind == "list" for reading in result.sheets):
        result.issues.append(_no_list(desk))
    return result


def _no_list(desk: Desk) -> Issue:
    name = desk.by_key[desk.name_key]
    return Issue(
        "", 0, 0, "", "", Tier.ERROR, "no_list",
        f"没有找到{desk.label}的表头：要有一行写着“{name.label}”和另一个认得的列名",
        accepted=f"表头含“{name.label}”等列名的工作表",
    )  # fmt: skip


class _ListReader:
    """One sheet. Sections give values to the rows below them until the next one of their level."""

    def __init__(self, sheet: Sheet, desk: Desk, answers: Answers, result: Understanding) -> None:
        self._sheet, self._desk, self._answers, self._result = sheet, desk, answers, result
        self._context: list[tuple[int, dict[str, str]]] = []
        self._rows: list[Placed] = []
        self._claims: list[Claim] = []
        self._fields: dict[str, Field] = {}

    def read(self) -> None:
        is_left_out = self._sheet.is_hidden or self._answers.sheets.get(self._sheet.name) == SKIP_SHEET
        header = None if is_left_out else find_header(self._sheet, Headings(self._desk, self._answers))
        reading = SheetReading(self._sheet.name, self._kind(header))
        self._result.sheets.append(reading)
        if self._sheet.is_hidden and self._sheet.rows:
            self._say(0, "hidden_sheet", f"工作表“{self._sheet.name}”是隐藏的，没有读取")
        if header is None:
            return
        title = read_title(self._sheet, header.top)
        self._describe(reading, header, title)
        questions, dropped = ask(self._sheet, self._desk, header, reading)
        self._result.issues += questions
        columns = {
            column.key: column.number
            for column in reversed(header.columns)
            if column.key and column.number not in dropped
        }
        self._walk(reading, header, columns)
        self._finish(reading, columns)

    def _kind(self, header: Header | None) -> str:
        if self._sheet.is_hidden:
            return "hidden"
        if self._answers.sheets.get(self._sheet.name) == SKIP_SHEET:
            return "skipped"
        return "list" if header else "other" if self._sheet.rows else "empty"

    def _describe(self, reading: SheetReading, header: Header, title: Title) -> None:
        reading.header_rows = tuple(range(header.top, header.bottom + 1))
        reading.columns, reading.title = header.columns, title.text
        reading.year, reading.months = title.year, title.months
        reading.unit, reading.unit_source = title.unit, title.unit_place and f"{title.unit_place}“单位：{title.unit}”"
        if not title.unit and self._answers.money_unit:
            reading.unit, reading.unit_source = self._answers.money_unit, "按您的选择"

    def _walk(self, reading: SheetReading, header: Header, columns: dict[str, int]) -> None:
        self._fields = {key: self._desk.field(key) for key in columns}
        units = self._units(reading, header)
        lines = LineReader(self._desk, columns)
        cells = CellReader(self._desk, reading.year or self._desk.year, units)
        at_foot = False
        for place, row in enumerate(self._sheet.rows, start=1):
            if row.number <= header.bottom:
                continue
            line = lines.line_of(row)
            if at_foot and line.kind == LineKind.DATA and len(row.cells) == 1:
                line = Line(LineKind.NOTE)  # the second line of a note under the list
            at_foot = line.kind == LineKind.NOTE and bool(self._rows)
            if line.kind == LineKind.DATA:
                self._rows.append(Placed(place, self._data_row(row, columns, cells)))
            elif line.kind != LineKind.BLANK:
                self._special_line(reading, place, row, line, columns, units)

    def _units(self, reading: SheetReading, header: Header) -> dict[int, str]:
        """The unit of each money column: its own heading's, else the sheet's; none where that is unknown to us."""
        stated = {column.number: column.unit or reading.unit for column in header.columns if self._is_wan(column.field)}
        return {number: unit for number, unit in stated.items() if unit in MONEY_UNITS}

    def _is_wan(self, key: str) -> bool:
        return bool(key) and self._desk.by_key[key].kind == Kind.WAN

    def _data_row(self, row: Row, columns: Mapping[str, int], cells: CellReader) -> ReadRow:
        read = ReadRow(self._sheet.name, row.number, is_hidden=row.number in self._sheet.hidden_rows)
        for key, column in columns.items():
            field = self._fields[key]
            cells.read_into(read, field, column, self._cell(read, row, field, column))
        self._inherit(read)
        if self._desk.name_key not in read.values and not read.has_errors:
            self._row_issue(read, Tier.ERROR, "no_name", "这一行没有项目名称", "填写项目名称，或删除这一行")
        if read.is_hidden:
            self._row_issue(
                read, Tier.NOTICE, "hidden_row", "这一行在表中是隐藏的，已照常读入", "不应导入的请从表中删除"
            )
        return read

    def _cell(self, read: ReadRow, row: Row, field: Field, column: int) -> Cell:
        """A cell, or the one merged over it from above; an amount merged over several rows belongs to none of them."""
        own = row.cell(column)
        merge = self._sheet.origins.get((row.number, column))
        if merge is None or merge.bottom == merge.top:
            return own
        shown = self._sheet.at(row.number, column)
        if field.kind != Kind.WAN or shown.is_blank:
            return BLANK if field.kind in {Kind.NAME, Kind.SERIAL} and merge.top != row.number else shown
        message = f"金额 {clean(shown.text)} 在第 {merge.top}—{merge.bottom} 行合并单元格里，不知属于哪一行"
        tier = Tier.ERROR if field.is_written else Tier.NOTICE
        read.issues.append(
            Issue(
                read.sheet, read.row, column, field.label, clean(shown.text), tier, "merged_amount", message,
                accepted="每个项目一个金额", proposal="拆分合并单元格，逐行填写",
            )
        )  # fmt: skip
        return BLANK

    def _inherit(self, read: ReadRow) -> None:
        """Values of sections, nearest first, and those the person gave for rows without one. A row's own words win."""
        stated = {issue.field for issue in read.issues if issue.tier == Tier.ERROR}
        for _, gives in reversed(self._context):
            for key, value in gives.items():
                if self._desk.by_key[key].label not in stated:
                    read.values.setdefault(key, value)
        for key, value in self._answers.defaults.items():
            if self._desk.by_key[key].label not in stated:
                read.values.setdefault(key, value)

    def _special_line(
        self,
        reading: SheetReading,
        place: int,
        row: Row,
        line: Line,
        columns: Mapping[str, int],
        units: Mapping[int, str],
    ) -> None:
        reading.skipped.append((row.number, line.kind.value, line.label))
        if line.kind == LineKind.NOTE:
            return
        self._claims.append(Claim(place, row.number, line, self._amounts(row, columns, units)))
        if line.kind == LineKind.SECTION:
            self._enter(line)

    def _enter(self, line: Line) -> None:
        """A numbered section ends those of its level and below; words without a numeral replace what they name."""
        if line.level:
            self._context = [(level, gives) for level, gives in self._context if 0 < level < line.level]
        else:
            self._context = [
                (level, gives)
                for level, gives in self._context
                if level in {1, 2} or not gives.keys() & line.gives.keys()
            ]
        self._context.append((line.level, line.gives))

    def _amounts(self, row: Row, columns: Mapping[str, int], units: Mapping[int, str]) -> dict[str, Decimal]:
        amounts = {}
        for key, column in columns.items():
            if column in units:
                value = read_wan(row.cell(column), units[column]).value
                if value is not None:
                    amounts[key] = value
        return amounts

    def _finish(self, reading: SheetReading, columns: Mapping[str, int]) -> None:
        rows = [placed.row for placed in self._rows]
        serial = next((each.key for each in self._desk.of_kind(Kind.SERIAL)), "")
        if serial in columns:
            mark_children(rows, self._sheet, columns[serial])
        labels = {field.key: field.label for field in (*self._desk.fields, *self._fields.values())}
        parents = [placed for placed in self._rows if placed.row.parent is None]
        published, issues = compare(self._sheet.name, self._claims, parents, labels)
        self._result.published += published
        self._result.issues += issues
        self._result.rows += rows
        reading.columns = [self._sampled(column, rows) for column in reading.columns]
        reading.data_rows = len(rows)
        reading.first_row, reading.last_row = (rows[0].row, rows[-1].row) if rows else (0, 0)

    def _sampled(self, column: Column, rows: Sequence[ReadRow]) -> Column:
        """An unknown column with some of its values, so that a person can tell what it is."""
        if column.field:
            return column
        texts = (clean(self._sheet.by_number[row.row].cell(column.number).text)[:_SAMPLE_LENGTH] for row in rows)
        return replace(column, samples=tuple(islice(filter(None, texts), _SAMPLES)))

    def _say(self, row: int, rule: str, message: str) -> None:
        self._result.issues.append(Issue(self._sheet.name, row, 0, "", "", Tier.NOTICE, rule, message))

    def _row_issue(self, read: ReadRow, tier: Tier, rule: str, message: str, proposal: str) -> None:
        name: Any = read.values.get(self._desk.name_key, "")
        label = self._desk.by_key[self._desk.name_key].label
        read.issues.append(Issue(read.sheet, read.row, 0, label, str(name), tier, rule, message, proposal=proposal))
