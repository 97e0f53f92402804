"""Two people at one file, on real row locks. Each test has its red control: without the lock it must go wrong."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from approvals.actions import deciding, drawing, holding, receiving
from approvals.models import ApprovalCase, CasePause
from core.foundation.verdict import Refused
from core.journal.models import Entry

from .world import Office, moment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8
NOTICE = deciding.Notice("testing", "泉建审〔2018〕3号", "基桩检测", 8)
FRIDAY = moment(3, 9)
GRANTED = deciding.Outcome("grant", "泉发改审〔2018〕9号")


@pytest.fixture
def office(transactional_db: None, cast) -> Office:
    return Office(cast)


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """Run the works in threads that start together; what each raised, or None."""
    barrier, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 - handed back to the test
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def rivals(office: Office, case: ApprovalCase) -> tuple[Callable[[], object], Callable[[], object]]:
    """One stops the clock while another decides, both having seen the same file."""
    seen = {"case_id": case.pk, "seen_version": case.version}
    who = {"by": office.officer, "at": moment(3, 2)}
    return (
        lambda: deciding.pause(**seen, notice=NOTICE, **who),
        lambda: deciding.decide(**seen, outcome=GRANTED, **who),
    )


def test_of_a_stop_and_a_decision_at_once_one_is_told_that_it_came_too_late(office: Office) -> None:
    for number in range(ROUNDS):
        case = office.accepted(office.project(f"A{number}"))
        found = at_once(*rivals(office, case))
        assert sorted(type(each).__name__ for each in found) == ["NoneType", "Stale"]
        case.refresh_from_db()
        assert (case.state == "paused") == CasePause.objects.filter(case=case).exists()
        assert (case.state == "decided") == (case.used_days is not None)


def test_red_control_without_the_lock_both_believe_that_they_were_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, gate = office.accepted(office.project()), threading.Barrier(2)

    def unlocked(*, case_id: int, seen_version: int) -> ApprovalCase:
        found = ApprovalCase.objects.select_related("matter", "department", "project").get(pk=case_id)
        gate.wait(10)
        return found

    monkeypatch.setattr(deciding, "held_case", unlocked)
    found = at_once(*rivals(office, case))
    monkeypatch.setattr(deciding, "held_case", holding.held_case)
    assert found == [None, None]
    case.refresh_from_db()
    assert CasePause.objects.filter(case=case).exists()
    assert case.events.filter(move="decide").exists(), "the two moves contradict each other"


def test_a_matter_handed_in_twice_at_once_becomes_one_file(office: Office) -> None:
    for number in range(ROUNDS):
        road = office.project(f"B{number}")
        found = at_once(lambda r=road: office.receive(r), lambda r=road: office.receive(r))
        assert sum(each is None for each in found) == 1
        assert all(isinstance(each, Refused) for each in found if each is not None)
        assert ApprovalCase.objects.filter(project=road.project).count() == 1


def test_red_control_without_the_projects_lock_only_the_schema_stops_the_second(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    road, gate = office.project(), threading.Barrier(2)
    basis = receiving.green_basis

    def slow(project) -> str:
        """Both have looked for an earlier file by now; without the lock neither found one."""
        gate.wait(10)
        return basis(project)

    class Unlocked:
        objects = type("Rows", (), {"select_for_update": staticmethod(lambda: type(road.project).objects)})

    monkeypatch.setattr(receiving, "Project", Unlocked)
    monkeypatch.setattr(receiving, "green_basis", slow)
    found = at_once(lambda: office.receive(road), lambda: office.receive(road))
    assert [type(each).__name__ for each in found if each is not None] == ["IntegrityError"]
    with transaction.atomic():
        assert ApprovalCase.objects.filter(project=road.project).count() == 1


def test_the_calendar_and_a_person_accept_a_silent_file_once(office: Office) -> None:
    for number in range(ROUNDS):
        case = office.receive(office.project(f"C{number}"))
        seen = {"case_id": case.pk, "seen_version": case.version}
        found = at_once(
            lambda s=seen: receiving.accept(**s, by=office.officer, at=FRIDAY),
            lambda c=case: receiving.accept_by_silence(case_id=c.pk, at=FRIDAY),
        )
        assert all(each is None or isinstance(each, Refused) for each in found)
        assert case.events.filter(move="accept").count() == 1


def both_decide(office: Office, case: ApprovalCase) -> tuple[Callable[[], object], Callable[[], object]]:
    """Two officers have the same page open; one grants, the other refuses."""
    seen = {"case_id": case.pk, "seen_version": case.version}
    refused = deciding.Outcome("refuse", "泉发改审〔2018〕10号", "不符合规划")
    officers = (office.officer, office.cast.second_officer)
    return tuple(
        lambda by=by, outcome=outcome: deciding.decide(**seen, outcome=outcome, by=by, at=moment(3, 2))
        for by, outcome in zip(officers, (GRANTED, refused), strict=True)
    )


def test_of_two_officers_who_decide_at_once_one_decision_stands(office: Office) -> None:
    office.cast.call("second_officer")
    for number in range(ROUNDS):
        case = office.accepted(office.project(f"D{number}"))
        found = at_once(*both_decide(office, case))
        assert sorted(type(each).__name__ for each in found) == ["NoneType", "Stale"]
        case.refresh_from_db()
        event = case.events.get(move="decide")
        assert case.document_number in event.text
        assert Entry.objects.filter(action="approvals.decide", subject_id=str(case.pk)).count() == 1


def test_red_control_without_the_lock_a_file_is_granted_and_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.cast.call("second_officer")
    case, gate = office.accepted(office.project()), threading.Barrier(2)

    def unlocked(*, case_id: int, seen_version: int) -> ApprovalCase:
        found = ApprovalCase.objects.select_related("matter", "department", "project").get(pk=case_id)
        gate.wait(10)
        return found

    monkeypatch.setattr(deciding, "held_case", unlocked)
    assert at_once(*both_decide(office, case)) == [None, None]
    assert case.events.filter(move="decide").count() == 2, "granted and refused"


def test_a_discipline_is_signed_once_and_no_signature_slips_into_an_issued_round(office: Office) -> None:
    """Two reviewers sign the same sheet while the combined opinion is asked for: one signature stands."""
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
    case = office.accepted(road, "SG01", moment(3, 2))
    only = office.first_round(case, moment(3, 2), "structure").opinions.get()
    found = at_once(
        lambda: office.sign(only, moment(3, 2), drawing.Point("general", "标注不清")),
        lambda: office.sign(only, moment(3, 2), drawing.Point("general", "标注不清")),
        lambda: office.issue(case, moment(3, 2)),
    )
    assert sum(each is None for each in found[:2]) == 1
    assert all(isinstance(each, Refused) for each in found if each is not None)
    assert only.items.count() == 1
