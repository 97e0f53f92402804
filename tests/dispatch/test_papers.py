"""The letters of confirmed papers and the circular: what they say, to whom, in which layout, and who gets them."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from core.foundation import clock
from core.operations import periods
from dispatch.actions import meetings, proposals
from dispatch.choices import ProposalKind
from dispatch.models import Meeting, Proposal
from reporting import rollups

from .world import DispatchWorld, moment


@pytest.fixture
def world(world: DispatchWorld, monkeypatch: pytest.MonkeyPatch) -> DispatchWorld:
    monkeypatch.setattr(clock, "now", lambda: moment(4, 3))
    return world


def _confirmed(world: DispatchWorld, kind: str, at) -> Proposal:
    made = Proposal.objects.get(kind=kind)
    for version, (move, by) in enumerate((("endorse", world.cast.dispatcher), ("confirm", world.cast.bureau_leader))):
        said = proposals.Decision(move, "同意")
        made = proposals.decide(proposal_id=made.pk, seen_version=version, decision=said, by=by, at=at)
    return made


def _ladder(world: DispatchWorld) -> dict[str, Proposal]:
    problem = world.report(at=moment(3, 1))
    world.go(problem, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    periods.run_due(moment(3, 21))
    order = _confirmed(world, ProposalKind.SUPERVISION, moment(3, 22))
    periods.run_due(moment(3, 30))
    return {"order": order, "interview": _confirmed(world, ProposalKind.INTERVIEW, moment(4, 2))}


def _paper(world: DispatchWorld, url: str):
    answer = world.cast.client("dispatcher").get(url)
    content = b"".join(answer.streaming_content)
    answer.close()
    return Document(BytesIO(content))


def _texts(paper) -> list[str]:
    return [paragraph.text for paragraph in paper.paragraphs if paragraph.text]


def _letter(world: DispatchWorld, made: Proposal, kind: str):
    return _paper(world, reverse("proposal_letter", args=[made.pk, kind]))


def test_the_supervision_letter_says_what_by_when_and_to_whom(world: DispatchWorld) -> None:
    texts = _texts(_letter(world, _ladder(world)["order"], "supervision"))
    assert "晋江市：" in texts
    assert "关于督办“K2+300处坟墓未迁”的函" in "".join(texts)
    assert "该问题现由市局协调，办理期限2018年3月15日，已超13个工作日。" in texts
    assert any(text.startswith("请于2018年3月29日前将办理结果书面函复") for text in texts)
    assert texts[texts.index("2018年　月　日") - 1] == "泉州市住房和城乡建设局"
    assert not any("。。" in text for text in texts)


def test_notice_and_record_of_an_interview(world: DispatchWorld) -> None:
    made = _ladder(world)["interview"]
    notice, record = (_texts(_letter(world, made, kind)) for kind in ("notice", "record"))
    assert [text for text in notice if text[1:2] == "、"] == [
        "一、约谈事由", "二、时间和地点", "三、参加人员", "四、有关要求",
    ]  # fmt: skip
    assert any("督办事项1号应于2018年3月29日前答复" in text for text in notice)
    assert "被约谈单位：晋江市" in record


def test_every_letter_keeps_the_layout_and_no_number(world: DispatchWorld) -> None:
    made = _ladder(world)
    for name, kind in (("order", "supervision"), ("interview", "notice"), ("interview", "record")):
        paper = _letter(world, made[name], kind)
        section = paper.sections[0]
        margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
        assert [round(each.mm) for each in margins] == [37, 28, 26, 35], kind
        faces = {
            run.text: (run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size)
            for paragraph in paper.paragraphs
            for run in paragraph.runs
        }
        assert next(face for text, face in faces.items() if text.startswith("一、")) == ("黑体", Pt(16)), kind
        assert not any("〔2018〕" in text for text in faces), kind


def test_letters_are_offered_where_the_paper_is_confirmed_and_nowhere_else(world: DispatchWorld) -> None:
    problem = world.report(at=moment(3, 1))
    world.go(problem, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    periods.run_due(moment(3, 21))
    order, client = Proposal.objects.get(kind=ProposalKind.SUPERVISION), world.cast.client("dispatcher")
    letter, page = reverse("proposal_letter", args=[order.pk, "supervision"]), reverse("proposal", args=[order.pk])
    assert (client.get(letter).status_code, letter in client.get(page).content.decode()) == (404, False)
    _confirmed(world, ProposalKind.SUPERVISION, moment(3, 22))
    assert letter in client.get(page).content.decode()
    assert client.get(letter.replace("supervision", "notice")).status_code == 404


def test_the_circular_speaks_of_the_newest_issued_month_and_of_what_was_decided(world: DispatchWorld) -> None:
    for month in (1, 2):
        world.open(month)
        world.accept(world.road, month, "1")
        world.lock(month)
        issued = world.duty(world.road, month).month
        rollups.issue(campaign=world.campaign, month=issued, at=moment(month + 1, 6), reason="")
    who = {"by": world.cast.dispatcher, "at": moment(3, 12)}
    held = moment(3, 12).date()
    meeting = meetings.plan(campaign=world.campaign, held_on=held, place="六楼会议室", chair="副市长", **who)

    def seen() -> dict[str, int]:
        return {"meeting_id": meeting.pk, "seen_version": Meeting.objects.get(pk=meeting.pk).version}

    meetings.move(**seen(), move="hold", note="", **who)
    meetings.note_attendance(**seen(), said=meetings.Attendance(present="市发改委"), **who)
    decided = meetings.Decided("完成坟墓迁移", moment(3, 30).date(), department=world.cast.department("FGW"))
    meetings.resolve(**seen(), said=decided, **who)
    meetings.move(**seen(), move="submit", note="", **who)
    circular = reverse("meeting_circular", args=[meeting.pk])
    assert world.cast.client("dispatcher").get(circular).status_code == 409
    meetings.move(**seen(), move="settle", note="", by=world.cast.bureau_leader, at=moment(3, 13))
    paper = _paper(world, circular)
    texts = _texts(paper)
    assert any(text.startswith("2018年1—2月，1个项目完成投资") for text in texts)
    assert "（一）完成坟墓迁移，由市发展和改革委员会牵头，于3月30日前完成。" in texts
    assert ["附件1", "附件2"] == [text for text in texts if text in {"附件1", "附件2"}]
    ranks, late = paper.tables
    assert [cell.text for cell in ranks.rows[1].cells][:3] == ["1", "晋江市", "1"]
    assert late.rows[1].cells[2].text == "项目A1"
    assert world.cast.client("city_leader").get(circular).status_code == 403
