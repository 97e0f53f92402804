"""Throw-away tables for what only a database can show. Their app is not installed; the fixture
``sample_tables`` makes the tables for one module of tests and drops them."""

from typing import ClassVar

from django.db import models

from core.foundation.constraints import not_negative, paired, positive, sum_equals
from core.foundation.money import WanField
from core.foundation.months import MonthField

APP = "foundation_sample"


class Amount(models.Model):
    """One amount of one unit in one month; ``plan_wan`` and ``number`` serve thresholds."""

    unit = models.CharField(max_length=20, default="")
    month = MonthField(null=True)
    done_wan = WanField()
    plan_wan = WanField(null=True)
    number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        app_label = APP


class UnitTotal(models.Model):
    """What ``insert_from`` fills."""

    unit = models.CharField(max_length=20)
    month = MonthField()
    total_wan = WanField()
    entries = models.PositiveIntegerField()
    note = models.CharField(max_length=20, null=True)  # noqa: DJ001 - NULL is what the test needs
    basis = models.CharField(max_length=20, db_default="REPORTED")

    class Meta:
        app_label = APP


class LooseSum(models.Model):
    """The red control: the same rule as Guarded's, written without rounding."""

    prior_wan = WanField()
    month_wan = WanField()
    ytd_wan = WanField()

    class Meta:
        app_label = APP
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ytd_wan=models.F("prior_wan") + models.F("month_wan")), name="sample_loose_sum"
            )
        ]


class Guarded(models.Model):
    """Every rule of ``foundation.constraints``, on one table."""

    prior_wan = WanField(default=0)
    month_wan = WanField(default=0)
    ytd_wan = WanField(default=0)
    plan_wan = WanField(default=1)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=20, null=True)  # noqa: DJ001 - paired with closed_at

    class Meta:
        app_label = APP
        constraints: ClassVar = [
            sum_equals("ytd_wan", "prior_wan", "month_wan", name="sample_ytd_is_prior_plus_month"),
            positive("plan_wan", name="sample_plan_positive"),
            not_negative("prior_wan", name="sample_prior_not_negative"),
            paired("closed_at", "closed_by", name="sample_closed_pair"),
        ]


TABLES = (Amount, UnitTotal, LooseSum, Guarded)
