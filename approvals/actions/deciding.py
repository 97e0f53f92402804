"""From the acceptance to the applicant's hands: stops of the clock, one extension, decision, delivery."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from approvals import permissions
from approvals.choices import Decision, DependencyKind, PauseKind, ResumeMode
from approvals.models import ApprovalCase, CaseExtension, CasePause
from approvals.needs import missing_before
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar

from .holding import Done, held_case, let_go


@dataclass(frozen=True)
class Notice:
    """What the applicant is told in writing when the clock stops: why, under which number, for how long."""

    kind: str
    number: str
    reason: str
    expected_days: int
    approver: str = ""

    def require(self) -> None:
        """Refused, field by field, when something the law asks for is missing."""
        wrong: dict[str, list[str]] = {}
        if self.kind not in PauseKind.values or self.kind == PauseKind.REDESIGN:
            wrong["kind"] = ["请选择暂停事由；图审退改由图审意见自动暂停。"]
        if not self.number.strip():
            wrong["number"] = ["暂停须书面告知，请填告知书文号。"]
        if not self.reason.strip():
            wrong["reason"] = ["请写明暂停的原因。"]
        if self.expected_days < 1:
            wrong["expected_days"] = ["请填预计所需的工作日数，依法须告知申请人。"]
        if self.kind == PauseKind.OTHER and not self.approver.strip():
            wrong["approver"] = ["“其他”须经负责人批准，请填批准人。"]
        if wrong:
            raise Refused("暂停计时的告知不完整。", code="invalid", field_errors=wrong)


@transaction.atomic
def pause(*, case_id: int, seen_version: int, notice: Notice, by: User, at: datetime) -> ApprovalCase:
    """Stop the clock from tomorrow on: the day of the notice still counts."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    permissions.may_move(by, case, "pause").require()
    notice.require()
    stop(case, notice, by=by, at=at)
    text = f"{PauseKind(notice.kind).label}，告知书{notice.number}，预计{notice.expected_days}个工作日：{notice.reason}"
    let_go(case, Done("pause", text, payload={"kind": notice.kind, "notice": notice.number}), by=by, at=at)
    return case


def stop(case: ApprovalCase, notice: Notice, *, by: User, at: datetime) -> None:
    """Write the stop's row; the move itself is the caller's."""
    faulty = notice.kind == PauseKind.RECTIFICATION
    CasePause.objects.create(
        case=case,
        number=case.pauses.count() + 1,
        kind=notice.kind,
        notice_number=notice.number.strip(),
        reason=notice.reason.strip(),
        expected_days=notice.expected_days,
        approver=notice.approver.strip(),
        mode=case.matter.resume_mode if faulty else ResumeMode.RESUME,
        started_on=day_of(at),
        started_by_label=by.display_name,
    )
    case.paused_for = notice.kind


@transaction.atomic
def resume(*, case_id: int, seen_version: int, by: User, at: datetime) -> ApprovalCase:
    """Let the clock go on from tomorrow, or begin anew where the guide says so."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    permissions.may_resume(by, case).require()
    ended = start_again(case, by=by, at=at)
    text = f"{ended.get_kind_display()}结束，{ended.get_mode_display()}"
    let_go(case, Done("resume", text, payload={"pause": ended.number, "mode": ended.mode}), by=by, at=at)
    return case


def start_again(case: ApprovalCase, *, by: User, at: datetime) -> CasePause:
    """End the open stop; the move itself is the caller's."""
    opened = case.pauses.get(ended_on__isnull=True)
    opened.ended_on, opened.ended_by_label = day_of(at), by.display_name
    opened.save(update_fields=["ended_on", "ended_by_label"])
    return opened


@dataclass(frozen=True)
class Extension:
    """So many days more, approved by the head of the office, the applicant told why in writing (行政许可法 42)."""

    days: int
    approver: str
    reason: str
    notice_number: str

    def require(self, *, most: int, by: User) -> None:
        """Refused, field by field, when something the law asks for is missing."""
        wrong: dict[str, list[str]] = {}
        if not 1 <= self.days <= most:
            wrong["days"] = [f"可延长1—{most}个工作日。"]
        if not self.approver.strip():
            wrong["approver"] = ["延长须经本机关负责人批准，请填批准人。"]
        elif self.approver.strip() == by.display_name:
            wrong["approver"] = ["批准人须是本机关负责人，不能是经办人本人。"]
        if not self.reason.strip():
            wrong["reason"] = ["请写明延长的理由，并告知申请人。"]
        if not self.notice_number.strip():
            wrong["notice_number"] = ["延长须书面告知申请人，请填告知书文号。"]
        if wrong:
            raise Refused("延长期限的内容不完整。", code="invalid", field_errors=wrong)


@transaction.atomic
def extend(*, case_id: int, seen_version: int, extension: Extension, by: User, at: datetime) -> ApprovalCase:
    """One more row to the file's limit; its dates follow from the rows."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    permissions.may_extend(by, case, case.matter, today=day_of(at)).require()
    extension.require(most=case.matter.extension_days, by=by)
    row = CaseExtension.objects.create(
        case=case,
        number=case.extensions.count() + 1,
        days=extension.days,
        reason=extension.reason.strip()[:200],
        approver=extension.approver.strip(),
        legal_basis=case.matter.extension_note,
        notice_number=extension.notice_number.strip(),
        extended_on=day_of(at),
        extended_by_label=by.display_name,
    )
    case.extension_days = sum(case.extensions.values_list("days", flat=True))
    text = f"{row.approver}批准延长{row.days}个工作日（{row.legal_basis}），告知书{row.notice_number}：{row.reason}"
    payload = {"days": row.days, "approver": row.approver, "basis": row.legal_basis, "notice": row.notice_number}
    let_go(case, Done("extend", text, payload=payload), by=by, at=at)
    return case


@dataclass(frozen=True)
class Outcome:
    """The decision: `grant` or `refuse`, the document's number, and why when it is refused."""

    decision: str
    document_number: str
    reason: str = ""


@transaction.atomic
def decide(*, case_id: int, seen_version: int, outcome: Outcome, by: User, at: datetime) -> ApprovalCase:
    """The count is settled with the day of the decision. Granting waits for the hard predecessors."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    grants = outcome.decision == Decision.GRANT
    missing = missing_before(case)[DependencyKind.HARD] if grants else []
    permissions.may_decide(by, case, missing=missing).require()
    _require(outcome)
    today = day_of(at)
    clock = case.clock(working_calendar())
    if clock is None:
        raise Refused("尚未受理，不能作出决定。", code="wrong_state")
    case.decided_on, case.decision, case.used_days = today, outcome.decision, clock.used(today)
    case.dropped_days = clock.dropped()
    case.document_number, case.closing_reason = outcome.document_number.strip(), outcome.reason.strip()[:200]
    reason = f"：{case.closing_reason}" if case.closing_reason else ""
    text = f"{Decision(outcome.decision).label}，{case.document_number}，用时{case.taken_days}个工作日{reason}"
    payload = {
        "decision": case.decision,
        "used": case.used_days,
        "dropped": case.dropped_days,
        "limit": case.full_limit,
    }
    let_go(case, Done("decide", text, payload=payload), by=by, at=at)
    return case


def _require(outcome: Outcome) -> None:
    wrong: dict[str, list[str]] = {}
    if outcome.decision not in Decision.values:
        wrong["decision"] = ["请选择准予或不予。"]
    if not outcome.document_number.strip():
        wrong["document_number"] = ["请填批文（决定书）文号。"]
    if outcome.decision == Decision.REFUSE and not outcome.reason.strip():
        wrong["reason"] = ["不予许可须说明理由。"]
    if wrong:
        raise Refused("决定的内容不完整。", code="invalid", field_errors=wrong)


@transaction.atomic
def deliver(*, case_id: int, seen_version: int, by: User, at: datetime) -> ApprovalCase:
    """Into the applicant's hands; a permit waits for what may finish beside it."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    missing = missing_before(case)[DependencyKind.SOFT] if case.is_granted else []
    permissions.may_deliver(by, case, missing=missing).require()
    case.delivered_on = day_of(at)
    let_go(case, Done("deliver"), by=by, at=at)
    return case
