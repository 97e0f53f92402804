"""What holds for every spelling: an amount, a day or a rate reads back as itself or is refused, never as another."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from core.foundation.money import wan
from core.intake.desk import Answers, Kind
from core.intake.grid import Cell, Merge, Row, Sheet, Workbook
from core.intake.grid import Kind as CellKind
from core.intake.normalise import MONEY_UNITS, clean, read_day, read_name, read_rate, read_span, read_wan, squeeze
from core.intake.understanding import understand
from core.intake.understanding.headings import Headings, cleaned
from tests.intake.sample_desk import SAMPLE

UNITS = st.sampled_from(sorted(MONEY_UNITS))
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def text(written: str) -> Cell:
    return Cell(CellKind.TEXT, written)


def _grouped(number: str) -> str:
    return f"{Decimal(number):,f}"


SPELLINGS = st.sampled_from(
    [
        str, _grouped, lambda number: f" {number}　", lambda number: number.translate(_WIDE),
        lambda number: f"¥{number}",
        lambda number: f"人民币{number}", lambda number: f"{number}\n", lambda number: f"+{number}".replace("+-", "-"),
        lambda number: _grouped(number).replace(",", "\u00a0"), lambda number: number.replace("-", "−"),
    ]
)  # fmt: skip


@given(AMOUNTS, UNITS, SPELLINGS)
def test_an_amount_in_the_columns_unit_reads_back_to_the_cent(amount, unit, spelling):
    """In 元, 千元, 万元, 百万元 and 亿元, in every supported spelling, with a rounding to the cent that is told."""
    read = read_wan(text(spelling(f"{amount:f}")), unit)
    exact = amount * MONEY_UNITS[unit]
    assert read.value == wan(exact)
    assert (read.value == exact) == ("rounded" not in [note.rule for note in read.notes])


@given(AMOUNTS.filter(lambda amount: amount >= 0), UNITS, UNITS, st.sampled_from(["", " ", "整"]))
def test_the_unit_in_the_cell_wins_over_the_columns(amount, own, column, tail):
    read = read_wan(text(f"{amount:f}{own}{tail}"), column)
    assert read.value == wan(amount * MONEY_UNITS[own])
    assert own == column or "own_unit" in [note.rule for note in read.notes]


@given(
    st.lists(st.sampled_from(list("0123456789.,，。·、-—~～/+()（）%万亿元千百约余 \n\t　\u00a0同上")), max_size=14),
    UNITS,
)
def test_whatever_is_read_is_the_number_that_stands_there(signs, unit):
    """Never a value 10,000 off: what comes out is the one run of digits in the cell, times the unit that is stated."""
    written = "".join(signs)
    read = read_wan(text(written), unit)
    if read.value is None:
        return
    bare = squeeze(written)
    digits = "".join(sign for sign in bare if sign.isdigit() or sign == ".")
    stated = next((each for each in ("百万", "千元", "万", "亿") if each in bare), "元" if "元" in bare else "")
    factor = {"百万": 100, "千元": Decimal("0.1"), "万": 1, "亿": 10_000, "元": Decimal("0.0001")}
    assert abs(read.value) == abs(wan(Decimal(digits) * (factor[stated] if stated else MONEY_UNITS[unit])))


@given(AMOUNTS, AMOUNTS, st.sampled_from([" ", "\n", "、", "+", "/", "-", "~", "；", "和", " \n "]))
def test_two_amounts_in_one_cell_are_never_one(first, second, between):
    assume(second >= 0)
    read = read_wan(text(f"{first:f}{between}{second:f}"), "万元")
    assert read.value is None
    assert read.is_refused


DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2069, 12, 31))
MONTHS = st.builds(lambda year, month: (year, month), st.integers(1980, 2069), st.integers(1, 12))
MONTH_FORMS = st.sampled_from(
    ["{}.{:02d}", "{}年{}月", "{}年{:02d}月份", "{}-{:02d}", "{}/{}", "{}{:02d}", "{} 年 {} 月"]
)


@given(MONTHS, MONTH_FORMS, st.booleans())
def test_a_month_in_every_form_is_its_first_day_or_its_last(month, form, is_end):
    read = read_day(text(form.format(*month)), year=None, is_end=is_end)
    assert read.value == date(*month, monthrange(*month)[1] if is_end else 1)


@given(
    MONTHS,
    MONTHS,
    st.sampled_from(["{}.{:02d}", "{}年{}月", "{}/{:02d}"]),
    st.sampled_from(["-", "—", "——", "~", "～", "至", " - "]),
)
def test_a_span_of_months_in_every_form_is_both_ends_or_refused(first, last, form, dash):
    read = read_span(text(form.format(*first) + dash + form.format(*last)), year=2018)
    start, finish = date(*first, 1), date(*last, monthrange(*last)[1])
    assert read.is_refused if finish < start else (read.value.start, read.value.finish) == (start, finish)


@given(DAYS)
def test_excels_day_number_and_the_day_are_one(day):
    number = (day - date(1899, 12, 30)).days
    assert read_day(Cell(CellKind.NUMBER, str(number)), year=None).value == day


@given(st.decimals(min_value=0, max_value=900, places=2))
def test_a_rate_is_one_fraction_in_every_spelling_or_refused(rate):
    fraction = rate / 100
    assert read_rate(text(f"{rate:f}%")).value == read_rate(text(f"{rate:f} ％")).value == fraction
    assert read_rate(Cell(CellKind.NUMBER, f"{fraction:f}", "%")).value == fraction
    bare = read_rate(Cell(CellKind.NUMBER, f"{rate:f}"))
    assert bare.is_refused if 0 < rate <= 1 else bare.value == fraction


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(written):
    assert clean(clean(written)) == clean(written)
    assert squeeze(squeeze(written)) == squeeze(written)
    once = read_name(text(written), longest=120).value
    assert (
        once is None
        or squeeze(read_name(text(once), longest=120).value or "") in {squeeze(once), ""}
        or once[0].isdigit()
    )


PLAIN_HEADINGS = st.sampled_from(
    [
        (heading, each)
        for each in SAMPLE.fields
        for heading in each.headings
        if "/" not in heading and "月" not in heading
    ]
)
UNIT_FORMS = st.sampled_from(
    ["（{}）", "({})", "/{}", "：{}", "（单位：{}）", "[{}]", "\n（{}）", "（{}，保留两位小数）", "（人民币{}）"]
)
MARKS = st.sampled_from(["{}", "*{}", "{}★", "{}（必填）", " {} ", "{}①"])


@given(PLAIN_HEADINGS, UNITS, UNIT_FORMS, MARKS, st.integers(2000, 2099), st.booleans())
def test_a_heading_means_the_same_field_under_every_decoration(pair, unit, form, mark, year, is_spaced):
    heading, field = pair
    words = heading.replace("Y年", f"{year}年")
    words = " ".join(words) if is_spaced and field.kind == Kind.WAN and words.isalpha() else words
    written = words + (form.format(unit) if field.kind == Kind.WAN else "")
    read = cleaned(mark.format(written))
    assert Headings(SAMPLE, Answers()).field_of([read]) == field
    assert read.unit == (unit if field.kind == Kind.WAN else "")
    assert read.year == (year if "Y年" in heading else None)


MONTH_HEADINGS = st.sampled_from(
    [
        (heading, each)
        for each in SAMPLE.fields
        for heading in each.headings
        if ("M月" in heading or "R月" in heading) and "/" not in heading
    ]
)


@given(
    MONTH_HEADINGS,
    st.integers(1, 12),
    st.integers(1, 12),
    st.sampled_from(["-", "—", "～", "至"]),
    st.sampled_from(["", "2018年"]),
)
def test_the_months_of_a_heading_are_kept_apart_from_its_words(pair, one, other, dash, year):
    heading, field = pair
    first, last = min(one, other), max(one, other)
    words = heading.replace("R月", f"{first}{dash}{last}月").replace("M月", f"{last}月")
    read = cleaned(year + words if heading[0] in "MR" else words)
    assert Headings(SAMPLE, Answers()).field_of([read]) == field
    assert read.months == ((first, last) if "R月" in heading else (last, last))


_WORDS = """
项目名称|序号|县（市、区）|项目性质|总投资（亿元）|年度计划投资|2018年|1-7月|计划投资|单位：万元|晋江市|一、晋江市（2项）|（一）续建|其中：续建
合计|小计|2项|环城公园|滨海大道|★公园|1|2|3000|1.2亿|—|同上|2018.3-2019.12|注：|填报人：|建设起止年限|项目名称：文化馆|100%|责任单位|名称|电话
"""
WORDS = st.sampled_from(["", "12\n13", *_WORDS.strip().replace("\n", "|").split("|")])
CELLS = st.builds(Cell, st.just(CellKind.TEXT), WORDS, st.just("")) | st.builds(
    Cell,
    st.just(CellKind.NUMBER),
    st.sampled_from(["1", "2", "3", "3000", "0.5", "43154"]),
    st.sampled_from(["", "%", "scaled"]),
)
GRIDS = st.lists(st.lists(CELLS, max_size=7), max_size=10)
MERGES = st.lists(
    st.builds(
        lambda top, left, high, wide: Merge(top, left, top + high, left + wide),
        st.integers(1, 9), st.integers(1, 6), st.integers(0, 2), st.integers(0, 2),
    ),
    max_size=1,
)  # fmt: skip


@given(st.lists(st.tuples(GRIDS, MERGES), min_size=1, max_size=2))
def test_any_table_is_understood_or_asked_about_and_nothing_is_lost(grids):
    """Never raises; below a head each row with two words or more is read, named as skipped, or a lower list's title."""
    sheets = [
        Sheet(f"表{number}", merges=merges, rows=[_row(at, cells) for at, cells in enumerate(grid, start=1) if cells])
        for number, (grid, merges) in enumerate(grids)
    ]
    found = understand(Workbook("表.xlsx", sheets), SAMPLE)
    assert len(found.sheets) >= len(sheets)
    for row in found.rows:
        assert "name" in row.values or row.has_errors
        for key, value in row.values.items():
            assert value is not None, key


def _row(number: int, cells: list[Cell]) -> Row:
    return Row(number, {at: cell for at, cell in enumerate(cells, start=1) if cell.text})
