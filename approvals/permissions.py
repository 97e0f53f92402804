"""Who may do what with a file, as verdicts: the same one greys the button, refuses the post and answers for the action.

They judge rows already fetched through `visible_to`; an action asks again under the lock.
"""

from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can, Role
from core.foundation.verdict import YES, Verdict, all_of, no
from core.foundation.working_days import WorkingCalendar

from .choices import CaseState, PauseKind, RoundState
from .models import ApprovalCase, DisciplineOpinion, DrawingRound, GuideDraft, Matter
from .states import CASE, DESK, GUIDE_DRAFT

ANSWER_WITHIN = 5
"""Working days in which an applicant must be told what is missing (行政许可法 32)."""
DELIVER_WITHIN = 10
"""Working days from a decision to the applicant's hands (行政许可法 44)."""


def handles(user: User, case: ApprovalCase) -> Verdict:
    scope = user.scope(Can.HANDLE_APPROVALS)
    if scope.whole_city or case.department_id in scope.department_ids:
        return YES
    return user.may(Can.HANDLE_APPROVALS) and no(f"这件由{case.department.name}办理。", code="forbidden")


def keeps(user: User) -> Verdict:
    """Hands in for applicants, keeps routes and the service log, publishes the guide."""
    return user.may(Can.EDIT_APPROVALS)


def may_release(user: User, draft: GuideDraft) -> Verdict:
    """Publish an uploaded edition, at once or on its day."""
    return all_of(keeps(user), GUIDE_DRAFT.verdict(draft.state, "schedule"))


def may_withdraw_draft(user: User, draft: GuideDraft) -> Verdict:
    return all_of(keeps(user), GUIDE_DRAFT.verdict(draft.state, "withdraw"))


def may_move(user: User, case: ApprovalCase, move: str) -> Verdict:
    """The table's row, and whether the person is one of those who make this move."""
    desk_only = Role.DEPARTMENT_MEMBER not in _roles_of(move)
    reach = keeps(user) if desk_only else handles(user, case)
    return all_of(reach, CASE.verdict(case.state, move))


def _roles_of(move: str) -> frozenset[str]:
    return next((row.roles for state in CASE.states for row in CASE.moves_from(state) if row.move == move), DESK)


def may_tell_supplement(user: User, case: ApprovalCase, *, today: date, calendar: WorkingCalendar) -> Verdict:
    """Told once, within five working days; afterwards the file counts as accepted."""
    told = no("已经一次性告知过补正内容，不能再次要求补正；请受理或不予受理。", code="told_once")
    late = no("收件已满5个工作日未告知，依法视为受理，请点“受理”。", code="deemed")
    return all_of(
        may_move(user, case, "supplement"),
        told if case.supplement_on else YES,
        late if is_silent(case, today=today, calendar=calendar) else YES,
    )


def is_silent(case: ApprovalCase, *, today: date, calendar: WorkingCalendar) -> bool:
    """Five working days went by without a word to the applicant."""
    return case.state == CaseState.SUBMITTED and calendar.used(case.papers_on, today) > ANSWER_WITHIN


def may_turn_away(user: User, case: ApprovalCase, *, today: date, calendar: WorkingCalendar) -> Verdict:
    late = no("收件已满5个工作日未告知，依法视为受理，不能再不予受理。", code="deemed")
    return all_of(may_move(user, case, "turn_away"), late if is_silent(case, today=today, calendar=calendar) else YES)


def may_resume(user: User, case: ApprovalCase) -> Verdict:
    """Revised drawings resume the clock by their next round, not by hand."""
    redesign = no("等修改后的图纸：收到后开始下一轮图审，计时随之恢复。", code="redesign")
    waits = case.state == CaseState.PAUSED and case.paused_for == PauseKind.REDESIGN
    return all_of(may_move(user, case, "resume"), redesign if waits else YES)


def may_extend(user: User, case: ApprovalCase, matter: Matter, *, today: date) -> Verdict:
    """Once, before the limit is over, as long as the law allows."""
    once = f"已经延长过{case.extension_days}个工作日，只能延长一次；请在到期前作出决定。"
    is_late = case.over_from is not None and today >= case.over_from
    return all_of(
        may_move(user, case, "extend"),
        YES if matter.extension_days else no("这个事项依法不能延长，请在到期前作出决定。", code="no_extension"),
        no(once, code="extended") if case.extension_days else YES,
        no("已经超期，不能再延长；请尽快作出决定。", code="over") if is_late else YES,
    )


def may_decide(user: User, case: ApprovalCase, *, missing: list[str]) -> Verdict:
    """Refusing is always possible; granting waits for what must come before (`missing`, in words)."""
    waits = no(f"前置未完成：{'、'.join(missing)}；完成后才能准予。", code="dependency")
    return all_of(may_move(user, case, "decide"), waits if missing else YES)


def may_deliver(user: User, case: ApprovalCase, *, missing: list[str]) -> Verdict:
    waits = no(f"并行事项未完成：{'、'.join(missing)}；完成后才能送达。", code="dependency")
    return all_of(may_move(user, case, "deliver"), waits if missing and case.is_granted else YES)


def may_give_opinion(user: User, case: ApprovalCase, opinion: DisciplineOpinion, *, staffed: bool) -> Verdict:
    """A discipline seated with a department is signed by that department; the section signs for one without an account
    (`staffed`: it has one). The other disciplines are signed by whoever handles the file.
    """
    return all_of(
        _sits(user, case, opinion, staffed=staffed),
        no(f"{opinion.get_discipline_display()}专业已签署，不能再改。", code="signed") if opinion.given_at else YES,
    )


def may_correct_opinion(
    user: User, case: ApprovalCase, opinion: DisciplineOpinion, *, staffed: bool, is_last: bool
) -> Verdict:
    """更正 of a signed sheet: whoever signs it, until the next round begins (`is_last`) or the file is decided."""
    running = case.state in {CaseState.IN_REVIEW, CaseState.PAUSED}
    return all_of(
        _sits(user, case, opinion, staffed=staffed),
        YES if opinion.given_at else no("这份意见还没有签署，直接签署即可。", code="unsigned"),
        YES if is_last else no("下一轮已经开始，这一轮的意见不能再更正；请在本轮意见中写明。", code="later"),
        YES if running else no("审批件已经办结，不能再更正。", code="wrong_state"),
    )


def _sits(user: User, case: ApprovalCase, opinion: DisciplineOpinion, *, staffed: bool) -> Verdict:
    if opinion.department is None:
        return handles(user, case)
    scope = user.scope(Can.HANDLE_APPROVALS)
    if opinion.department_id in scope.department_ids or (scope.whole_city and not staffed):
        return YES
    cure = f"{opinion.get_discipline_display()}专业由{opinion.department.name}会审，请由该部门签署。"
    return user.may(Can.HANDLE_APPROVALS) and no(cure, code="forbidden")


def may_start_round(user: User, case: ApprovalCase, last: DrawingRound | None) -> Verdict:
    """The first round while the case runs; a further one when revised drawings are awaited."""
    waits = case.state == CaseState.PAUSED and case.paused_for == PauseKind.REDESIGN
    ready = waits if last else case.state == CaseState.IN_REVIEW
    return all_of(
        handles(user, case),
        YES if case.matter.is_drawing_review else no("这个事项没有图审。", code="invalid"),
        YES if ready else no("现在不能开始图审：首轮在受理后，复审在退改图纸送回后。", code="wrong_state"),
    )


def may_issue(user: User, case: ApprovalCase, last: DrawingRound | None, *, unsigned: int) -> Verdict:
    """The combined opinion, once every discipline has signed (`unsigned` still have not)."""
    reviewing = last is not None and last.state == RoundState.REVIEWING and case.state == CaseState.IN_REVIEW
    return all_of(
        handles(user, case),
        YES if reviewing else no("没有正在进行的图审轮次，请先开始图审或等图纸送回。", code="wrong_state"),
        no(f"还有{unsigned}个专业未签署，全部签署后一次出具。", code="unsigned") if unsigned else YES,
    )
