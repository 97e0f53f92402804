"""From the papers to the acceptance: handing in, the one supplement, accepting, turning away, withdrawing."""

from datetime import datetime

from django.db import transaction

from approvals import permissions
from approvals.choices import ENDED_WITHOUT_DECISION, Decision
from approvals.green import green_basis
from approvals.models import ApprovalCase, ApprovalRoute, CasePause, Matter
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from projects.models import Project

from .holding import Done, held_case, let_go


@transaction.atomic
def open_case(*, project: Project, matter_code: str, by: User, at: datetime) -> ApprovalCase:
    """Hand in a project's papers for one matter of its route, under the guide in force.

    A second attempt is possible once the last one was refused, turned away or withdrawn.
    """
    permissions.keeps(by).require()
    Project.objects.select_for_update().get(pk=project.pk)
    matter = _matter_of(project, matter_code)
    earlier = ApprovalCase.objects.filter(project=project, matter_code=matter.code).order_by("-attempt").first()
    if earlier is not None and not (earlier.state in ENDED_WITHOUT_DECISION or earlier.decision == Decision.REFUSE):
        raise Refused(
            f"{matter.name}已有{earlier.number}（{earlier.get_state_display()}），不能重复收件。", code="open"
        )
    attempt = earlier.attempt + 1 if earlier else 1
    basis = green_basis(project)
    case = ApprovalCase(
        project=project,
        matter=matter,
        matter_code=matter.code,
        attempt=attempt,
        number=f"{matter.code}-{project.code}-{attempt}",
        department=matter.lead,
        is_green=bool(basis),
        green_basis=basis,
        limit_days=matter.green_days if basis else matter.promised_days,
        ordinary_days=matter.promised_days,
        received_on=day_of(at),
        holder_since=day_of(at),
        version=0,
    )
    case.save()
    channel = f"，绿色通道（{basis}）" if basis else ""
    text = f"承诺{case.limit_days}个工作日{channel}"
    let_go(case, Done("open", text, payload={"project": project.code, "matter": matter.code}), by=by, at=at)
    return case


def _matter_of(project: Project, code: str) -> Matter:
    route = ApprovalRoute.objects.select_related("template").filter(project=project).first()
    if route is None:
        raise Refused("这个项目还没有选定审批模板，请先选定再收件。", code="no_route")
    matter = route.template.matters.select_related("lead").filter(code=code).first()
    if matter is None:
        raise Refused(f"“{route.template.name}”不需要办理这个事项，请核对所选的审批模板。", code="invalid")
    return matter


@transaction.atomic
def tell_supplement(*, case_id: int, seen_version: int, text: str, by: User, at: datetime) -> ApprovalCase:
    """一次性告知: everything that is missing, once."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    today = day_of(at)
    permissions.may_tell_supplement(by, case, today=today, calendar=working_calendar()).require()
    if not text.strip():
        raise Refused("请写明要补正的全部内容。", field_errors={"text": ["请写明要补正的全部内容。"]})
    case.supplement_on, case.supplement_text = today, text.strip()
    let_go(case, Done("supplement", text.strip()), by=by, at=at)
    return case


@transaction.atomic
def supply(*, case_id: int, seen_version: int, by: User, at: datetime) -> ApprovalCase:
    """The missing papers came in."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    permissions.may_move(by, case, "supply").require()
    case.supplied_on = day_of(at)
    let_go(case, Done("supply"), by=by, at=at)
    return case


@transaction.atomic
def accept(*, case_id: int, seen_version: int, by: User, at: datetime) -> ApprovalCase:
    """The clock begins. After five silent working days the acceptance dates from the day of the papers."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    permissions.may_move(by, case, "accept").require()
    silent = permissions.is_silent(case, today=day_of(at), calendar=working_calendar())
    case.accepted_on = case.papers_on if silent else day_of(at)
    case.is_deemed_accepted = silent
    text = f"逾5个工作日未告知，自{case.papers_on:%-m月%-d日}收件起视为受理" if silent else ""
    let_go(case, Done("accept", text, payload={"accepted_on": case.accepted_on, "deemed": silent}), by=by, at=at)
    return case


@transaction.atomic
def accept_by_silence(*, case_id: int, at: datetime) -> bool:
    """What the law does by itself on the sixth working day; False when somebody was faster."""
    case = held_case(case_id=case_id, seen_version=None)
    if not permissions.is_silent(case, today=day_of(at), calendar=working_calendar()):
        return False
    case.accepted_on, case.is_deemed_accepted = case.papers_on, True
    text = f"收件后5个工作日未告知补正，自{case.papers_on:%-m月%-d日}起视为受理"
    done = Done("accept", text, "approvals.accept_by_silence", {"accepted_on": case.accepted_on, "deemed": True})
    let_go(case, done, by=None, at=at)
    return True


@transaction.atomic
def turn_away(*, case_id: int, seen_version: int, reason: str, by: User, at: datetime) -> ApprovalCase:
    """不予受理, with its written reason."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    permissions.may_turn_away(by, case, today=day_of(at), calendar=working_calendar()).require()
    case.closing_reason = _needed(reason, "不予受理须写明理由。")
    let_go(case, Done("turn_away", case.closing_reason), by=by, at=at)
    return case


@transaction.atomic
def withdraw(*, case_id: int, seen_version: int, reason: str, by: User, at: datetime) -> ApprovalCase:
    """The applicant takes the file back, also out of a stop."""
    case = held_case(case_id=case_id, seen_version=seen_version)
    permissions.may_move(by, case, "withdraw").require()
    case.closing_reason = _needed(reason, "请写明撤回原因。")
    CasePause.objects.filter(case=case, ended_on__isnull=True).update(
        ended_on=day_of(at), ended_by_label=by.display_name
    )
    let_go(case, Done("withdraw", case.closing_reason), by=by, at=at)
    return case


def _needed(reason: str, message: str) -> str:
    if not reason.strip():
        raise Refused(message, field_errors={"reason": [message]})
    return reason.strip()[:200]
