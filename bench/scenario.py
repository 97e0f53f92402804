"""The pages that are measured, and what is divided by what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.client import Client
from bench.goals import LARGE, SMALL, Goal, Measured
from bench.pages import Effort, Figures, Turns, Visit
from bench.servers import System

JINJIANG = "350582"


@dataclass(frozen=True)
class Group:
    """One kind of page: its path in the portal, and the floor's that answers the same question."""

    name: str
    portal: str
    contains: str
    floor: str = ""


GROUPS = (
    Group("register, 50 rows", "/register/", "项目库", "/list"),
    Group("register, filtered", f"/register/?unit={JINJIANG}", "项目库", "/list?county=3"),
    Group("register, Σ fragment", "/register/sum/", ""),
    Group("leaders' page", "/board/", "投资看板", "/board"),
    Group("dossier", "/projects/{code}/", "{code}", "/detail/300"),
    Group("REST, 50", "/api/v1/projects/", '"results"', "/api?limit=50"),
    Group("REST, 1000", "/api/v1/projects/?page_size=1000", '"results"', "/api?limit=1000"),
)
SLOW = {"REST, 1000"}


@dataclass(frozen=True)
class Systems:
    portal: Mapping[int, System]
    floor: Mapping[int, System]
    codes: Mapping[int, str]
    """Per size a project in the middle of the list."""


def measure(systems: Systems, turns: Turns, tell: Callable[[str], None]) -> list[Measured]:
    """All groups, each with its systems taking turns."""
    found = []
    for group in GROUPS:
        effort = Effort(turns.effort.rounds, max(2, turns.effort.block // 5)) if group.name in SLOW else None
        for name, figures in turns.measure(_visits(group, systems), effort=effort).items():
            found.append(_measured(group.name, name, figures))
            line = found[-1]
            tell(f"{line.what:22} {line.system:14} {line.application_ms:8.1f} + {line.database_ms:6.1f} ms")
    return found


def _visits(group: Group, systems: Systems) -> dict[str, Visit]:
    visits = {}
    for size, system in systems.portal.items():
        code = systems.codes[size]
        visits[system.name] = Visit(system, group.portal.format(code=code), group.contains.format(code=code))
        if group.floor:
            floor = systems.floor[size]
            visits[floor.name] = Visit(floor, group.floor)
    return visits


def _measured(what: str, system: str, figures: Figures) -> Measured:
    return Measured(
        what,
        system,
        figures.application_ms,
        figures.database_ms,
        figures.quantile_ms(0.5),
        figures.quantile_ms(0.95),
        figures.length,
        figures.wire,
    )


def goals(measured: list[Measured]) -> list[Goal]:
    """Ratios of pages, of the sizes that were measured."""
    costs = {(line.what, line.system): line.cpu_ms for line in measured}

    def against_floor(what: str) -> float:
        return costs[what, f"portal {SMALL}"] / costs[what, f"floor {SMALL}"]

    def grown(what: str) -> float:
        return costs[what, f"portal {LARGE}"] / costs[what, f"portal {SMALL}"]

    found = [
        Goal("G1", "register of 50 rows ÷ floor", against_floor("register, 50 rows"), 3),
        Goal("G3", "leaders' page ÷ floor from a roll-up", against_floor("leaders' page"), 3, 1.5),
        Goal("G5", "dossier ÷ floor", against_floor("dossier"), 4, 2.5),
        Goal("G6", "REST 50 ÷ plain ModelSerializer", against_floor("REST, 50"), 1.5, 1.1),
        Goal("G6", "REST 1000 ÷ plain ModelSerializer", against_floor("REST, 1000"), 1.5, 1.1),
    ]
    if any(line.system == f"portal {LARGE}" for line in measured):
        found += [
            Goal("G2", f"register filtered, {LARGE} ÷ {SMALL}", grown("register, filtered"), 1.3, 1.1),
            Goal("G2", f"register unfiltered, {LARGE} ÷ {SMALL}", grown("register, 50 rows"), 1.3, 1.1),
            Goal("G4", f"leaders' page, {LARGE} ÷ {SMALL}", grown("leaders' page"), 1.3, 1.1),
        ]
    return sorted(found, key=lambda goal: goal.code)


def log_ins(systems: Systems, turns: Turns, people: Mapping[str, tuple[str, str]]) -> list[Measured]:
    """Form and post of the log-in page: the price of the password's hash, and what stands around it."""
    visits = {}
    for system in (systems.portal[SMALL], systems.floor[SMALL]):
        visits[system.name] = Visit(system, "/login/")
    found = turns.measure(visits, effort=Effort(turns.effort.rounds, 2), act=lambda visit: _log_in(visit, people))
    return [_measured("log-in, form and post", name, figures) for name, figures in found.items()]


def _log_in(visit: Visit, people: Mapping[str, tuple[str, str]]) -> None:
    client = Client(visit.system.port)
    try:
        client.log_in(*people[visit.system.name])
    finally:
        client.close()


def memory(system: System, client: Client, code: str, *, requests: int) -> list[Goal]:
    """MiB per worker after mixed requests, and what the same number again adds."""
    paths = [group.portal.format(code=code) for group in GROUPS if group.name not in SLOW]
    paths += ["/briefs/", "/inbox/", "/register/?q=%E9%81%93%E8%B7%AF&sort=-ytd", f"/projects/{code}/card/"]
    sizes = []
    for _ in range(2):
        for number in range(requests):
            client.get(paths[number % len(paths)])
        sizes.append(max(system.workers()))
    return [
        Goal("G15", f"MiB per worker after {requests} mixed requests", sizes[0], 110, 80, unit=" MiB"),
        Goal("G15", f"growth of the next {requests}", 100 * (sizes[1] / sizes[0] - 1), 5, unit=" %"),
    ]
