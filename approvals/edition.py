"""An edition of the guide as read from its file: checked whole before a row is written."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .choices import DependencyKind, Stage

FIRST_EDITION = Path(__file__).parent / "data" / "guide-2018.toml"
_SECONDARY = "?"
"""Before the name of a paper that may follow later."""


@dataclass(frozen=True)
class Edition:
    """`matters`, `templates` as the file's tables; `edges` are (before, after, kind) by code."""

    title: str
    document_number: str
    effective_on: date
    note: str
    matters: tuple[Mapping[str, Any], ...]
    templates: tuple[Mapping[str, Any], ...]
    edges: tuple[tuple[str, str, DependencyKind], ...] = field(default=())

    def problems(self) -> list[str]:
        """What keeps it from being published; empty when it is sound."""
        codes = [matter["code"] for matter in self.matters]
        found = [f"事项代码重复：{code}" for code in sorted(set(codes)) if codes.count(code) > 1]
        named = [code for before, after, _ in self.edges for code in (before, after)]
        named += [code for template in self.templates for code in template["matters"]]
        found += [f"没有这个事项：{code}" for code in sorted(set(named) - set(codes))]
        found += [
            f"{matter['name']}：承诺{matter['promised_days']}日超过法定{matter['legal_days']}日"
            for matter in self.matters
            if matter["promised_days"] > matter["legal_days"]
        ]
        found += [
            f"{template['name']}：各阶段合计超过全流程上限{template['ceiling_days']}日"
            for template in self.templates
            if sum(template["stages"].values()) > template["ceiling_days"]
        ]
        return found + ([] if found else self._circle())

    def _circle(self) -> list[str]:
        """Matters that wait for each other."""
        waits = {matter["code"]: {b for b, a, _ in self.edges if a == matter["code"]} for matter in self.matters}
        while ready := [code for code, needs in waits.items() if not needs & waits.keys()]:
            for code in ready:
                del waits[code]
        return [f"事项互为前置：{'、'.join(sorted(waits))}"] if waits else []


def read_edition(path: Path = FIRST_EDITION) -> Edition:
    """The file as an Edition. Raises tomllib.TOMLDecodeError or KeyError for a broken file."""
    return parse_edition(path.read_text(encoding="utf-8"))


def parse_edition(text: str) -> Edition:
    """The same from the text of a file."""
    data = tomllib.loads(text)
    edges = [
        (before, row["after"], kind)
        for row in data["dependencies"]
        for kind in DependencyKind
        for before in row.get(kind.value, ())
    ]
    for matter in data["matters"]:
        Stage(matter["stage"])
    return Edition(
        title=data["title"],
        document_number=data["document_number"],
        effective_on=data["effective_on"],
        note=data["note"],
        matters=tuple(data["matters"]),
        templates=tuple(data["templates"]),
        edges=tuple(edges),
    )


def papers_of(matter: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """(name, may follow later) of every paper."""
    return [(name.removeprefix(_SECONDARY), name.startswith(_SECONDARY)) for name in matter["papers"]]
