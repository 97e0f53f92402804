"""The joint meeting: an agenda out of the data with reasons, decisions that become tasks, official minutes."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from core.accounts.models import InboxItem
from core.foundation.verdict import Refused, Stale
from core.journal.actor import SYSTEM
from core.operations import periods
from core.organisations.calendar import working_calendar
from dispatch import agenda
from dispatch.actions import meetings, problems, proposals, propose, tasks
from dispatch.choices import ProblemState, ProposalKind, TaskKind, TaskState
from dispatch.models import Meeting, Problem, Proposal, Resolution, Task
from dispatch.papers import minutes, wording
from reporting import rollups

from .world import DispatchWorld, moment, proof


def _meeting(world: DispatchWorld, at=None) -> Meeting:
    at = at or moment(3, 12)
    return meetings.plan(
        campaign=world.campaign,
        held_on=at.date(),
        place="市局六楼会议室",
        chair="副市长",
        by=world.cast.dispatcher,
        at=at,
    )


def _seen(meeting: Meeting) -> dict[str, int]:
    now = Meeting.objects.get(pk=meeting.pk)
    return {"meeting_id": now.pk, "seen_version": now.version}


def _raised(world: DispatchWorld) -> Problem:
    """A problem of 晋江市 that two people put before the joint meeting."""
    problem = world.report(at=moment(3, 1))
    world.go(problem, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    now = world.now(problem)
    made = proposals.suggest_escalation(
        problem_id=now.pk, seen_version=now.version, grounds="须多部门协调", by=world.cast.dispatcher, at=moment(3, 2)
    )
    for version, (move, by) in enumerate((("endorse", world.cast.dispatcher), ("confirm", world.cast.bureau_leader))):
        decision = proposals.Decision(move, "同意")
        proposals.decide(proposal_id=made.pk, seen_version=version, decision=decision, by=by, at=moment(3, 2))
    return world.now(problem)


def _found(world: DispatchWorld, day) -> dict[str, list[agenda.Candidate]]:
    found: dict[str, list[agenda.Candidate]] = {}
    for each in agenda.candidates(world.campaign, day, working_calendar()):
        found.setdefault(str(each.kind), []).append(each)
    return found


def test_a_raised_problem_and_one_overdue_at_the_bureau_propose_themselves(world: DispatchWorld) -> None:
    raised = _raised(world)
    slow = world.report(at=moment(3, 1), listing=world.project("A2"))
    world.go(slow, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    early = _found(world, date(2018, 3, 15))["problem"]
    assert [each.problem.pk for each in early] == [raised.pk]
    assert "请市局协调民政部门" in early[0].reason
    late = _found(world, date(2018, 3, 19))["problem"]
    assert [each.problem.pk for each in late] == [raised.pk, slow.pk]
    assert late[1].reason == "市局协调期限3月15日已过，超2个工作日"


def test_red_two_months_running_comes_up_a_flagship_at_once_and_the_missing_are_named(world: DispatchWorld) -> None:
    steady = world.project("B1")
    flagship = world.project("B2", is_flagship=True)
    for month in (1, 2):
        world.open(month)
        world.accept(world.road, month, "1")
        if month == 1:
            world.accept(steady, month, "100")
            world.accept(flagship, month, "100")
        world.lock(month)
        rollups.issue(
            campaign=world.campaign, month=world.duty(steady, month).month, at=moment(month + 1, 6), reason=""
        )
    found = _found(world, date(2018, 3, 12))
    assert [(each.listing.pk, each.reason) for each in found["red"]] == [
        (flagship.pk, "标杆项目严重滞后，欠计划100万元（2月定版第1版）"),
        (world.road.pk, "1月、2月连续严重滞后，欠计划198万元（2月定版第1版）"),
    ]
    assert [(each.title, each.reason) for each in found["missing"]] == [
        ("晋江市2月月报漏报", "2月锁数时仍有2项未报，沿用上月数")
    ]


def test_a_topic_of_another_room_comes_up_once_it_is_adopted_and_until_a_meeting_had_it(world: DispatchWorld) -> None:
    topic = propose(
        kind=ProposalKind.AGENDA,
        listing=None,
        title="统一涉铁审批口径",
        grounds="三个项目卡在涉铁审批",
        source=("case", "9"),
        by=SYSTEM,
        at=moment(3, 5),
    )
    assert "topic" not in _found(world, date(2018, 3, 12))
    decision = proposals.Decision("adopt")
    proposals.decide(proposal_id=topic.pk, seen_version=0, decision=decision, by=world.cast.dispatcher, at=moment(3, 6))
    meeting = _meeting(world)
    assert [each.title for each in _found(world, date(2018, 3, 12))["topic"]] == ["统一涉铁审批口径"]
    meetings.add_items(**_seen(meeting), sources=[f"proposal:{topic.pk}"], by=world.cast.dispatcher, at=moment(3, 12))
    assert "topic" not in _found(world, date(2018, 3, 12))


def test_what_is_no_candidate_any_more_is_not_put_on_the_agenda(world: DispatchWorld) -> None:
    problem, meeting = _raised(world), _meeting(world)
    world.go(problem, "accept", by=world.cast.dispatcher, at=moment(3, 12))
    world.go(problem, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 12))
    world.go(problem, "close", by=world.cast.dispatcher, at=moment(3, 12))
    with pytest.raises(Refused, match="已有变化"):
        meetings.add_items(
            **_seen(meeting), sources=[f"problem:{problem.pk}"], by=world.cast.dispatcher, at=moment(3, 12)
        )


def _settled(world: DispatchWorld) -> tuple[Problem, Meeting]:
    """A whole meeting on one raised problem, settled by the leader on 13 March."""
    problem, meeting = _raised(world), _meeting(world)
    who = {"by": world.cast.dispatcher, "at": moment(3, 12)}
    world.cast.call("department_member")
    [item] = meetings.add_items(**_seen(meeting), sources=[f"problem:{problem.pk}"], **who)
    meetings.move(**_seen(meeting), move="hold", note="", **who)
    said = meetings.Attendance(recorder="调度员", present="市发改委\n市国土局", absent="市林业局")
    meetings.note_attendance(**_seen(meeting), said=said, **who)
    decided = meetings.Decided(
        "明确坟墓迁移补偿口径并完成12座迁移",
        date(2018, 3, 30),
        department=world.cast.department("FGW"),
        partners=[world.cast.department("GTZYJ")],
        item=item,
    )
    meetings.resolve(**_seen(meeting), said=decided, **who)
    meetings.move(**_seen(meeting), move="submit", note="", **who)
    meetings.move(**_seen(meeting), move="settle", note="", by=world.cast.bureau_leader, at=moment(3, 13))
    return problem, Meeting.objects.get(pk=meeting.pk)


def test_settling_the_minutes_makes_every_decision_a_task_and_the_problem_follows_it(world: DispatchWorld) -> None:
    problem, meeting = _settled(world)
    task = Task.objects.get()
    assert (task.kind, task.state, task.department.code) == (TaskKind.RESOLUTION, TaskState.ISSUED, "FGW")
    assert task.deadline.due_on == date(2018, 3, 30)
    assert list(task.partners.values_list("code", flat=True)) == ["GTZYJ"]
    now = world.now(problem)
    assert (now.state, now.department.code, now.deadline.due_on) == (
        ProblemState.IN_COORDINATION,
        "FGW",
        date(2018, 3, 30),
    )
    assert InboxItem.objects.filter(kind="task_waiting", user=world.cast.department_member).exists()
    assert meeting.resolutions.get().task == task


def test_two_decisions_of_one_topic_are_followed_together(world: DispatchWorld) -> None:
    """The first one's lead leads, the last date is the problem's, both are its measures; one deadline, one line."""
    problem, meeting = _raised(world), _meeting(world)
    who = {"by": world.cast.dispatcher, "at": moment(3, 12)}
    [item] = meetings.add_items(**_seen(meeting), sources=[f"problem:{problem.pk}"], **who)
    meetings.move(**_seen(meeting), move="hold", note="", **who)
    meetings.note_attendance(**_seen(meeting), said=meetings.Attendance(present="市发改委"), **who)
    for text, due, lead in (("明确口径", date(2018, 4, 13), "FGW"), ("完成迁移", date(2018, 3, 30), "GTZYJ")):
        decided = meetings.Decided(text, due, department=world.cast.department(lead), item=item)
        meetings.resolve(**_seen(meeting), said=decided, **who)
    meetings.move(**_seen(meeting), move="submit", note="", **who)
    before = problem.deadlines.count()
    meetings.move(**_seen(meeting), move="settle", note="", by=world.cast.bureau_leader, at=moment(3, 13))
    now = world.now(problem)
    assert (now.department.code, now.deadline.due_on, now.measures) == ("FGW", date(2018, 4, 13), "明确口径；完成迁移")
    assert (problem.deadlines.count(), problem.steps.filter(move="coordinate").count()) == (before + 1, 1)
    assert set(Task.objects.values_list("deadline__due_on", flat=True)) == {date(2018, 4, 13), date(2018, 3, 30)}


def test_minutes_settled_late_give_out_no_task_that_is_over(world: DispatchWorld) -> None:
    meeting, who = _meeting(world), {"by": world.cast.dispatcher, "at": moment(3, 12)}
    meetings.move(**_seen(meeting), move="hold", note="", **who)
    meetings.note_attendance(**_seen(meeting), said=meetings.Attendance(present="市发改委"), **who)
    decided = meetings.Decided("明确口径", date(2018, 3, 20), department=world.cast.department("FGW"))
    meetings.resolve(**_seen(meeting), said=decided, **who)
    meetings.move(**_seen(meeting), move="submit", note="", **who)
    leader = {"by": world.cast.bureau_leader, "at": moment(3, 21)}
    with pytest.raises(Refused, match="第1件（3月20日）的完成时限已到，请退回修改"):
        meetings.move(**_seen(meeting), move="settle", note="", **leader)
    meetings.move(**_seen(meeting), move="return", note="时限改到4月", **leader)
    with pytest.raises(Refused, match="请删去后按可行的时限重记"):
        meetings.move(**_seen(meeting), move="submit", note="", by=world.cast.dispatcher, at=moment(3, 21))
    assert not Task.objects.exists()


def test_minutes_that_are_settled_never_change(world: DispatchWorld) -> None:
    _, meeting = _settled(world)
    decided = meetings.Decided("另一件", date(2018, 4, 30), unit=world.cast.unit("350582"))
    with pytest.raises(Refused, match="定稿"):
        meetings.resolve(**_seen(meeting), said=decided, by=world.cast.dispatcher, at=moment(3, 14))
    with pytest.raises(Refused):
        meetings.move(**_seen(meeting), move="settle", note="", by=world.cast.bureau_leader, at=moment(3, 14))


@pytest.mark.parametrize(
    ("move", "name", "reason"),
    [
        ("submit", "dispatcher", "联席会议当前为“筹备中”"),
        ("settle", "bureau_leader", "联席会议当前为“筹备中”"),
        ("hold", "bureau_leader", "没有这项权限"),
        ("hold", "section_officer", "没有这项权限"),
    ],
)
def test_a_meeting_moves_in_the_office_s_order_only(world: DispatchWorld, move: str, name: str, reason: str) -> None:
    meeting = _meeting(world)
    with pytest.raises(Refused, match=reason):
        meetings.move(**_seen(meeting), move=move, note="", by=world.cast.user(name), at=moment(3, 12))


def test_a_meeting_is_not_held_before_its_day_nor_sent_without_people_and_decisions(world: DispatchWorld) -> None:
    meeting, who = _meeting(world), {"by": world.cast.dispatcher}
    with pytest.raises(Refused, match="到会期"):
        meetings.move(**_seen(meeting), move="hold", note="", **who, at=moment(3, 11))
    meetings.move(**_seen(meeting), move="hold", note="", **who, at=moment(3, 12))
    with pytest.raises(Refused, match="出席"):
        meetings.move(**_seen(meeting), move="submit", note="", **who, at=moment(3, 12))
    said = meetings.Attendance(present="市发改委")
    meetings.note_attendance(**_seen(meeting), said=said, **who, at=moment(3, 12))
    with pytest.raises(Refused, match="议定事项"):
        meetings.move(**_seen(meeting), move="submit", note="", **who, at=moment(3, 12))


def test_a_decision_has_one_lead_and_a_day_after_the_meeting(world: DispatchWorld) -> None:
    meeting, who = _meeting(world), {"by": world.cast.dispatcher, "at": moment(3, 12)}
    meetings.move(**_seen(meeting), move="hold", note="", **who)
    department, unit = world.cast.department("FGW"), world.cast.unit("350582")
    for broken in (
        {"due_on": date(2018, 3, 30)},
        {"due_on": date(2018, 3, 30), "department": department, "unit": unit},
        {"due_on": date(2018, 3, 12), "department": department},
    ):
        with pytest.raises(Refused):
            meetings.resolve(**_seen(meeting), said=meetings.Decided("做一件事", **broken), **who)
    assert not Resolution.objects.exists()


def test_two_dispatchers_writing_at_once_the_second_is_told(world: DispatchWorld) -> None:
    meeting = _meeting(world)
    seen = _seen(meeting)
    topic = {"title": "议题", "reason": "理由", "by": world.cast.dispatcher, "at": moment(3, 12)}
    meetings.add_topic(**seen, **topic)
    with pytest.raises(Stale):
        meetings.add_topic(**seen, **topic)


def _move(task: Task, move: str, *, by, at, **word: object) -> Task:
    now = Task.objects.get(pk=task.pk)
    said = problems.Word(**({"text": "已办理"} | word))
    return tasks.move(task_id=now.pk, seen_version=now.version, move=move, word=said, by=by, at=at)


def test_a_task_is_answered_with_proof_and_closed_by_another(world: DispatchWorld) -> None:
    problem, _ = _settled(world)
    task, member = Task.objects.get(), world.cast.department_member
    _move(task, "claim", by=member, at=moment(3, 14))
    with pytest.raises(Refused, match="佐证"):
        _move(task, "answer", by=member, at=moment(3, 20))
    assert Task.objects.get().state == TaskState.IN_PROGRESS
    _move(task, "answer", by=member, at=moment(3, 20), evidence=proof())
    with pytest.raises(Refused):
        _move(task, "close", by=member, at=moment(3, 21))
    _move(task, "close", by=world.cast.dispatcher, at=moment(3, 21))
    now = Task.objects.get()
    assert (now.state, now.closed_by, now.answered_by) == (TaskState.CLOSED, world.cast.dispatcher, member)
    words = list(problem.steps.order_by("-number").values_list("text", flat=True)[:2])
    assert [text.partition("：")[0] for text in words] == ["议定事项1号已销号", "议定事项1号已报办结"]


def test_what_happens_to_a_task_moves_nobody_s_page_of_its_problem(world: DispatchWorld) -> None:
    """A line of the timeline while the problem is open; nothing of it once the problem is closed."""
    problem, _ = _settled(world)
    task, member = Task.objects.get(), world.cast.department_member
    seen = world.now(problem).version
    _move(task, "answer", by=member, at=moment(3, 20), evidence=proof())
    assert world.now(problem).version == seen
    world.go(problem, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 20))
    world.go(problem, "close", by=world.cast.dispatcher, at=moment(3, 20))
    lines = problem.steps.count()
    _move(task, "close", by=world.cast.dispatcher, at=moment(3, 21))
    assert (world.now(problem).state, problem.steps.count()) == (ProblemState.CLOSED, lines)


def test_an_overdue_task_comes_back_to_the_next_meeting_and_its_extension_is_a_row(world: DispatchWorld) -> None:
    _settled(world)
    task = Task.objects.get()
    _move(task, "extend", by=world.cast.dispatcher, at=moment(3, 29), working_days=2, text="民政部门正在核价")
    assert list(task.deadlines.values_list("due_on", "is_extension")) == [
        (date(2018, 3, 30), False),
        (date(2018, 4, 3), True),
    ]
    assert "task" not in _found(world, date(2018, 4, 3))
    [late] = _found(world, date(2018, 4, 4))["task"]
    assert late.reason == "市发展和改革委员会应于4月3日前完成，逾期1个工作日"
    with pytest.raises(Refused, match="期限已过"):
        _move(task, "extend", by=world.cast.dispatcher, at=moment(4, 4), working_days=2)


def test_a_supervision_order_needs_two_people_and_gives_the_county_a_task(world: DispatchWorld) -> None:
    problem = world.report(at=moment(3, 1))
    world.go(problem, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    for day in range(16, 23):
        periods.run_due(moment(3, day))
    order = Proposal.objects.get(kind=ProposalKind.SUPERVISION)
    assert order.proposed_at.astimezone(moment(3, 1).tzinfo).date() == date(2018, 3, 21)
    for version, (move, by) in enumerate((("endorse", world.cast.dispatcher), ("confirm", world.cast.bureau_leader))):
        proposals.decide(
            proposal_id=order.pk,
            seen_version=version,
            decision=proposals.Decision(move, "同意"),
            by=by,
            at=moment(3, 22) + timedelta(hours=version),
        )
    task = Task.objects.get()
    assert (task.kind, task.unit.code, task.deadline.due_on) == (TaskKind.SUPERVISION, "350582", date(2018, 3, 29))
    assert InboxItem.objects.filter(kind="task_waiting", user=world.cast.jinjiang_approver).exists()


def test_the_minutes_are_a_word_draft_in_official_layout(world: DispatchWorld) -> None:
    """GB/T 9704: A4, 37/28/26/35 mm, 22 lines by 28 characters, 仿宋 16 pt, title 小标宋 22 pt, headings 黑体."""
    _, meeting = _settled(world)
    rows = list(meeting.resolutions.select_related("department", "unit").prefetch_related("partners"))
    with minutes.written(meeting, rows, list(meeting.items.all()), issuer="泉州市住房和城乡建设局") as file:
        paper = Document(BytesIO(file.read()))
    section = paper.sections[0]
    page = (section.page_width, section.page_height)
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(each.mm) for each in (*page, *margins)] == [210, 297, 37, 28, 26, 35]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    faces = {}
    for paragraph in paper.paragraphs:
        for run in paragraph.runs:
            faces[run.text] = (run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size, paragraph)
    assert faces["第1次联席会议纪要"][:2] == ("方正小标宋简体", Pt(22))
    assert faces["二、议定事项"][:2] == ("黑体", Pt(16))
    text = "（一）明确坟墓迁移补偿口径并完成12座迁移，由市发展和改革委员会牵头，市国土资源局配合，于3月30日前完成。"
    face, size, paragraph = faces[text]
    assert (face, size) == ("仿宋_GB2312", Pt(16))
    assert paragraph.paragraph_format.first_line_indent == Pt(32)
    assert faces["出席："][0] == "黑体"
    for each in paper.paragraphs:
        order = [child.tag.rpartition("}")[2] for child in each._p.pPr] if each._p.pPr is not None else []
        assert "pBdr" not in order or order.index("pBdr") < order.index("spacing"), "Word refuses another order"
    assert "PAGE" in section.footer._element.xml
    assert paper.settings.odd_and_even_pages_header_footer
    assert "市发改委、市国土局" in faces
    assert not any("〔" in text for text in faces), "the office's own system numbers the paper"


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")])
def test_headings_count_in_chinese(number: int, words: str) -> None:
    assert wording.chinese_number(number) == words
