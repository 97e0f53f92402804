"""A file from the papers to the hands of the applicant: what each move writes, refuses and tells."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from approvals.actions import deciding, receiving
from approvals.choices import CaseLight, CaseState, Holder
from approvals.models import ApprovalCase, CaseExtension, CasePause, Matter
from approvals.rollups import standing
from core.accounts.models import InboxItem
from core.foundation.verdict import Refused
from core.journal.models import Entry
from core.organisations.calendar import working_calendar

from .world import Office, moment


def seen(case: ApprovalCase) -> dict[str, int]:
    return {"case_id": case.pk, "seen_version": ApprovalCase.objects.get(pk=case.pk).version}


def test_a_key_project_goes_through_the_green_channel_with_half_the_days(office: Office) -> None:
    key = office.receive(office.project("A1"), "LX01")
    plain = office.receive(office.project("A2", key_level="none"), "LX01")
    assert (key.is_green, key.green_basis, key.limit_days, key.ordinary_days) == (True, "市重点项目", 3, 5)
    assert (plain.is_green, plain.limit_days, plain.ordinary_days) == (False, 5, 5)


def test_the_whole_way_counts_working_days_and_settles_what_was_saved(office: Office) -> None:
    """Accepted 1 March (Thursday), stopped 5 to 9 March, decided on the 12th: 2, 5 and 12 March are counted."""
    case = office.accepted(office.project(), "LX01", moment(3, 1))
    assert case.due_on == date(2018, 3, 6)
    case = office.pause(case, moment(3, 5))
    assert (case.due_on, case.light(date(2018, 3, 20)), case.holder) == (None, CaseLight.PAUSED, Holder.THIRD_PARTY)
    case = office.resume(case, moment(3, 9))
    assert case.due_on == date(2018, 3, 12)
    case = office.decide(case, moment(3, 12))
    assert (case.used_days, case.saved_days, case.light(date(2018, 7, 1))) == (3, 2, CaseLight.DONE)
    assert office.deliver(case, moment(3, 13)).holder == Holder.NOBODY
    labels = list(case.events.values_list("label", flat=True))
    assert labels == ["收件", "受理", "暂停计时", "恢复计时", "作出决定", "送达"]
    written = Entry.objects.filter(subject_kind="approval_case", subject_id=str(case.pk))
    assert [entry.action.removeprefix("approvals.") for entry in written.order_by("sequence")] == [
        *("open", "accept", "pause", "resume", "decide", "deliver"),
    ]


def test_what_was_settled_is_what_the_clock_still_says(office: Office) -> None:
    """P8: the arithmetic can be done again from the rows."""
    case = office.accepted(office.project(), "LX01", moment(2, 9))
    case = office.resume(office.pause(case, moment(2, 12)), moment(2, 24))
    case = office.decide(case, moment(2, 27))
    assert case.used_days == case.clock(working_calendar()).used(case.decided_on) == 4


def test_what_is_missing_is_told_once_and_within_five_days(office: Office) -> None:
    case = office.receive(office.project(), "LX01", moment(3, 1))
    told = receiving.tell_supplement(**seen(case), text="缺资金来源说明", by=office.officer, at=moment(3, 8))
    assert (told.state, told.holder) == (CaseState.SUPPLEMENT, Holder.APPLICANT)
    back = receiving.supply(**seen(case), by=office.officer, at=moment(3, 12))
    with pytest.raises(Refused, match="不能再次要求补正"):
        receiving.tell_supplement(**seen(case), text="还缺一份", by=office.officer, at=moment(3, 12, 10))
    accepted = receiving.accept(**seen(back), by=office.officer, at=moment(3, 13))
    assert (accepted.accepted_on, accepted.is_deemed_accepted) == (date(2018, 3, 13), False)


def test_after_five_silent_days_the_file_counts_as_accepted_from_its_receipt(office: Office) -> None:
    case = office.receive(office.project(), "LX01", moment(3, 1))
    friday = moment(3, 9)
    for late in (
        lambda: receiving.tell_supplement(**seen(case), text="缺材料", by=office.officer, at=friday),
        lambda: receiving.turn_away(**seen(case), reason="不全", by=office.officer, at=friday),
    ):
        with pytest.raises(Refused, match="视为受理"):
            late()
    accepted = receiving.accept(**seen(case), by=office.officer, at=friday)
    assert (accepted.accepted_on, accepted.is_deemed_accepted) == (date(2018, 3, 1), True)
    assert accepted.light(friday.date()) == CaseLight.RED  # three green days from the 1st ended on the 6th


def test_the_calendar_accepts_what_was_left_in_silence_once(office: Office) -> None:
    case = office.receive(office.project(), "LX01", moment(3, 1))
    assert receiving.accept_by_silence(case_id=case.pk, at=moment(3, 8)) is False
    assert receiving.accept_by_silence(case_id=case.pk, at=moment(3, 9)) is True
    assert receiving.accept_by_silence(case_id=case.pk, at=moment(3, 9)) is False
    assert case.events.get(move="accept").by_label == "系统"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": " "}, "number"),
        ({"expected_days": 0}, "expected_days"),
        ({"reason": ""}, "reason"),
        ({"kind": "redesign"}, "kind"),
        ({"kind": "weather"}, "kind"),
        ({"kind": "other", "approver": ""}, "approver"),
    ],
)
def test_the_clock_stops_only_with_a_written_notice_from_the_list(office: Office, change: dict, field: str) -> None:
    case = office.accepted(office.project())
    good = {"kind": "testing", "number": "泉建审〔2018〕3号", "reason": "基桩检测", "expected_days": 8}
    with pytest.raises(Refused) as refused:
        deciding.pause(**seen(case), notice=deciding.Notice(**good | change), by=office.officer, at=moment(3, 2))
    assert set(refused.value.field_errors) == {field}
    assert not CasePause.objects.exists()


def test_a_file_is_extended_once_within_the_law_and_not_after_it_is_late(office: Office) -> None:
    case = office.accepted(office.project(), "LX01", moment(3, 1))
    with pytest.raises(Refused) as refused:
        office.extend(case, moment(3, 2), days=11)
    assert refused.value.field_errors == {"days": ["可延长1—10个工作日。"]}
    longer = office.extend(case, moment(3, 2), days=5)
    assert (longer.full_limit, longer.due_on) == (8, date(2018, 3, 13))
    with pytest.raises(Refused, match="只能延长一次"):
        office.extend(case, moment(3, 5))
    other = office.accepted(office.project("A2"), "LX01", moment(3, 1))
    with pytest.raises(Refused, match="已经超期"):
        office.extend(other, moment(3, 7))


def test_an_extension_is_a_row_with_its_head_its_law_and_its_notice(office: Office) -> None:
    case = office.extend(office.accepted(office.project(), "LX01", moment(3, 1)), moment(3, 2), days=5)
    row = case.extensions.get()
    assert (row.number, row.days, row.extended_on, row.approver) == (1, 5, date(2018, 3, 2), "局长")
    assert (row.legal_basis, row.notice_number) == ("行政许可法第42条", "泉建审告〔2018〕9号")
    assert (row.reason, row.extended_by_label) == ("情况复杂", office.officer.display_name)
    assert case.clock(working_calendar()).limit == case.limit_days + row.days


@pytest.mark.parametrize(
    "change",
    [{"days": 0}, {"approver": " "}, {"reason": ""}, {"notice_number": ""}],
)
def test_an_extension_without_what_the_law_asks_for_is_refused(office: Office, change: dict) -> None:
    case = office.accepted(office.project())
    good = {"days": 5, "approver": "局长", "reason": "情况复杂", "notice_number": "泉建审告〔2018〕9号"}
    with pytest.raises(Refused) as refused:
        deciding.extend(**seen(case), extension=deciding.Extension(**good | change), by=office.officer, at=moment(3, 2))
    assert set(refused.value.field_errors) == set(change)
    assert not CaseExtension.objects.exists()


def test_nobody_approves_an_own_extension(office: Office) -> None:
    case = office.accepted(office.project())
    own = deciding.Extension(5, office.officer.display_name, "情况复杂", "泉建审告〔2018〕9号")
    with pytest.raises(Refused) as refused:
        deciding.extend(**seen(case), extension=own, by=office.officer, at=moment(3, 2))
    assert refused.value.field_errors == {"approver": ["批准人须是本机关负责人，不能是经办人本人。"]}


def test_days_before_a_restart_were_taken_too_and_a_refusal_saves_nothing(office: Office) -> None:
    """Accepted on 1 March; 2, 5 and 6 March counted and dropped by the restart on the 12th; 13 and 14 counted anew."""
    Matter.objects.filter(code="LX01").update(resume_mode="restart")
    for code, decision in (("A1", "grant"), ("A2", "refuse")):
        case = office.accepted(office.project(code), "LX01", moment(3, 1))
        case = office.resume(office.pause(case, moment(3, 6), kind="rectification"), moment(3, 12))
        case = office.decide(case, moment(3, 14), decision)
        assert (case.used_days, case.dropped_days, case.taken_days) == (2, 3, 5)
        assert case.light(date(2018, 7, 1)) == CaseLight.DONE
        assert case.saved_days == (0 if decision == "grant" else None)
    found = standing(ApprovalCase.objects.all(), today=date(2018, 3, 14))
    assert (found.green.cases, found.green.ordinary, found.green.taken, found.green.saved) == (1, 5, 5, 0)
    assert (found.departments[0].taken, found.departments[0].in_time) == (10, 2)


def test_a_matter_without_an_extension_in_law_has_none(office: Office) -> None:
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04", "SG01")
    permit = office.accepted(road, "SG02")
    with pytest.raises(Refused, match="依法不能延长"):
        office.extend(permit, moment(3, 2))


def test_a_permit_waits_for_its_hard_predecessors_and_may_be_refused_without_them(office: Office) -> None:
    road = office.project()
    case = office.accepted(road, "GH02")
    with pytest.raises(Refused, match=r"前置未完成：.*立项.*、建设项目用地预审、建设项目选址意见书"):
        office.decide(case, moment(3, 2))
    office.granted(road, "LX01", "GT01", "GH01")
    assert office.decide(case, moment(3, 5)).is_granted
    other = office.accepted(office.project("A2"), "GH02")
    assert not office.decide(other, moment(3, 2), "refuse").is_granted


def test_a_soft_predecessor_holds_back_only_the_delivery(office: Office) -> None:
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04", "SG01")
    permit = office.decide(office.accepted(road, "SG02"), moment(3, 2))
    with pytest.raises(Refused, match="并行事项未完成：环境影响评价文件审批"):
        office.deliver(permit, moment(3, 5))
    office.granted(road, "HB01", at=moment(3, 6))
    assert office.deliver(permit, moment(3, 7)).state == CaseState.DELIVERED


def test_a_matter_is_handed_in_again_only_after_it_ended_without_a_permit(office: Office) -> None:
    road = office.project()
    first = office.receive(road)
    with pytest.raises(Refused, match="不能重复收件"):
        office.receive(road)
    receiving.withdraw(**seen(first), reason="改报", by=office.officer, at=moment(3, 2))
    second = office.receive(road, at=moment(3, 3))
    assert (second.attempt, second.number) == (2, "LX01-A1-2")
    office.decide(office.accept(second, moment(3, 5)), moment(3, 5))
    with pytest.raises(Refused, match="不能重复收件"):
        office.receive(road, at=moment(3, 6))


def test_a_withdrawal_out_of_a_stop_ends_the_stop(office: Office) -> None:
    case = office.pause(office.accepted(office.project()), moment(3, 2))
    receiving.withdraw(**seen(case), reason="项目缓建", by=office.officer, at=moment(3, 6))
    assert case.pauses.get().ended_on == date(2018, 3, 6)


def test_without_a_route_or_outside_it_nothing_is_handed_in(office: Office) -> None:
    road = office.project()
    with pytest.raises(Refused, match="不需要办理这个事项"):
        office.receive(road, "YS02")
    road.project.approval_route.delete()
    with pytest.raises(Refused, match="还没有选定审批模板"):
        office.receive(road)


def test_the_members_of_the_department_have_the_file_while_it_lies_with_them(office: Office) -> None:
    """In 我的事项 from receipt, gone while the applicant or an expert has it, back with the deadline afterwards."""
    member = office.cast.department_member

    def waiting() -> list[str]:
        return list(InboxItem.objects.filter(user=member, resolved_at=None).values_list("text", flat=True))

    case = office.receive(office.project(name="环城大道"))
    assert waiting() == ["待受理：环城大道　政府投资项目审批（立项、可行性研究）"]
    case = office.pause(office.accept(case, moment(3, 1), by=member), moment(3, 2), by=member)
    assert waiting() == []
    office.resume(case, moment(3, 9), by=member)
    item = InboxItem.objects.get(user=member, resolved_at=None)
    assert (item.text[:4], item.due_at.date()) == ("办理中：", date(2018, 3, 13))
    office.decide(case, moment(3, 12), by=member)
    assert waiting() == ["已决定：环城大道　政府投资项目审批（立项、可行性研究）"]


@pytest.mark.both
@pytest.mark.parametrize(
    "broken",
    [
        {"state": "in_review"},
        {"state": "decided"},
        {"state": "supplement"},
        {"state": "paused"},
        {"paused_for": "testing"},
        {"decision": "grant"},
        {"accepted_on": date(2018, 2, 28)},
    ],
)
def test_the_schema_refuses_half_truths_on_its_own(office: Office, broken: dict[str, object]) -> None:
    case = office.receive(office.project())
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalCase.objects.filter(pk=case.pk).update(**broken)


@pytest.mark.both
def test_the_schema_refuses_a_stop_that_ends_before_it_began_or_lacks_its_approval(office: Office) -> None:
    office.pause(office.accepted(office.project()), moment(3, 2))
    for broken in ({"ended_on": date(2018, 3, 1), "ended_by_label": "某"}, {"ended_by_label": "某"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CasePause.objects.update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        CasePause.objects.update(kind="other", approver="")
