"""Who may do what in the month, as verdicts: the same one greys the button, refuses the post and answers the API.

They judge rows already fetched through their scope; an action asks again under the lock.
"""

from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, all_of, no
from core.organisations.choices import UnitKind
from core.organisations.models import ReportingUnit

from .choices import CorrectionState, Step
from .models import Correction, Duty, ReportingMonth, ReportVersion
from .states import DUTY

LOCKED = no("本月已锁数，不能再改；确需更改的，由审核员提交更正申请（市本级由业务科室）。", code="locked")


def _reaches(user: User, right: Can, duty: Duty) -> Verdict:
    scope = user.scope(right)
    if scope.whole_city or duty.unit_id in scope.unit_ids or duty.listing.project.owner_id in scope.firm_ids:
        return YES
    return user.may(right) and no("这个项目不在您的填报范围内。", code="forbidden")


def _open(duty: Duty) -> Verdict:
    return LOCKED if duty.locked_at else YES


def may_fill(user: User, duty: Duty) -> Verdict:
    """Write a draft or send: the reporter of the unit or the owner, while the report is theirs."""
    return all_of(_reaches(user, Can.FILL_REPORTS, duty), _open(duty), DUTY.verdict(duty.state, "submit"))


def may_withdraw(user: User, duty: Duty) -> Verdict:
    """Take a sent report back until a checker has opened it."""
    opened = no("审核人已开始审核，不能撤回；如需修改，请联系审核人退回。") if duty.opened_for_check_at else YES
    return all_of(_reaches(user, Can.FILL_REPORTS, duty), _open(duty), DUTY.verdict(duty.state, "withdraw"), opened)


def may_check(user: User, duty: Duty, step: str) -> Verdict:
    """Pass or return at one step; nobody checks what they reported, nor twice the same report."""
    if step == Step.UNIT:
        scope = user.scope(Can.CHECK_FIRST)
        own_chain = duty.unit_id in scope.unit_ids or (scope.whole_city and duty.unit.kind == UnitKind.CITY_LEVEL)
        reach = YES if own_chain else no("这份月报的初审不归您办理。", code="forbidden")
        move = "pass_unit"
    else:
        reach, move = user.may(Can.CHECK_SECOND), "pass_city"
    return all_of(reach, _open(duty), DUTY.verdict(duty.state, move), _not_own(user, duty.current))


def _not_own(user: User, version: ReportVersion | None) -> Verdict:
    if version is not None and version.author_id == user.pk:
        return no("不能审核自己填报的月报，请由其他审核人办理。", code="own_report")
    return YES


def may_submit_unit(user: User, unit: ReportingUnit, *, missing: int, month: ReportingMonth) -> Verdict:
    """整县报送: every report of the unit passed its first check (`missing` still short of it)."""
    scope = user.scope(Can.SUBMIT_UNIT)
    return all_of(
        YES if unit.pk in scope.unit_ids else no("整县报送由本县审核员办理。", code="forbidden"),
        LOCKED if month.is_locked else YES,
        no(f"还有{missing}项未通过初审，全部通过后才能整县报送。") if missing else YES,
    )


def may_lock(user: User, month: ReportingMonth, *, missing: int, today: date) -> Verdict:
    """Once everything is accepted, or from the lock day on, when whoever is missing is carried."""
    early = today < month.lock_due_on and missing > 0
    return all_of(
        user.may(Can.RUN_MONTH),
        no(f"{month.month.label}已经锁数。") if month.is_locked else YES,
        no(f"还差{missing}项未通过市审；{month.lock_due_on:%-m月%-d日}起可锁数，届时未通过的沿用上月数。")
        if early
        else YES,
    )


def may_release(user: User, month: ReportingMonth) -> Verdict:
    """局领导审签 of the issued brief."""
    return all_of(
        user.may(Can.RELEASE_BRIEF),
        YES if month.is_locked else no("本月尚未锁数，锁数汇总后才能审签。"),
        no("本月汇总已经审签。") if month.released_at else YES,
    )


def may_request_correction(user: User, duty: Duty) -> Verdict:
    return all_of(
        _reaches(user, Can.REQUEST_CORRECTION, duty),
        YES if duty.locked_at else no("本月尚未锁数，请直接退回修改，不必申请更正。"),
    )


def may_decide_correction(user: User, correction: Correction) -> Verdict:
    """The second person: another than who asked."""
    return all_of(
        user.may(Can.DECIDE_CORRECTION),
        YES if correction.state == CorrectionState.REQUESTED else no("这份更正申请已经办结。"),
        no("更正须由第二人复核，不能复核自己提出的申请。", code="own_request")
        if correction.requested_by_id == user.pk
        else YES,
    )
