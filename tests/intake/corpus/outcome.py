"""What a desk makes of an odd workbook, with the portal's own data behind it: rows, remarks, totals, as texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook

from core.intake.analysis import Analysis, analyse
from core.intake.desk import Kind
from core.intake.desks import Occasion
from core.intake.issues import Tier
from core.intake.models import Batch
from core.intake.reader import as_real_file
from core.intake.stored import fill, rows_of
from tests.intake.ledgers import saved

from .habit import Grid, Habit

Row = tuple[str, str, Mapping[str, str]]
"""Name, group, and every value that is no free text by field."""


@dataclass(frozen=True)
class Case:
    """`rows` in the file's order; `issues` are all 错误 and 提醒 as “cell rule”, of reading and of comparing.

    `sums` are the amounts of all rows together; `differing` rows of printed totals that do not add up.
    """

    name: str
    sheets: Mapping[str, Grid]
    rows: Sequence[Row]
    issues: Sequence[str] = ()
    sums: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[str] = ("list",)
    differing: Sequence[int] = ()

    def book(self) -> Workbook:
        return Habit(self.name, self.sheets, ()).book()

    def outcome(self, occasion: Occasion) -> dict[str, Any]:
        return outcome(self.book(), self.name, occasion)

    @property
    def expected(self) -> dict[str, Any]:
        return {
            "kinds": list(self.kinds),
            "rows": [(name, group, dict(values)) for name, group, values in self.rows],
            "issues": sorted(self.issues),
            "sums": dict(self.sums),
            "differing": list(self.differing),
        }


def case(name: str, *lines: Sequence[Any], rows: Sequence[Row], **said: Any) -> Case:
    """A workbook of one sheet. Keywords of Grid and of Case alike."""
    grid = {key: said.pop(key) for key in tuple(said) if key in Grid.__dataclass_fields__}
    return Case(name, {"表": Grid(lines, **grid)}, rows, **said)


def outcome(book: Workbook, name: str, occasion: Occasion) -> dict[str, Any]:
    """As the pages and the marked workbook tell it; the cells are those that are stored."""
    with as_real_file([saved(book).getvalue()]) as file:
        analysis = analyse(file, f"{name}.xlsx", occasion)
    batch = Batch(desk=occasion.desk.name, about=occasion.about)
    fill(batch, analysis)
    rows = rows_of(batch, analysis)
    issues = [*batch.said("findings")["issues"], *(issue for row in rows for issue in row.remarks)]
    return {
        "kinds": [sheet.kind for sheet in analysis.understanding.sheets],
        "rows": [(row.name, str(row.group), _values(row.texts, analysis)) for row in rows],
        "issues": sorted(f"{each['cell'] or '-'} {each['rule']}" for each in issues if each["tier"] != Tier.NORMALISED),
        "sums": batch.said("sums"),
        "differing": [each.row for each in analysis.understanding.published if not each.is_equal],
    }


def _values(texts: Mapping[str, str], analysis: Analysis) -> dict[str, str]:
    kinds = {key: analysis.desk.kind_of(key) for key in texts}
    return {key: text for key, text in texts.items() if kinds[key] not in {Kind.TEXT, Kind.NAME, Kind.SERIAL}}
