"""Columns: money and months as they go into the database and come back."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter

from core.foundation.money import WanField, WanFormField
from core.foundation.months import Month, MonthField, MonthFormField
from tests.foundation.sample_models import Amount

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_tables")]

JULY = Month(2018, 7)


def stored(**values):
    return Amount.objects.create(**{"done_wan": Decimal("1.00"), **values})


def reread(row):
    return Amount.objects.get(pk=row.pk)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1234.5", "1234.50"), (7, "7.00"), (Decimal("0.005"), "0.01"), (Decimal("0.025"), "0.03"), (-3, "-3.00")],
)
def test_amounts_come_back_with_two_decimals_rounded_half_up(value, expected):
    assert str(reread(stored(done_wan=value)).done_wan) == expected


def test_floats_reach_no_amount_column():
    with pytest.raises(TypeError):
        stored(done_wan=0.1)
    with pytest.raises(TypeError):
        Amount.objects.filter(done_wan=0.1)
    with pytest.raises(TypeError):
        Amount.objects.update(done_wan=0.1)
    with pytest.raises(TypeError):
        Amount(done_wan=0.1).full_clean()
    with pytest.raises(TypeError):
        WanFormField().clean(0.1)


def test_a_third_decimal_fails_validation():
    with pytest.raises(ValidationError, match="2"):
        Amount(done_wan=Decimal("1.005")).clean_fields()
    with pytest.raises(ValidationError):
        WanField().formfield().clean("1.005")
    assert WanField().formfield().clean("1234.5") == Decimal("1234.5")
    assert isinstance(WanField().formfield(), WanFormField)


def test_amount_columns_compare_and_update_by_expression():
    row = stored(done_wan="10.10")
    Amount.objects.filter(done_wan__gte=Decimal("10.1")).update(done_wan=models.F("done_wan") + Decimal("0.20"))
    assert reread(row).done_wan == Decimal("10.30")


def test_amount_columns_are_16_digits_and_say_so_nowhere():
    field = WanField("计划投资", null=True)
    assert (field.max_digits, field.decimal_places) == (16, 2)
    _, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == ("core.foundation.money.WanField", [], {"verbose_name": "计划投资", "null": True})
    assert MigrationWriter.serialize(field)[0] == "core.foundation.money.WanField(null=True, verbose_name='计划投资')"
    assert isinstance(field.clone(), WanField)
    with pytest.raises(TypeError, match="max_digits"):
        WanField(max_digits=20)


@pytest.mark.parametrize("value", [JULY, date(2018, 7, 1), "2018-07", "2018年7月", "201807", "2018-07-01"])
def test_months_come_back_as_months(value):
    row = stored(month=value)
    assert reread(row).month == JULY
    with connection.cursor() as cursor:
        cursor.execute(f"select month from {Amount._meta.db_table} where id = %s", [row.pk])
        assert str(cursor.fetchone()[0]) == "2018-07-01"


def test_no_month_is_none():
    assert reread(stored(month=None)).month is None


@pytest.mark.parametrize("value", [date(2018, 7, 24), datetime(2018, 7, 1), "2018-07-24", "七月", 201807])
def test_any_other_day_is_refused(value):
    with pytest.raises(ValidationError, match="月份"):
        stored(month=value)
    with pytest.raises(ValidationError):
        Amount(month=value, done_wan=1).clean_fields()


def test_lookups_take_months():
    for month in (Month(2017, 12), Month(2018, 6), JULY, Month(2018, 8)):
        stored(month=month)

    def found(**condition):
        return list(Amount.objects.filter(**condition).order_by("month").values_list("month", flat=True))

    assert found(month=JULY) == found(month="2018-07") == [JULY]
    assert found(month__in=[JULY, Month(2018, 6)]) == [Month(2018, 6), JULY]
    assert found(month__lt=Month(2018, 6)) == [Month(2017, 12)]
    assert found(month__lte=Month(2018, 6)) == [Month(2017, 12), Month(2018, 6)]
    assert found(month__gt=JULY) == [Month(2018, 8)]
    assert found(month__gte=JULY) == [JULY, Month(2018, 8)]
    assert found(month__range=(Month(2018, 6), JULY)) == [Month(2018, 6), JULY]
    assert found(month__year=2018) == [Month(2018, 6), JULY, Month(2018, 8)]
    assert found(month__month=7) == [JULY]


def test_aggregates_and_annotations_give_months():
    stored(month=JULY)
    stored(month=Month(2018, 1))
    assert Amount.objects.aggregate(latest=models.Max("month"))["latest"] == JULY
    assert Amount.objects.annotate(asked=models.Value(JULY, MonthField())).first().asked == JULY


def test_fixtures_round_trip():
    row = stored(month=JULY, done_wan="5.50")
    (fixture,) = serialize("python", [row])
    values = json.loads(json.dumps(fixture["fields"], default=str))
    assert (values["month"], values["done_wan"]) == ("2018-07", "5.50")
    assert Amount._meta.get_field("month").to_python(values["month"]) == JULY


def test_month_columns_in_forms_and_migrations():
    field = MonthField("月份")
    assert isinstance(field.formfield(), MonthFormField)
    assert field.deconstruct()[1:] == ("core.foundation.months.MonthField", [], {"verbose_name": "月份"})
