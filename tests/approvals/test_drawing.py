"""多图联审: parallel disciplines, one combined opinion, redesign off the clock, then open points only."""

from datetime import date
from decimal import Decimal

import pytest

from approvals.actions import drawing, receiving
from approvals.actions.drawing import Point
from approvals.choices import CaseState, Holder, RoundState
from approvals.models import ApprovalCase, DisciplineOpinion, OpinionItem
from approvals.rollups import drawing_sum
from core.accounts.models import InboxItem
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from core.organisations.models import Department

from .world import Office, moment

BEAM = Point("mandatory", "框架梁配筋不足，违反强制性条文", "结施-07")
NOTE = Point("general", "楼梯间标注不清", "建施-12")


@pytest.fixture
def case(office: Office) -> ApprovalCase:
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
    return office.accepted(road, "SG01", moment(3, 1))


def opinions(started) -> dict[str, object]:
    return {opinion.discipline: opinion for opinion in started.opinions.all()}


def sent_back(office: Office, case: ApprovalCase) -> OpinionItem:
    """The first round: structure finds a beam, fire finds nothing; issued on 6 March."""
    seats = opinions(office.first_round(case, moment(3, 2)))
    office.sign(seats["structure"], moment(3, 5), BEAM, NOTE)
    office.sign(seats["fire"], moment(3, 5))
    office.issue(case, moment(3, 6))
    return OpinionItem.objects.get(level="mandatory")


def back(office: Office, case: ApprovalCase, at, **replies: str):
    items = drawing.open_items(case)
    said = {item.pk: replies.get(item.level, "已修改") for item in items}
    return drawing.start_next_round(**office._seen(case), replies=said, by=office.officer, at=at)


def test_nothing_is_issued_before_every_discipline_has_signed(office: Office, case: ApprovalCase) -> None:
    seats = opinions(office.first_round(case, moment(3, 2)))
    office.sign(seats["structure"], moment(3, 5), BEAM)
    with pytest.raises(Refused, match="还有1个专业未签署"):
        office.issue(case, moment(3, 5))
    with pytest.raises(Refused, match="图审通过"):
        office.decide(case, moment(3, 5))


def test_a_mandatory_point_sends_the_drawings_back_and_stops_the_clock(office: Office, case: ApprovalCase) -> None:
    sent_back(office, case)
    case.refresh_from_db()
    assert (case.state, case.paused_for, case.holder) == (CaseState.PAUSED, "redesign", Holder.DESIGNER)
    pause = case.pauses.get()
    assert (pause.notice_number, pause.started_on) == ("泉图审〔2018〕7号", date(2018, 3, 6))
    assert case.rounds.get().state == RoundState.TO_REVISE
    with pytest.raises(Refused, match="收到后开始下一轮图审"):
        office.resume(case, moment(3, 7))


def test_general_points_alone_let_the_drawings_pass(office: Office, case: ApprovalCase) -> None:
    seats = opinions(office.first_round(case, moment(3, 2), "architecture"))
    office.sign(seats["architecture"], moment(3, 5), NOTE)
    assert office.issue(case, moment(3, 6)).state == RoundState.PASSED
    assert office.decide(case, moment(3, 7)).is_granted


def test_the_second_round_seats_only_disciplines_with_open_points(office: Office, case: ApprovalCase) -> None:
    item = sent_back(office, case)
    second = back(office, case, moment(3, 16))
    assert set(opinions(second)) == {"structure"}
    item.refresh_from_db()
    assert item.reply == "已修改"
    case.refresh_from_db()
    assert (case.state, case.paused_for) == (CaseState.IN_REVIEW, "")


def test_drawings_come_back_with_a_reply_to_every_open_point(office: Office, case: ApprovalCase) -> None:
    sent_back(office, case)
    with pytest.raises(Refused, match="还有1条意见没有回复"):
        back(office, case, moment(3, 16), mandatory=" ")


def test_the_second_round_takes_new_points_only_from_the_revision(office: Office, case: ApprovalCase) -> None:
    item = sent_back(office, case)
    seat = opinions(back(office, case, moment(3, 16)))["structure"]
    with pytest.raises(Refused, match="复审只审未销号的意见"):
        office.sign(seat, moment(3, 19), NOTE)
    conflict = Point("mandatory", "梁加高后与风管相碰", "结施-07", is_new_conflict=True)
    office.sign(seat, moment(3, 19), conflict, settled=[item.pk])
    office.issue(case, moment(3, 20))
    assert [each.text for each in drawing.open_items(case).filter(level="mandatory")] == ["梁加高后与风管相碰"]
    case.refresh_from_db()
    assert case.state == CaseState.PAUSED


def test_two_rounds_to_the_permit_count_only_the_days_of_the_review(office: Office, case: ApprovalCase) -> None:
    """Accepted 1 March; 2, 5, 6 March counted, redesign 7 to 16 not, 19, 20, 21 counted: six of the five promised…

    …for a green file; the guide promises ten, so half is five and the file is a day late, four better than ordinary.
    """
    item = sent_back(office, case)
    seat = opinions(back(office, case, moment(3, 16)))["structure"]
    office.sign(seat, moment(3, 19), settled=[item.pk])
    assert office.issue(case, moment(3, 20)).state == RoundState.PASSED
    decided = office.decide(case, moment(3, 21))
    assert (decided.limit_days, decided.used_days, decided.saved_days) == (5, 6, 4)
    assert decided.clock(working_calendar()).excluded(date(2018, 3, 21)) == 8


def test_a_discipline_signs_once_and_settles_only_its_own_points(office: Office, case: ApprovalCase) -> None:
    seats = opinions(office.first_round(case, moment(3, 2), "structure", "fire"))
    office.sign(seats["structure"], moment(3, 5), BEAM)
    with pytest.raises(Refused, match="已签署"):
        office.sign(seats["structure"], moment(3, 5), NOTE)
    office.sign(seats["fire"], moment(3, 5), Point("mandatory", "疏散距离超限"))
    office.issue(case, moment(3, 6))
    seats = opinions(back(office, case, moment(3, 16)))
    beam = OpinionItem.objects.get(text=BEAM.text)
    with pytest.raises(Refused, match="只能销号本专业"):
        office.sign(seats["fire"], moment(3, 19), settled=[beam.pk])


def test_a_department_that_sits_in_the_review_signs_its_own_discipline_and_no_other(office: Office) -> None:
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
    case = office.accepted(road, "SG01", moment(3, 1))
    member = office.cast.department_member
    seats = {"structure": None, "energy": member.role_grants.get().department_id}
    assert not ApprovalCase.objects.visible_to(member).filter(pk=case.pk).exists()
    started = drawing.start_first_round(**office._seen(case), disciplines=seats, by=office.officer, at=moment(3, 2))
    assert ApprovalCase.objects.visible_to(member).filter(pk=case.pk).exists()
    sat = opinions(started)
    assert office.sign(sat["energy"], moment(3, 5), by=member).given_by_label == "发改委联络员"
    with pytest.raises(Refused, match="勘察设计科办理"):
        office.sign(sat["structure"], moment(3, 5), by=member)


def test_only_a_drawing_review_has_rounds(office: Office) -> None:
    case = office.accepted(office.project(), "LX01")
    with pytest.raises(Refused, match="没有图审"):
        office.first_round(case, moment(3, 2))


def test_who_passed_at_once_and_in_how_many_rounds(office: Office, case: ApprovalCase) -> None:
    """One in two rounds, one at once, one still under way: half at once, a round and a half on average."""
    item = sent_back(office, case)
    office.sign(opinions(back(office, case, moment(3, 16)))["structure"], moment(3, 19), settled=[item.pk])
    office.issue(case, moment(3, 20))
    for code in ("A2", "A3"):
        road = office.project(code)
        office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
        other = office.accepted(road, "SG01", moment(3, 1))
        if code == "A2":
            office.pass_drawings(other, moment(3, 2))
        else:
            office.first_round(other, moment(3, 2))
    found = drawing_sum(ApprovalCase.objects.all())
    assert (found.passed, found.at_once, found.rounds) == (2, 1, 3)
    assert (found.at_once_rate, found.mean_rounds) == (Decimal("0.5"), Decimal("1.5"))


def seated(office: Office, case: ApprovalCase, code: str) -> DisciplineOpinion:
    """Energy sits with a department of its own."""
    seats = {"structure": None, "energy": Department.objects.get(code=code).pk}
    started = drawing.start_first_round(**office._seen(case), disciplines=seats, by=office.officer, at=moment(3, 2))
    return started.opinions.get(discipline="energy")


def test_a_discipline_seated_elsewhere_is_signed_by_that_department_alone(office: Office, case: ApprovalCase) -> None:
    """Neither the lead nor the section signs for 市发改委, which has an account; its member finds the sheet waiting."""
    member = office.cast.department_member
    energy = seated(office, case, "FGW")
    assert waiting_for(member) == ["节能绿建专业待签署：项目A1　施工图联合审查（多图联审）"]
    with pytest.raises(Refused, match="由市发展和改革委员会会审，请由该部门签署") as refused:
        office.sign(energy, moment(3, 5))
    assert refused.value.status == 403
    with pytest.raises(Refused, match="这件由"):
        office.sign(case.rounds.get().opinions.get(discipline="structure"), moment(3, 5), by=member)
    office.sign(energy, moment(3, 5), by=member)
    assert waiting_for(member) == []


def test_the_section_signs_for_a_department_without_an_account(office: Office, case: ApprovalCase) -> None:
    office.sign(seated(office, case, "HBJ"), moment(3, 5))
    assert case.rounds.get().opinions.get(discipline="energy").given_at is not None


def test_a_file_taken_back_leaves_no_sheet_to_sign(office: Office, case: ApprovalCase) -> None:
    member = office.cast.department_member
    seated(office, case, "FGW")
    receiving.withdraw(**office._seen(case), reason="改报", by=office.officer, at=moment(3, 5))
    assert waiting_for(member) == []


def waiting_for(user) -> list[str]:
    return list(InboxItem.objects.filter(user=user, resolved_at=None).values_list("text", flat=True))
