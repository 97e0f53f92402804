"""The round that is over: walked in June, every order closed, its grounds disclosed, its results published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from core.organisations.choices import UnitKind
from core.organisations.models import Firm, ReportingUnit
from demonstration.calendar import moment
from inspections.actions import draws, library, orders, plans, programmes, visits
from inspections.actions.library import NewInspector, NewRelation
from inspections.choices import OrderKind, Severity
from inspections.models import Draw, Programme, Visit
from inspections.pool import ON_SITE_STATUSES
from projects.models import Listing

from .inspection_story import Story, in_order, team_of
from .mending import Mending, Sent

NAME = "安全生产月在建项目双随机督查"
ORDERED = 6
"""Sites of the first day that got an order."""
SITES_A_DAY = 24
_DAYS = (14, 15, 19)
"""Days of the visits: the 18th is the Dragon Boat Festival."""
MOST_OF_THE_CITY = 60
"""市本级 is walked in full: a campaign many times the real one has no round that is over."""
_INSPECTORS = (
    ("inspector", "inspector", ""),
    ("second_inspector", "inspector", "350582"),
    ("third_inspector", "inspector", ""),
    ("fourth_inspector", "inspector", "350521"),
    ("expert", "expert", ""),
    ("second_expert", "expert", ""),
)


@dataclass
class JuneRound(Story):
    """Small on purpose: the least that the rules of a round allow."""

    def walked(self) -> None:
        """From the people of the library to the last order closed."""
        self._enter_people()
        if self._of_the_city() > MOST_OF_THE_CITY:
            return
        days = (date(2018, 6, 13), date(2018, 6, 22))
        content = "安全生产月：深基坑、高支模、起重机械、临边防护和消防通道"
        rules = {"sample_percent": 3, "sample_minimum": 1}
        programme = self.programme(NAME, 33, days, content=content, **rules)
        self._leave_out(programme)
        draw = self.drawn(self.committed(programme, issue=18157, known_at=moment(6, 13, 20, 30)), "6 3 0 8 2")
        self.until(14, 7)
        plans.release(draw_id=draw.pk, by=self.officer, at=self.later())
        for person in ("inspector", "second_inspector", "third_inspector", "fourth_inspector"):
            plans.open_assignments(by=self.users[person], at=self.later(1))
        mending = Mending(self.officer, self.later)
        sent_out: list[Sent] = []
        for day, sites, act in zip(
            _DAYS, _spread(in_order(draw)), (None, mending.acknowledge, mending.answer), strict=True
        ):
            self.until(day, 8, 20)
            for place, visit in sites:
                sent_out += self._visit(visit, place)
            if act:
                act(sent_out)
        self.until(19, 14)
        mending.judge(sent_out)

    def published(self) -> None:
        """Within 20 working days of the last visit."""
        draw = Draw.objects.filter(programme__campaign=self.campaign, programme__name=NAME).first()
        if draw is None:
            return
        draws.disclose(draw_id=draw.pk, by=self.officer, at=self.later())
        plans.publish_results(
            draw_id=draw.pk,
            where="市住建局门户网站“双随机、一公开”专栏，局一楼公告栏",
            by=self.officer,
            at=self.later(),
        )

    def _enter_people(self) -> None:
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

    def _sites(self) -> QuerySet[Listing]:
        sites = Listing.objects.current().leaves().filter(campaign=self.campaign)
        return sites.filter(project__status__in=ON_SITE_STATUSES)

    def _of_the_city(self) -> int:
        return self._sites().filter(unit__kind=UnitKind.CITY_LEVEL).count()

    def _leave_out(self, programme: Programme) -> None:
        """Sites whose works began after the round: nothing was there to be seen."""
        later = self._sites().filter(project__actual_start__gt=programme.starts_on)
        for listing in later.select_related("project").order_by("project__code"):
            programmes.exclude(
                programme_id=programme.pk,
                listing=listing,
                reason="尚未进场施工，无施工现场",
                by=self.officer,
                at=self.later(1),
            )

    def _visit(self, visit: Visit, place: int) -> list[Sent]:
        """The first sites have faults to mend by a day; of the others every fourth has one that was mended at once."""
        team = team_of(visit)
        visits.check_in(code=visit.code, place=None, by=team[0], at=self.later())
        ordered = place < ORDERED
        found = self.findings(
            visit, place, by=team, count=1 if ordered or place % 4 == 1 else 0, on_the_spot=not ordered
        )
        if place % 5 == 0:
            self.verify(visit, Decimal("0.96") if place == 10 else Decimal(1), by=team[1])
        self.finish(visit, place, found, by=team[0])
        if not ordered:
            return []
        kind = OrderKind.STOP if Severity.MAJOR in found else OrderKind.LIMITED
        order = orders.issue(code=visit.code, kind=kind, by=team[0], at=self.later(2))
        return [Sent(order, place, self.answerer(visit), team, "closed")]


def _spread(sites: Sequence[Visit]) -> list[list[tuple[int, Visit]]]:
    """So many sites a day, the rest on the last."""
    told = list(enumerate(sites))
    return [told[:SITES_A_DAY], told[SITES_A_DAY : 2 * SITES_A_DAY], told[2 * SITES_A_DAY :]]
