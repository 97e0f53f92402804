"""What every story of the inspections is told with: a clock that only goes on, people, rounds, a whole visit.

Everything goes through the actions, so that rows, inboxes and journal are as the portal itself makes them. Which site
shows what follows from its place in the list, never from chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.accounts.models import User
from demonstration.calendar import moment
from demonstration.cast import SPELLED
from demonstration.pictures import picture
from inspections.actions import draws, figures, findings, programmes, visits
from inspections.actions.findings import NewFinding
from inspections.actions.programmes import NewProgramme
from inspections.actions.visits import Ending
from inspections.checklists import lines_for
from inspections.choices import Severity, VisitState
from inspections.models import Draw, Programme, Visit
from projects.choices import PartyRole
from projects.models import Campaign

AUTHORITY = "泉建督〔2018〕{}号（演示）"
WITNESS = "驻局纪检组（演示）"
_SEVERITIES = (Severity.MINOR, Severity.SERIOUS, Severity.MINOR, Severity.MINOR, Severity.SERIOUS, Severity.MAJOR)
_PARTIES = (PartyRole.CONTRACTOR, PartyRole.CONTRACTOR, PartyRole.SUPERVISOR, PartyRole.PROJECT_COMPANY)
_WORDS = ("北侧约600平方米", "3号出入口", "东南角基坑边", "2号楼二层", "材料堆场旁", "临时便道")
_LOST = {"minor": 2, "serious": 5, "major": 10}

Live = Callable[[datetime], None]
"""Does what other rooms did before a moment, so that the journal has one order of time."""


@dataclass
class Story:
    """Acts one after the other; `at` is when the last one happened."""

    campaign: Campaign
    users: dict[str, User]
    live: Live
    at: datetime

    @property
    def officer(self) -> User:
        return self.users["section_officer"]

    def later(self, minutes: int = 5) -> datetime:
        self.at += timedelta(minutes=minutes)
        self.live(self.at)
        return self.at

    def until(self, day: int, hour: int, minute: int = 0) -> datetime:
        """Move on to a moment of the story's month."""
        self.at = max(self.at, moment(self.at.month, day, hour, minute))
        return self.at

    def programme(
        self, name: str, paper: int, days: tuple[date, date], *, content: str = "", **rules: int
    ) -> Programme:
        of = NewProgramme(
            name=name,
            authority=AUTHORITY.format(paper),
            content=content or "文明施工、扬尘防治、安全防护，形象进度和上报数核实",
            starts_on=days[0],
            ends_on=days[1],
            **rules,
        )
        return programmes.open_programme(campaign=self.campaign, of=of, by=self.officer, at=self.later())

    def freeze(self, programme: Programme) -> Draw:
        return draws.freeze(programme_id=programme.pk, by=self.officer, at=self.later())

    def committed(self, programme: Programme, *, issue: int, known_at: datetime) -> Draw:
        """The pool frozen, its digests published; the numbers of a lottery's issue are to come."""
        draw = self.freeze(programme)
        return draws.commit(
            draw_id=draw.pk,
            outside_source=f"中国体育彩票排列5第{issue}期开奖号码",
            outside_known_at=known_at,
            by=self.officer,
            at=self.later(),
            secret=f"{programme.code}-{draw.number}".encode().hex(),
        )

    def seeded(self, draw: Draw, outside: str) -> Draw:
        self.at = max(self.at, draw.outside_known_at)
        return draws.enter_outside(
            draw_id=draw.pk, outside=outside, witness=WITNESS, by=self.officer, at=self.later(30)
        )

    def drawn(self, draw: Draw, outside: str) -> Draw:
        self.seeded(draw, outside)
        return draws.draw(draw_id=draw.pk, by=self.officer, at=self.later())

    def findings(
        self, visit: Visit, place: int, *, by: Sequence[User], count: int, on_the_spot: bool = False
    ) -> list[str]:
        """So many faults of the checklist, whose answers agree with them; mended at once they are small ones."""
        items = list(lines_for(visit, at=self.at))
        broken = [items[(place * 5 + 7 * number) % len(items)] for number in range(count)]
        marks = {item.pk: "bad" if item in broken else "good" for item in items}
        if place % 3 == 2:
            marks[next(item.pk for item in reversed(items) if item not in broken)] = "not_applicable"
        visits.fill_checklist(code=visit.code, marks=marks, by=by[1], at=self.later())
        severities = []
        for number, item in enumerate(broken):
            severity = Severity.MINOR if on_the_spot else _SEVERITIES[(place + number) % len(_SEVERITIES)]
            of = NewFinding(
                fault=item.fault,
                severity=severity,
                liable_party=_PARTIES[(place + number) % len(_PARTIES)],
                item=item,
                text=_WORDS[(place + number) % len(_WORDS)] if item.shows_on_photo else "",
                fixed_on_spot=on_the_spot,
                photos=(picture(place + number),),
            )
            findings.record_finding(code=visit.code, of=of, by=by[0], at=self.later(3))
            severities.append(severity)
        return severities

    def verify(self, visit: Visit, share: Decimal, *, by: User) -> None:
        """So much of what was reported stands there; nothing where no report was accepted yet."""
        reported = figures.reported_figure(visit, at=self.at)
        if reported is None:
            return
        value = (reported.ytd_done_wan * share).quantize(Decimal("0.01"))
        figures.verify_figure(
            code=visit.code, verified_ytd_wan=value, basis="监理月报产值、现场核量", by=by, at=self.later(3)
        )

    def finish(self, visit: Visit, place: int, found: Sequence[str], *, by: User, announced: bool = False) -> None:
        score = Decimal(98) - sum(_LOST[each] for each in found)
        of = Ending(
            summary="现场管理总体有序，问题见清单。" if found else "现场文明施工、安全防护到位，未发现问题。",
            score=score - Decimal(place % 4) / 2,
            stayed_unannounced=not announced,
            people_met="项目经理、总监",
        )
        visits.finish(code=visit.code, of=of, by=by, at=self.later())

    def answerer(self, visit: Visit) -> User:
        """The county's reporter, or the company that owns the site of 市本级."""
        code = visit.listing.unit.code
        if code in SPELLED:
            return self.users[f"{SPELLED[code]}_reporter"]
        grants = self.users["project_company"].role_grants.filter(firm=visit.listing.project.owner_id)
        return self.users["project_company" if grants.exists() else "other_company"]


def in_order(draw: Draw) -> list[Visit]:
    """The round's visits by unit and code."""
    rows = draw.visits.exclude(state=VisitState.CANCELLED).select_related("listing__project", "listing__unit")
    return list(rows.order_by("listing__unit__order", "listing__project__code"))


def one_a_unit(draw: Draw) -> list[Visit]:
    """The first site of each unit, in the units' order."""
    first: dict[int, Visit] = {}
    for visit in in_order(draw):
        first.setdefault(visit.listing.unit_id, visit)
    return list(first.values())


def team_of(visit: Visit) -> list[User]:
    """The inspectors sent there, the leading one first."""
    sent = visit.assignments.standing().filter(inspector__kind="inspector").select_related("inspector__user")
    return [each.inspector.user for each in sent.order_by("place")]
