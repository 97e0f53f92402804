"""本月填报: the grid of a unit's or an owner's reports, in the order of what must be done."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from core.foundation.money import amount_text, points_text
from core.organisations.calendar import working_calendar
from reporting import permissions
from reporting.choices import Metric
from reporting.models import Duty, UnitSubmission
from reporting.rollups.rules import rules_at
from reporting.typed import Draft, read_draft, written_content
from reporting.unit_month import (
    HANDED_IN,
    TO_DO,
    Place,
    Sums,
    placed,
    sums_by_place,
    total,
    with_drafts,
)

from .finding import MonthChoice, UnitChoice, month_choice, month_url, unit_choice
from .month_rows import Row, Sheet, row_of
from .notes import returns_of

PAGE_SIZE = 100
SHOWS = {"todo": "待办", "flagged": "有错误、提醒", "flagship": "标杆"}

GROUP_WORDS = {
    Place.RETURNED: ("退回待改", "改好后重新报送，先到初审"),
    Place.DRAFTING: ("填写中", ""),
    Place.EMPTY: ("未填", "灰色为沿用的上月数"),
    Place.SUBMITTED: ("已报送，待初审", "审核员打开前可撤回"),
    Place.UNIT_APPROVED: ("初审通过，待市审", ""),
    Place.ACCEPTED: ("市审通过", ""),
}


@dataclass(frozen=True)
class Group:
    place: Place
    label: str
    hint: str
    reports: int
    rows: list[Row]


@require_safe
def my_month(request: HttpRequest) -> HttpResponse:
    user = request.user
    allow(user.may(Can.READ_PROJECTS))
    choice, units = month_choice(request), unit_choice(request, user)
    if choice is None or choice.row is None:
        return render(request, "reporting/month_closed.html", _head(user, choice, units))
    page = MonthPage(user, choice, units, show=request.GET.get("show", ""), number=request.GET.get("page", "1"))
    return render(request, "reporting/month.html", _head(user, choice, units) | page.context())


def duties_of(user: User, choice: MonthChoice, units: UnitChoice, *, at: datetime) -> QuerySet[Duty]:
    """The reports of this desk with everything a row shows: of the unit, or of the owner's projects in all units."""
    duties = Duty.objects.visible_to(user).filter(reporting_month=choice.row)
    if units.unit is not None:
        duties = duties.filter(unit=units.unit)
    return placed(duties.with_background(at), user, at=at)


def drafts_of(duties: QuerySet[Duty]) -> list[tuple[Duty, Draft]]:
    """What this person is writing, judged. `duties` are `placed` for that person."""
    written = [(duty, written_content(duty)) for duty in duties.filter(place__in=(Place.RETURNED, Place.DRAFTING))]
    return [(duty, read_draft(duty, content)) for duty, content in written if content is not None]


def ready_of(user: User, duty: Duty) -> list[tuple[int, int]]:
    """The (key, version) of everything this person could send now on the desk that `duty` belongs to."""
    at = clock.now()
    desk = Duty.objects.visible_to(user).filter(reporting_month_id=duty.reporting_month_id)
    if user.scope(Can.FILL_REPORTS).unit_ids:
        desk = desk.filter(unit_id=duty.unit_id)
    written = drafts_of(placed(desk.with_background(at), user, at=at))
    return [(each.pk, each.version) for each, draft in written if draft.is_ready]


class MonthPage:
    """Everything the grid shows, in a constant number of queries whatever the number of reports."""

    def __init__(self, user: User, choice: MonthChoice, units: UnitChoice, *, show: str, number: str) -> None:
        self.user, self.choice, self.units = user, choice, units
        self.show = show if show in SHOWS else ""
        self.at = clock.now()
        self.duties = duties_of(user, choice, units, at=self.at)
        self.drafted = [] if choice.is_locked else drafts_of(self.duties)
        self.sums = with_drafts(sums_by_place(self.duties), [(duty, draft.statement) for duty, draft in self.drafted])
        self.page = self._page(number)

    def _page(self, number: str) -> Page:
        wanted = self.duties
        if self.show == "todo":
            wanted = wanted.filter(place__in=TO_DO)
        elif self.show == "flagged":
            wanted = wanted.filter(pk__in=[duty.pk for duty, draft in self.drafted if draft.problems])
        elif self.show == "flagship":
            wanted = wanted.filter(listing__is_flagship=True)
        paginator = Paginator(wanted.order_by("place", "listing__order", "pk"), PAGE_SIZE)
        if self.show in {"", "todo"}:
            places = TO_DO if self.show else tuple(Place)
            paginator.count = sum(self.sums[place].reports for place in places)  # known already: one query less
        return paginator.get_page(number)

    def rows(self) -> list[Row]:
        duties = list(self.page.object_list)
        sheet = Sheet(
            rule=rules_at(self.at)[Metric.PROJECT_INVESTMENT],
            drafts={duty.pk: draft for duty, draft in self.drafted},
            returns=returns_of(duties),
        )
        return [
            row_of(
                duty,
                number,
                sheet,
                may_fill=permissions.may_fill(self.user, duty),
                may_withdraw=permissions.may_withdraw(self.user, duty),
            )
            for number, duty in enumerate(duties, start=self.page.start_index())
        ]

    def context(self) -> dict[str, Any]:
        rows = self.rows()
        everything = total(self.sums)
        return {
            "page": self.page,
            "show": self.show,
            "groups": self._groups(rows),
            "strip": self._strip(everything),
            "foot": self._foot(everything),
            "unit_bar": self._unit_bar(),
            "row_count": len(rows),
            "is_editing": any(row.is_editable for row in rows),
            "may_withdraw": any(row.may_withdraw.allowed for row in rows),
        }

    def _groups(self, rows: list[Row]) -> list[Group]:
        groups = []
        for place in Place:
            members = [row for row in rows if row.place == place]
            if not members:
                continue
            label, hint = GROUP_WORDS[place]
            if place == Place.DRAFTING:
                hint = self._draft_hint()
            if self.choice.is_locked:
                label, hint = (label, "") if place == Place.ACCEPTED else ("未报，沿用上月数", "锁数时未通过市审")
            is_part = self.show in {"flagged", "flagship"}
            groups.append(Group(place, label, hint, len(members) if is_part else self.sums[place].reports, members))
        return groups

    def _draft_hint(self) -> str:
        errors, notices = self.flags()
        parts = [f"{errors} 处错误" if errors else "", f"{notices} 处提醒" if notices else ""]
        return "、".join(part for part in parts if part) or "都可以报送"

    def flags(self) -> tuple[int, int]:
        """How many drafts have an error, and how many only a notice."""
        errors = sum(draft.has_errors for _, draft in self.drafted)
        return errors, sum(bool(draft.problems) for _, draft in self.drafted) - errors

    def ready(self) -> list[Duty]:
        """What 先送这n项 sends."""
        return [duty for duty, draft in self.drafted if draft.is_ready]

    def _strip(self, everything: Sums) -> dict[str, Any]:
        errors, notices = self.flags()
        counts = {place: sums.reports for place, sums in self.sums.items()}
        missing = counts[Place.DRAFTING] + counts[Place.EMPTY]
        handed_in = sum(counts[place] for place in HANDED_IN)
        due = timezone.localtime(self.choice.row.unit_due_at)
        return {
            "handed_in": handed_in,
            "reports": everything.reports,
            "parts": [
                ("accepted", counts[Place.ACCEPTED]),
                ("city", counts[Place.UNIT_APPROVED]),
                ("county", counts[Place.SUBMITTED]),
                ("returned", counts[Place.RETURNED]),
                ("missing", missing),
            ],
            "words": {
                "accepted": f"市审通过 {counts[Place.ACCEPTED]}",
                "city": f"待市审 {counts[Place.UNIT_APPROVED]}",
                "county": f"待初审 {counts[Place.SUBMITTED]}",
                "returned": f"退回 {counts[Place.RETURNED]}",
                "missing": f"未报 {missing}",
            },
            "said": f"已报送{handed_in}项，共{everything.reports}项",
            "county": counts[Place.SUBMITTED],
            "returned": counts[Place.RETURNED],
            "drafting": counts[Place.DRAFTING],
            "empty": counts[Place.EMPTY],
            "todo": sum(counts[place] for place in TO_DO),
            "errors": errors,
            "notices": notices,
            "flagged": errors + notices,
            "ready": [(duty.pk, duty.version) for duty in self.ready()],
            "due_at": due,
            "is_overdue": self.at > due,
            "days_left": working_calendar().used(self.at.date(), due.date()),
        }

    def _foot(self, everything: Sums) -> dict[str, Any]:
        written = total({place: sums for place, sums in self.sums.items() if place != Place.EMPTY})
        number = self.choice.month.number
        return {
            "all": everything,
            "written": written,
            "empty": self.sums[Place.EMPTY].reports,
            "before_label": f"1—{number - 1}月" if number > 2 else "1月" if number == 2 else "年初",
            "ytd_label": f"1—{number}月" if number > 1 else "1月",
            "schedule": Decimal(number) / 12,
            "lead_words": lead_words(everything.rate, number),
            "month_value": amount_text(everything.month_done_wan),
            "ytd_value": amount_text(everything.ytd_done_wan),
            "plan_value": amount_text(everything.plan_wan),
        }

    def _unit_bar(self) -> dict[str, Any]:
        """整县报送: what is still missing, and the receipt once it was done. Owners have no unit of their own."""
        unit = self.units.unit
        if unit is None:
            return {}
        short = self.sums[Place.SUBMITTED].reports + sum(self.sums[place].reports for place in TO_DO)
        receipt = UnitSubmission.objects.filter(reporting_month=self.choice.row, unit=unit).first()
        return {
            "missing": short,
            "receipt": receipt,
            "label": f"整县报送（还差 {short} 项）" if short else "整县报送",
            "url": month_url("unit_submit", self.choice.month, unit=unit.code),
            "verdict": permissions.may_submit_unit(self.user, unit, missing=short, month=self.choice.row),
        }


def lead_words(done: Decimal | None, months: int) -> str:
    """How far before or behind the straight line, for a sentence."""
    if done is None:
        return "无计划"
    points = (done - Decimal(months) / 12) * 100
    word = "超序时" if points >= 0 else "落后序时"
    return f"{word} {points_text(abs(points), 1).removeprefix('+')} 个百分点"


def _head(user: User, choice: MonthChoice | None, units: UnitChoice) -> dict[str, Any]:
    """Month stepper, unit chooser and the facts every page of the month names."""
    code = units.unit.code if units.unit and len(units.units) > 1 else ""
    return {
        "choice": choice,
        "unit": units.unit,
        "units": units.units if len(units.units) > 1 else (),
        "previous_url": month_url("my_month", choice.previous if choice else None, unit=code),
        "next_url": month_url("my_month", choice.next if choice else None, unit=code),
        "title": "本月填报",
        "may_hand_over": bool(user.may(Can.HAND_OVER)),
        "closed_title": f"{choice.month.label}还没有开放填报" if choice else "",
    }
