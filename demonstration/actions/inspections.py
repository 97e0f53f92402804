"""督查 as it stands on 24 July: a round is over and published, one is under way with its orders at every stage, of one
the teams are out this morning, the others wait at each step of a draw.
"""

from datetime import date
from decimal import Decimal
from itertools import islice

from django.db.models import Case, When

from core.accounts.models import User
from core.operations.models import PeriodRun
from core.organisations.choices import UnitKind
from demonstration.calendar import moment
from inspections.actions import cancelling, checklists, directed, draws, orders, plans, visits
from inspections.actions.directed import NewDirected
from inspections.actions.reminders import due_reminders, remind
from inspections.checklists import lines_for
from inspections.choices import OrderKind, Severity
from inspections.models import DirectedCheck, Draw, Inspector, Programme, Visit
from inspections.pool import ON_SITE_STATUSES
from projects.models import Campaign, Listing

from .inspection_story import Live, Story, in_order, one_a_unit, team_of
from .june_round import JuneRound
from .mending import Mending, Sent

SHOWN_IN = 7
"""Only the demonstration that stands in July tells this story."""

STAGES = ("closed", "sent back", "replied", "", "rectifying", "passed", "closed", "issued", "resumed")
"""How far the order of each site visited in July came; the fourth site had no fault."""
_MENDED = ((16, 15), (18, 9), (19, 9))
"""When the orders of the second quarter were acknowledged, answered and checked again."""
CRANES = "起重机械专项双随机督查"
_SOURCES = {"complaint": "市长专线〔2018〕0719号（演示）", "transfer": "县信访局转办〔2018〕45号（演示）"}
SECOND_QUARTER = "第二季度在建项目双随机督查"


def in_june(campaign: Campaign, users: dict[str, User], *, live: Live) -> None:
    """What happened between the corrections of May and the opening of June."""
    checklists.start_with_lists(at=moment(1, 2, 9))
    JuneRound(campaign, users, live, moment(6, 13, 14)).walked()


def until_last_week(campaign: Campaign, users: dict[str, User], *, live: Live) -> None:
    """What happened between the close of June and the opening of July."""
    JuneRound(campaign, users, live, moment(7, 12, 14)).published()
    story = _July(campaign, users, live, moment(7, 12, 15))
    story.second_quarter()
    story.turned_down()
    story.after_a_complaint()
    story.called_off()
    story.cranes_committed()
    story.july_drawn_again()


BEFORE = {6: in_june, 7: until_last_week}
"""What happened before the opening of a month."""


def this_morning(campaign: Campaign, users: dict[str, User], *, live: Live) -> None:
    """Last night's numbers, the teams on the road, and the next programme's digests."""
    story = _July(campaign, users, live, moment(7, 23, 17))
    story.one_waits_for_its_second_person()
    story.cranes_seeded()
    story.storms_frozen()
    story.july_on_site()
    story.called_to_mind()
    story.third_quarter()


class _July(Story):
    """The rounds of July and August."""

    def second_quarter(self) -> None:
        """Under way: one site of each of the first units visited, its orders at every stage."""
        days = (date(2018, 7, 12), date(2018, 7, 31))
        programme = self.programme(SECOND_QUARTER, 41, days, sample_percent=5)
        draw = self.drawn(self.committed(programme, issue=18186, known_at=moment(7, 12, 20, 30)), "4 0 7 1 9")
        self.until(13, 7)
        plans.release(draw_id=draw.pk, by=self.officer, at=self.later())
        for person in ("inspector", "second_inspector", "third_inspector", "fourth_inspector"):
            plans.open_assignments(by=self.users[person], at=self.later(1))
        sent_out = []
        for place, visit in enumerate(one_a_unit(draw)[: len(STAGES)]):
            self.until(13 if place < len(STAGES) // 2 else 16, 8)
            sent_out += self._whole_visit(visit, place)
        mending = Mending(self.officer, self.later)
        for (day, hour), act in zip(_MENDED, (mending.acknowledge, mending.answer, mending.judge), strict=True):
            self.until(day, hour)
            act(sent_out)

    def _whole_visit(self, visit: Visit, place: int) -> list[Sent]:
        """From the check-in to the order, which a site without a fault does not get."""
        team = team_of(visit)
        visits.check_in(code=visit.code, place=None, by=team[0], at=self.later(30))
        found = self.findings(visit, place, by=team, count=0 if place == 3 else 1 + place % 3)
        if place % 2 == 0:
            self.verify(visit, Decimal("0.93") if place == 6 else Decimal(1), by=team[1])
        self.finish(visit, place, found, by=team[0], announced=place == 6)
        if not found:
            return []
        stops = Severity.MAJOR in found or STAGES[place] == "resumed"
        kind = OrderKind.PARTIAL_STOP if stops else OrderKind.LIMITED
        order = orders.issue(code=visit.code, kind=kind, by=team[0], at=self.later())
        return [Sent(order, place, self.answerer(visit), team, STAGES[place])]

    def after_a_complaint(self) -> None:
        """A site of 丰泽区 that was not drawn: asked for by the section, decided by the dispatcher, visited at once."""
        self.until(19, 11)
        check = self._asked_for("350503", "complaint", "群众来信反映夜间土方作业、扬尘严重")
        self._decide(check)
        visit = check.visit
        team = team_of(visit)
        for person in team:
            plans.open_assignments(by=person, at=self.later())
        self.until(19, 14)
        visits.check_in(code=visit.code, place=None, by=team[0], at=self.later())
        found = self.findings(visit, 1, by=team, count=2)
        self.finish(visit, 1, found, by=team[0])
        orders.issue(code=visit.code, kind=OrderKind.LIMITED, by=team[0], at=self.later())

    def turned_down(self) -> None:
        """A county wanted a look that the round gives anyway: the dispatcher said no."""
        self.until(19, 10)
        check = self._asked_for("350505", "transfer", "县里转来信访件，反映工地围挡占道")
        self._decide(check, refusal="本轮随机督查已在该路段安排点位，不重复检查。")

    def called_off(self) -> None:
        """Decided on, and needless before anybody went: the site was shut down."""
        self.until(19, 15)
        check = self._asked_for("350521", "alarm", "视频监控显示深基坑临边防护缺失")
        self._decide(check)
        purpose, why = "研究是否取消", "县局已责令全面停工，现场无作业，复工核查时再看"
        directed.open_directed(directed_id=check.pk, purpose=purpose, by=self.officer, at=self.later(40))
        cancelling.ask_cancel(directed_id=check.pk, reason=why, by=self.officer, at=self.later(5))
        cancelling.decide_cancel(directed_id=check.pk, approve=True, by=self.users["dispatcher"], at=self.later(20))

    def _decide(self, check: DirectedCheck, *, refusal: str = "") -> None:
        who = {"directed_id": check.pk, "by": self.users["dispatcher"]}
        directed.open_directed(**who, purpose="决定是否检查", at=self.later(20))
        directed.decide(**who, approve=not refusal, refusal=refusal, at=self.later())

    def _asked_for(self, unit: str, origin: str, reason: str) -> DirectedCheck:
        programme = Programme.objects.get(campaign=self.campaign, name=SECOND_QUARTER)
        drawn = Visit.objects.filter(programme=programme).values("listing")
        sites = Listing.objects.current().leaves().filter(campaign=self.campaign)
        standing = sites.filter(project__status__in=ON_SITE_STATUSES, unit__kind=UnitKind.COUNTY).exclude(pk__in=drawn)
        nearest = Case(When(unit__code=unit, then=0), default=1)  # a small campaign has no spare site in each unit
        listing = standing.select_related("project").order_by(nearest, "unit__order", "project__code")[0]
        people = [Inspector.objects.get(user=self.users[name]) for name in ("inspector", "third_inspector")]
        of = NewDirected(
            listing=listing,
            origin=origin,
            source=_SOURCES.get(origin, ""),
            reason=reason,
            people=people,
        )
        return directed.ask(programme_id=programme.pk, of=of, by=self.officer, at=self.later())

    def one_waits_for_its_second_person(self) -> None:
        """The dispatcher finds it in the inbox this morning."""
        self._asked_for("350504", "alarm", "上报完成与监理月报产值相差较大，需现场核量")

    def cranes_committed(self) -> None:
        """Digests published on the 19th; the numbers of the 22nd decide."""
        days = (date(2018, 7, 25), date(2018, 8, 3))
        content = "塔式起重机、施工升降机的备案、检测和维护保养"
        programme = self.programme(CRANES, 51, days, content=content, sample_percent=3, sample_minimum=1)
        self.committed(programme, issue=18196, known_at=moment(7, 22, 20, 30))

    def cranes_seeded(self) -> None:
        """The numbers are entered; it is drawn in the presence of all this morning."""
        self.seeded(Draw.objects.get(programme__name=CRANES), "1 6 2 0 8")

    def storms_frozen(self) -> None:
        """The pool is written down; its digests are not published yet."""
        days = (date(2018, 8, 6), date(2018, 8, 17))
        content = "深基坑、边坡、围挡、临时用电和排水，防台防汛应急准备"
        programme = self.programme(
            "8月防台防汛双随机督查", 54, days, content=content, sample_percent=3, sample_minimum=1
        )
        self.freeze(programme)

    def july_drawn_again(self) -> None:
        """A round that was drawn, and void a little later; the second one waits for its numbers."""
        days = (date(2018, 7, 24), date(2018, 7, 31))
        rules = {"sample_percent": 3, "sample_minimum": 1, "experts": 1}
        programme = self.programme("7月扬尘防治双随机督查", 52, days, **rules)
        first = self.drawn(self.committed(programme, issue=18193, known_at=moment(7, 19, 20, 30)), "2 2 8 6 3")
        draws.ask_redraw(
            draw_id=first.pk, reason="名录库漏列新聘专家一名，派员范围不完整", by=self.officer, at=self.later()
        )
        draws.decide_redraw(draw_id=first.pk, approve=True, by=self.users["dispatcher"], at=self.later())
        self.committed(programme, issue=18197, known_at=moment(7, 23, 20, 30))

    def july_on_site(self) -> None:
        """The inspector has one site behind, stands on the second, has others before."""
        draw = self.drawn(Draw.objects.get(state="committed"), "9 5 1 0 4")
        plans.open_plan(draw_id=draw.pk, purpose="安排车辆", by=self.officer, at=self.later(40))
        self.until(24, 7)
        plans.release(draw_id=draw.pk, by=self.officer, at=self.later())
        person = self.users["inspector"]
        plans.open_assignments(by=person, at=self.later())
        mine = (visit for visit in in_order(draw) if person in team_of(visit))
        for place, visit in enumerate(islice(mine, 2)):
            visits.check_in(code=visit.code, place=None, by=person, at=self.later(10))
            if place == 0:
                found = self.findings(visit, 1, by=[person, person], count=2)
                self.finish(visit, 1, found, by=person)
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
        programme = self.programme("第三季度在建项目双随机督查", 53, days)
        self.committed(programme, issue=18198, known_at=moment(7, 24, 20, 30))
