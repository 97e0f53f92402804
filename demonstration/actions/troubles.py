"""Dispatch of the demonstration: problems, the calendar's ticks, papers confirmed, the joint meeting, tasks answered.

Everything goes through the portal's own actions, at the moments of the script, so that clocks and timelines are true.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO

from django.db.models import Case, When

from core.accounts.models import User
from core.accounts.roles import Can
from core.organisations.calendar import working_calendar
from core.organisations.models import Department, ReportingUnit
from demonstration.blueprint import CITY
from demonstration.calendar import moment
from demonstration.meetings import (
    DECISIONS,
    JULY_AT,
    JULY_DECISIONS,
    MEETING_AT,
    OBSERVERS,
    PRESENT,
    SPECIAL_AT,
    SPECIAL_DECISIONS,
    TOPIC,
    TOPIC_REASON,
    Decision,
)
from demonstration.troubles import TROUBLES, Move, Trouble
from demonstration.works import YEAR
from dispatch.actions import meetings, problems, proposals, requests, tasks, ticks
from dispatch.choices import AgendaKind, ProposalKind, ProposalState
from dispatch.models import Meeting, Problem, ProblemRequest, Proposal, Task
from projects.choices import Status
from projects.models import Campaign, Listing

Event = tuple[datetime, Callable[[], object]]


class Troubles:
    """The script, run up to a moment at a time. Departments without an account in the demonstration stay silent."""

    def __init__(self, campaign: Campaign, users: dict[str, User]) -> None:
        self.campaign, self.users = campaign, users
        self.made: dict[str, int] = {}
        self.ticked: datetime | None = None
        self.events = sorted(self._script(), key=lambda event: event[0])

    def run_until(self, now: datetime) -> None:
        """Everything of the script that lies before `now` and was not done yet."""
        due = [event for event in self.events if event[0] < now]
        self.events = self.events[len(due) :]
        for _, act in due:
            act()

    def _script(self) -> Iterator[Event]:
        yield from self._mornings()
        for trouble in TROUBLES:
            yield trouble.at, lambda told=trouble: self._report(told)
            for move in trouble.moves:
                yield move.at, lambda key=trouble.key, told=move: self._move(key, told)
                if move.decided:
                    yield move.decided[1], partial(self._decide_request, trouble.key, *move.decided)
        yield moment(5, 29, 9), lambda: self._escalate("railway", "批复权限在铁路方，市局协调未果，提请联席会议协调。")
        yield moment(7, 9, 11), lambda: self._escalate("slope", "险情紧急，直接提请市政府协调。")
        yield from self._ladder()
        yield moment(6, 8, 9), partial(self._plan, MEETING_AT.date(), at=moment(6, 8, 9))
        yield MEETING_AT, partial(self._hold, 1, MEETING_AT, DECISIONS)
        yield MEETING_AT + timedelta(days=1), self._settle_june
        yield from self._answers()
        yield moment(7, 6, 9), partial(self._plan, JULY_AT.date(), at=moment(7, 6, 9))
        yield JULY_AT, partial(self._hold, 2, JULY_AT, JULY_DECISIONS)
        yield moment(7, 20, 9), self._endorse_waiting
        yield moment(7, 20, 16), self._plan_special
        yield SPECIAL_AT, self._hold_special
        yield moment(7, 23, 15), self._plan_august

    def _mornings(self) -> Iterator[Event]:
        """The calendar's own work of every working day since the first problem."""
        calendar, day = working_calendar(), date(YEAR, 5, 14)
        while day <= date(YEAR, 7, 24):
            if calendar.is_working(day):
                at = moment(day.month, day.day, 0, 1)
                yield at, partial(self._tick, at)
            day += timedelta(days=1)

    def _tick(self, at: datetime) -> None:
        ticks.rise(at=at)
        ticks.remind(at=at, last=self.ticked)
        self.ticked = at

    def _report(self, told: Trouble) -> None:
        said = problems.Statement(
            told.problem_class, told.title, told.description, told.tried, told.wanted, told.is_emergency
        )
        listing = self._listing(told)
        by = self._owner_of(listing) or told.by
        made = problems.draft(listing=listing, said=said, by=self.users[by], at=told.at)
        self.made[told.key] = made.pk
        if not told.is_draft:
            self._move(told.key, Move(told.at, by, "report"))

    def _owner_of(self, listing: Listing) -> str:
        """市本级 is reported by the firms that own the projects; a county by its reporter."""
        companies = ("project_company", "other_company")
        reach = {name: self.users[name].scope(Can.REPORT_PROBLEMS).firm_ids for name in companies}
        owned = (name for name in companies if listing.project.owner_id in reach[name])
        return next(owned, "") if listing.unit.code == CITY else ""

    def _listing(self, told: Trouble) -> Listing:
        """The named project, else the unit's first running one that has no problem yet, of the category if it can."""
        running = Listing.objects.filter(
            campaign=self.campaign,
            unit__code=told.unit,
            project__status=Status.UNDER_CONSTRUCTION,
            project__has_parts=False,
            problems=None,
        ).select_related("project", "unit")
        fits = Case(When(category__code=told.category, then=0), default=1)
        named = running.filter(project__name=told.project).first() if told.project else None
        return named or running.filter(is_flagship=False).order_by(fits, "order")[0]

    def _move(self, key: str, told: Move) -> None:
        now = Problem.objects.get(pk=self.made[key])
        if told.asks:
            asked = requests.Asked(told.move, told.text, _paper(told.proof), told.days)
            asker = {"by": self.users[told.by], "at": told.at}
            requests.ask(problem_id=now.pk, seen_version=now.version, asked=asked, **asker)
            return
        word = problems.Word(
            text=told.text,
            department=Department.objects.get(code=told.department) if told.department else None,
            responsible_person=told.person,
            working_days=told.days,
            evidence=_paper(told.proof),
        )
        by = self.users[told.by]
        problems.move(problem_id=now.pk, seen_version=now.version, move=told.move, word=word, by=by, at=told.at)

    def _decide_request(self, key: str, move: str, at: datetime, note: str) -> None:
        asked = ProblemRequest.objects.waiting().get(problem=self.made[key])
        by = asked.asked_by if move == "withdraw" else self.users["bureau_leader"]
        requests.decide(request_id=asked.pk, move=move, note=note, by=by, at=at)

    def _escalate(self, key: str, grounds: str) -> None:
        """The dispatcher asks, endorses, and a leader confirms, on one day."""
        now = Problem.objects.get(pk=self.made[key])
        at = moment(5, 29, 9) if key == "railway" else moment(7, 9, 11)
        made = Proposal.objects.filter(problem=now, state=ProposalState.PROPOSED).first()
        made = made or proposals.suggest_escalation(
            problem_id=now.pk, seen_version=now.version, grounds=grounds, by=self.users["dispatcher"], at=at
        )
        self._decide(made, "endorse", "dispatcher", at)
        self._decide(made, "confirm", "bureau_leader", at + timedelta(hours=1))

    def _ladder(self) -> Iterator[Event]:
        """The piles of 永春: a dismissed 提级建议, 督办 that stays unanswered, 约谈 confirmed by two."""
        dismissed = "先由市局组织专家会商，暂不提级。"
        kinds = ProposalKind.ESCALATION, ProposalKind.SUPERVISION, ProposalKind.INTERVIEW
        escalation, supervision, interview = (partial(self._decide_on, "piles", kind) for kind in kinds)
        yield moment(6, 19, 9), partial(escalation, "dismiss", "dispatcher", moment(6, 19, 9), dismissed)
        yield moment(6, 25, 9), partial(supervision, "endorse", "dispatcher", moment(6, 25, 9))
        yield moment(6, 25, 15), partial(supervision, "confirm", "bureau_leader", moment(6, 25, 15))
        yield moment(7, 4, 11), partial(interview, "endorse", "dispatcher", moment(7, 4, 11))
        yield moment(7, 5, 9), partial(interview, "confirm", "bureau_leader", moment(7, 5, 9))

    def _decide_on(self, key: str, kind: str, move: str, by: str, at: datetime, note: str = "同意") -> None:
        made = Proposal.objects.waiting().filter(problem_id=self.made[key], kind=kind).get()
        self._decide(made, move, by, at, note)

    def _decide(self, made: Proposal, move: str, by: str, at: datetime, note: str = "同意") -> None:
        now = Proposal.objects.get(pk=made.pk)
        decision = proposals.Decision(move, note)
        proposals.decide(proposal_id=now.pk, seen_version=now.version, decision=decision, by=self.users[by], at=at)

    def _endorse_waiting(self) -> None:
        """The oldest 提级建议 has the dispatcher's word and waits for a leader; 督办拟办 waits for the dispatcher."""
        waiting = Proposal.objects.filter(kind=ProposalKind.ESCALATION, state=ProposalState.PROPOSED)
        made = waiting.order_by("proposed_at", "pk").first()
        if made is not None:
            self._decide(made, "endorse", "dispatcher", moment(7, 20, 9))

    def _plan(self, held_on: date, *, at: datetime, chair: str = "分管副市长") -> Meeting:
        return meetings.plan(
            campaign=self.campaign,
            held_on=held_on,
            place="市住建局六楼会议室",
            chair=chair,
            by=self.users["dispatcher"],
            at=at,
        )

    def _arrange(self, meeting: Meeting, *, at: datetime, most: int, kinds: Sequence[str] = AgendaKind.values) -> None:
        """The first candidates that the data proposes, of these kinds."""
        every = meetings.agenda.open_candidates(meeting, at.date(), working_calendar())
        found = [each for each in every if each.kind in kinds][:most]
        if found:
            sources = [each.source for each in found]
            meetings.add_items(**self._seen(meeting), sources=sources, by=self.users["dispatcher"], at=at)

    def _seen(self, meeting: Meeting) -> dict[str, int]:
        now = Meeting.objects.get(pk=meeting.pk)
        return {"meeting_id": now.pk, "seen_version": now.version}

    def _hold(self, number: int, at: datetime, decisions: Sequence[Decision]) -> None:
        """The meeting with its first topics, who came, what was decided; its minutes go to a leader."""
        meeting = Meeting.objects.get(number=number)
        self._arrange(meeting, at=at, most=6)
        self._sit(meeting, at, decisions)
        self._move_meeting(meeting, "submit", at)

    def _sit(self, meeting: Meeting, at: datetime, decisions: Sequence[Decision]) -> None:
        """Who came and what was decided; from now on its minutes are being written."""
        who = {"by": self.users["dispatcher"], "at": at}
        self._move_meeting(meeting, "hold", at)
        said = meetings.Attendance(recorder="市局调度员", present=PRESENT, observers=OBSERVERS, absent="市林业局")
        meetings.note_attendance(**self._seen(meeting), said=said, **who)
        for each in decisions:
            meetings.resolve(**self._seen(meeting), said=self._decided(meeting, each), **who)

    def _move_meeting(self, meeting: Meeting, move: str, at: datetime) -> None:
        meetings.move(**self._seen(meeting), move=move, note="", by=self.users["dispatcher"], at=at)

    def _plan_special(self) -> None:
        """A meeting between two: what is overdue, who did not report, and a matter of the season."""
        at = moment(7, 20, 16)
        meeting = self._plan(SPECIAL_AT.date(), at=at, chair="市住建局局长")
        meetings.add_topic(**self._seen(meeting), title=TOPIC, reason=TOPIC_REASON, by=self.users["dispatcher"], at=at)

    def _hold_special(self) -> None:
        """Held yesterday morning; what was decided is written down, the minutes are not finished."""
        meeting = Meeting.objects.get(number=3)
        self._arrange(meeting, at=SPECIAL_AT, most=1, kinds=[AgendaKind.TASK])
        self._arrange(meeting, at=SPECIAL_AT, most=3, kinds=[AgendaKind.MISSING])
        self._sit(meeting, SPECIAL_AT, SPECIAL_DECISIONS)

    def _decided(self, meeting: Meeting, told: Decision) -> meetings.Decided:
        item = meeting.items.filter(problem_id=self.made.get(told.key)).first() if told.key else None
        item = meeting.items.filter(kind=told.kind).first() if told.kind else item
        department = Department.objects.filter(code=told.lead).first()
        return meetings.Decided(
            told.text,
            date(YEAR, *told.due),
            department=department,
            unit=None if department else ReportingUnit.objects.get(code=told.lead),
            partners=list(Department.objects.filter(code__in=told.partners)),
            item=item,
        )

    def _settle_june(self) -> None:
        meeting, at = Meeting.objects.get(number=1), MEETING_AT + timedelta(days=1)
        meetings.move(**self._seen(meeting), move="settle", note="", by=self.users["bureau_leader"], at=at)

    def _answers(self) -> Iterator[Event]:
        """Of the June decisions: 1 is claimed and late, 2 is closed, 3 lies unclaimed, 4 waits for its check."""
        member, county = "department_member", "jinjiang_reporter"
        yield moment(6, 19, 9), lambda: self._task(1, member, "claim", moment(6, 19, 9))
        words = "铁路方提出补充检算，检算书7月23日报出。"
        yield moment(7, 16, 15), lambda: self._task(1, member, "note", moment(7, 16, 15), words)
        words2 = "已提出并联办理清单，11个项目列入。"
        yield (
            moment(6, 28, 10),
            lambda: self._task(2, member, "answer", moment(6, 28, 10), words2, "并联办理清单.pdf"),
        )
        yield moment(6, 29, 9), lambda: self._task(2, "dispatcher", "close", moment(6, 29, 9), "清单已印发各单位。")
        words4 = "三个项目剩余7户已全部签约腾空。"
        yield moment(7, 23, 10), lambda: self._task(4, county, "answer", moment(7, 23, 10), words4, "腾空验收单.pdf")

    def _task(self, number: int, by: str, move: str, at: datetime, text: str = "", proof: str = "") -> None:
        now = Task.objects.get(campaign=self.campaign, number=number)
        word = problems.Word(text=text, evidence=_paper(proof))
        tasks.move(task_id=now.pk, seen_version=now.version, move=move, word=word, by=self.users[by], at=at)

    def _plan_august(self) -> None:
        meeting = self._plan(date(YEAR, 8, 9), at=moment(7, 23, 15))
        self._arrange(meeting, at=moment(7, 23, 15), most=4)


def _paper(name: str) -> problems.Evidence | None:
    return (name, BytesIO(f"%PDF-1.4 {name}（演示）".encode())) if name else None
