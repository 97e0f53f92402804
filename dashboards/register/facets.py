"""What the filters offer and how many rows each choice has, from the cells of the brief: their number never grows.

A person who sees one owner's projects only has no cells of their own; theirs are counted from their few lines.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Q

from core.accounts.models import User
from core.accounts.roles import Can
from core.accounts.scopes import Scope
from dashboards.lights import LIGHT_MARKS
from projects.choices import KeyLevel
from reporting.choices import Light
from reporting.models import Brief, BriefCell

from .filters import Keys
from .lines import entries

IN_CELLS = frozenset({"unit", "category", "level"})
"""Filters that cells can answer."""

_LIGHT_COUNTS = {
    Light.GREEN: "greens",
    Light.YELLOW: "yellows",
    Light.RED: "reds",
    Light.BEFORE_START: "before_starts",
    Light.UNLIT: "unlit",
}
_KEYS = ("unit_id", "unit__code", "unit__short_name", "unit__order", "category_id", "category__code",
         "category__short_name", "category__order", "key_level")  # fmt: skip


class Group(NamedTuple):
    """The entries of one unit, category and key level; `lights` in the order of `Light`."""

    unit_id: int
    unit: str
    unit_name: str
    unit_order: int
    category_id: int
    category: str
    category_name: str
    category_order: int
    level: str
    projects: int
    lights: tuple[int, ...]


class Option(NamedTuple):
    """A choice of a filter. `count` is None where it would have to be counted from the lines."""

    value: str
    label: str
    count: int | None
    is_chosen: bool
    tone: str = ""


@dataclass(frozen=True)
class Facets:
    """All groups in the person's scope. Counts of a filter's choices heed the other filters, not its own."""

    groups: tuple[Group, ...]
    chosen: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def keys(self) -> Keys:
        return {
            "unit": {group.unit: group.unit_id for group in self.groups},
            "category": {group.category: group.category_id for group in self.groups},
        }

    def units(self) -> list[Option]:
        return self._options("unit", lambda group: (group.unit_order, group.unit, group.unit_name))

    def categories(self) -> list[Option]:
        return self._options("category", lambda group: (group.category_order, group.category, group.category_name))

    def levels(self) -> list[Option]:
        order = {value: (place, value, label) for place, (value, label) in enumerate(KeyLevel.choices)}
        return self._options("level", lambda group: order[group.level])

    def lights(self) -> list[Option]:
        chosen = self.chosen.get("light", ())
        counts = [sum(column) for column in zip(*(group.lights for group in self._others("light")), strict=True)]
        known = self._is_known("light")
        return [
            Option(light, light.label, (counts[place] if counts else 0) if known else None, light in chosen,
                   LIGHT_MARKS[light].tone)
            for place, light in enumerate(Light)
        ]  # fmt: skip

    def total(self) -> int | None:
        """Entries under all filters but the light, or None when cells cannot say."""
        return sum(group.projects for group in self._others("light")) if self._is_known("light") else None

    def _is_known(self, name: str) -> bool:
        return bool(self.groups) and set(self.chosen) - {name} <= IN_CELLS

    def _others(self, name: str) -> list[Group]:
        """Groups that pass every filter of cells except `name`."""
        wanted = [(key, set(self.chosen[key])) for key in IN_CELLS - {name} if key in self.chosen]
        return [group for group in self.groups if all(getattr(group, key) in values for key, values in wanted)]

    def _options(self, name: str, place: Callable[[Group], tuple[int, str, str]]) -> list[Option]:
        counts = dict.fromkeys(sorted({place(group) for group in self.groups}), 0)
        for group in self._others(name):
            counts[place(group)] += group.projects
        known, chosen = self._is_known(name), set(self.chosen.get(name, ()))
        return [
            Option(value, label, count if known else None, value in chosen)
            for (_, value, label), count in counts.items()
        ]


def facets_of(brief: Brief, user: User) -> Facets:
    """One query: over cells, or over the lines of somebody who sees single projects only."""
    scope = user.scope(Can.READ_PROJECTS)
    names = ("projects", *_LIGHT_COUNTS.values())
    if cells_fit(scope):
        rows = visible_cells(brief, scope).values_list(*_KEYS, *names)
    else:
        counts = {name: Count("pk", filter=Q(light=light)) for light, name in _LIGHT_COUNTS.items()}
        rows = entries(brief, user).order_by().values_list(*_KEYS).annotate(projects=Count("pk"), **counts)
    return Facets(tuple(Group(*row[:10], tuple(row[10:])) for row in rows))


def cells_fit(scope: Scope) -> bool:
    """Whether what the person sees is a sum of cells: the city or whole units."""
    return scope.whole_city or not scope.firm_ids


def visible_cells(brief: Brief, scope: Scope) -> Any:
    cells = BriefCell.objects.filter(brief=brief)
    return cells if scope.whole_city else cells.filter(unit_id__in=scope.unit_ids)
