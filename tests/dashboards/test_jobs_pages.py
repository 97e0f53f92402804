"""People see their own background work, those who run the month or the system see all of it."""

import json
from collections.abc import Callable

import pytest
from django.urls import reverse

from core.accounts.models import User
from core.foundation.verdict import Refused
from core.operations import kinds, runner
from core.operations.actions import request_job
from core.operations.choices import JobState
from core.operations.kinds import Step
from core.operations.models import Job
from tests.cast import Cast

pytestmark = pytest.mark.django_db

OVERSEERS = ["dispatcher", "system_admin"]
OTHERS = ["huian_reporter", "city_leader", "security_admin", "audit_admin", "outsider"]
PAGES = ["job", "job_progress"]


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A kind whose one step does what the test says, and whose outcome has a page."""
    monkeypatch.setattr(kinds, "_KINDS", {})
    outcome: list[Exception] = []

    @kinds.job_kind(
        "test.work", "测试汇总", link=lambda inputs, result: f"/month/?month={inputs['month']}&n={result['n']}"
    )
    def steps(inputs: kinds.Inputs) -> list[Step]:
        def run() -> dict[str, object]:
            if outcome:
                raise outcome[0]
            return {"n": 4}

        return [Step("汇总晋江市7月", run)]

    return lambda: outcome.append(Refused("7月已锁数，请走更正程序"))


def ask(user: User) -> Job:
    return request_job("test.work", "2018-07:350582", inputs={"month": "2018-07"}, by=user.actor)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["jinjiang_reporter", *OVERSEERS])
def test_a_job_is_shown_to_its_requester_and_to_overseers(cast: Cast, person: str, page: str) -> None:
    shown = ask(cast.jinjiang_reporter)
    answer = cast.client(person).get(reverse(page, args=[shown.pk]))
    assert answer.status_code == 200
    assert "测试汇总" in answer.content.decode()


@pytest.mark.parametrize("person", OTHERS)
def test_a_job_does_not_exist_for_anybody_else(cast: Cast, person: str) -> None:
    shown = ask(cast.jinjiang_reporter)
    client = cast.client(person)
    for name in PAGES:
        assert client.get(reverse(name, args=[shown.pk])).status_code == 404
    for name in ("job_cancel", "job_retry"):
        assert client.post(reverse(name, args=[shown.pk])).status_code == 404
    assert client.get(reverse("job_list")).status_code == 403
    assert Job.objects.get().state == JobState.WAITING


def test_the_card_asks_again_until_the_job_is_over(cast: Cast) -> None:
    shown = ask(cast.dispatcher)
    client, url = cast.client("dispatcher"), reverse("job_progress", args=[shown.pk])
    waiting = client.get(url).content.decode()
    assert f'hx-get="{url}"' in waiting
    assert "排队中" in waiting
    runner.run_job(shown.pk)
    done = client.get(url).content.decode()
    assert "hx-get" not in done
    assert 'href="/month/?month=2018-07&amp;n=4"' in done


def test_a_failed_job_says_why_and_can_be_tried_again(cast: Cast, work: Callable[[], None]) -> None:
    work()
    shown = ask(cast.dispatcher)
    runner.run_job(shown.pk)
    client = cast.client("dispatcher")
    page = client.get(reverse("job", args=[shown.pk])).content.decode()
    assert "7月已锁数，请走更正程序" in page
    assert reverse("job_retry", args=[shown.pk]) in page
    client.post(reverse("job_retry", args=[shown.pk]))
    assert Job.objects.get().state == JobState.WAITING


def test_cancelling_by_a_button_answers_with_the_card(cast: Cast) -> None:
    shown = ask(cast.dispatcher)
    answer = cast.client("dispatcher").post(reverse("job_cancel", args=[shown.pk]), headers={"HX-Request": "true"})
    assert Job.objects.get().state == JobState.CANCELLED
    assert "已取消" in answer.content.decode()
    assert json.loads(answer["HX-Trigger"]) == {"toast": {"text": "已取消。", "tone": "ok"}}


def test_what_is_over_cannot_be_cancelled_and_says_so(cast: Cast) -> None:
    shown = ask(cast.dispatcher)
    runner.run_job(shown.pk)
    client, url = cast.client("dispatcher"), reverse("job_cancel", args=[shown.pk])
    answer = client.post(url, headers={"HX-Request": "true"})
    assert json.loads(answer["HX-Trigger"])["toast"]["tone"] == "late"
    assert "任务已经结束" in client.post(url, follow=True).content.decode()


def test_the_list_names_who_asked_and_can_be_narrowed(cast: Cast, work: Callable[[], None]) -> None:
    ask(cast.jinjiang_reporter)
    client = cast.client("system_admin")
    assert "晋江市填报员" in client.get(reverse("job_list")).content.decode()
    assert "没有这种状态的任务" in client.get(reverse("job_list"), {"state": "failed"}).content.decode()


def test_work_of_a_kind_that_is_gone_is_still_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = ask(cast.dispatcher)
    runner.run_job(shown.pk)
    monkeypatch.setattr(kinds, "_KINDS", {})
    page = cast.client("dispatcher").get(reverse("job", args=[shown.pk]))
    assert "test.work" in page.content.decode()
