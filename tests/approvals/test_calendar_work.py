"""What the minute's tick does for the approvals, through the calendar itself."""

from datetime import date

from django.utils.timezone import localdate

from approvals.actions import calendar
from approvals.models import ApprovalCase
from core.accounts.models import InboxItem
from core.journal.actor import SYSTEM
from core.operations import periods
from core.organisations.actions import set_calendar_day
from dispatch.models import Proposal

from .world import Office, moment


def names(now) -> set[str]:
    return {name for name, _ in periods.run_due(now) if name.startswith("approvals.")}


def test_silence_is_noticed_on_the_sixth_day_and_once(office: Office) -> None:
    case = office.receive(office.project(), at=moment(3, 1))
    names(moment(3, 8))
    case.refresh_from_db()
    assert case.accepted_on is None
    assert "approvals.silence" in names(moment(3, 9))
    case.refresh_from_db()
    assert (case.accepted_on, case.is_deemed_accepted) == (date(2018, 3, 1), True)
    assert "approvals.silence" not in names(moment(3, 9, 10))


def test_a_changed_working_calendar_moves_the_due_days_of_running_files(office: Office) -> None:
    running = office.accepted(office.project(), at=moment(3, 1))
    decided = office.decide(office.accepted(office.project("A2"), at=moment(3, 1)), moment(3, 5))
    names(moment(3, 1, 10))
    set_calendar_day(day=date(2018, 3, 5), is_working=False, note="台风停工", by=SYSTEM, at=moment(3, 2))
    assert "approvals.follow_calendar" in names(moment(3, 2))
    running.refresh_from_db()
    assert running.due_on == date(2018, 3, 7)
    assert ApprovalCase.objects.get(pk=decided.pk).due_on == date(2018, 3, 6)


def test_a_calendar_that_is_changed_and_changed_back_is_followed_each_time(office: Office) -> None:
    """A, B and A again: the due day goes there and back, and so does the deadline in the member's inbox."""
    office.cast.call("department_member")
    case = office.accepted(office.project(), at=moment(3, 1))
    names(moment(3, 1, 10))
    seen = []
    for hour, is_working in ((9, False), (11, True), (13, False)):
        set_calendar_day(day=date(2018, 3, 5), is_working=is_working, note="台风", by=SYSTEM, at=moment(3, 2, hour))
        assert "approvals.follow_calendar" in names(moment(3, 2, hour))
        assert "approvals.follow_calendar" not in names(moment(3, 2, hour, 1))
        case.refresh_from_db()
        item = InboxItem.objects.get(user=office.cast.department_member, resolved_at=None)
        seen.append((case.due_on.day, localdate(item.due_at).day))
    assert seen == [(7, 7), (6, 6), (7, 7)]


def test_the_five_days_for_an_answer_follow_the_calendar_in_the_inbox(office: Office) -> None:
    office.cast.call("department_member")
    office.receive(office.project(), at=moment(3, 1))
    names(moment(3, 1, 10))
    set_calendar_day(day=date(2018, 3, 5), is_working=False, note="台风", by=SYSTEM, at=moment(3, 2))
    names(moment(3, 2))
    assert localdate(InboxItem.objects.get(resolved_at=None).due_at) == date(2018, 3, 9)


def test_a_late_file_becomes_one_proposal_to_dispatch_whatever_follows(office: Office) -> None:
    """Due 6 March, late from the 7th; asked again the next day, and after its extension of days, it stays one."""
    case = office.accepted(office.project(name="环城大道"), at=moment(3, 1))
    office.accepted(office.project("A2", key_level="none"), at=moment(3, 1))
    names(moment(3, 6))
    assert not Proposal.objects.exists()
    assert "approvals.overdue" in names(moment(3, 7))
    made = Proposal.objects.get()
    assert (made.kind, made.listing.project.name, made.title) == ("problem", "环城大道", "立项审批超期未办结")
    assert "承诺3个工作日，2018年3月6日到期，由市发展和改革委员会办理" in made.grounds
    assert (made.source_kind, made.source_id) == ("approval_case", str(case.pk))
    assert case.events.latest("pk").label == "转调度"
    names(moment(3, 8))
    assert Proposal.objects.filter(source_id=str(case.pk)).count() == 1
    assert calendar.raise_overdue(at=moment(3, 8)) == 0


def test_what_was_decided_before_the_tick_is_not_raised(office: Office) -> None:
    case = office.accepted(office.project(), at=moment(3, 1))
    office.decide(case, moment(3, 7))
    assert calendar.raise_overdue(at=moment(3, 8)) == 0
    assert not Proposal.objects.exists()
