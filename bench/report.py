"""The figures of one run as a page and as JSON, for ``docs/evidence/``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.databases import Loaded
from bench.goals import Goal, Measured
from bench.weights import Weight

WORDS = {"met": "met", "stretch": "met, stretch too", "missed": "**missed**"}


@dataclass
class Report:
    """Everything one run found out."""

    date: str
    machine: str
    versions: str
    effort: str
    loads: list[Loaded] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    pages: list[Measured] = field(default_factory=list)
    roll_ups: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    imports: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    exports: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    weights: list[tuple[Weight, Weight]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether both sides of every comparison did the same work."""
        same = all(found[name]["same_rows"] for found in self.roll_ups.values() for name in ("whole", "one unit"))
        counts = [*self.imports.values(), *(each for found in self.exports.values() for each in found.values())]
        return same and all(len(set(each.get("rows", {}).values())) <= 1 for each in counts)

    def as_json(self) -> str:
        goals = [asdict(goal) | {"verdict": goal.verdict} for goal in self.goals]
        return json.dumps(asdict(self) | {"goals": goals}, ensure_ascii=False, indent=1)

    def as_page(self) -> str:
        parts = [
            *(self._head(), self._goals(), self._pages(), self._roll_ups(), self._imports(), self._exports()),
            self._weights(),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bench.md").write_text(self.as_page(), encoding="utf-8")
        (folder / "bench.json").write_text(self.as_json() + "\n", encoding="utf-8")

    def _head(self) -> str:
        loads = "; ".join(
            f"{each.size:,} projects in {each.wall:.0f} s ({each.processor:.0f} s of processor time, "
            f"{each.peak_mib:.0f} MiB at the most)"
            for each in self.loads
        )
        return (
            "# Measurements\n\n"
            "Written by `make bench`. Ratios divide processor time (application and PostgreSQL together) of the same\n"
            "run; the floors stand in `bench/floors/`. Goals are those the portal was designed for.\n\n"
            f"{self.date} · {self.machine} · {self.versions} · {self.effort}"
            + (f"\n\nDemonstration loaded: {loads}." if loads else "")
        )

    def _goals(self) -> str:
        rows = [
            [goal.code, goal.what, _number(goal.figure) + goal.unit, f"≤ {goal.most:g}{goal.unit}", WORDS[goal.verdict]]
            for goal in self.goals
        ]
        return "## Goals\n\n" + table(["", "what", "figure", "goal", ""], rows)

    def _pages(self) -> str:
        rows = [
            [line.what, line.system, f"{line.application_ms:.1f}", f"{line.database_ms:.1f}", f"{line.p50_ms:.0f}",
             f"{line.p95_ms:.0f}", f"{line.length / 1024:.1f}", f"{line.wire / 1024:.1f}"]
            for line in self.pages
        ]  # fmt: skip
        head = [
            "page",
            "system",
            "application, CPU ms",
            "PostgreSQL, CPU ms",
            "p50 ms",
            "p95 ms",
            "KiB",
            "KiB on the wire",
        ]
        return "## Pages\n\n" + table(head, rows) if rows else ""

    def _roll_ups(self) -> str:
        rows = [
            [f"{size:,}", name, side, f"{figures['cpu_ms']:.1f}", f"{figures['database_ms']:.1f}",
             f"{figures['wall_ms']:.0f}", str(figures["statements"])]
            for size, found in self.roll_ups.items()
            for name in ("whole", "one unit")
            for side, figures in ((side, found[name][side]) for side in ("portal", "floor"))
        ]  # fmt: skip
        head = ["projects", "roll-up of", "by", "CPU ms", "of it PostgreSQL", "wall ms", "statements"]
        told = "Both sides wrote the same rows." if self.is_sound else "**The two sides wrote different rows.**"
        return f"## Roll-up of a month\n\n{told}\n\n" + table(head, rows) if rows else ""

    def _imports(self) -> str:
        rows = [
            [f"{size:,}", side, f"{found[side]['cpu_ms']:.0f}", f"{found[side]['database_ms']:.0f}",
             f"{found[side]['wall_ms']:.0f}", str(found[side]["statements"]),
             f"{found[side]['cpu_ms'] / found['floor']['cpu_ms']:.1f}"]
            for size, found in self.imports.items()
            for side in ("portal", "floor", "rows alone", "reading", "bare")
        ]  # fmt: skip
        head = ["rows", "by", "CPU ms", "of it PostgreSQL", "wall ms", "statements", "÷ floor"]
        told = (
            "“Rows alone” are the very rows that the portal wrote, put in again by COPY with their keys checked and "
            "nothing else done; “reading” is the file read and understood, “bare” the library that reads its values."
        )
        return f"## Import of a ledger\n\n{told}\n\n" + table(head, rows) if rows else ""

    def _exports(self) -> str:
        rows = [
            [f"{size:,}", kind, side, f"{figures['cpu_ms']:.0f}", f"{figures['database_ms']:.0f}",
             f"{figures['wall_ms']:.0f}", f"{each['peak_mib']:.1f}" if side == "portal" else ""]
            for size, found in self.exports.items()
            for kind, each in found.items()
            for side, figures in ((side, each[side]) for side in ("portal", "floor"))
        ]  # fmt: skip
        head = ["projects", "file", "by", "CPU ms", "of it PostgreSQL", "wall ms", "MiB above idle"]
        return "## Exports of the register\n\n" + table(head, rows) if rows else ""

    def _weights(self) -> str:
        rows = [
            [cold.page, str(cold.requests), f"{cold.total:.0f}", f"{again.total:.0f}", f"{cold.document:.0f}",
             str(cold.elements), f"{cold.paint:.0f}", f"{cold.blocking:.0f}", f"{cold.shift:.3f}", f"{cold.fonts:.0f}"]
            for cold, again in self.weights
        ]  # fmt: skip
        head = [
            "page",
            "requests",
            "KiB",
            "KiB again",
            "document KiB",
            "elements",
            "first paint ms",
            "blocking ms",
            "shift",
            "fonts KiB",
        ]
        return "## In a browser\n\n" + table(head, rows) if rows else ""


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
