"""What people did between the months: corrections, the plan batch of May, drafts, units that handed in as a whole."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from core.accounts.models import User
from core.foundation.months import Month
from core.operations.models import StoredFile
from core.operations.storage import store_file
from core.organisations.models import ReportingUnit
from demonstration.calendar import ADJUSTED_AT, moment
from demonstration.cast import SPELLED
from demonstration.chronicle import Chronicle, Fate, Record
from demonstration.shares import UNITS
from demonstration.works import WAN, YEAR, Course, money
from projects.actions import Adjustment, BatchPaper, PlanChange, adjust_plan
from projects.curves import straight_line
from projects.models import Campaign
from reporting.actions import corrections, reports, units
from reporting.choices import DutyState
from reporting.models import Duty, ReportingMonth
from reporting.rollups import issue

Live = Callable[[datetime], None]
"""Lets happen what lies before a moment in the other rooms."""
PAIRS = 6
_UNTOUCHED = {"350503", "350504"}
_PAPER = "工程结算审核意见摘录（演示）\n经审核，核减已报完成投资，按审核意见冲减当月数。\n"
DRAFTS = {"jinjiang_reporter": ("350582", 6), "huian_reporter": ("350521", 2)}


def store_paper(*, by: User, at: datetime) -> StoredFile:
    """The paper behind every write-back of the demonstration."""
    content = BytesIO(_PAPER.encode())
    return store_file(
        "工程结算审核意见（演示）.txt", content, kind="paper", by=by.actor, at=at, owner=("campaign", YEAR)
    )


def adjust_plans(campaign: Campaign, chronicle: Chronicle, listing_ids: Sequence[int], *, by: User) -> None:
    """Six plans raised, six lowered by the same, the total unchanged; records learn their new curves."""
    able = [
        (record, listing)
        for record, listing in zip(chronicle.records, listing_ids, strict=True)
        if record.work.course == Course.RUNNING
        and not record.work.is_flagship
        and record.work.home == record.work.unit
        and record.work.home not in _UNTOUCHED
        and record.work.plan > 3000 * WAN
    ]
    able.sort(key=lambda pair: (pair[0].work.pace, pair[0].work.name))
    pairs = min(PAIRS, len(able) // 2)
    changes = []
    for slow, quick in zip(able[:pairs], able[::-1][:pairs], strict=True):
        amount = slow[0].work.plan // 8 // (10 * WAN) * (10 * WAN)
        changes += [_change(*slow, -amount), _change(*quick, amount)]
    if not changes:
        return
    paper = BatchPaper(
        title="2018年第一批计划调整",
        reason="进度滞后项目调减，进度较快项目调增，总量不变",
        document_number="泉攻坚办〔2018〕12号（演示）",
        approver_label="局长办公会（演示）",
        approved_at=ADJUSTED_AT,
        effective_month=Month(YEAR, 5),
    )
    adjust_plan(
        campaign=campaign, paper=paper, adjustment=Adjustment(changes=tuple(changes)), by=by.actor, at=ADJUSTED_AT
    )


def _change(record: Record, listing_id: int, amount: int) -> PlanChange:
    work, plan = record.work, money(record.work.plan + amount)
    curve = straight_line(plan, year=YEAR, start=work.planned_start, finish=work.planned_finish)
    record.due_from_may = tuple(int(due * WAN) for due in curve)
    return PlanChange(listing_id, plan, work.planned_start, work.planned_finish)


def correct_may(
    campaign: Campaign, chronicle: Chronicle, duties: Sequence[int], users: dict[str, User], *, live: Live
) -> None:
    """A county found 120 万元 missing in its May report; the dispatcher agreed, and May got its second brief."""
    for record, duty_id in zip(chronicle.records, duties, strict=True):
        if 5 in record.corrected:
            asked, decided = moment(6, 12, 15), moment(6, 13, 10)
            reason = "漏报设备款120万元，附付款凭证"
            by = (users[f"{SPELLED[record.work.unit]}_approver"], users["dispatcher"])
            _correct(duty_id, money(record.ytd[5]), reason, by=by, at=(asked, decided), live=live)
            issue(campaign=campaign, month=Month(YEAR, 5), at=decided, reason=f"更正：{reason}")


def correct_june(
    campaign: Campaign, chronicle: Chronicle, duties: Sequence[int], users: dict[str, User], *, live: Live
) -> None:
    """A June report came after the lock: a correction of the carried figure."""
    for record, duty_id in zip(chronicle.records, duties, strict=True):
        if 6 in record.corrected:
            asked, decided = moment(7, 11, 11), moment(7, 12, 9, 30)
            reason = "6月月报迟于锁数，补报"
            by = (users[f"{SPELLED[record.work.unit]}_approver"], users["dispatcher"])
            _correct(duty_id, money(record.ytd[6]), reason, by=by, at=(asked, decided), live=live)
            issue(campaign=campaign, month=Month(YEAR, 6), at=decided, reason=f"更正：{reason}")


def _correct(
    duty_id: int,
    ytd_done_wan: Decimal,
    reason: str,
    *,
    by: tuple[User, User],
    at: tuple[datetime, datetime],
    live: Live,
) -> None:
    live(at[0])
    asked = corrections.request_correction(
        duty_id=duty_id, ytd_done_wan=ytd_done_wan, reason=reason, paper=None, by=by[0], at=at[0]
    )
    live(at[1])
    corrections.decide_correction(correction_id=asked.pk, approve=True, note="情况属实，同意更正", by=by[1], at=at[1])


def ask_for_correction(previous: ReportingMonth, users: dict[str, User], *, at: datetime) -> None:
    """One request waits for its second person: 晋江 says its last locked month was 36 万元 too high."""
    duty = (
        Duty.objects.filter(reporting_month=previous, unit__code="350582", state=DutyState.ACCEPTED)
        .filter(current__month_done_wan__gt=200)
        .order_by("-current__month_done_wan", "pk")
        .first()
    )
    if duty is not None:
        corrections.request_correction(
            duty_id=duty.pk,
            ytd_done_wan=duty.current.ytd_done_wan - 36,
            reason="监理复核产值，多计36万元",
            paper=None,
            by=users["jinjiang_approver"],
            at=at,
        )


def hand_in_whole(opened: ReportingMonth, users: dict[str, User], *, at: Callable[[int], datetime]) -> None:
    """整县报送 of every unit whose reports have all passed their first check."""
    by_code = {unit.code: unit for unit in ReportingUnit.objects.all()}
    passed = (DutyState.UNIT_APPROVED, DutyState.ACCEPTED)
    short = set(opened.duties.exclude(state__in=passed).values_list("unit__code", flat=True))
    for place, unit in enumerate(unit for unit in UNITS if unit.code in SPELLED and unit.code not in short):
        units.submit_unit(
            reporting_month=opened,
            unit=by_code[unit.code],
            scan=None,
            by=users[f"{SPELLED[unit.code]}_approver"],
            at=at(place),
        )


def leave_drafts(chronicle: Chronicle, duties: Sequence[int], users: dict[str, User], *, at: datetime) -> None:
    """Half-filled rows of two reporters: right, falling, jumping, with last month's words, just begun."""
    month = chronicle.months
    for username, (unit, count) in DRAFTS.items():
        free = [
            (record, duty_id)
            for record, duty_id in zip(chronicle.records, duties, strict=True)
            if record.work.unit == unit and record.fate == Fate.OPEN and record.work.course == Course.RUNNING
        ]
        rows = {duty.pk: duty for duty in _with_listing([duty_id for _, duty_id in free[:count]])}
        for place, (record, duty_id) in enumerate(free[:count]):
            done = record.ytd[month] - record.ytd[record.last_known(month - 1)]
            content = _draft(place, max(done, 0), rows[duty_id])
            reports.save_draft(duty=rows[duty_id], content=content, by=users[username], at=at)


def _with_listing(ids: Sequence[int]) -> list[Duty]:
    return list(Duty.objects.filter(pk__in=ids).select_related("listing__project", "previous__current"))


def _draft(place: int, done: int, duty: Duty) -> dict[str, str]:
    last = duty.previous.current if duty.previous else None
    words = last.progress_text if last else "基础施工"
    drafts: tuple[dict[str, str], ...] = (
        {"month_done_wan": f"{money(done)}", "progress_text": "路基填筑完成1.2公里，雨污管道同步敷设"},
        {"month_done_wan": "-270", "progress_text": "主体砌筑，消防水池封顶"},
        {"month_done_wan": f"{money(done * 6)}", "progress_text": "面层完成，管廊段水稳铺设"},
        {"month_done_wan": f"{money(done)}", "progress_text": words},
        {"progress_text": "基坑开挖，支护桩完成六成"},
        {"month_done_wan": f"{money(done)}"},
    )
    return drafts[place % len(drafts)]
