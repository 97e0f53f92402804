"""What every endpoint shares: pages, months, amounts, and refusals as answers. Shape only; rules stand in the apps."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.foundation.months import Month
from core.foundation.verdict import Refused


class Pages(PageNumberPagination):
    """`?page=2&page_size=200`, at most 1,000 rows a page."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000


@extend_schema_field({"type": "string", "example": "2018-07"})
class MonthSerializerField(serializers.Field[Month, str, str, Month]):
    """A month as “2018-07”, in both directions."""

    def to_representation(self, value: Month) -> str:
        return str(value)

    def to_internal_value(self, data: str) -> Month:
        try:
            return Month.parse(str(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class WanSerializerField(serializers.DecimalField):
    """An amount in 万元 as text with two decimals; numbers with a floating point are not taken for money."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=2, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, float):
            raise serializers.ValidationError('金额请用文本传，如 "1234.50"，单位万元。')
        return super().to_internal_value(data)


class PlainRows:
    """What a paginator needs of a queryset: counted as it is, without the joins of what is shown; pages are dicts."""

    def __init__(self, queryset: QuerySet[Any], names: Sequence[str]) -> None:
        self.queryset, self.names = queryset, names

    @property
    def ordered(self) -> bool:
        return self.queryset.ordered

    def count(self) -> int:
        return self.queryset.count()

    def __getitem__(self, part: slice) -> QuerySet[Any, Any]:
        return self.queryset[part].values(*self.names)


class RowSerializer(serializers.ModelSerializer[Any]):
    """Writes rows of ``queryset.values(*sources())``: what is text, number or truth already is passed on as it is.

    Reading only. Building the objects of six tables for each of 1,000 rows, and asking every field how to find its
    value in them, costs several times the rest of the request.
    """

    _PASSED_ON = (serializers.CharField, serializers.IntegerField, serializers.BooleanField, serializers.ChoiceField)

    @classmethod
    @cache
    def sources(cls) -> tuple[str, ...]:
        """The names that the rows must hold."""
        return tuple(str(field.source) for field in cls().fields.values())

    @cached_property
    def _plan(self) -> list[tuple[str, str, Callable[[Any], Any] | None]]:
        return [
            (name, str(field.source), None if isinstance(field, self._PASSED_ON) else field.to_representation)
            for name, field in self.fields.items()
        ]

    def to_representation(self, instance: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: value if write is None or value is None else write(value)
            for name, source, write in self._plan
            for value in (instance[source],)
        }


def refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: a Refused becomes {code, detail, fields} with its own status."""
    if isinstance(error, Refused):
        body = {"code": error.code, "detail": error.message, "fields": error.field_errors}
        return Response(body, status=error.status)
    return exception_handler(error, context)
