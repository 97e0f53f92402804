"""Several at once, on real row locks and unique keys. Red controls show that each race is really run."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from core.foundation import clock
from core.operations import periods, receipts, runner
from core.operations.actions import request_job
from core.operations.choices import JobState
from core.operations.kinds import Inputs, Step
from core.operations.models import Heartbeat, Job, PeriodRun, Receipt, StoredFile
from core.operations.receipts import answer_once
from core.operations.sweeper import take_back

from .conftest import SOMEBODY, Register

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rung", "calendar"),
]

AT_ONCE = 8


@pytest.fixture(autouse=True)
def _row_locks(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: ./portal test services")


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each work returned or raised, when all started together in threads of their own."""
    barrier, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            outcomes[place] = work()
        except Exception as error:  # noqa: BLE001 - handed back to the test
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "a thread hangs: deadlock or endless wait"
    return outcomes


def leave_effect(size: int = 0) -> None:
    StoredFile.objects.create(name="effect", kind="effect", sha256="", size=size, path="", stored_at=clock.real_now())


def effects() -> int:
    return StoredFile.objects.filter(kind="effect").count()


# --- receipts ---


def answer() -> dict[str, object]:
    def make() -> dict[str, object]:
        leave_effect()
        time.sleep(0.05)
        return {"number": StoredFile.objects.latest("pk").pk}

    with transaction.atomic():
        return answer_once(1, "k", request_digest="d", make=make)


def test_equal_requests_at_once_have_one_effect_and_one_answer() -> None:
    answers = at_once(*[answer] * AT_ONCE)
    assert effects() == 1
    assert all(each == answers[0] and isinstance(each, dict) for each in answers)


def test_red_control_a_receipt_written_after_the_work_is_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    class WrittenLate(Receipt):
        class Meta:
            proxy = True
            app_label = "operations"

        def save(self, **_: object) -> None:
            fields = {"request_digest": "d", "at": clock.real_now(), "result": self.result}
            Receipt.objects.get_or_create(actor_id=1, key="k", defaults=fields)

    monkeypatch.setattr(receipts, "_claim", lambda *_: WrittenLate())
    at_once(*[answer] * AT_ONCE)
    assert effects() > 1


# --- periods ---


def claim_after_a_look(name: str, period: str, now: object) -> bool:
    if PeriodRun.objects.filter(name=name, period=period).exists():
        return False
    time.sleep(0.05)
    PeriodRun.objects.bulk_create([PeriodRun(name=name, period=period, at=now)], ignore_conflicts=True)
    return True


@pytest.mark.parametrize("protected", [True, False], ids=["protected", "red_control"])
def test_ticks_at_once_do_a_period_once(monkeypatch: pytest.MonkeyPatch, *, protected: bool) -> None:
    if not protected:
        monkeypatch.setattr(periods, "_claim", claim_after_a_look)
    periods.due("test.open", periods=lambda now: ["2018-07"])(lambda period, now: leave_effect())
    at_once(*[lambda: periods.run_due(clock.real_now())] * AT_ONCE)
    assert (effects() == 1) is protected


# --- jobs ---


def ask(**inputs: object) -> Job:
    return request_job("test.work", "1", inputs=inputs, by=SOMEBODY)


def test_first_requests_at_once_meet_in_one_job(register: Register) -> None:
    register("test.work", lambda inputs: [])
    outcomes = at_once(*[ask] * AT_ONCE)
    assert {type(outcome) for outcome in outcomes} == {Job}
    assert Job.objects.get().wanted == AT_ONCE


def test_workers_at_once_do_a_job_once(register: Register) -> None:
    register("test.work", lambda inputs: [Step("甲", leave_effect), Step("乙", leave_effect)])
    job = ask()
    outcomes = at_once(*[lambda: runner.run_job(job.pk)] * AT_ONCE)
    assert sorted(outcomes) == [False] * (AT_ONCE - 1) + [True]
    assert effects() == 2


def test_asking_does_not_wait_for_the_step_that_works(register: Register) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def work() -> None:
        leave_effect()
        inside.set()
        assert go_on.wait(10)

    register("test.work", lambda inputs: [Step("甲", work)])
    job = ask()

    def meanwhile() -> float:
        assert inside.wait(10)
        started = time.monotonic()
        ask()
        waited = time.monotonic() - started
        go_on.set()
        return waited

    _, waited = at_once(lambda: runner.run_job(job.pk), meanwhile)
    assert isinstance(waited, float)
    assert waited < 1
    assert Job.objects.get().state == JobState.WAITING, "it is done once more"
    runner.run_job(job.pk)
    assert effects() == 2


def test_an_action_that_asks_for_work_and_a_step_that_needs_the_actions_row_do_not_deadlock(register: Register) -> None:
    row = Heartbeat.objects.create(name="row", at=clock.real_now())
    inside, held = threading.Event(), threading.Event()

    def work() -> None:
        inside.set()
        assert held.wait(10)
        Heartbeat.objects.filter(pk=row.pk).update(at=clock.real_now())  # waits for the action
        leave_effect()

    def action() -> None:
        assert inside.wait(10)
        with transaction.atomic():
            Heartbeat.objects.select_for_update().get(pk=row.pk)
            held.set()
            time.sleep(0.1)  # the step now waits for our row; asking must not wait for the step
            ask()

    register("test.work", lambda inputs: [Step("甲", work)])
    job = ask()
    assert at_once(lambda: runner.run_job(job.pk), action) == [True, None]
    assert effects() == 1


def test_a_live_step_is_not_taken_back_however_old_its_lease(register: Register) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def work() -> None:
        inside.set()
        assert go_on.wait(10)

    register("test.work", lambda inputs: [Step("甲", work)])
    job = ask()

    def sweeper() -> bool:
        assert inside.wait(10)
        Job.objects.update(leased_until=clock.real_now())
        taken = take_back(job.pk, now=clock.real_now())
        go_on.set()
        return taken

    assert at_once(lambda: runner.run_job(job.pk), sweeper) == [True, False]
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.parametrize("protected", [True, False], ids=["protected", "red_control"])
@pytest.mark.parametrize("rounds", [25, pytest.param(500, marks=pytest.mark.long)])
def test_no_wake_up_is_lost(
    register: Register, monkeypatch: pytest.MonkeyPatch, rounds: int, *, protected: bool
) -> None:
    """Whatever was changed before a request is seen by a run that starts after it."""
    if not protected:  # a request while the job runs is forgotten
        monkeypatch.setattr(Job, "is_wanted_again", property(lambda job: job.taken == 0))

    def steps(inputs: Inputs) -> list[Step]:
        return [Step("看", lambda: leave_effect(size=PeriodRun.objects.count()))]

    register("test.work", steps)
    over = threading.Event()
    asking = threading.Barrier(2, action=over.set)

    def change(name: str) -> None:
        for number in range(rounds):
            with transaction.atomic():
                PeriodRun.objects.create(name=name, period=str(number), at=clock.real_now())
                ask()
        asking.wait(60)

    def work() -> None:
        while not over.is_set() or Job.objects.filter(state=JobState.WAITING).exists():
            for pk in Job.objects.waiting(at=clock.real_now()).values_list("pk", flat=True):
                runner.run_job(pk)

    outcomes = at_once(lambda: change("a"), lambda: change("b"), work, work)
    assert outcomes == [None] * 4
    seen = max(StoredFile.objects.filter(kind="effect").values_list("size", flat=True))
    assert (seen == 2 * rounds) is protected
