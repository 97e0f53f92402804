"""Approvals of the demonstration: what is open is brought there by the portal's own actions, on its days.

What was granted before is history: `approval_history` writes it in bulk, with one journal entry.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random

from django.utils import timezone

from approvals.actions import deciding, drafts, drawing, receiving, services
from approvals.actions.calendar import raise_overdue
from approvals.clock import green_limit
from approvals.edition import read_edition
from approvals.green import green_basis
from approvals.models import ApprovalCase, GuideDraft
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.working_days import WorkingCalendar
from core.organisations.calendar import working_calendar
from core.organisations.models import Department
from demonstration.approvals import SERVICES, STORIES, Story, edition_text, is_fit, is_key
from demonstration.calendar import moment
from demonstration.works import YEAR, Course
from projects.models import Project

from .approval_history import History
from .register import Listed

PUBLISHED_AT = moment(1, 15, 9, 30)
_MEMBER = "FGW"
QUIET_DAYS = 20
"""Working days before the clock's start that belong to the open files."""
_Act = Callable[[datetime], object]


class Approvals:
    """`play(until=…)` does what is due by then."""

    def __init__(self, listed: Sequence[Listed], users: dict[str, User], *, starts_at: datetime, seed: int) -> None:
        self.users, self.starts_on = users, starts_at.date()
        self.calendar: WorkingCalendar = working_calendar()
        self.acts: list[tuple[datetime, int, _Act]] = []
        self._add(PUBLISHED_AT, lambda at: self._publish(self._upload(edition_text(), at), at))
        days = self.calendar.used(PUBLISHED_AT.date(), self.starts_on)
        if days <= 2 * QUIET_DAYS:
            return  # a demonstration of the first weeks has the guide and no files yet
        self._add_editions()
        cast = list(_cast(listed))
        history = History(self.calendar, Random(f"{seed}:approvals"))  # noqa: S311 - invented data
        for number, (story, row) in enumerate(cast):
            history.add_story(story, row, until=self._back(QUIET_DAYS))
            file = _File(self, Project.objects.get(pk=row.project_id), number)
            getattr(_Ending(file, story.matter, self._back), story.ending)()
            if number % 4 == 3:
                self._serve(file, number)
        history.add_others(listed, told={row.project_id for _, row in cast}, until=self._back(QUIET_DAYS))
        self._add(starts_at - timedelta(minutes=50), lambda at: raise_overdue(at=at))
        self._add(_at(self._back(QUIET_DAYS), 8, 0), lambda at: history.write(by=self.users["section_officer"], at=at))

    def play(self, *, until: datetime, meanwhile: Callable[[datetime], None]) -> None:
        """`meanwhile(moment)` does what other rooms did before each act, and lastly before `until`."""
        due = sorted((act for act in self.acts if act[0] < until), key=lambda act: act[:2])
        self.acts = [act for act in self.acts if act[0] >= until]
        for at, _, act in due:
            meanwhile(at)
            act(at)
        meanwhile(until)

    def _add(self, at: datetime, act: _Act) -> None:
        self.acts.append((at, len(self.acts), act))

    def _add_editions(self) -> None:
        """What the section prepares: one with a wrong number, taken off; one in force from next month; a draft."""
        next_month = (self.starts_on.replace(day=1) + timedelta(days=32)).replace(day=1)
        wrong, settled, draft = (
            edition_text(number, next_month, faster=faster)
            for number, faster in (("3", False), ("33", True), ("35", False))
        )
        self._add(_at(self._back(6), 15, 30), lambda at: self._withdraw(self._upload(wrong, at), at))
        self._add(_at(self._back(5), 9, 40), lambda at: self._publish(self._upload(settled, at), at))
        self._add(_at(self._back(1), 16, 20), lambda at: self._upload(draft, at))

    def _upload(self, text: str, at: datetime) -> GuideDraft:
        content = BytesIO(text.encode())
        return drafts.upload(name="审批服务指南.toml", content=content, by=self.users["section_officer"], at=at)

    def _publish(self, draft: GuideDraft, at: datetime) -> None:
        drafts.release(draft_id=draft.pk, by=self.users["section_officer"], at=at)

    def _withdraw(self, draft: GuideDraft, at: datetime) -> None:
        drafts.withdraw(draft_id=draft.pk, by=self.users["section_officer"], at=at)

    def _serve(self, file: "_File", number: int) -> None:
        for place, service in enumerate(SERVICES[: 1 + number % 3]):
            on = self._back(QUIET_DAYS - 6 * place - 2)
            self._add(_at(on, 16, number), lambda at, s=service: file.serve(s, at))

    def _back(self, days: int) -> date:
        """The day at work so many working days before the clock's start."""
        day = self.starts_on
        while self.calendar.used(day, self.starts_on) < days or not self.calendar.is_working(day):
            day -= timedelta(days=1)
        return day


class _File:
    """Acts on a project's files, put on the calendar of the demonstration."""

    def __init__(self, approvals: Approvals, project: Project, number: int) -> None:
        self.approvals, self.project, self.number = approvals, project, number

    @property
    def officer(self) -> User:
        return self.approvals.users["section_officer"]

    def serve(self, service: tuple[str, str, str], at: datetime) -> None:
        phase, text, outcome = service
        visit = services.Visit(phase, day_of(at), "行政审批科、服务专员", text, outcome)
        services.log_service(project=self.project, visit=visit, by=self.officer, at=at)

    def do(self, code: str, on: date, hour: int, act: Callable[..., object], **values: object) -> None:
        """One move on the newest file of a matter."""

        def moved(at: datetime) -> None:
            case = ApprovalCase.objects.filter(project=self.project, matter_code=code).latest("attempt")
            by = self._handler(case) if act not in _DESK else self.officer
            act(case_id=case.pk, seen_version=case.version, by=by, at=at, **values)

        self.approvals._add(_at(on, hour, self.number), moved)  # noqa: SLF001 - one room's two halves

    def receive(self, code: str, on: date) -> None:
        def handed_in(at: datetime) -> None:
            receiving.open_case(project=self.project, matter_code=code, by=self.officer, at=at)

        self.approvals._add(_at(on, 9, self.number), handed_in)  # noqa: SLF001

    def _handler(self, case: ApprovalCase) -> User:
        return self.approvals.users["department_member"] if case.department.code == _MEMBER else self.officer

    def decided(self, code: str, on: date) -> None:
        number = f"泉审批〔{YEAR}〕{300 + self.number}号（演示）"
        self.do(code, on, 14, deciding.decide, outcome=deciding.Outcome("grant", number))

    def bring_back(self, on: date) -> None:
        """The revised drawings, each point answered."""
        self.approvals._add(_at(on, 9, self.number), self._bring_back)  # noqa: SLF001

    def first_round(self, on: date) -> None:
        seats = dict.fromkeys(("architecture", "structure", "water", "electrical", "fire", "civil_defence"))
        seats["energy"] = Department.objects.get(code=_MEMBER).pk
        self.do("SG01", on, 10, drawing.start_first_round, disciplines=seats)

    def _bring_back(self, at: datetime) -> None:
        case = ApprovalCase.objects.get(project=self.project, matter_code="SG01")
        replies = {item.pk: "已按意见修改，见修改单" for item in drawing.open_items(case)}
        drawing.start_next_round(case_id=case.pk, seen_version=case.version, replies=replies, by=self.officer, at=at)

    def sign(self, on: date, *, points: bool, seats: int | None = None) -> None:
        """Every discipline (or the first few) signs; structure and fire have something to say."""

        def signed(at: datetime) -> None:
            case = ApprovalCase.objects.get(project=self.project, matter_code="SG01")
            for opinion in list(case.rounds.latest("number").opinions.all())[:seats]:
                own = drawing.open_items(case).filter(opinion__discipline=opinion.discipline)
                words = _POINTS.get(opinion.discipline, ()) if points else ()
                given = drawing.Signed(
                    f"{opinion.get_discipline_display()}审查人", words, list(own.values_list("pk", flat=True))
                )
                member = self.approvals.users["department_member"]
                by = member if opinion.department_id else self.officer
                drawing.give_opinion(opinion_id=opinion.pk, signed=given, by=by, at=at)

        self.approvals._add(_at(on, 11, self.number), signed)  # noqa: SLF001

    def issue(self, on: date) -> None:
        number = f"泉图审〔{YEAR}〕{20 + self.number}号（演示）"
        self.do("SG01", on, 16, drawing.issue_round, opinion_number=number, expected_days=10)


_POINTS = {
    "structure": (
        drawing.Point("mandatory", "框架梁支座负筋面积不足，不满足最小配筋率强制性条文", "结施-07"),
        drawing.Point("general", "后浇带位置与建筑留洞相碰，请核对", "结施-12"),
    ),
    "fire": (drawing.Point("mandatory", "袋形走道疏散距离超过规定", "建施-05"),),
}
_DESK = (receiving.supply, receiving.withdraw)
"""Moves for the applicant."""


class _Ending:
    """How the open matter stands when the clock starts; days are working days before it."""

    def __init__(self, file: _File, code: str, back: Callable[[int], date]) -> None:
        self.file, self.code, self.back = file, code, back

    @property
    def _limit(self) -> int:
        """Working days promised for the file: read from the edition, because nothing is in the tables yet."""
        days = next(row["promised_days"] for row in read_edition().matters if row["code"] == self.code)
        return green_limit(days) if green_basis(self.file.project) else days

    def _accepted(self, days: int) -> None:
        self.file.receive(self.code, self.back(days))
        self.file.do(self.code, self.back(days), 15, receiving.accept)

    def submitted(self) -> None:
        self.file.receive(self.code, self.back(1))

    def supplement(self) -> None:
        self.file.receive(self.code, self.back(4))
        text = "一、可行性研究报告缺招标方案；二、资金来源说明未盖章。"
        self.file.do(self.code, self.back(2), 11, receiving.tell_supplement, text=text)

    def green(self) -> None:
        self._accepted(1)

    def yellow(self) -> None:
        self._accepted(self._limit)

    def red(self) -> None:
        self._accepted(self._limit + 4)

    def turned_away(self) -> None:
        self.file.receive(self.code, self.back(8))
        reason = "项目属备案类，不需核准，请到投资项目在线平台备案"
        self.file.do(self.code, self.back(7), 10, receiving.turn_away, reason=reason)

    def refused(self) -> None:
        """Refused once, handed in again."""
        self._accepted(16)
        why = deciding.Outcome("refuse", f"泉规函〔{YEAR}〕31号（演示）", "用地红线与控规绿线重叠")
        self.file.do(self.code, self.back(13), 14, deciding.decide, outcome=why)
        self.file.do(self.code, self.back(12), 10, deciding.deliver)
        self._accepted(2)

    def _paused(self, accepted: int, days: int, kind: str, words: tuple[str, int]) -> None:
        self._accepted(accepted)
        notice = deciding.Notice(kind, f"泉审告〔{YEAR}〕{10 + self.file.number}号（演示）", *words)
        self.file.do(self.code, self.back(days), 14, deciding.pause, notice=notice)

    def publicity(self) -> None:
        self._paused(5, 4, "publicity", ("设计方案批前公示", 7))

    def reviewed_too_long(self) -> None:
        self._paused(15, 12, "expert_review", ("节能报告专家评审", 8))

    def extended(self) -> None:
        """Its head gave it five days more on the last but one day of the promise."""
        self._accepted(self._limit + 2)
        longer = deciding.Extension(
            5,
            "分管副主任（演示）",
            "招标方案须与发包方式调整衔接",
            f"泉审告〔{YEAR}〕{60 + self.file.number}号（演示）",
        )
        self.file.do(self.code, self.back(4), 11, deciding.extend, extension=longer)

    def rectified(self) -> None:
        """Stopped for works on the site, and counted anew since they were done."""
        self._paused(16, 13, "rectification", ("消防车道被占用，现场整改", 6))
        self.file.do(self.code, self.back(5), 15, deciding.resume)

    def withdrawn(self) -> None:
        self._accepted(4)
        self.file.do(self.code, self.back(2), 10, receiving.withdraw, reason="建设规模调整，重新报批")

    def decided(self) -> None:
        """Stopped and resumed on its way; the permit waits to be handed over."""
        self._paused(9, 8, "expert_review", ("节能报告专家评审", 5))
        self.file.do(self.code, self.back(4), 10, deciding.resume)
        self.file.decided(self.code, self.back(2))

    def reviewing(self) -> None:
        self._accepted(4)
        self.file.first_round(self.back(3))
        self.file.sign(self.back(2), points=True, seats=4)

    def to_revise(self) -> None:
        self._accepted(9)
        self.file.first_round(self.back(8))
        self.file.sign(self.back(6), points=True)
        self.file.issue(self.back(5))

    def passed_again(self) -> None:
        """Two rounds: sent back, revised off the clock, passed; the decision is to come."""
        self._accepted(15)
        self.file.first_round(self.back(14))
        self.file.sign(self.back(13), points=True)
        self.file.issue(self.back(13))
        self.file.bring_back(self.back(5))
        self.file.sign(self.back(4), points=False)
        self.file.issue(self.back(4))

    def undelivered(self) -> None:
        """Granted, and held back until the environmental review beside it is through."""
        self._accepted(6)
        self.file.receive("HB01", self.back(5))
        self.file.do("HB01", self.back(5), 15, receiving.accept)
        self.file.decided(self.code, self.back(3))


def _cast(listed: Sequence[Listed]) -> Iterator[tuple[Story, Listed]]:
    """Each story's project: of its course, key projects before others, each used once."""
    free = list(listed)
    for story in STORIES:
        free.sort(key=lambda row, plain=story.is_plain: (is_key(row.work) == plain, row.listing_id))
        courses = (story.course, Course.WAITING, Course.RUNNING)  # a short list has too few that wait
        found = next((row for course in courses for row in free if is_fit(row.work, course)), None)
        if found is not None:
            free.remove(found)
            yield story, found


def _at(day: date, hour: int, number: int) -> datetime:
    """Files of one day a minute apart."""
    return timezone.make_aware(datetime.combine(day, time(hour, 5 + 2 * (number % 25))))
