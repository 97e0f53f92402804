"""督查 as it stands on 24 July: one programme is over, of one the teams are out this morning, one waits to be drawn.

Everything goes through the actions, so that rows, inboxes and journal are as the portal itself makes them. Which site
shows what follows from its place in the list, never from chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice

from django.db.models import Case, When

from core.accounts.models import User
from core.operations.models import PeriodRun
from core.organisations.choices import UnitKind
from core.organisations.models import Firm, ReportingUnit
from demonstration.calendar import moment
from demonstration.cast import SPELLED
from demonstration.pictures import picture
from inspections.actions import (
    checklists,
    directed,
    draws,
    figures,
    findings,
    library,
    orders,
    plans,
    programmes,
    visits,
)
from inspections.actions.directed import NewDirected
from inspections.actions.findings import NewFinding
from inspections.actions.library import NewInspector, NewRelation
from inspections.actions.programmes import NewProgramme
from inspections.actions.reminders import due_reminders, remind
from inspections.actions.visits import Ending
from inspections.checklists import lines_for
from inspections.choices import OrderKind, Severity, VisitState
from inspections.models import DirectedCheck, Draw, Inspector, Programme, Visit
from inspections.pool import ON_SITE_STATUSES
from projects.choices import PartyRole
from projects.models import Campaign, Listing

from .mending import STAGES, Mending, Sent

SHOWN_IN = 7
"""Only the demonstration that stands in July tells this story."""

AUTHORITY = "泉建督〔2018〕{}号（演示）"
VISITED = 9
"""Sites of the first programme that were visited: one for each stage of an order, and one without a fault."""
_INSPECTORS = (
    ("inspector", "inspector", ""),
    ("second_inspector", "inspector", "350582"),
    ("third_inspector", "inspector", ""),
    ("fourth_inspector", "inspector", "350521"),
    ("expert", "expert", ""),
    ("second_expert", "expert", ""),
)
_SEVERITIES = (Severity.MINOR, Severity.SERIOUS, Severity.MINOR, Severity.MINOR, Severity.SERIOUS, Severity.MAJOR)
_PARTIES = (PartyRole.CONTRACTOR, PartyRole.CONTRACTOR, PartyRole.SUPERVISOR, PartyRole.PROJECT_COMPANY)
_WORDS = ("北侧约600平方米", "3号出入口", "东南角基坑边", "2号楼二层", "材料堆场旁", "临时便道")


Live = Callable[[datetime], None]
"""Does what other rooms did before a moment, so that the journal has one order of time."""


def until_last_week(campaign: Campaign, users: dict[str, User], *, live: Live) -> None:
    """What happened between the close of June and the opening of July."""
    checklists.start_with_lists(at=moment(1, 2, 9))
    story = _Story(campaign, users, live, moment(7, 12, 14))
    story.enter_people()
    story.second_quarter()
    story.after_a_complaint()
    story.july_drawn_again()


def this_morning(campaign: Campaign, users: dict[str, User], *, live: Live) -> None:
    """Last night's numbers, the teams on the road, and the next programme's digests."""
    story = _Story(campaign, users, live, moment(7, 23, 17))
    story.one_waits_for_its_second_person()
    story.july_on_site()
    story.called_to_mind()
    story.third_quarter()


@dataclass
class _Story:
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
        """Move on to a moment of July."""
        self.at = max(self.at, moment(7, day, hour, minute))
        return self.at

    def enter_people(self) -> None:
        """Six people of the library; two live in a county, one expert's brother works for a contractor."""
        units = {unit.code: unit for unit in ReportingUnit.objects.all()}
        for number, (name, kind, home) in enumerate(_INSPECTORS, start=1):
            of = NewInspector(
                user=self.users[name],
                kind=kind,
                certificate=f"闽建督〔2018〕{number:03}（演示）",
                employer="市住房和城乡建设局（演示）" if kind == "inspector" else "省建筑科学研究院（演示）",
                specialty="" if kind == "inspector" else "施工安全",
                home_unit=units.get(home),
            )
            made = library.add_inspector(of=of, by=self.officer, at=self.later(1))
        firm = Firm.objects.filter(is_demonstration=True, name__contains="建").order_by("name").first()
        if firm is not None:
            relation = NewRelation("relative", firm=firm, note="演示")
            library.declare_relation(inspector_id=made.pk, of=relation, by=self.officer, at=self.later())

    def _programme(self, name: str, paper: int, days: tuple[date, date], **rules: int) -> Programme:
        of = NewProgramme(
            name=name,
            authority=AUTHORITY.format(paper),
            content="文明施工、扬尘防治、安全防护，形象进度和上报数核实",
            starts_on=days[0],
            ends_on=days[1],
            **rules,
        )
        return programmes.open_programme(campaign=self.campaign, of=of, by=self.officer, at=self.later())

    def _frozen(self, programme: Programme, *, issue: int, known_at: datetime) -> Draw:
        draw = draws.freeze(programme_id=programme.pk, by=self.officer, at=self.later())
        return draws.commit(
            draw_id=draw.pk,
            outside_source=f"中国体育彩票排列5第{issue}期开奖号码",
            outside_known_at=known_at,
            by=self.officer,
            at=self.later(),
            secret=f"{programme.code}-{draw.number}".encode().hex(),
        )

    def _drawn(self, draw: Draw, outside: str) -> Draw:
        self.at = max(self.at, draw.outside_known_at)
        draws.enter_outside(
            draw_id=draw.pk, outside=outside, witness="驻局纪检组（演示）", by=self.officer, at=self.later(30)
        )
        return draws.draw(draw_id=draw.pk, by=self.officer, at=self.later())

    def second_quarter(self) -> None:
        """Under way: one site of each of the first units visited, its orders at every stage."""
        days = (date(2018, 7, 12), date(2018, 7, 31))
        programme = self._programme("第二季度在建项目双随机督查", 41, days, sample_percent=5)
        draw = self._drawn(self._frozen(programme, issue=18186, known_at=moment(7, 12, 20, 30)), "4 0 7 1 9")
        self.until(13, 7)
        plans.release(draw_id=draw.pk, by=self.officer, at=self.later())
        for person in ("inspector", "second_inspector", "third_inspector", "fourth_inspector"):
            plans.open_assignments(by=self.users[person], at=self.later(1))
        sent_out = []
        for place, visit in enumerate(_one_a_unit(draw)[:VISITED]):
            self.until(13 if place < VISITED // 2 else 16, 8)
            sent_out += self._whole_visit(visit, place)
        Mending(self.officer, self.later, self.until).go(sent_out)

    def _whole_visit(self, visit: Visit, place: int) -> list[Sent]:
        """From the check-in to the order, which a site without a fault does not get."""
        team = _team(visit)
        visits.check_in(code=visit.code, place=None, by=team[0], at=self.later(30))
        found = self._findings(visit, place, by=team)
        if place % 2 == 0 and figures.reported_figure(visit, at=self.at) is not None:
            self._verify(visit, place, by=team[1])
        self._finish(visit, place, found, by=team[0])
        if not found:
            return []
        stops = Severity.MAJOR in found or STAGES[place] == "resumed"
        kind = OrderKind.PARTIAL_STOP if stops else OrderKind.LIMITED
        order = orders.issue(code=visit.code, kind=kind, by=team[0], at=self.later())
        return [Sent(order, place, self._answerer(visit), team)]

    def _finish(self, visit: Visit, place: int, found: Sequence[str], *, by: User) -> None:
        score = Decimal(98) - sum({"minor": 2, "serious": 5, "major": 10}[each] for each in found)
        of = Ending(
            summary="现场管理总体有序，问题见清单。" if found else "现场文明施工、安全防护到位，未发现问题。",
            score=score - Decimal(place % 4) / 2,
            stayed_unannounced=place != 6,
            people_met="项目经理、总监",
        )
        visits.finish(code=visit.code, of=of, by=by, at=self.later())

    def _findings(self, visit: Visit, place: int, *, by: Sequence[User]) -> list[str]:
        """None on one site, else one to three; the answers of the checklist agree with them."""
        items = list(lines_for(visit, at=self.at))
        count = 0 if place == 3 else 1 + place % 3
        broken = [items[(place * 5 + 7 * number) % len(items)] for number in range(count)]
        marks = {item.pk: "bad" if item in broken else "good" for item in items}
        visits.fill_checklist(code=visit.code, marks=marks, by=by[1], at=self.later())
        severities = []
        for number, item in enumerate(broken):
            severity = _SEVERITIES[(place + number) % len(_SEVERITIES)]
            of = NewFinding(
                fault=item.fault,
                severity=severity,
                liable_party=_PARTIES[(place + number) % len(_PARTIES)],
                item=item,
                text=_WORDS[(place + number) % len(_WORDS)],
                photos=(picture(place + number),),
            )
            findings.record_finding(code=visit.code, of=of, by=by[0], at=self.later(3))
            severities.append(severity)
        return severities

    def _verify(self, visit: Visit, place: int, *, by: User) -> None:
        reported = figures.reported_figure(visit, at=self.at).ytd_done_wan
        value = (reported * (Decimal("0.93") if place == 6 else Decimal(1))).quantize(Decimal("0.01"))
        figures.verify_figure(
            code=visit.code, verified_ytd_wan=value, basis="监理月报产值、现场核量", by=by, at=self.later(3)
        )

    def _answerer(self, visit: Visit) -> User:
        """The county's reporter, or the company that owns the site of 市本级."""
        code = visit.listing.unit.code
        if code in SPELLED:
            return self.users[f"{SPELLED[code]}_reporter"]
        grants = self.users["project_company"].role_grants.filter(firm=visit.listing.project.owner_id)
        return self.users["project_company" if grants.exists() else "other_company"]

    def after_a_complaint(self) -> None:
        """A site of 丰泽区 that was not drawn: asked for by the section, decided by the dispatcher, visited at once."""
        programme = Programme.objects.get(campaign=self.campaign, number=1)
        check = self._asked_for(programme, "350503", "complaint", "群众来信反映夜间土方作业、扬尘严重", day=19, hour=11)
        decider = self.users["dispatcher"]
        directed.open_directed(directed_id=check.pk, purpose="决定是否检查", by=decider, at=self.later(20))
        directed.decide(directed_id=check.pk, approve=True, by=decider, at=self.later())
        visit = check.visit
        team = _team(visit)
        for person in team:
            plans.open_assignments(by=person, at=self.later())
        self.until(19, 14)
        visits.check_in(code=visit.code, place=None, by=team[0], at=self.later())
        found = self._findings(visit, 1, by=team)
        self._finish(visit, 1, found, by=team[0])
        orders.issue(code=visit.code, kind=OrderKind.LIMITED, by=team[0], at=self.later())

    def _asked_for(
        self, programme: Programme, unit: str, origin: str, reason: str, *, day: int, hour: int
    ) -> DirectedCheck:
        self.until(day, hour)
        drawn = Visit.objects.filter(programme=programme).values("listing")
        sites = Listing.objects.current().leaves().filter(campaign=self.campaign)
        standing = sites.filter(project__status__in=ON_SITE_STATUSES, unit__kind=UnitKind.COUNTY).exclude(pk__in=drawn)
        nearest = Case(When(unit__code=unit, then=0), default=1)  # a small campaign has no spare site in each unit
        listing = standing.select_related("project").order_by(nearest, "unit__order", "project__code")[0]
        people = [Inspector.objects.get(user=self.users[name]) for name in ("inspector", "third_inspector")]
        of = NewDirected(
            listing=listing,
            origin=origin,
            source="市长专线〔2018〕0719号（演示）" if origin == "complaint" else "",
            reason=reason,
            people=people,
        )
        return directed.ask(programme_id=programme.pk, of=of, by=self.officer, at=self.later())

    def one_waits_for_its_second_person(self) -> None:
        """The dispatcher finds it in the inbox this morning."""
        programme = Programme.objects.get(campaign=self.campaign, number=1)
        reason = "上报完成与监理月报产值相差较大，需现场核量"
        self._asked_for(programme, "350504", "alarm", reason, day=23, hour=17)

    def july_drawn_again(self) -> None:
        """A round that was drawn, and void a little later; the second one waits for its numbers."""
        days = (date(2018, 7, 24), date(2018, 7, 31))
        rules = {"sample_percent": 3, "sample_minimum": 1, "experts": 1}
        programme = self._programme("7月扬尘防治双随机督查", 52, days, **rules)
        first = self._drawn(self._frozen(programme, issue=18193, known_at=moment(7, 19, 20, 30)), "2 2 8 6 3")
        draws.ask_redraw(
            draw_id=first.pk, reason="名录库漏列新聘专家一名，派员范围不完整", by=self.officer, at=self.later()
        )
        draws.decide_redraw(draw_id=first.pk, approve=True, by=self.users["dispatcher"], at=self.later())
        self._frozen(programme, issue=18197, known_at=moment(7, 23, 20, 30))

    def july_on_site(self) -> None:
        """The inspector has one site behind, stands on the second, has others before."""
        draw = self._drawn(Draw.objects.get(state="committed"), "9 5 1 0 4")
        plans.open_plan(draw_id=draw.pk, purpose="安排车辆", by=self.officer, at=self.later(40))
        self.until(24, 7)
        plans.release(draw_id=draw.pk, by=self.officer, at=self.later())
        person = self.users["inspector"]
        plans.open_assignments(by=person, at=self.later())
        mine = (visit for visit in _in_order(draw) if person in _team(visit))
        for place, visit in enumerate(islice(mine, 2)):
            visits.check_in(code=visit.code, place=None, by=person, at=self.later(10))
            if place == 0:
                found = self._findings(visit, 1, by=[person, person])
                self._finish(visit, 1, found, by=person)
                orders.issue(code=visit.code, kind=OrderKind.LIMITED, by=person, at=self.later(1))
            else:
                answered = {line.pk: "good" for line in lines_for(visit, at=self.at)[:7]}
                visits.fill_checklist(code=visit.code, marks=answered, by=person, at=self.later(5))

    def called_to_mind(self) -> None:
        """What this morning's tick says of orders and re-checks that fall due; claimed, so that it is said once."""
        self.until(24, 8)
        at = self.later()
        for name in due_reminders(at):
            PeriodRun.objects.create(name="inspections.remind", period=name, at=at)
            remind(name, at=at)

    def third_quarter(self) -> None:
        """Its digests are published; tonight's numbers decide."""
        days = (date(2018, 8, 1), date(2018, 8, 31))
        programme = self._programme("第三季度在建项目双随机督查", 53, days)
        self._frozen(programme, issue=18198, known_at=moment(7, 24, 20, 30))


def _in_order(draw: Draw) -> list[Visit]:
    rows = draw.visits.exclude(state=VisitState.CANCELLED).select_related("listing__project", "listing__unit")
    return list(rows.order_by("listing__unit__order", "listing__project__code"))


def _one_a_unit(draw: Draw) -> list[Visit]:
    """The first site of each unit, in the units' order."""
    first: dict[int, Visit] = {}
    for visit in _in_order(draw):
        first.setdefault(visit.listing.unit_id, visit)
    return list(first.values())


def _team(visit: Visit) -> list[User]:
    sent = visit.assignments.standing().filter(inspector__kind="inspector").select_related("inspector__user")
    return [each.inspector.user for each in sent.order_by("place")]
