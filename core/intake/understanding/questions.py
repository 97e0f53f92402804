"""What has to be settled for a whole table before its rows can be used."""

from collections import defaultdict

from core.intake.desk import Desk, Kind, Period
from core.intake.grid import Sheet, column_letters
from core.intake.issues import Issue, Tier
from core.intake.normalise import MONEY_UNITS

from .header import Header
from .headings import months_text
from .result import Column, SheetReading


def ask(
    sheet: Sheet, desk: Desk, header: Header, reading: SheetReading, *, with_title: bool = True
) -> tuple[list[Issue], set[int]]:
    """The questions, and the columns that must not be read until they are answered. `with_title`: the title's too.

    Columns of another year or month are set aside first: what is left is what may stand there twice.
    """
    issues, dropped = _periods(sheet, desk, header)
    issues += _title(sheet, desk, reading) if with_title else []
    for found, columns in (
        _doubles(sheet, desk, header, dropped),
        _units(sheet, desk, header, reading),
        _hidden(sheet, header),
    ):
        issues += found
        dropped |= columns
    return issues, dropped


def _doubles(sheet: Sheet, desk: Desk, header: Header, left_out: set[int]) -> tuple[list[Issue], set[int]]:
    """One field in two columns: two lists side by side, or two plans; nobody can say which one counts."""
    by_field: dict[str, list[Column]] = defaultdict(list)
    for column in header.columns:
        is_read = column.key and column.number not in left_out
        if is_read and desk.by_key[column.field].kind not in {Kind.IGNORED, Kind.SERIAL}:
            by_field[column.key].append(column)
    issues, dropped = [], set()
    for key, columns in by_field.items():
        if len(columns) < 2:
            continue
        field = desk.field(key)
        if key != desk.name_key:
            dropped |= {column.number for column in columns}
        tier = Tier.ERROR if field.is_written else Tier.NOTICE
        places = "、".join(f"{column_letters(column.number)}列“{column.heading}”" for column in columns)
        message = f"有 {len(columns)} 列都像“{field.label}”：{places}，不知以哪一列为准"
        if key == desk.name_key:
            message = f"一行里并排放了 {len(columns)} 个项目（{places}），请改为一行一个项目"
        issues.append(_issue(sheet, header, columns[0].number, field.label, tier, "double_column", message))
    return issues, dropped


def _units(sheet: Sheet, desk: Desk, header: Header, reading: SheetReading) -> tuple[list[Issue], set[int]]:
    """Amounts without a unit, or with one that is not ours, are asked about: never read as 万元."""
    issues: list[Issue] = []
    missing: list[Column] = []
    for column in header.columns:
        if not column.field or desk.by_key[column.field].kind != Kind.WAN:
            continue
        unit = column.unit or reading.unit
        if not unit:
            missing.append(column)
        elif unit not in MONEY_UNITS:
            message = f"“{column.heading}”的单位是“{unit}”，不能换算为万元"
            issues.append(_issue(sheet, header, column.number, column.heading, Tier.ERROR, "foreign_unit", message))
    if missing:
        names = "、".join(f"{column_letters(column.number)}列“{column.heading}”" for column in missing)
        message = f"表中没有写金额单位（{names}），请选择单位，或在表头上方写明“单位：万元”"
        issues.append(_issue(sheet, header, missing[0].number, "单位", Tier.ERROR, "unit_missing", message))
    return issues, set()


def _periods(sheet: Sheet, desk: Desk, header: Header) -> tuple[list[Issue], set[int]]:
    """A heading of another year or month is a copied form: its column is not read.

    That is asked about, unless another column gives the same field for the period that is wanted.
    """
    found = [(column, problem) for column in header.columns if (problem := _other_period(column, desk))]
    foreign = {column.number for column, _ in found}
    settled = {column.field for column in header.columns if column.number not in foreign}
    issues = []
    for column, (rule, named, wanted) in found:
        field = desk.by_key[column.field]
        is_asked = field.is_written and column.field not in settled
        message = f"表头“{column.heading}”写的是 {named}，本次导入的是 {wanted}，这一列没有读"
        tier = Tier.ERROR if is_asked else Tier.NOTICE
        issues.append(_issue(sheet, header, column.number, field.label, tier, rule, message))
    return issues, foreign


def _other_period(column: Column, desk: Desk) -> tuple[str, str, str] | None:
    """(rule, what the heading names, what is wanted), or None where they agree or the heading names nothing."""
    if not column.field:
        return None
    field = desk.by_key[column.field]
    wanted_year = desk.year + field.year_offset
    if field.is_written and field.kind == Kind.WAN and column.year not in {None, wanted_year}:
        return "other_year", f"{column.year} 年", f"{desk.year} 年"
    if desk.month and column.months and field.period:
        first, last = column.months
        is_whole = first == last if field.period == Period.MONTH else first in {1, last}
        if last != desk.month or not is_whole:
            wanted = (desk.month, desk.month) if field.period == Period.MONTH else (1, desk.month)
            return "other_month", f" {months_text(column.months)}", f" {months_text(wanted)}"
    return None


def _title(sheet: Sheet, desk: Desk, reading: SheetReading) -> list[Issue]:
    """A title of another year or month is pointed out: it may be a copied form, or the wrong file."""
    issues = []
    if reading.year and reading.year != desk.year:
        message = f"标题写的是 {reading.year} 年，本次导入到 {desk.year} 年，请确认没有选错文件"
        issues.append(Issue(sheet.name, 0, 0, "年度", str(reading.year), Tier.NOTICE, "title_year", message))
    if desk.month and reading.months and reading.months[1] != desk.month:
        named = months_text(reading.months)
        message = f"标题写的是 {named}，本次导入到 {desk.month} 月，请确认没有选错文件"
        issues.append(Issue(sheet.name, 0, 0, "月份", named, Tier.NOTICE, "title_month", message))
    return issues


def _hidden(sheet: Sheet, header: Header) -> tuple[list[Issue], set[int]]:
    hidden = {number for first, last in sheet.hidden_columns for number in range(first, min(last, 1_000) + 1)}
    issues = [
        _issue(
            sheet, header, column.number, column.heading, Tier.NOTICE, "hidden_column",
            f"{column_letters(column.number)}列“{column.heading}”在表中是隐藏的，已照常读入",
        )
        for column in header.columns
        if column.number in hidden and column.field
    ]  # fmt: skip
    return issues, set()


_ACCEPTED = {
    "unit_missing": "元、千元、万元、亿元",
    "foreign_unit": "元、千元、万元、亿元",
    "double_column": "每个栏目一列",
}


def _issue(sheet: Sheet, header: Header, column: int, field: str, tier: Tier, rule: str, message: str) -> Issue:  # noqa: PLR0913, PLR0917
    return Issue(sheet.name, header.bottom, column, field, "", tier, rule, message, accepted=_ACCEPTED.get(rule, ""))
