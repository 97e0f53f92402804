"""The part of the city a figure is about: all in sight, one unit, or one category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from dashboards.board.reading import Reading
from dashboards.board.tally import Tally, tallies_of_briefs, tallies_of_lines
from projects.choices import Stage
from reporting.models import Brief


@dataclass(frozen=True)
class Slice:
    """`rows` and `duties` are conditions on brief cells and on duties; `filters` name the same in the register.

    Where no cell sets the projects apart, `from_lines` says that `rows` is a condition on lines.
    """

    label: str
    tally: Tally
    rows: Q
    duties: Q
    filters: Mapping[str, str]
    is_judged: bool = True
    from_lines: bool = False

    def by_brief(self, briefs: Sequence[Brief]) -> Mapping[int, Tally]:
        """The same part of other briefs, by their key; one query."""
        return tallies_of_lines(briefs, self.rows) if self.from_lines else tallies_of_briefs(briefs, self.rows)


def whole(reading: Reading) -> Slice:
    """Everything in sight: the city, or a person's own unit."""
    if reading.sight.whole_city:
        return Slice("全市", reading.total, Q(), Q(), {})
    own = [row.unit for row in reading.standings if reading.sight.covers(row.unit_id)]
    label = "、".join(unit.short_name for unit in own)
    filters = {"unit": own[0].code} if len(own) == 1 else {}
    return Slice(label, reading.total, reading.sight.only(), reading.sight.only(), filters)


def of_unit(reading: Reading, code: str) -> Slice:
    """LookupError for a unit that is not in sight, as for one that does not exist."""
    for row in reading.standings:
        if row.unit.code == code and reading.sight.covers(row.unit_id):
            mine = Q(unit=row.unit_id)
            return Slice(row.unit.short_name, reading.of_unit(row.unit), mine, mine, {"unit": code})
    raise LookupError(code)


def of_category(reading: Reading, code: str) -> Slice:
    category = next((each for each in reading.categories if each.code == code), None)
    if category is None:
        raise LookupError(code)
    everywhere = whole(reading)
    return Slice(
        label=f"{everywhere.label} {category.name}",
        tally=reading.of_category(category),
        rows=everywhere.rows & Q(category=category.pk),
        duties=everywhere.duties & Q(listing__category=category.pk),
        filters={**everywhere.filters, "category": code},
        is_judged=category.stage != Stage.PLANNING,
    )


def of_flagships(reading: Reading) -> Slice:
    """The flagships in sight."""
    everywhere = whole(reading)
    rows = reading.sight.only() & Q(is_flagship=True)
    return Slice(
        label=f"{everywhere.label} 标杆项目",
        tally=tallies_of_lines([reading.brief], rows)[reading.brief.pk],
        rows=rows,
        duties=everywhere.duties & Q(listing__is_flagship=True),
        filters={**everywhere.filters, "flagship": "1"},
        from_lines=True,
    )
