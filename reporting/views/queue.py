"""The queue of 审核台: what waits at one step, sorted by what is odd about it."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from reporting.backgrounds import background_of, statement_of
from reporting.choices import Step
from reporting.flags import Flag, flags
from reporting.models import Duty

from .finding import month_choice

REACH = 500
"""How many reports are judged for one page, those sent first; the page says so when that many wait."""

SHOWN = 50
"""Lines of the list at the left."""

SHOWS = {"flagged": "有提醒", "clean": "无异常"}
SORTS = {"severity": "按严重程度", "unit": "按单位", "sent": "按报送时间"}


@dataclass(frozen=True)
class Entry:
    """One report that waits, with its flags, gravest first."""

    duty: Duty
    flags: list[Flag]

    @property
    def words(self) -> str:
        return "、".join(dict.fromkeys(flag.word for flag in self.flags))

    @property
    def severity(self) -> int:
        return self.flags[0].severity if self.flags else 0


class Queue:
    """What this person can check, by the address: `?step=city&show=clean&unit=350582&sort=unit&month=2018-07`."""

    def __init__(self, request: HttpRequest, *, opened: int | None = None) -> None:
        self.user: User = request.user
        self.opened = opened
        sent = request.POST if request.method == "POST" else request.GET
        self.steps = steps_of(self.user)
        if not self.steps:
            raise PermissionDenied("您的角色没有审核月报的权限，请联系安全管理员。")
        self.step = Step(sent.get("step")) if sent.get("step") in self.steps else self.steps[0]
        self.choice = month_choice(request)
        self.unit = sent.get("unit", "")
        self.sort = sent.get("sort", "") if sent.get("sort") in SORTS else "severity"
        self.asked = sent.get("show", "") if sent.get("show") in SHOWS else ""

    @property
    def waiting(self) -> QuerySet[Duty]:
        """Every report that waits at this step within the person's reach."""
        return waiting_at(self.step, self.user).filter(reporting_month=self.choice.row if self.choice else None)

    @property
    def cut_at(self) -> int:
        """How many the page is limited to, when that many or more wait; else 0."""
        return REACH if len(self.entries) >= REACH else 0

    @cached_property
    def entries(self) -> list[Entry]:
        """One query, judged in Python; the oldest REACH of them."""
        if self.choice is None or self.choice.row is None:
            return []
        wanted = self.waiting.with_background(clock.now()).order_by("current__submitted_at", "pk")
        if self.unit:
            wanted = wanted.filter(unit__code=self.unit)
        found = [Entry(duty, flags(statement_of(duty.current), background_of(duty))) for duty in wanted[:REACH]]
        return sorted(found, key=self._key)

    def _key(self, entry: Entry) -> tuple[int, ...]:
        if self.sort == "unit":
            return (entry.duty.unit.order, -entry.severity)
        return (-entry.severity,) if self.sort == "severity" else ()

    @cached_property
    def flagged(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.flags]

    @cached_property
    def clean(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.flags]

    @property
    def show(self) -> str:
        """What was asked for; else the list the open report stands in; else the flagged ones while there are any."""
        if self.asked:
            return self.asked
        if any(entry.duty.pk == self.opened for entry in self.clean):
            return "clean"
        return "flagged" if self.flagged or not self.clean else "clean"

    @property
    def listed(self) -> list[Entry]:
        return self.clean if self.show == "clean" else self.flagged

    def around(self, pk: int) -> tuple[int, Entry | None, Entry | None]:
        """Place of a report in the list (from 1; 0 when it is not there), the one before it and the one after."""
        keys = [entry.duty.pk for entry in self.listed]
        if pk not in keys:
            return 0, None, self.listed[0] if self.listed else None
        here = keys.index(pk)
        after = self.listed[here + 1] if here + 1 < len(keys) else None
        return here + 1, self.listed[here - 1] if here else None, after

    def window(self, pk: int) -> list[Entry]:
        """The part of the list that stands at the left: around the report that is open."""
        number, _, _ = self.around(pk)
        start = max(0, min(number - SHOWN // 2, len(self.listed) - SHOWN))
        return self.listed[start : start + SHOWN]

    @property
    def query(self) -> dict[str, str]:
        """The address of this queue, to be kept by every link and form of the page."""
        kept = {"month": str(self.choice.month) if self.choice else "", "step": self.step, "show": self.asked}
        kept |= {"unit": self.unit, "sort": "" if self.sort == "severity" else self.sort}
        return {name: str(value) for name, value in kept.items() if value}

    def url(self, entry: "Entry | None" = None) -> str:
        """Of one report in this queue, or of the desk itself."""
        path = reverse("check_item", args=[entry.duty.pk]) if entry else reverse("check_desk")
        return f"{path}?{urlencode(self.query)}"


def steps_of(user: User) -> list[Step]:
    """The steps this person may do, the second check first."""
    rights = {Step.CITY: Can.CHECK_SECOND, Step.UNIT: Can.CHECK_FIRST}
    return [step for step, right in rights.items() if user.may(right)]


def waiting_at(step: str, user: User) -> QuerySet[Duty]:
    if step == Step.CITY:
        return Duty.objects.reachable_by(user, Can.CHECK_SECOND).waiting_for_city()
    return Duty.objects.first_checked_by(user).waiting_for_unit()
