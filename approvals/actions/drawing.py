"""多图联审 in rounds: all disciplines at once, one combined opinion, redesign off the clock, then only open points."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from approvals import permissions
from approvals.choices import CaseState, Discipline, ItemLevel, PauseKind, RoundState
from approvals.members import members_of, staffed
from approvals.models import ApprovalCase, DisciplineOpinion, DrawingRound, OpinionItem
from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record

from .deciding import Notice, start_again, stop
from .holding import TODO, Done, held_case, let_go, seat_subject


def open_items(case: ApprovalCase) -> QuerySet[OpinionItem]:
    """Points of issued rounds that no later round has closed and no correction has struck."""
    return OpinionItem.objects.filter(
        opinion__round__case=case,
        opinion__round__issued_on__isnull=False,
        closed_in__isnull=True,
        struck_in__isnull=True,
    ).select_related("opinion")


@transaction.atomic
def start_first_round(
    *, case_id: int, seen_version: int, disciplines: Mapping[str, int | None], by: User, at: datetime
) -> DrawingRound:
    """One submission to all disciplines; each may sit with a department of its own (its key) or with the lead."""
    case, last = _held_for_round(case_id, seen_version)
    permissions.may_start_round(by, case, last).require()
    if last is not None:
        raise Refused("首轮已经开始，复审请走“图纸送回”。", code="wrong_state")
    if not disciplines:
        raise Refused("请至少选一个专业。", field_errors={"disciplines": ["请至少选一个专业。"]})
    started = _start(case, 1, disciplines, by=by, at=at)
    names = "、".join(Discipline(each).label for each in disciplines)
    done = Done("start_round", f"第1轮，{len(disciplines)}个专业并联审查：{names}", payload={"round": 1})
    let_go(case, done, by=by, at=at)
    return started


@transaction.atomic
def start_next_round(
    *, case_id: int, seen_version: int, replies: Mapping[int, str], by: User, at: datetime
) -> DrawingRound:
    """The revised drawings came back with a reply to every open point; only disciplines with open points sit again."""
    case, last = _held_for_round(case_id, seen_version)
    permissions.may_start_round(by, case, last).require()
    if last is None:
        raise Refused("还没有首轮图审，请先选定会审专业开始首轮。", code="wrong_state")
    waiting = list(open_items(case))
    silent = [item for item in waiting if not replies.get(item.pk, "").strip()]
    if silent:
        raise Refused(f"还有{len(silent)}条意见没有回复，逐条回复后才能复审。", code="invalid")
    for item in waiting:
        item.reply = replies[item.pk].strip()[:300]
    OpinionItem.objects.bulk_update(waiting, ["reply"])
    seats = {item.opinion.discipline: item.opinion.department_id for item in waiting}
    started = _start(case, last.number + 1, seats, by=by, at=at)
    start_again(case, by=by, at=at)
    text = f"图纸送回，第{started.number}轮只审未销号的{len(waiting)}条意见"
    done = Done("resume", text, "approvals.start_round", {"round": started.number, "open": len(waiting)})
    let_go(case, done, by=by, at=at)
    return started


def _held_for_round(case_id: int, seen_version: int) -> tuple[ApprovalCase, DrawingRound | None]:
    case = held_case(case_id=case_id, seen_version=seen_version)
    return case, case.rounds.order_by("-number").first()


def _start(case: ApprovalCase, number: int, seats: Mapping[str, int | None], *, by: User, at: datetime) -> DrawingRound:
    started = DrawingRound.objects.create(
        case=case, number=number, submitted_on=day_of(at), started_by_label=by.display_name
    )
    opinions = DisciplineOpinion.objects.bulk_create(
        DisciplineOpinion(round=started, discipline=discipline, department_id=department)
        for discipline, department in seats.items()
    )
    for opinion in opinions:
        if opinion.department_id:
            _invite(case, opinion, at=at)
    return started


def _invite(case: ApprovalCase, opinion: DisciplineOpinion, *, at: datetime) -> None:
    """The members of a department that sits in the review get their sheet into 我的事项 until it is signed."""
    inbox.notify(
        users=members_of(opinion.department_id),
        kind=TODO,
        subject=seat_subject(opinion.pk),
        text=f"{opinion.get_discipline_display()}专业待签署：{case.project.name}　{case.matter.name}",
        url=reverse("approval_opinion", args=[opinion.pk]),
        at=at,
    )


@dataclass(frozen=True)
class Point:
    """One new point of a discipline. From the second round on it must come from the revision itself."""

    level: str
    text: str
    drawing_number: str = ""
    is_new_conflict: bool = False


@dataclass(frozen=True)
class Signed:
    """What a discipline's reviewer signed: who, the new points, and which of its open points are settled."""

    reviewer: str
    points: Sequence[Point] = field(default=())
    settled: Iterable[int] = field(default=())


@transaction.atomic
def give_opinion(*, opinion_id: int, signed: Signed, by: User, at: datetime) -> DisciplineOpinion:
    """Sign one discipline. Disciplines work side by side: the file's row is locked, its version stays."""
    found = DisciplineOpinion.objects.filter(pk=opinion_id).values_list("round__case_id", flat=True).first()
    if found is None:
        raise Refused("没有这份专业意见，请回到审批件重新选择。", code="missing", status=404)
    case = held_case(case_id=found, seen_version=None)
    opinion = DisciplineOpinion.objects.select_related("round", "department").get(pk=opinion_id)
    seat = opinion.department_id
    permissions.may_give_opinion(by, case, opinion, staffed=seat in staffed([seat])).require()
    if opinion.round.state != RoundState.REVIEWING or case.state != CaseState.IN_REVIEW:
        raise Refused("这一轮已经出具意见，或审批件已暂停、办结，不能再签署；请刷新审批件。", code="wrong_state")
    _require(opinion, signed)
    _settle(case, opinion, set(signed.settled))
    OpinionItem.objects.bulk_create(
        OpinionItem(opinion=opinion, number=number, **vars(point))
        for number, point in enumerate(signed.points, start=1)
    )
    opinion.reviewer, opinion.given_at, opinion.given_by_label = signed.reviewer.strip(), at, by.display_name
    opinion.save(update_fields=["reviewer", "given_at", "given_by_label"])
    inbox.resolve(kind=TODO, subject=seat_subject(opinion.pk), at=at)
    record(
        by=by.actor,
        at=at,
        action="approvals.give_opinion",
        subject=("approval_case", case.pk),
        payload={
            "round": opinion.round.number,
            "discipline": opinion.discipline,
            "reviewer": opinion.reviewer,
            "points": [point.text for point in signed.points],
        },
    )
    return opinion


def _require(opinion: DisciplineOpinion, signed: Signed) -> None:
    if not signed.reviewer.strip():
        raise Refused("请填审查人：每个专业由审查人签署。", field_errors={"reviewer": ["请填审查人。"]})
    for point in signed.points:
        if point.level not in ItemLevel.values or not point.text.strip():
            raise Refused("每条意见须写明内容和级别。", code="invalid", field_errors={"points": ["请补全意见。"]})
        if opinion.round.number > 1 and not point.is_new_conflict:
            raise Refused(
                "复审只审未销号的意见；新意见只限本次修改引起的冲突，请勾选“修改引起”。",
                code="invalid",
                field_errors={"points": ["复审不能提出新意见。"]},
            )


def _settle(case: ApprovalCase, opinion: DisciplineOpinion, settled: set[int]) -> None:
    own = open_items(case).filter(opinion__discipline=opinion.discipline)
    foreign = settled - set(own.values_list("pk", flat=True))
    if foreign:
        raise Refused("只能销号本专业未销号的意见，请刷新后重新勾选。", code="invalid")
    OpinionItem.objects.filter(pk__in=settled).update(closed_in=opinion.round)


@transaction.atomic
def issue_round(
    *, case_id: int, seen_version: int, opinion_number: str, expected_days: int, by: User, at: datetime
) -> DrawingRound:
    """The combined opinion, once for all disciplines. Open mandatory points send the drawings back, off the clock."""
    case, last = _held_for_round(case_id, seen_version)
    unsigned = last.opinions.filter(given_at__isnull=True).count() if last else 0
    permissions.may_issue(by, case, last, unsigned=unsigned).require()
    if last is None or not opinion_number.strip():
        raise Refused("请填联合意见书文号。", field_errors={"opinion_number": ["请填联合意见书文号。"]})
    last.issued_on, last.issued_by_label, last.opinion_number = day_of(at), by.display_name, opinion_number.strip()
    last.state = RoundState.PASSED
    last.save()
    mandatory = open_items(case).filter(level=ItemLevel.MANDATORY).count()
    payload: dict[str, object] = {"round": last.number, "opinion": last.opinion_number, "mandatory": mandatory}
    if not mandatory:
        done = Done("issue_round", f"第{last.number}轮通过，意见书{last.opinion_number}", payload=payload)
        let_go(case, done, by=by, at=at)
        return last
    DrawingRound.objects.filter(pk=last.pk).update(state=RoundState.TO_REVISE)
    reason = f"{mandatory}条强制性条文意见待修改，修改时间不计入"
    stop(case, Notice(PauseKind.REDESIGN, last.opinion_number, reason, expected_days), by=by, at=at)
    text = f"第{last.number}轮退改，意见书{last.opinion_number}，{reason}"
    let_go(case, Done("pause", text, "approvals.issue_round", payload), by=by, at=at)
    return last
