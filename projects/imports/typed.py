"""Texts of a batch back to the columns of the register."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.organisations.models import Firm, ReportingUnit
from projects.models import Campaign

from .fields import FACT_KEYS, TERM_KEYS

_DATES = frozenset({"planned_start", "planned_finish", "revised_finish", "actual_start", "actual_finish"})
_COLUMNS = {"owner": "owner_id", "unit": "unit_id", "category": "category_id"}


@dataclass(frozen=True)
class Lookups:
    """Keys of rows that texts name."""

    owners: Mapping[str, int]
    units: Mapping[str, ReportingUnit]
    categories: Mapping[str, int]

    def column(self, key: str, text: str) -> tuple[str, Any]:
        """The attribute a field is stored under, and the value; "" means nothing."""
        return _COLUMNS.get(key, key), self._value(key, text)

    def facts(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return dict(self.column(key, texts[key]) for key in FACT_KEYS if key in texts)

    def terms(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return dict(self.column(key, texts[key]) for key in TERM_KEYS if key in texts)

    def _value(self, key: str, text: str) -> Any:
        if key in _DATES:
            return date.fromisoformat(text) if text else None
        if key.endswith("_wan"):
            return Decimal(text) if text else None
        if key == "national_code":
            return text or None
        refer: Callable[[str], Any] | None = _REFERENCES.get(key)
        return refer(self, text) if refer else text


_REFERENCES: dict[str, Callable[[Lookups, str], Any]] = {
    "owner": lambda lookups, text: lookups.owners[text] if text else None,
    "unit": lambda lookups, text: lookups.units[text].pk,
    "category": lambda lookups, text: lookups.categories[text],
}


def lookups(campaign: Campaign, owners: Iterable[str]) -> Lookups:
    """Three statements. Owners that are no firm yet are missing from the answer: `make_owners` first."""
    return Lookups(
        owners=dict(Firm.objects.filter(name__in=set(owners)).values_list("name", "pk")),
        units={unit.code: unit for unit in ReportingUnit.objects.all()},
        categories=dict(campaign.categories.values_list("code", "pk")),
    )


def make_owners(names: Iterable[str]) -> list[str]:
    """Firms for owners that the register meets for the first time; returns their names."""
    wanted = set(names)
    new = sorted(wanted - set(Firm.objects.filter(name__in=wanted).values_list("name", flat=True)))
    Firm.objects.bulk_create(Firm(name=name) for name in new)
    return new


def drop_owners(names: Iterable[str]) -> None:
    """Firms that an import made and nothing refers to any more: no project, no earlier revision, no account."""
    unused = Firm.objects.filter(name__in=set(names))
    for relation in Firm._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented API
        if not (relation.auto_created and relation.one_to_many):
            continue
        name = relation.field.name
        used = relation.related_model.objects.filter(**{f"{name}__isnull": False})
        unused = unused.exclude(pk__in=used.values(name))
    unused.delete()
