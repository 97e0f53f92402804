from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from core.foundation.months import Month
from reporting.choices import DutyState
from reporting.models import Brief, Duty


class MonthFilter(django_filters.CharFilter):
    """`?month=2018-07`; anything else is a 400 that says how a month is written."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        try:
            return qs.filter(**{self.field_name: Month.parse(value)})
        except ValueError as error:
            raise ValidationError({self.field_name: str(error)}) from error


class DutyFilter(django_filters.FilterSet):
    month = MonthFilter(label="月份")
    unit = django_filters.CharFilter(field_name="unit__code", label="上报单位代码")
    project = django_filters.CharFilter(field_name="listing__project__code", label="项目编码")
    state = django_filters.MultipleChoiceFilter(choices=DutyState.choices, label="状态")

    class Meta:
        model = Duty
        fields = ("is_late",)


class BriefFilter(django_filters.FilterSet):
    month = MonthFilter(label="月份")
    campaign = django_filters.NumberFilter(field_name="campaign__year", label="年度")

    class Meta:
        model = Brief
        fields = ("number",)
