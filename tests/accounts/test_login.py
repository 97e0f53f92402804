"""Logging in resists guessing and never shuts a person out for good."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.accounts import lockout
from core.accounts.models import LoginGuard
from core.foundation.clock import real_now
from core.journal.models import Entry
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def log_in(client: Client, username: str, password: str, **headers):
    return client.post(reverse("login"), {"username": username, "password": password}, headers=headers)


def fail(username: str, times: int = 5, client: Client | None = None):
    client = client or Client()
    return [log_in(client, username, "wrong") for _ in range(times)][-1]


def test_a_person_logs_in_lands_at_home_and_the_journal_says_so(cast):
    cast.call("dispatcher")
    client = Client()
    answer = log_in(client, "dispatcher", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    entry = Entry.objects.get()
    assert (entry.action, entry.actor_id) == ("accounts.log_in", cast.dispatcher.pk)


def test_the_session_gets_a_new_id_at_log_in(cast):
    cast.call("dispatcher")
    client = Client()
    client.session["x"] = 1
    before = client.session.session_key
    log_in(client, "dispatcher", PASSWORD)
    assert client.session.session_key != before


def test_wrong_password_unknown_name_and_closed_account_read_the_same(cast):
    closed = cast.expert
    closed.is_active = False
    closed.save()
    cast.call("dispatcher")
    pages = [
        log_in(Client(), "dispatcher", "wrong"),
        log_in(Client(), "nobody", "wrong"),
        log_in(Client(), "expert", PASSWORD),
    ]
    assert {page.status_code for page in pages} == {200}
    errors = {tuple(page.context["form"].non_field_errors()) for page in pages}
    assert errors == {("用户名或密码不正确。连续输错5次将锁定15分钟。",)}


def test_a_password_is_hashed_for_an_unknown_name_too(cast, monkeypatch):
    """Comparable time without a stop watch: the costly step happens once in each case."""
    cast.call("dispatcher")
    hashed = []
    from django.contrib.auth import hashers

    original = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *args, **kwargs: hashed.append(1) or original(*args, **kwargs)
    )
    counts = []
    for name in ("dispatcher", "nobody"):
        hashed.clear()
        log_in(Client(), name, "wrong")
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize("name", ["dispatcher", "nobody"])
def test_five_wrong_passwords_lock_for_fifteen_minutes(cast, name):
    cast.call("dispatcher")
    page = fail(name)
    assert page.status_code == 429
    assert "15 分钟后自动解锁" in page.content.decode()
    assert log_in(Client(), name, PASSWORD).status_code == 429


def test_the_lock_opens_by_itself_and_grows_to_an_hour(cast):
    cast.call("dispatcher")
    start = real_now()
    lengths = []
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(4):
            assert fail("dispatcher").status_code == 429
            guard = LoginGuard.objects.get(key=lockout.account_key("dispatcher"))
            lengths.append((guard.locked_until - real_now()) // timedelta(minutes=1))
            clock.move_to(guard.locked_until + timedelta(seconds=1))
        assert lengths == [15, 30, 60, 60]
        assert log_in(Client(), "dispatcher", PASSWORD).status_code == 302
        assert not LoginGuard.objects.filter(key=lockout.account_key("dispatcher")).exists()


def test_attempts_during_a_lock_do_not_prolong_it(cast):
    cast.call("dispatcher")
    fail("dispatcher")
    until = LoginGuard.objects.get(key=lockout.account_key("dispatcher")).locked_until
    fail("dispatcher", times=20)
    assert LoginGuard.objects.get(key=lockout.account_key("dispatcher")).locked_until == until


def test_a_browser_that_knows_the_account_is_not_shut_out_by_strangers(cast):
    cast.call("dispatcher")
    own = Client()
    log_in(own, "dispatcher", PASSWORD)
    own.post(reverse("logout"))
    fail("dispatcher")
    assert log_in(Client(), "dispatcher", PASSWORD).status_code == 429
    assert log_in(own, "dispatcher", PASSWORD).status_code == 302


def test_a_known_browser_is_known_for_one_account_only_and_is_locked_itself(cast):
    cast.call("dispatcher", "expert")
    own = Client()
    log_in(own, "dispatcher", PASSWORD)
    own.post(reverse("logout"))
    fail("expert")
    assert log_in(own, "expert", PASSWORD).status_code == 429
    assert fail("dispatcher", client=own).status_code == 429
    assert log_in(Client(), "dispatcher", PASSWORD).status_code == 302  # a stranger's count is his own


def test_one_address_may_not_try_many_accounts(cast):
    cast.call("dispatcher")
    for number in range(lockout.OF_ADDRESS.failures):
        log_in(Client(), f"guess{number}", "wrong")
    assert log_in(Client(), "dispatcher", PASSWORD).status_code == 429


def test_a_forged_address_changes_nothing(cast):
    cast.call("dispatcher")
    for number in range(5):
        log_in(Client(), "dispatcher", "wrong", X_Forwarded_For=f"10.0.0.{number}")
    assert log_in(Client(), "dispatcher", PASSWORD, X_Forwarded_For="10.9.9.9").status_code == 429


def test_behind_the_proxy_only_its_own_word_counts(rf, settings):
    settings.TLS = True
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 10.2.3.4"})
    assert lockout.client_address(request) == "10.2.3.4"


def test_nothing_typed_into_the_name_field_is_kept(cast):
    fail("my-secret-password")
    text = "".join(str(row) for row in [*LoginGuard.objects.values(), *Entry.objects.values()])
    assert "my-secret-password" not in text


def test_a_lock_out_is_written_once(cast):
    cast.call("dispatcher")
    fail("dispatcher", times=9)
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id) == ("accounts.lock_out", str(cast.dispatcher.pk))


def test_logging_out_is_by_post_only(cast):
    client = cast.client("dispatcher")
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).status_code == 302
    assert client.get(reverse("profile")).status_code == 302
