"""From a list to rows: one walk down, with what its sections, merged cells and title say of every row."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from core.intake.desk import Answers, Desk, Field, Kind
from core.intake.grid import BLANK, Cell, Row, RowCells, Sheet, column_letters
from core.intake.issues import Issue, Tier
from core.intake.normalise import MONEY_UNITS, clean, read_wan

from .blocks import Block
from .cells import CellReader, Head
from .children import mark_children
from .context import Context, said_by_name, said_by_title
from .header import Header
from .lines import Line, LineKind, LineReader, settle_breakdowns
from .questions import ask
from .result import Column, ReadRow, SheetReading, Understanding
from .summaries import Summary, SummaryLine
from .title import Title, read_title
from .totals import Claim, Placed, compare

_SAMPLES, _SAMPLE_LENGTH = 3, 40
_WITHOUT_PLACE = frozenset({Kind.SPAN, Kind.SERIAL, Kind.IGNORED})
_INTEGER = re.compile(r"[0-9]{1,4}")


def units_of(desk: Desk, header: Header, reading: SheetReading) -> dict[int, str]:
    """The unit of each money column: its own heading's, else the sheet's; none where that is unknown to us."""
    stated = {
        column.number: column.unit or reading.unit
        for column in header.columns
        if column.field and desk.by_key[column.field].kind == Kind.WAN
    }
    return {number: unit for number, unit in stated.items() if unit in MONEY_UNITS}


class ListReader:
    """One list. Sections give values to the rows below them until the next one of their level. `above` is the title of
    the sheet's first list.
    """

    def __init__(
        self, block: Block, desk: Desk, answers: Answers, result: Understanding, above: Title | None = None
    ) -> None:
        self.title = read_title(block.sheet, block.header.top).or_of(above)
        self._block, self._sheet, self._header = block, block.sheet, block.header
        self._desk, self._answers, self._result = desk, answers, result
        self._reading = SheetReading(self._sheet.name, "list")
        self._rows: list[Placed] = []
        self._claims: list[Claim] = []
        self._fields: dict[str, Field] = {}
        self._columns: dict[str, int] = {}
        self._units: dict[int, str] = {}
        self._places: dict[str, int] = {}
        self._heads: list[Head] = []
        self._inherited: list[tuple[str, str]] = []
        self._inherited_keys: set[str] = set()
        self._foreign = ""

    def read(self) -> Summary | None:
        """Add the reading, its rows and all remarks to the result. A table that holds sums alone is a summary."""
        reading = self._reading
        self._result.sheets.append(reading)
        self._context = Context(self._describe())
        questions, dropped = ask(self._sheet, self._desk, self._header, reading)
        self._result.issues += questions
        for column in self._header.columns:
            if column.key and column.number not in dropped:
                self._columns.setdefault(column.key, column.number)
        self._find_serial()
        self._fields = {key: self._desk.field(key) for key in self._columns}
        self._units = units_of(self._desk, self._header, reading)
        self._places = {key: at for key, at in self._columns.items() if self._desk.kind_of(key) not in _WITHOUT_PLACE}
        self._surround()
        self._walk()
        return self._finish()

    def _describe(self) -> Mapping[str, str]:
        """Fill in what stands around the list; returns what that says of all its rows."""
        reading, header, title = self._reading, self._header, self.title
        reading.header_rows = tuple(range(header.top, header.bottom + 1))
        reading.columns, reading.title = header.columns, title.text
        reading.year, reading.months = title.year, title.months
        reading.unit, reading.unit_source = title.unit, title.source
        if not title.unit and self._answers.money_unit:
            reading.unit, reading.unit_source = self._answers.money_unit, "按您的选择"
        by_name, by_title = said_by_name(self._desk, self._sheet.name), said_by_title(self._desk, title)
        disputed = {key for key in by_name.keys() & by_title.keys() if by_name[key] != by_title[key]}
        for key in disputed:
            label, words = self._desk.label_of(key), self._desk.worded(key, by_title[key])
            message = f"工作表名是“{self._sheet.name}”，标题写的是“{words}”，两者不一，没有用来确定{label}"
            self._say(0, "place_differs", message)
        return {key: value for key, value in {**by_title, **by_name}.items() if key not in disputed}

    def _find_serial(self) -> None:
        """The first column often has numbers and no heading."""
        serial = next((each.key for each in self._desk.of_kind(Kind.SERIAL)), "")
        if not serial or serial in self._columns:
            return
        headed = {column.number for column in self._header.columns}
        below = [row for row in self._sheet.rows if row.number > self._header.bottom]
        for column in range(1, self._columns[self._desk.name_key]):
            filled = [row.cell(column).text for row in below if not row.cell(column).is_blank]
            numbers = sum(bool(_INTEGER.fullmatch(text)) for text in filled)
            if column not in headed and numbers and numbers * 2 >= len(filled):
                self._columns[serial] = column
                return

    def _walk(self) -> None:
        lines = LineReader(self._desk, self._columns)
        cells = CellReader(self._desk, self._reading.year or self._desk.year, self._units)
        self._heads = cells.heads(self._columns, self._fields)
        rows = [row for row in self._sheet.rows if row.number > self._header.bottom]
        settled = settle_breakdowns(list(self._lines(rows, lines)))
        listed = [row for row, line in zip(rows, settled, strict=True) if line.kind == LineKind.DATA]
        reads = iter(self._read_cells(listed, cells))
        for place, (row, line) in enumerate(zip(rows, settled, strict=True), start=1):
            if line.kind == LineKind.DATA:
                self._rows.append(Placed(place, self._completed(next(reads))))
            elif line.kind != LineKind.BLANK:
                self._special_line(place, row, line)

    def _lines(self, rows: Sequence[Row], lines: LineReader) -> Iterator[Line]:
        """What kind each row is; a text alone below a note belongs to the note."""
        has_rows = at_foot = False
        for row in rows:
            if row.number in self._block.repeated:
                yield Line(LineKind.HEAD, "重复的表头")
                continue
            line = lines.line_of(row)
            if at_foot and line.kind == LineKind.DATA and len(row.cells) == 1:
                line = Line(LineKind.NOTE, clean(row.cells[min(row.cells)].text)[:40])
            has_rows = has_rows or line.kind == LineKind.DATA
            at_foot = line.kind == LineKind.NOTE and has_rows
            yield line

    def _read_cells(self, rows: Sequence[Row], cells: CellReader) -> list[ReadRow]:
        """What each row's own cells say; those of merged rows one by one, for what lies over them."""
        name, hidden, merged = self._sheet.name, self._sheet.hidden_rows, self._merged_rows()
        # Also columns whose cell is blank: what is missing has its place too.
        reads = [ReadRow(name, row.number, {}, self._places, is_hidden=row.number in hidden) for row in rows]
        plain = []
        for read, row in zip(reads, rows, strict=True):
            if row.number not in merged:
                plain.append((read, RowCells.of(row.cells)))
                continue
            for key, column in self._columns.items():
                cells.read_into(read, self._fields[key], column, self._cell(read, row, self._fields[key], column))
        cells.read_rows([read for read, _ in plain], [of for _, of in plain], self._heads)
        return reads

    def _merged_rows(self) -> set[int]:
        return {
            row
            for merge in self._sheet.merges
            if merge.bottom > merge.top
            for row in range(merge.top, merge.bottom + 1)
        }

    def _completed(self, read: ReadRow) -> ReadRow:
        """With what it inherits, and what is to be said of the row as a whole."""
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
        merge = self._sheet.origins.get((row.number, column))
        if merge is None or merge.bottom == merge.top:
            return row.cell(column)
        shown = self._sheet.at(row.number, column)
        if field.kind not in {Kind.WAN, Kind.RATE, Kind.PERCENT} or shown.is_blank:
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

    def _surround(self) -> None:
        """What the rows from here on inherit: of sections, the nearest first, then what the person gave for rows
        without a value.
        """
        self._foreign = self._context.foreign
        says = [*self._context.says()] + ([] if self._foreign else [self._answers.defaults])
        self._inherited = [each for gives in says for each in gives.items()]
        self._inherited_keys = {key for key, _ in self._inherited}

    def _inherit(self, read: ReadRow) -> None:
        """A row's own words win."""
        values = read.values
        if self._inherited and not self._inherited_keys <= values.keys():
            stated = {issue.field for issue in read.issues if issue.tier == Tier.ERROR}
            for key, value in self._inherited:
                if key not in values and self._desk.by_key[key].label not in stated:
                    values[key] = value
        if self._foreign:
            message = f"这一行在分组“{self._foreign}”之下，这个名称不是认得的单位，没有用来确定归属"
            self._row_issue(read, Tier.NOTICE, "foreign_section", message, "改用系统中的单位名称，或删除不属于本表的行")

    def _special_line(self, place: int, row: Row, line: Line) -> None:
        self._skip(row, line)
        if line.kind in {LineKind.NOTE, LineKind.HEAD}:
            return
        self._claims.append(Claim(place, row.number, line, self._amounts(row)))
        if line.kind == LineKind.SECTION:
            self._context.enter(line)
            self._surround()

    def _skip(self, row: Row, line: Line) -> None:
        self._reading.skipped.append((row.number, line.kind.value, line.label))

    def _amounts(self, row: Row) -> dict[str, Decimal]:
        amounts = {}
        for key, column in self._columns.items():
            if column in self._units:
                value = read_wan(row.cell(column), self._units[column]).value
                if value is not None:
                    amounts[key] = value
        return amounts

    def _finish(self) -> Summary | None:
        reading, rows = self._reading, [placed.row for placed in self._rows]
        serial = next((each.key for each in self._desk.of_kind(Kind.SERIAL)), "")
        if serial in self._columns:
            mark_children(rows, self._sheet, self._columns[serial])
        labels = {field.key: field.label for field in (*self._desk.fields, *self._fields.values())}
        parents = [placed for placed in self._rows if placed.row.parent is None]
        if not rows and len(self._claims) > 1:
            reading.kind = "summary"
            return _as_summary(self._sheet, self._header, self._claims)
        published, issues = compare(self._sheet.name, self._claims, parents, labels)
        self._result.published += published
        self._result.issues += issues
        self._result.rows += rows
        for column, count in _unheaded(self._sheet, rows, self._header, self._columns.values()):
            self._say(0, "no_heading", f"{column_letters(column)}列没有表头，其中 {count} 个值没有读")
        reading.columns = [_sampled(column, self._sheet, rows) for column in reading.columns]
        reading.data_rows = len(rows)
        reading.first_row, reading.last_row = (rows[0].row, rows[-1].row) if rows else (0, 0)
        return None

    def _say(self, row: int, rule: str, message: str) -> None:
        self._result.issues.append(Issue(self._sheet.name, row, 0, "", "", Tier.NOTICE, rule, message))

    def _row_issue(self, read: ReadRow, tier: Tier, rule: str, message: str, proposal: str) -> None:
        name: Any = read.values.get(self._desk.name_key, "")
        label = self._desk.by_key[self._desk.name_key].label
        read.issues.append(Issue(read.sheet, read.row, 0, label, str(name), tier, rule, message, proposal=proposal))


def _as_summary(sheet: Sheet, header: Header, claims: Sequence[Claim]) -> Summary:
    lines = [SummaryLine(each.row, each.line.label, each.line.gives, each.amounts) for each in claims]
    return Summary(sheet.name, header, lines)


def _unheaded(sheet: Sheet, rows: Sequence[ReadRow], header: Header, read: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Columns without a heading and how many values stand in each: they belong to nothing."""
    headed = {column.number for column in header.columns} | set(read)
    cells = [RowCells.of(sheet.by_number[row.row].cells) for row in rows]
    free = [column for column in range(1, max((each.last for each in cells), default=0) + 1) if column not in headed]
    for column in free:
        count = sum(column in each and not each[column].is_blank for each in cells)
        if count:
            yield column, count


def _sampled(column: Column, sheet: Sheet, rows: Sequence[ReadRow]) -> Column:
    """An unknown column with some of its values, so that a person can tell what it is."""
    if column.field:
        return column
    texts = (clean(sheet.by_number[row.row].cell(column.number).text)[:_SAMPLE_LENGTH] for row in rows)
    return replace(column, samples=tuple(islice(filter(None, texts), _SAMPLES)))
