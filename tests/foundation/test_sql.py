"""Exact money in SQL, with red controls: the bare expression goes wrong where ours does not."""

import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, CharField, Count, F, Max, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from core.foundation.money import ZERO, WanField
from core.foundation.months import Month, MonthField
from core.foundation.sql import (
    analyze,
    column,
    in_chunks,
    insert_from,
    load_rows,
    next_keys,
    threshold,
    update_rows,
    wan_expr,
    wan_sum,
)
from tests.foundation.sample_models import Amount, UnitTotal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_tables")]

JULY = Month(2018, 7)
YELLOW = Decimal("0.80")


def on_sqlite():
    return connection.vendor == "sqlite"


@pytest.fixture
def many_amounts():
    dice = random.Random(2018)
    amounts = [Decimal(dice.randrange(1, 2_000_000)) / 100 for _ in range(20_000)]
    Amount.objects.bulk_create(Amount(done_wan=amount, unit="洛江") for amount in amounts)
    return sum(amounts)


def test_a_sum_of_many_amounts_is_exact_to_the_cent(many_amounts):
    total = Amount.objects.aggregate(total=wan_sum("done_wan"))["total"]
    assert total == many_amounts
    assert str(total) == str(many_amounts)


def test_red_control_a_bare_sum_has_a_tail(many_amounts):
    if not on_sqlite():
        pytest.skip("only SQLite computes decimals in floating point")
    with connection.cursor() as cursor:
        cursor.execute(f"select sum(done_wan) from {Amount._meta.db_table}")
        bare = cursor.fetchone()[0]
    if connection.Database.sqlite_version_info >= (3, 43):
        pytest.skip("this SQLite compensates its sums")
    assert Decimal(bare) != many_amounts


def test_the_sum_of_nothing_is_zero_to_the_cent():
    assert str(Amount.objects.aggregate(total=wan_sum("done_wan"))["total"]) == "0.00"
    Amount.objects.create(done_wan="5")
    assert str(Amount.objects.aggregate(total=wan_sum("plan_wan"))["total"]) == "0.00"


def test_sums_filter_group_and_take_expressions():
    for unit, done, plan in [("洛江", "0.10", "1"), ("洛江", "0.20", "2"), ("丰泽", "7", None)]:
        Amount.objects.create(unit=unit, done_wan=done, plan_wan=plan)
    totals = Amount.objects.values("unit").annotate(
        done=wan_sum("done_wan"),
        small=wan_sum("done_wan", filter=Q(done_wan__lt=Decimal("0.15"))),
        left=wan_sum(F("plan_wan") - F("done_wan")),
    )
    by_unit = {row["unit"]: (str(row["done"]), str(row["small"]), str(row["left"])) for row in totals}
    assert by_unit == {"洛江": ("0.30", "0.10", "2.70"), "丰泽": ("7.00", "0.00", "0.00")}


def test_sums_can_be_compared_in_having():
    for amount in ("0.10", "0.20"):
        Amount.objects.create(unit="洛江", done_wan=amount)
    sums = Amount.objects.values("unit").annotate(total=wan_sum("done_wan"))
    assert sums.filter(total=Decimal("0.30")).exists()
    bare = Amount.objects.values("unit").annotate(total=Sum("done_wan"))
    assert bare.filter(total=Decimal("0.30")).exists() is not on_sqlite()


def test_a_computed_amount_is_an_amount():
    Amount.objects.create(done_wan="0.20", plan_wan="0.10")
    Amount.objects.create(done_wan="0.20", plan_wan=None)
    rows = Amount.objects.annotate(sum_wan=wan_expr(F("done_wan") + F("plan_wan"))).order_by("id")
    assert [str(row.sum_wan) for row in rows] == ["0.30", "None"]
    assert rows.filter(sum_wan=Decimal("0.30")).count() == 1
    filled = rows.annotate(filled_wan=Coalesce(wan_expr("plan_wan"), ZERO))
    assert [str(row.filled_wan) for row in filled] == ["0.10", "0.00"]


def on_threshold(dice):
    """An amount that meets 0.80 of the plan's straight line to the cent, at most a cent moved."""
    number, factor = dice.randrange(1, 13), dice.randrange(1, 3_000_000)
    plan, done = Decimal(factor) * 15 / 100, Decimal(factor * number) / 100
    moved = dice.choice([Decimal("-0.01"), ZERO, ZERO, Decimal("0.01")])
    return Amount(plan_wan=plan, done_wan=max(ZERO, done + moved), number=number)


@pytest.fixture
def threshold_cases():
    dice = random.Random(621)
    return Amount.objects.bulk_create(on_threshold(dice) for _ in range(4000))


def truly_reached(row):
    return row.done_wan * 12 >= row.plan_wan * YELLOW * row.number


def wrong_cases(rows, condition):
    found = set(Amount.objects.filter(condition).values_list("pk", flat=True))
    return sum((row.pk in found) != truly_reached(row) for row in rows)


def test_thresholds_met_exactly_are_met(threshold_cases):
    condition = GreaterThanOrEqual(
        threshold(F("done_wan") * 12),
        threshold(F("plan_wan") * YELLOW * F("number")),
    )
    assert wrong_cases(threshold_cases, condition) == 0


def test_thresholds_serve_in_case_when(threshold_cases):
    reached = GreaterThanOrEqual(threshold(F("done_wan") * 12), threshold(F("plan_wan") * YELLOW * F("number")))
    lights = Amount.objects.annotate(light=Case(When(reached, then=Value("yellow")), default=Value("red")))
    found = dict(lights.values_list("pk", "light"))
    assert all((found[row.pk] == "yellow") == truly_reached(row) for row in threshold_cases)


def test_red_control_a_bare_division_misses_thresholds(threshold_cases):
    if not on_sqlite():
        pytest.skip("only SQLite computes decimals in floating point")
    bare = GreaterThanOrEqual(F("done_wan"), F("plan_wan") * YELLOW * F("number") / 12)
    assert wrong_cases(threshold_cases, bare) > 100


@pytest.fixture
def monthly_amounts():
    for unit, done in [("洛江", "0.10"), ("洛江", "0.20"), ("丰泽", "7")]:
        Amount.objects.create(unit=unit, month=JULY, done_wan=done)


def totals_of_units():
    return Amount.objects.values("unit", "month").annotate(total_wan=wan_sum("done_wan"), entries=Count("id"))


def test_insert_from_writes_what_the_queryset_selects(monthly_amounts):
    fields = ("total_wan", "unit", "entries", "month")
    assert insert_from(UnitTotal, totals_of_units(), fields) == 2
    rows = UnitTotal.objects.order_by("total_wan")
    assert [(row.unit, row.month, str(row.total_wan), row.entries, row.basis, row.note) for row in rows] == [
        ("洛江", JULY, "0.30", 2, "REPORTED", None),
        ("丰泽", JULY, "7.00", 1, "REPORTED", None),
    ]
    assert rows.filter(total_wan=Decimal("0.30")).count() == 1


@pytest.mark.parametrize(
    "order", [("unit", "month", "total_wan", "entries"), ("entries", "total_wan", "month", "unit")]
)
def test_columns_are_matched_in_the_order_of_fields(monthly_amounts, order):
    insert_from(UnitTotal, totals_of_units(), order)
    assert UnitTotal.objects.get(unit="洛江").entries == 2


def test_names_that_differ_are_mapped(monthly_amounts):
    """A value cannot be named like a field of the model it is read from; the mapping gives it its column."""
    rows = Amount.objects.filter(unit="洛江").annotate(
        august=Value(JULY.next(), MonthField()), one=Value(1), carried=Value("CARRIED")
    )
    fields = {"unit": "unit", "month": "august", "total_wan": "done_wan", "entries": "one", "basis": "carried"}
    assert insert_from(UnitTotal, rows, fields) == 2
    assert set(UnitTotal.objects.values_list("month", "basis")) == {(Month(2018, 8), "CARRIED")}


def test_nothing_selected_inserts_nothing(monthly_amounts):
    fields = ("unit", "month", "total_wan", "entries")
    assert insert_from(UnitTotal, totals_of_units().none(), fields) == 0
    assert insert_from(UnitTotal, totals_of_units().filter(unit="金门"), fields) == 0
    assert not UnitTotal.objects.exists()


def test_insert_from_is_one_statement(monthly_amounts, django_assert_num_queries):
    with django_assert_num_queries(1):
        insert_from(UnitTotal, totals_of_units(), ("unit", "month", "total_wan", "entries"))


def test_a_column_left_without_value_is_named(monthly_amounts):
    with pytest.raises(ValueError, match="lacks month, entries"):
        insert_from(UnitTotal, totals_of_units(), ("unit", "total_wan"))


def test_the_database_still_refuses_what_it_must():
    Amount.objects.create(unit="洛江", done_wan=1)
    with pytest.raises(IntegrityError):
        insert_from(UnitTotal, totals_of_units(), ("unit", "month", "total_wan", "entries"))


def test_text_with_percent_signs_is_data(monthly_amounts):
    rows = Amount.objects.filter(unit="丰泽").annotate(sign=Value("100%s"), one=Value(1))
    fields = {"unit": "sign", "month": "month", "total_wan": "done_wan", "entries": "one"}
    insert_from(UnitTotal, rows, fields)
    assert UnitTotal.objects.get().unit == "100%s"


def test_the_latest_of_a_group_can_be_inserted(monthly_amounts):
    rows = Amount.objects.values("unit").annotate(last=Max("month"), top=Max("done_wan"), entries=Count("id"))
    insert_from(UnitTotal, rows, {"unit": "unit", "month": "last", "total_wan": "top", "entries": "entries"})
    assert UnitTotal.objects.get(unit="洛江").total_wan == Decimal("0.20")


def test_one_value_may_fill_two_columns(monthly_amounts):
    rows = totals_of_units().annotate(size=Count("id"), name=F("unit"))
    fields = {"unit": "name", "note": "name", "month": "month", "total_wan": "size", "entries": "size"}
    assert insert_from(UnitTotal, rows, fields) == 2
    written = UnitTotal.objects.get(unit="洛江")
    assert (written.note, str(written.total_wan), written.entries) == ("洛江", "2.00", 2)


def test_missing_values_become_null(monthly_amounts):
    rows = totals_of_units().annotate(nothing=Max("plan_wan"))
    fields = {"unit": "unit", "note": "nothing", "month": "month", "total_wan": "total_wan", "entries": "entries"}
    insert_from(UnitTotal, rows, fields)
    assert set(UnitTotal.objects.values_list("note", flat=True)) == {None}


def test_statistics_can_be_refreshed_inside_a_transaction(many_amounts, django_assert_num_queries):
    with django_assert_num_queries(2):
        analyze(Amount, UnitTotal)


def test_layers_work_values_out_from_the_values_below(monthly_amounts):
    """`basis` is a layer over `is_much`, which is a layer over the sum."""
    amount = column("total_wan", WanField())
    is_much = GreaterThanOrEqual(amount, Value(Decimal("0.30"), output_field=WanField()))
    layers = (
        {"basis": Case(When(is_much, then=Value("MUCH")), default=Value("LITTLE"))},
        {"copied": column("basis", CharField())},
    )
    Amount.objects.create(unit="晋江", month=JULY, done_wan="0.29")
    fields = {name: name for name in ("unit", "month", "total_wan", "entries", "basis")} | {"note": "copied"}
    assert insert_from(UnitTotal, totals_of_units().order_by("unit"), fields, layers=layers) == 3
    found = {row.unit: (row.basis, row.note) for row in UnitTotal.objects.all()}
    assert found == {"洛江": ("MUCH", "MUCH"), "丰泽": ("MUCH", "MUCH"), "晋江": ("LITTLE", "LITTLE")}


AWKWARD = ["a\tb", "c\nd\re", r"\N", r"back\slash", "它说“好”，100%", ""]


@pytest.mark.both
def test_many_rows_come_in_as_they_are():
    """Text that COPY's format would take for its own marks, nothing, and cents survive on both databases."""
    load_rows(Amount, ("unit", "done_wan", "plan_wan", "number"), [(text, "0.10", None, 1) for text in AWKWARD])
    assert list(Amount.objects.order_by("pk").values_list("unit", "done_wan", "plan_wan")) == [
        (text, Decimal("0.10"), None) for text in AWKWARD
    ]
    load_rows(Amount, ("unit", "done_wan", "plan_wan", "number"), [])
    assert Amount.objects.count() == len(AWKWARD)


@pytest.mark.both
def test_keys_taken_beforehand_are_new_and_are_not_given_again(django_assert_num_queries):
    last = Amount.objects.create(unit="洛江", done_wan=1).pk
    with django_assert_num_queries(1):
        keys = next_keys(Amount, 3)
    assert len(set(keys)) == 3
    assert min(keys) > last
    rows = [(key, "晋江", "0.10", None, 1) for key in keys]
    load_rows(Amount, ("id", "unit", "done_wan", "plan_wan", "number"), rows)
    assert Amount.objects.create(unit="丰泽", done_wan=1).pk > max(keys)
    Amount.objects.filter(unit="丰泽").delete()
    assert min(next_keys(Amount, 1)) > max(keys) + 1, "not even the key of a row that is gone"


@pytest.mark.both
def test_what_the_database_refuses_is_said_in_djangos_words():
    load_rows(Amount, ("id", "unit", "done_wan", "number"), [(1, "晋江", "0.10", 1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        load_rows(Amount, ("id", "unit", "done_wan", "number"), [(1, "晋江", "0.10", 1)])


@pytest.mark.both
def test_columns_of_many_rows_come_as_texts_or_as_values(django_assert_max_num_queries):
    """The reverse of `load_rows`: the same texts survive, and both databases spell amounts and days alike."""
    rows = [(text, "0.10", None if number else "600.5", number, JULY) for number, text in enumerate(AWKWARD)]
    load_rows(Amount, ("unit", "done_wan", "plan_wan", "number", "month"), rows)
    with django_assert_max_num_queries(1):
        first, second = in_chunks(
            Amount.objects.order_by("number"), ("unit", "plan_wan", "done_wan", "number", "month"), size=4
        )
    assert [*first.texts("unit"), *second.values("unit")] == AWKWARD
    assert list(first.texts("plan_wan")) == ["600.50", None, None, None]
    assert list(first.values("plan_wan")) == [Decimal("600.50"), None, None, None]
    assert list(second.texts("done_wan")) == ["0.10", "0.10"]
    assert list(second.texts("number")) == ["4", "5"]
    assert list(second.values("number")) == [4, 5]
    assert list(second.values("month")) == [JULY, JULY]


@pytest.mark.both
def test_columns_of_no_rows_are_no_chunks():
    assert list(in_chunks(Amount.objects.all(), ("unit", "plan_wan"), size=4)) == []
    assert list(in_chunks(Amount.objects.filter(pk__in=[]), ("unit", "plan_wan"), size=4)) == []


@pytest.mark.both
def test_many_rows_are_each_set_to_values_of_their_own():
    rows = Amount.objects.bulk_create(Amount(unit=text, done_wan=1) for text in AWKWARD)
    update_rows(
        Amount, ("unit", "plan_wan"), {row.pk: (row.unit + "！", None if not row.unit else "2.50") for row in rows}
    )
    assert list(Amount.objects.order_by("pk").values_list("unit", "done_wan", "plan_wan")) == [
        (text + "！", Decimal("1.00"), Decimal("2.50") if text else None) for text in AWKWARD
    ]
    update_rows(Amount, ("unit",), {})


def test_a_column_left_out_is_named_before_the_database_refuses():
    with pytest.raises(ValueError, match="done_wan"):
        load_rows(Amount, ("unit",), [("洛江",)])
