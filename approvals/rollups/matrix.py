"""Projects × stages: what stands in each cell, read in two statements for as many projects as a page shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from approvals.choices import RUNNING, CaseLight, Stage
from approvals.models import ApprovalCase, Matter
from projects.models import Listing

_WORST = (CaseLight.RED, CaseLight.YELLOW, CaseLight.GREEN, CaseLight.PAUSED)
"""Of the running files of a cell the worst is shown; a stopped one only where nothing runs."""


@dataclass(frozen=True)
class Cell:
    """One stage of one project: matters needed and granted, files open, and the one that presses most."""

    stage: Stage
    needed: int
    granted: int
    open: tuple[ApprovalCase, ...]
    light: CaseLight

    @property
    def first(self) -> ApprovalCase | None:
        """The open file with the nearest due day; stopped and waiting ones after those with a day."""
        return min(self.open, key=lambda case: (case.due_on is None, case.due_on or date.max, case.pk), default=None)

    @property
    def is_needed(self) -> bool:
        return self.needed > 0


@dataclass(frozen=True)
class MatrixRow:
    listing: Listing
    template_name: str
    cells: tuple[Cell, ...]

    @property
    def granted(self) -> int:
        return sum(cell.granted for cell in self.cells)

    @property
    def needed(self) -> int:
        return sum(cell.needed for cell in self.cells)


def matrix(listings: Sequence[Listing], *, today: date) -> list[MatrixRow]:
    """Rows in the order of the listings, which come with their route and its template; four cells each."""
    projects = [listing.project_id for listing in listings]
    routes = {listing.project_id: listing.project.approval_route.template for listing in listings}
    needed = _needed({template.pk for template in routes.values()})
    files: dict[int, list[ApprovalCase]] = defaultdict(list)
    for case in ApprovalCase.objects.filter(project__in=projects).select_related("matter", "department"):
        files[case.project_id].append(case)
    return [
        MatrixRow(
            listing=listing,
            template_name=routes[listing.project_id].name,
            cells=tuple(
                cell(stage, needed[routes[listing.project_id].pk][stage], files[listing.project_id], today=today)
                for stage in Stage
            ),
        )
        for listing in listings
    ]


def cell(stage: Stage, codes: frozenset[str], files: Iterable[ApprovalCase], *, today: date) -> Cell:
    """From the codes a stage needs and the files of the project (of all stages)."""
    own = [case for case in files if case.matter.stage == stage]
    grants = {case.matter_code: case.light(today) for case in own if case.is_granted and case.matter_code in codes}
    open_files = tuple(case for case in own if case.is_open and not case.is_granted)
    light = _running_light(open_files, today=today) or _done_light(grants, codes)
    return Cell(stage, len(codes), len(grants), open_files, light)


def _running_light(open_files: Iterable[ApprovalCase], *, today: date) -> CaseLight | None:
    lights = {case.light(today) for case in open_files if case.state in RUNNING}
    return next((light for light in _WORST if light in lights), None)


def _done_light(grants: Mapping[str, CaseLight], codes: frozenset[str]) -> CaseLight:
    """A stage is done when all is granted, and in time only when every permit was."""
    if not codes <= grants.keys():
        return CaseLight.UNLIT
    return CaseLight.DONE_LATE if CaseLight.DONE_LATE in grants.values() else CaseLight.DONE


def _needed(templates: Iterable[int]) -> dict[int, dict[str, frozenset[str]]]:
    """{template: {stage: codes}}."""
    codes: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = Matter.objects.filter(templates__in=templates).values_list("templates", "stage", "code")
    for template, stage, code in rows:
        codes[template][stage].add(code)
    return {template: {stage: frozenset(codes[template][stage]) for stage in Stage.values} for template in templates}
