"""Texts of a batch back to the columns of the register."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.organisations.models import Firm, ReportingUnit
from projects.models import Campaign

from .fields import FACT_KEYS, TERM_KEYS

_DATES = frozenset({"planned_start", "planned_finish", "revised_finish", "actual_start", "actual_finish"})


@dataclass(frozen=True)
class Lookups:
    """Keys of rows that texts name."""

    owners: Mapping[str, int]
    units: Mapping[str, ReportingUnit]
    categories: Mapping[str, int]

    def facts(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Values by the attributes they are stored under; "" means nothing."""
        return self._typed(FACT_KEYS, texts)

    def terms(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return self._typed(TERM_KEYS, texts)

    def _typed(self, keys: Iterable[str], texts: Mapping[str, str]) -> dict[str, Any]:
        found = {}
        for key in keys:
            if key in texts:
                column, read = _STORED.get(key, (key, None))
                found[column] = read(self, texts[key]) if read else texts[key]
        return found


Read = Callable[[Lookups, str], Any]

_STORED: dict[str, tuple[str, Read]] = {
    "owner": ("owner_id", lambda lookups, text: lookups.owners[text] if text else None),
    "unit": ("unit_id", lambda lookups, text: lookups.units[text].pk),
    "category": ("category_id", lambda lookups, text: lookups.categories[text]),
    "national_code": ("national_code", lambda _lookups, text: text or None),
    "total_investment_wan": ("total_investment_wan", lambda _lookups, text: Decimal(text) if text else None),
    **{day: (day, lambda _lookups, text: date.fromisoformat(text) if text else None) for day in _DATES},
}
"""Where a field is stored and how its text is read; any other is stored as it is under its own name."""


def lookups(campaign: Campaign, owners: Mapping[str, int]) -> Lookups:
    """Two statements; the owners come from `known_owners` or `make_owners`."""
    return Lookups(
        owners=owners,
        units={unit.code: unit for unit in ReportingUnit.objects.all()},
        categories=dict(campaign.categories.values_list("code", "pk")),
    )


def known_owners(names: Iterable[str]) -> dict[str, int]:
    return dict(Firm.objects.filter(name__in=set(names)).values_list("name", "pk"))


def make_owners(names: Collection[str]) -> tuple[dict[str, int], list[str]]:
    """The keys of all these owners, and the names of those that the register meets for the first time."""
    known = known_owners(names)
    new = sorted(set(names) - known.keys())
    made = Firm.objects.bulk_create(Firm(name=name) for name in new)
    return known | {firm.name: firm.pk for firm in made}, new


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
