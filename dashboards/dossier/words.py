"""The facts of a project in words: the columns compared by the history and by “as known on a day”."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from core.foundation.money import DASH, wan_text
from projects.choices import Status
from projects.models import Project
from projects.models.project import FACT_FIELDS

FACTS = (*(field for field in FACT_FIELDS if field != "provenance"), "national_code")


def label(name: str) -> str:
    return str(Project._meta.get_field(name).verbose_name)  # noqa: SLF001 - documented API


def shown(row: models.Model, name: str) -> str:
    return word(Status(row.status).label if name == "status" else getattr(row, name))


def word(value: Any) -> str:
    """A value as people write it."""
    if value is None or value == "":
        return DASH
    if isinstance(value, Decimal):
        return wan_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)
