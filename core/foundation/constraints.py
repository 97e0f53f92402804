"""Rules the schema itself keeps, built once so that they read alike and hold on both databases.

A CHECK whose expression is NULL passes: on nullable columns each rule speaks only when all its
values are there. Names must be unique in the database: ``<table>_<what holds>``.
"""

from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Round

from core.foundation.money import DECIMAL_PLACES


def paired(*fields: str, name: str) -> CheckConstraint:
    """All null or all set: who and when, a verdict and its author. For nullable columns only."""
    if len(fields) < 2:
        raise ValueError("paired needs two fields or more")
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    message = f"{'、'.join(fields)} 应同时填写或同时为空"
    return CheckConstraint(condition=none | every, name=name, violation_error_message=message)


def positive(field: str, name: str) -> CheckConstraint:
    """Greater than zero."""
    return _check(Q(**{f"{field}__gt": Decimal(0)}), name, f"{field} 应大于 0")


def not_negative(field: str, name: str) -> CheckConstraint:
    """Zero or more."""
    return _check(Q(**{f"{field}__gte": Decimal(0)}), name, f"{field} 不应小于 0")


def sum_equals(total: str, *parts: str, name: str) -> CheckConstraint:
    """``total`` is the sum of the ``parts``, all amounts in 万元, to the cent.

    Rounded in SQL because SQLite would otherwise refuse 0.10 + 0.20 = 0.30.
    """
    if len(parts) < 2:
        raise ValueError("sum_equals needs two parts or more")
    expression: Any = reduce(add, (F(part) for part in parts))
    condition = Q(**{total: Round(expression, DECIMAL_PLACES)})
    return _check(condition, name, f"{total} 应等于 {' + '.join(parts)}")


def _check(condition: Q, name: str, message: str) -> CheckConstraint:
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)
