"""Pages of several systems, measured in turns: processor time of server and database, latency, length."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench import cpu
from bench.client import Answer, Client
from bench.servers import System


@dataclass(frozen=True)
class Visit:
    """One page of one system. `contains` must stand in the answer: an error page that answers 200 is no measurement."""

    system: System
    path: str
    contains: str = ""


@dataclass
class Figures:
    """Per round: milliseconds of processor time per request, of server and PostgreSQL; seconds of each answer."""

    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    wire: int = 0
    length: int = 0

    @property
    def cpu_ms(self) -> float:
        """The middle round, server and database together."""
        return statistics.median(a + b for a, b in zip(self.application, self.database, strict=True))

    @property
    def application_ms(self) -> float:
        return statistics.median(self.application)

    @property
    def database_ms(self) -> float:
        return statistics.median(self.database)

    def quantile_ms(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return 1000 * ordered[round(share * (len(ordered) - 1))]


@dataclass(frozen=True)
class Effort:
    rounds: int
    block: int


Act = Callable[[Visit], Answer | None]


class Turns:
    """Measures groups of visits that are to be compared: each round asks every system once, one after the other."""

    def __init__(self, clients: Mapping[str, Client], database: int | None, effort: Effort) -> None:
        self.clients, self.database, self.effort = clients, database, effort

    def measure(
        self, visits: Mapping[str, Visit], *, effort: Effort | None = None, act: Act | None = None
    ) -> dict[str, Figures]:
        """The figures of each visit, by the names given. `act` does something else than getting the page."""
        effort, act = effort or self.effort, act or self._ask
        found = {name: Figures() for name in visits}
        for visit in visits.values():
            for _ in range(WARM):
                act(visit)
        for _ in range(effort.rounds):
            for name, visit in visits.items():
                self._round(visit, found[name], effort.block, act)
        return found

    def _round(self, visit: Visit, figures: Figures, block: int, act: Act) -> None:
        server, database = cpu.read(visit.system.pid), cpu.read(self.database)
        answers = []
        for _ in range(block):
            begin = time.perf_counter()
            answers.append(act(visit))
            figures.seconds.append(time.perf_counter() - begin)
        figures.application.append(1000 * cpu.between(server, cpu.read(visit.system.pid)) / block)
        figures.database.append(1000 * cpu.between(database, cpu.read(self.database)) / block)
        if answers[-1] is not None:
            figures.wire, figures.length = len(answers[-1].wire), len(answers[-1].body)

    def _ask(self, visit: Visit) -> Answer:
        answer = self.clients[visit.system.name].get(visit.path)
        if answer.status != 200 or visit.contains.encode() not in answer.body:
            raise SystemExit(f"{visit.system.name} {visit.path}: {answer.status}\n{answer.body[:500]!r}")
        return answer


WARM = 6
"""Requests before the first round, so that every worker has compiled its templates."""


def log_ins(systems: Sequence[System], people: Mapping[str, tuple[str, str]]) -> dict[str, Client]:
    """One client per system, logged in."""
    clients = {}
    for system in systems:
        clients[system.name] = Client(system.port)
        clients[system.name].log_in(*people[system.name])
    return clients
