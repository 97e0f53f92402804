"""What the schema refuses, whoever writes."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.writer import MigrationWriter
from django.utils import timezone

from core.foundation.constraints import paired, sum_equals
from tests.foundation.sample_models import Guarded, LooseSum

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_tables")]


def refused(**values):
    """Whether the database itself refuses the row; bulk_create runs no validation."""
    try:
        with transaction.atomic():
            Guarded.objects.bulk_create([Guarded(**values)])
    except IntegrityError:
        return True
    return False


def test_ten_cents_and_twenty_are_thirty():
    assert not refused(prior_wan=Decimal("0.10"), month_wan=Decimal("0.20"), ytd_wan=Decimal("0.30"))
    assert refused(prior_wan=Decimal("0.10"), month_wan=Decimal("0.20"), ytd_wan=Decimal("0.31"))
    assert refused(prior_wan=Decimal("0.10"), month_wan=Decimal("0.20"), ytd_wan=Decimal("0.29"))


def test_red_control_without_rounding_sqlite_refuses_thirty_cents():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite computes decimals in floating point")
    with pytest.raises(IntegrityError), transaction.atomic():
        LooseSum.objects.create(prior_wan=Decimal("0.10"), month_wan=Decimal("0.20"), ytd_wan=Decimal("0.30"))


def test_sums_hold_for_many_amounts():
    """2,000 true sums of every size go in; each of them a cent off stays out."""
    rows = []
    for number in range(2000):
        prior, month = Decimal(number * 7919 % 1_000_003) / 100, Decimal(number * 104729 % 99_991_001) / 100
        rows.append(Guarded(prior_wan=prior, month_wan=month, ytd_wan=prior + month))
    Guarded.objects.bulk_create(rows)
    assert Guarded.objects.count() == 2000
    for row in rows[::100]:
        assert refused(prior_wan=row.prior_wan, month_wan=row.month_wan, ytd_wan=row.ytd_wan + Decimal("0.01"))


def test_a_negative_month_is_a_sum_like_any_other():
    """冲减: the month may be negative as long as the sum is right."""
    assert not refused(prior_wan=Decimal("100.30"), month_wan=Decimal("-0.10"), ytd_wan=Decimal("100.20"))


def test_signs():
    assert refused(plan_wan=Decimal(0))
    assert not refused(plan_wan=Decimal("0.01"))
    assert refused(prior_wan=Decimal("-0.01"), ytd_wan=Decimal("-0.01"))


def test_who_and_when_are_set_together():
    assert refused(closed_at=timezone.now())
    assert refused(closed_by="jinjiang_approver")
    assert not refused(closed_at=timezone.now(), closed_by="jinjiang_approver")
    assert not refused()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ytd_wan": Decimal("0.31")}, "ytd_wan 应等于 prior_wan \\+ month_wan"),
        ({"plan_wan": Decimal(0)}, "plan_wan 应大于 0"),
        ({"closed_by": "x"}, "closed_at、closed_by 应同时填写或同时为空"),
    ],
)
def test_validation_before_the_database_agrees(values, message):
    sound = Guarded(prior_wan=Decimal("0.10"), month_wan=Decimal("0.20"), ytd_wan=Decimal("0.30"))
    sound.validate_constraints()
    for name, value in values.items():
        setattr(sound, name, value)
    with pytest.raises(ValidationError, match=message):
        sound.validate_constraints()


def test_constraints_go_into_migrations_and_come_back_equal():
    constraint = sum_equals("ytd_wan", "prior_wan", "month_wan", name="x")
    text, imports = MigrationWriter.serialize(constraint)
    assert "foundation" not in text + "".join(imports)  # a migration does not hang on our code
    assert constraint == sum_equals("ytd_wan", "prior_wan", "month_wan", name="x")
    assert constraint.clone() == constraint


def test_one_field_is_no_pair_and_one_part_no_sum():
    with pytest.raises(ValueError, match="two"):
        paired("closed_at", name="x")
    with pytest.raises(ValueError, match="two"):
        sum_equals("ytd_wan", "prior_wan", name="x")
