"""A job is done once per request round, resumes where it was cut off, and ends as done, failed or cancelled."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.models import Entry
from core.operations import bell, runner
from core.operations.actions import cancel_job, request_job, retry_job
from core.operations.choices import JobState
from core.operations.kinds import Inputs, Step
from core.operations.models import Job, PeriodRun
from core.operations.runner import run_job
from core.operations.sweeper import sweep

from .conftest import SOMEBODY, Register, run, run_later

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def write_row(name: str) -> Callable[[], dict[str, object]]:
    """A step with an effect in the database: one row, refused when written twice."""

    def work() -> dict[str, object]:
        PeriodRun.objects.create(name="test", period=name, at=clock.real_now())
        return {name: name}

    return work


def two_steps(inputs: Inputs) -> list[Step]:
    return [Step("写甲", write_row("a")), Step("写乙", write_row("b"))]


def ask(**more: object) -> Job:
    return request_job("test.work", "2018-07", by=SOMEBODY, **more)


def test_a_job_does_its_steps_and_keeps_their_results(register: Register) -> None:
    register("test.work", two_steps)
    job = run(ask())
    assert (job.state, job.run.step, job.run.steps, job.run.result) == (JobState.DONE, 2, 2, '{"a":"a","b":"b"}')
    assert job.finished_at is not None
    assert job.error == ""


def test_steps_see_the_inputs(register: Register) -> None:
    seen: list[Inputs] = []
    register("test.work", lambda inputs: [Step("看", lambda: seen.append(inputs))])
    run(ask(inputs={"month": "2018-07"}))
    assert seen == [{"month": "2018-07"}]


def test_an_unknown_kind_is_a_mistake_of_the_caller(register: Register) -> None:
    with pytest.raises(LookupError):
        request_job("test.nothing", "1", by=SOMEBODY)


def test_asking_twice_before_it_starts_is_one_job(register: Register) -> None:
    register("test.work", two_steps)
    first, second = ask(), ask()
    assert first.pk == second.pk
    assert run(first).state == JobState.DONE
    assert not run_job(first.pk)


def test_asking_after_it_is_done_does_it_again(register: Register) -> None:
    done: list[int] = []
    register("test.work", lambda inputs: [Step("数", lambda: done.append(inputs["n"]))])
    run(ask(inputs={"n": 1}))
    assert run(ask(inputs={"n": 2})).state == JobState.DONE
    assert done == [1, 2]


def test_asking_while_it_runs_does_it_once_more_with_the_new_inputs(register: Register) -> None:
    """No lost wake-up: what changed after the run had read its data is worked in by a second run."""
    done: list[int] = []

    def steps(inputs: Inputs) -> list[Step]:
        def work() -> None:
            done.append(inputs["n"])
            if inputs["n"] == 1:
                ask(inputs={"n": 2})
                ask(inputs={"n": 3})

        return [Step("做", work), Step("再做", lambda: done.append(inputs["n"] * 10))]

    register("test.work", steps)
    job = run(ask(inputs={"n": 1}))
    assert (job.state, done) == (JobState.WAITING, [1, 10])
    assert run(job).state == JobState.DONE
    assert done == [1, 10, 3, 30]


def test_a_failing_step_leaves_no_trace_and_is_tried_three_times(register: Register) -> None:
    def half_way() -> None:
        write_row("b")()
        raise OSError("disk")

    register("test.work", lambda inputs: [Step("写甲", write_row("a")), Step("写乙", half_way)])
    job = run(ask())
    assert (job.state, job.attempts, job.run.step) == (JobState.WAITING, 1, 1)
    assert job.due_at > clock.real_now(), "a pause before the next attempt"
    job = run_later(run_later(job, timedelta()), timedelta())
    assert (job.state, job.run.step) == (JobState.FAILED, 1)
    assert job.error == f"“写乙”出错（OSError），已试3次。可以重试；仍不成功请把任务编号{job.pk}告诉系统管理员"
    assert [row.period for row in PeriodRun.objects.all()] == ["a"]


def test_steps_that_cannot_be_listed_fail_the_job(register: Register) -> None:
    register("test.work", lambda inputs: [inputs["nothing"]])
    job = run(ask())
    for _ in range(2):
        job = run_later(job, timedelta())
    assert (job.state, job.error[:3]) == (JobState.FAILED, "开始时")


def test_a_refusal_is_final_and_says_why(register: Register) -> None:
    def refuse() -> None:
        raise Refused("7月已锁数，请走更正程序")

    register("test.work", lambda inputs: [Step("汇总", refuse)])
    job = run(ask())
    assert (job.state, job.error) == (JobState.FAILED, "7月已锁数，请走更正程序")


def test_a_failed_job_that_is_wanted_again_gets_new_attempts(register: Register) -> None:
    def fail() -> None:
        raise Refused("不行")

    register("test.work", lambda inputs: [Step("问", lambda: None), Step("做", fail)])
    job = run(ask())
    again = ask()
    assert (job.state, again.state, again.attempts, again.error) == (JobState.FAILED, JobState.WAITING, 0, "")


def test_retrying_goes_on_at_the_step_it_had_reached(register: Register) -> None:
    broken = [True]

    def perhaps() -> None:
        if broken:
            raise Refused("磁盘已满")

    register("test.work", lambda inputs: [Step("写甲", write_row("a")), Step("写乙", perhaps)])
    job = run(ask())
    broken.clear()
    retry_job(job.pk, by=SOMEBODY, at=clock.now())
    assert run(job).state == JobState.DONE, "the first step would have refused a second row"
    assert Entry.objects.get().action == "operations.retry_job"


def test_only_what_is_over_can_be_retried_and_only_what_is_not_can_be_cancelled(register: Register) -> None:
    register("test.work", two_steps)
    job = ask()
    with pytest.raises(Refused, match="失败或已取消"):
        retry_job(job.pk, by=SOMEBODY, at=clock.now())
    run(job)
    with pytest.raises(Refused, match="已经结束"):
        cancel_job(job.pk, by=SOMEBODY, at=clock.now())


def test_a_cancelled_job_stops_after_its_step(register: Register) -> None:
    def cancel() -> None:
        cancel_job(Job.objects.get().pk, by=SOMEBODY, at=clock.now())

    register("test.work", lambda inputs: [Step("取消", cancel), Step("写乙", write_row("b"))])
    job = run(ask())
    assert (job.state, job.run.step) == (JobState.CANCELLED, 1)
    assert not PeriodRun.objects.exists()


def test_a_job_waits_for_its_time(register: Register) -> None:
    register("test.work", two_steps)
    job = ask(at_due=clock.real_now() + timedelta(hours=1))
    assert run(job).state == JobState.WAITING
    assert run_later(job, timedelta()).state == JobState.DONE


def test_asking_for_now_beats_a_later_date(register: Register) -> None:
    register("test.work", two_steps)
    ask(at_due=clock.real_now() + timedelta(hours=1))
    assert run(ask()).state == JobState.DONE


def test_the_bell_rings_on_commit_only(
    register: Register, rung: list[int], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    register("test.work", two_steps)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        assert rung == []
    assert rung == [job.pk]


def test_a_broker_that_is_down_is_no_error_and_is_left_alone_for_a_while(
    register: Register, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    register("test.work", two_steps)
    tries: list[int] = []

    def down(job_id: int, **_: object) -> None:
        tries.append(job_id)
        raise ConnectionRefusedError

    monkeypatch.setattr(bell, "_send", down)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        request_job("test.work", "2018-08", by=SOMEBODY)
    assert tries == [job.pk]
    assert job.state == JobState.WAITING


def test_the_sweeper_rings_for_what_waits_and_lets_fresh_bells_travel(register: Register, rung: list[int]) -> None:
    register("test.work", two_steps)
    job = ask()
    now = clock.real_now()
    assert sweep(now) == 0
    assert sweep(now + timedelta(minutes=1)) == 1
    assert rung == [job.pk]


def test_a_worker_that_died_loses_the_job_and_the_next_one_resumes(register: Register, rung: list[int]) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    deadly = [True]
    register(
        "test.work",
        lambda inputs: [Step("写甲", write_row("a")), Step("写乙", die if deadly else write_row("b"))],
    )
    job = ask()
    with pytest.raises(Killed):
        run_job(job.pk)
    deadly.clear()
    assert not run_job(job.pk), "its lease still holds"
    sweep(clock.real_now() + timedelta(minutes=1))
    job = run_later(Job.objects.get(), timedelta())
    assert (job.state, job.run.step) == (JobState.DONE, 2)
    assert [row.period for row in PeriodRun.objects.order_by("period")] == ["a", "b"]


def test_a_job_that_kills_its_worker_three_times_is_set_aside(register: Register, rung: list[int]) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    register("test.work", lambda inputs: [Step("写甲", die)])
    job = ask()
    for _ in range(3):
        with pytest.raises(Killed):
            run_later(job, timedelta())
        sweep(clock.real_now() + timedelta(hours=1))
        job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert job.error.startswith("“写甲”时后台进程中断，已试3次")


def test_a_worker_that_froze_and_wakes_up_does_nothing_any_more(register: Register, rung: list[int]) -> None:
    """Meanwhile another one was given the job: the sleeper's claim is outbid."""
    register("test.work", lambda inputs: [Step("写甲", write_row("a"))])
    job = ask()
    frozen = runner._claim(job.pk)
    sweep(clock.real_now() + timedelta(minutes=1))
    assert run_later(Job.objects.get(), timedelta()).state == JobState.DONE
    with pytest.raises(runner.Lost):
        runner._do_steps(frozen)
    with pytest.raises(runner.Lost):
        runner._finish(frozen)
    assert not runner._fail(frozen, "出错", retry=True)
    assert Job.objects.get().state == JobState.DONE
    assert PeriodRun.objects.count() == 1
