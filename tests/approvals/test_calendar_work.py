"""What the minute's tick does for the approvals, through the calendar itself."""

from datetime import date

from approvals.models import ApprovalCase
from core.journal.actor import SYSTEM
from core.operations import periods
from core.organisations.actions import set_calendar_day

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
