"""A signed sheet with a mistake: the correcting row says who, why and what; what was signed stays."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.actions import correcting, drawing
from approvals.actions.correcting import Corrected
from approvals.actions.drawing import Point
from approvals.choices import CaseState
from approvals.models import ApprovalCase, DisciplineOpinion, OpinionItem, SheetCorrection
from core.accounts.models import User
from core.foundation import clock
from core.foundation.verdict import Refused, Stale
from core.journal.models import Entry
from core.organisations.models import Department

from .world import Office, moment

BEAM = Point("mandatory", "框架梁配筋不足", "结施-07")
NOTE = Point("general", "楼梯间标注不清", "建施-12")
RIGHT = Point("mandatory", "框架梁箍筋间距过大", "结施-08")


@pytest.fixture
def case(office: Office) -> ApprovalCase:
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
    return office.accepted(road, "SG01", moment(3, 1))


@pytest.fixture
def sheet(office: Office, case: ApprovalCase) -> DisciplineOpinion:
    """Structure, signed by 张工 with two points; fire still has to sign."""
    started = office.first_round(case, moment(3, 2))
    return office.sign(started.opinions.get(discipline="structure"), moment(3, 5), BEAM, NOTE)


def correct(office: Office, sheet: DisciplineOpinion, *, by: User | None = None, seen: int | None = None, **said):
    seen = sheet.corrections.count() if seen is None else seen
    corrected = Corrected(**({"reason": "录入时抄错"} | said))
    who = {"by": by or office.officer, "at": moment(3, 5, 15)}
    return correcting.correct_opinion(opinion_id=sheet.pk, seen_number=seen, corrected=corrected, **who)


def points(sheet: DisciplineOpinion) -> list[tuple[int, str, bool]]:
    rows = OpinionItem.objects.filter(opinion=sheet).order_by("number")
    return [(row.number, row.text, row.struck_in_id is None) for row in rows]


def test_a_wrong_point_is_struck_and_written_once_more_and_both_stay(office: Office, sheet: DisciplineOpinion) -> None:
    beam = sheet.items.get(number=1)
    made = correct(office, sheet, reviewer="章工", changed={beam.pk: RIGHT})
    assert points(sheet) == [(1, BEAM.text, False), (2, NOTE.text, True), (3, RIGHT.text, True)]
    assert made.what == (
        "审查人“张工”更正为“章工”；"
        "第1条“框架梁配筋不足”（强制性条文，结施-07）更正为“框架梁箍筋间距过大”（强制性条文，结施-08）"
    )
    now = DisciplineOpinion.objects.get(pk=sheet.pk)
    assert (now.reviewer, now.reviewer_now, now.given_at) == ("张工", "章工", sheet.given_at)
    entry = Entry.objects.latest("sequence")
    assert (entry.action, entry.reason) == ("approvals.correct_opinion", "录入时抄错")


def test_before_the_opinion_goes_out_points_may_come_and_go_and_what_is_in_force_counts(
    office: Office, case: ApprovalCase, sheet: DisciplineOpinion
) -> None:
    """The mandatory point was a mistake: without it the round passes."""
    beam = sheet.items.get(number=1)
    correct(office, sheet, struck=frozenset({beam.pk}), added=[Point("general", "门窗表缺防火等级", "建施-03")])
    office.sign(case.rounds.get().opinions.get(discipline="fire"), moment(3, 5))
    office.issue(case, moment(3, 6))
    assert case.rounds.get().state == "passed"
    assert {item.text for item in drawing.open_items(case)} == {NOTE.text, "门窗表缺防火等级"}


def _issued(office: Office, case: ApprovalCase) -> None:
    office.sign(case.rounds.get().opinions.get(discipline="fire"), moment(3, 5))
    office.issue(case, moment(3, 6))


def test_after_it_went_out_only_the_wording_is_put_right(
    office: Office, case: ApprovalCase, sheet: DisciplineOpinion
) -> None:
    _issued(office, case)
    beam = sheet.items.get(number=1)
    for said in (
        {"struck": frozenset({beam.pk})},
        {"added": [NOTE]},
        {"changed": {beam.pk: Point("general", BEAM.text, BEAM.drawing_number)}},
    ):
        with pytest.raises(Refused, match="只能更正文字"):
            correct(office, sheet, **said)
    correct(office, sheet, changed={beam.pk: RIGHT})
    assert {item.text for item in drawing.open_items(case)} == {RIGHT.text, NOTE.text}
    case.refresh_from_db()
    assert case.state == CaseState.PAUSED


def test_once_the_next_round_has_begun_the_old_sheet_is_history(
    office: Office, case: ApprovalCase, sheet: DisciplineOpinion
) -> None:
    _issued(office, case)
    said = {item.pk: "已改" for item in drawing.open_items(case)}
    drawing.start_next_round(**office._seen(case), replies=said, by=office.officer, at=moment(3, 16))
    with pytest.raises(Refused, match="下一轮已经开始"):
        correct(office, sheet, reviewer="章工")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": " ", "reviewer": "章工"}, "理由"),
        ({"reviewer": "张工"}, "没有改动"),
        ({}, "没有改动"),
        ({"struck": frozenset({999_999})}, "已经变化"),
        ({"added": [Point("general", " ")]}, "内容和级别"),
        ({"added": [Point("grave", "x")]}, "内容和级别"),
    ],
)
def test_what_cannot_be_corrected_says_why(office: Office, sheet: DisciplineOpinion, said: dict, why: str) -> None:
    with pytest.raises(Refused, match=why):
        correct(office, sheet, **said)
    assert not SheetCorrection.objects.exists()


def test_an_unsigned_sheet_is_signed_and_not_corrected(office: Office, case: ApprovalCase) -> None:
    started = office.first_round(case, moment(3, 2))
    with pytest.raises(Refused, match="还没有签署"):
        correct(office, started.opinions.get(discipline="structure"), reviewer="章工")


def test_two_people_do_not_correct_over_each_other(office: Office, sheet: DisciplineOpinion) -> None:
    correct(office, sheet, reviewer="章工")
    with pytest.raises(Stale):
        correct(office, sheet, reviewer="彰工", seen=0)


def test_who_signs_a_seat_corrects_it_and_nobody_else(office: Office, case: ApprovalCase) -> None:
    member = office.cast.department_member
    seats = {"structure": None, "energy": Department.objects.get(code="FGW").pk}
    started = drawing.start_first_round(**office._seen(case), disciplines=seats, by=office.officer, at=moment(3, 2))
    energy = office.sign(started.opinions.get(discipline="energy"), moment(3, 5), by=member)
    for name in ("section_officer", "dispatcher", "bureau_leader", "jinjiang_reporter", "huian_approver"):
        with pytest.raises(Refused) as refused:
            correct(office, energy, reviewer="章工", by=office.cast.user(name))
        assert refused.value.status == 403, name
    assert correct(office, energy, reviewer="章工", by=member).by == member


def test_the_page_corrects_and_the_file_shows_who_why_and_what(
    office: Office, case: ApprovalCase, sheet: DisciplineOpinion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(3, 5, 15))
    client, address = office.cast.client("section_officer"), reverse("approval_opinion_correct", args=[sheet.pk])
    beam, note = sheet.items.order_by("number")
    assert BEAM.text in client.get(address).content.decode()
    words = {"seen_number": 0, "reviewer": "张工", "reason": "录入时抄错"}
    for item in (beam, note):
        words |= {
            f"text_{item.pk}": item.text,
            f"level_{item.pk}": item.level,
            f"drawing_{item.pk}": item.drawing_number,
        }
    assert client.post(address, words).status_code == 422, "nothing was changed"
    assert client.post(address, words | {f"text_{beam.pk}": RIGHT.text, f"struck_{note.pk}": "on"}).status_code == 302
    assert points(sheet) == [(1, BEAM.text, False), (2, NOTE.text, False), (3, RIGHT.text, True)]
    page = client.get(reverse("approval_case", args=[case.pk])).content.decode()
    assert "录入时抄错" in page
    assert RIGHT.text in page
    owner = office.cast.client("jinjiang_reporter")
    assert RIGHT.text not in owner.get(reverse("approval_case", args=[case.pk])).content.decode()
    assert owner.get(address).status_code in {403, 404}


@pytest.mark.both
def test_the_schema_refuses_a_correction_without_a_reason(office: Office, sheet: DisciplineOpinion) -> None:
    made = correct(office, sheet, reviewer="章工")
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetCorrection.objects.filter(pk=made.pk).update(reason="")
