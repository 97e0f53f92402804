"""How long a log-in lasts, what ends it, and what the person is told."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from core.accounts import actions
from core.accounts.models import RoleGrant
from core.accounts.roles import Role
from core.foundation.clock import real_now
from core.journal.actor import SYSTEM
from tests.cast import AT

pytestmark = pytest.mark.django_db
PAGE = "/profile/"


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_thirty_idle_minutes_end_a_session(cast):
    with time_machine.travel(real_now(), tick=False) as clock:
        client = cast.client("dispatcher")
        clock.shift(timedelta(minutes=29))
        assert is_in(client)
        clock.shift(timedelta(minutes=29))
        assert is_in(client)
        clock.shift(timedelta(minutes=31))
        assert not is_in(client)


def test_eight_hours_end_it_however_busy_the_person_is(cast):
    with time_machine.travel(real_now(), tick=False) as clock:
        client = cast.client("dispatcher")
        for _ in range(24):
            clock.shift(timedelta(minutes=20))
            assert is_in(client)
        clock.shift(timedelta(minutes=1))
        assert not is_in(client)


def test_a_session_without_its_beginning_is_over(cast):
    client = cast.client("dispatcher")
    session = client.session
    del session["started_at"]
    session.save()
    assert not is_in(client)


def test_the_session_row_is_touched_once_a_minute_at_most(cast):
    with time_machine.travel(real_now(), tick=False) as clock:
        client = cast.client("dispatcher")
        before = Session.objects.get().session_data
        clock.shift(timedelta(seconds=59))
        client.get(PAGE)
        assert Session.objects.get().session_data == before
        clock.shift(timedelta(seconds=2))
        client.get(PAGE)
        assert Session.objects.get().session_data != before


def change_password(cast):
    actions.change_password(user=cast.expert, new_password="Neues-Wort-99", at=AT, real_at=real_now())


def reset_password(cast):
    actions.reset_password(user_id=cast.expert.pk, reason="忘记", at=AT, real_at=real_now(), by=SYSTEM)


def close_account(cast):
    actions.set_active(user_id=cast.expert.pk, is_active=False, reason="调离", at=AT, by=SYSTEM)


def grant_role(cast):
    actions.grant_role(user_id=cast.expert.pk, role=Role.INSPECTOR, reason="", at=AT, by=SYSTEM)


def end_grant(cast):
    grant = RoleGrant.objects.get(user=cast.expert)
    actions.end_grant(grant_id=grant.pk, reason="任期满", at=AT, by=SYSTEM)


@pytest.mark.parametrize("change", [change_password, reset_password, close_account, grant_role, end_grant])
def test_a_change_of_password_role_or_status_ends_all_sessions_at_the_next_request(cast, change):
    clients = [cast.client("expert"), cast.client("expert")]
    assert all(is_in(client) for client in clients)
    change(cast)
    assert not any(is_in(client) for client in clients)


def test_an_ended_form_post_leads_back_and_says_that_nothing_was_done(cast):
    client = Client()
    answer = client.post(
        reverse("token_create"), {"name": "x", "days": 3}, headers={"Referer": "http://testserver/profile/?a=1"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=%2Fprofile%2F%3Fa%3D1&reason=idle"
    assert "填写内容没有丢" in client.get(answer["Location"]).content.decode()


def test_a_foreign_referer_is_no_place_to_go_back_to():
    answer = Client().post(reverse("token_create"), headers={"Referer": "http://elsewhere.example/x"})
    assert answer["Location"] == "/login/?next=%2F&reason=idle"


def test_htmx_leaves_the_page_for_a_get_and_keeps_it_for_a_post():
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/report/"}
    got = Client().get(PAGE, headers=headers)
    assert (got.status_code, got["HX-Redirect"]) == (401, "/login/?next=%2Freport%2F&reason=idle")
    posted = Client().post(reverse("token_create"), headers=headers)
    assert posted.status_code == 401
    assert "HX-Redirect" not in posted
    assert "已自动退出" in posted.content.decode()


def test_a_new_password_that_is_due_comes_before_everything_else(cast):
    user = cast.expert
    user.must_change_password = True
    user.save()
    client = cast.client("expert")
    assert client.get(PAGE)["Location"] == reverse("password_change")
    assert client.get(PAGE, headers={"HX-Request": "true"})["HX-Redirect"] == reverse("password_change")
    assert client.get(reverse("password_change")).status_code == 200
    assert client.post(reverse("logout")).status_code == 302


def test_pages_of_logged_in_people_are_not_kept_by_the_browser(cast):
    assert "no-store" in cast.client("expert").get(PAGE)["Cache-Control"]
