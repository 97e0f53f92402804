"""A refusal that no view catches reaches the person (or the program) in its own way, and changes nothing."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from core.foundation.verdict import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

REASONS = {
    "late": Refused("本月已锁数，请走更正申请。"),
    "forbidden": Refused("由初审岗位办理。", code="forbidden"),
    "fields": Refused("没有保存。", field_errors={"month": ["请选月份"], "value": ["请填金额"]}),
}


@login_not_required
def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise REASONS[kind]


@login_not_required
def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("refuse/<slug:kind>/", refuse, name="refuse"), path("fail/", fail, name="fail")]


@pytest.fixture
def browser() -> Client:
    return Client()


def test_a_sent_form_leads_back_with_the_reason(browser: Client):
    answer = browser.post("/refuse/late/", headers={"Referer": "http://testserver/report/?month=2018-07"})
    assert (answer.status_code, answer["Location"]) == (302, "/report/?month=2018-07")
    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["本月已锁数，请走更正申请。"]


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/form/", "//elsewhere.example/"])
def test_without_a_page_of_ours_to_go_back_to_it_is_a_page(browser: Client, referer: str):
    answer = browser.post("/refuse/late/", headers={"Referer": referer})
    assert answer.status_code == 409
    assert "本月已锁数，请走更正申请。" in answer.content.decode()


def test_a_page_that_refuses_is_not_a_loop(browser: Client):
    answer = browser.get("/refuse/late/", headers={"Referer": "http://testserver/refuse/late/"})
    assert answer.status_code == 409


def test_a_missing_right_is_the_403_page_with_its_reason(browser: Client):
    answer = browser.post("/refuse/forbidden/", headers={"Referer": "http://testserver/check/"})
    assert answer.status_code == 403
    assert "由初审岗位办理。" in answer.content.decode()


def test_what_is_wrong_in_fields_is_said_in_one_sentence(browser: Client):
    answer = browser.post("/refuse/fields/")
    assert answer.status_code == 422
    assert "没有保存：请选月份；请填金额" in answer.content.decode()


@pytest.mark.parametrize(("kind", "status"), [("late", 409), ("forbidden", 403), ("fields", 409)])
def test_htmx_gets_a_sentence_that_is_shown_and_never_swapped(browser: Client, kind: str, status: int):
    answer = browser.post(f"/refuse/{kind}/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith(REASONS[kind].message.rstrip("。"))


@pytest.mark.parametrize(
    "asked", [{"headers": {"Accept": "application/json"}}, {"content_type": "application/json", "data": "{}"}]
)
def test_programs_get_json(browser: Client, asked: dict[str, object]):
    answer = browser.post("/refuse/fields/", **asked)
    assert answer.status_code == 422
    assert answer.json() == {
        "message": "没有保存。",
        "code": "refused",
        "field_errors": {"month": ["请选月份"], "value": ["请填金额"]},
    }


def test_other_errors_stay_errors(browser: Client):
    with pytest.raises(ZeroDivisionError):
        browser.get("/fail/")
