"""Projects by light: how many, how much plan stands behind them, and what changed since last month's brief."""

from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import rate
from dashboards.lights import LIGHT_MARKS, LightMark
from reporting.choices import Light

from .links import figure_url, register_url
from .reading import Reading


@dataclass(frozen=True)
class LampRow:
    """`more` is how many more projects carry the light than a month ago; None without such a brief."""

    light: Light
    projects: int
    plan_wan: Decimal
    share: Decimal | None
    more: int | None
    figure: str
    register: str

    @property
    def mark(self) -> LightMark:
        return LIGHT_MARKS[self.light]

    @property
    def change(self) -> str:
        if self.more is None:
            return "—"
        return "持平" if self.more == 0 else f"增{self.more}" if self.more > 0 else f"减{-self.more}"


@dataclass(frozen=True)
class Lamps:
    rows: tuple[LampRow, ...]
    projects: int
    plan_wan: Decimal

    def row(self, light: Light) -> LampRow:
        return next(row for row in self.rows if row.light == light)

    @property
    def red(self) -> LampRow:
        return self.row(Light.RED)

    @property
    def yellow(self) -> LampRow:
        return self.row(Light.YELLOW)

    @property
    def behind(self) -> int:
        """Projects that are yellow or red."""
        return self.yellow.projects + self.red.projects

    @property
    def by_count(self) -> list[tuple[str, int]]:
        return [(row.mark.tone, row.projects) for row in self.rows]

    @property
    def by_plan(self) -> list[tuple[str, Decimal]]:
        return [(row.mark.tone, row.plan_wan) for row in self.rows]


def lamps_of(reading: Reading) -> Lamps:
    total = reading.total
    return Lamps(tuple(_row(light, reading) for light in Light), total.projects, total.initial_plan_wan)


def _row(light: Light, reading: Reading) -> LampRow:
    projects, plan = reading.total.of_light(light)
    before = reading.previous
    return LampRow(
        light=light,
        projects=projects,
        plan_wan=plan,
        share=rate(plan, reading.total.initial_plan_wan),
        more=projects - before.tally.of_light(light)[0] if before else None,
        figure=figure_url(reading.brief, "light", light=light),
        register=register_url(reading.brief, light=light),
    )
