"""Problems made by the real actions, on the small campaign of the monthly loop."""

from datetime import datetime
from io import BytesIO

from core.accounts.models import User
from core.organisations.models import CalendarDay
from core.organisations.reference import announced_days
from dispatch.actions import problems
from dispatch.models import Problem
from projects.models import Listing
from tests.cast import Cast
from tests.reporting.world import World, moment

SAID = problems.Statement(
    problem_class="land",
    title="K2+300处坟墓未迁",
    description="路基K2+300至K2+500段有12座坟墓未迁，影响路基填筑。",
    tried="镇里已三次上门协商。",
    wanted_decision="请市局协调民政部门明确迁移补偿口径。",
)


def proof() -> problems.Evidence:
    return "现场.jpg", BytesIO(b"\xff\xd8\xff\xe0 photo")


class DispatchWorld(World):
    """`report()` makes a problem of 晋江市; `go()` moves it in the name of a person."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        CalendarDay.objects.bulk_create(
            [CalendarDay(date=day.date, is_working=day.is_working) for day in announced_days([2018])]
        )
        cast.call("jinjiang_approver", "dispatcher", "bureau_leader")
        self.road = self.project("A1")

    def report(
        self, *, at: datetime, listing: Listing | None = None, by: User | None = None, **said: object
    ) -> Problem:
        by = by or self.cast.jinjiang_reporter
        statement = problems.Statement(**(vars(SAID) | said))
        made = problems.draft(listing=listing or self.road, said=statement, by=by, at=at)
        return self.go(made, "report", by=by, at=at)

    def go(self, problem: Problem, move: str, *, by: User, at: datetime, **word: object) -> Problem:
        if move == "resolve":
            word.setdefault("evidence", proof())
        said = problems.Word(**({"text": "办理情况说明"} | word))
        now = Problem.objects.get(pk=problem.pk)
        return problems.move(problem_id=now.pk, seen_version=now.version, move=move, word=said, by=by, at=at)

    def now(self, problem: Problem) -> Problem:
        return Problem.objects.select_related("deadline").get(pk=problem.pk)


__all__ = ["SAID", "DispatchWorld", "moment", "proof"]
