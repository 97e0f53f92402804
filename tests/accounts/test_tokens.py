"""API tokens: shown once, kept as a digest, ended at once by whatever ends rights."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import path, reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.accounts import actions
from core.accounts.models import Token
from core.accounts.roles import Role
from core.accounts.urls import urlpatterns as account_urls
from core.foundation.clock import real_now
from core.foundation.verdict import Refused
from core.journal.actor import SYSTEM
from core.journal.models import Entry
from tests.cast import AT, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Whoami(APIView):
    def get(self, request: Request) -> Response:
        return Response({"username": request.user.username})


urlpatterns = [*account_urls, path("api/v1/whoami/", Whoami.as_view()), path("", Whoami.as_view(), name="home")]


def make(cast, name="expert", days=30):
    return actions.create_token(
        user=cast.user(name), name="取数", lasts=timedelta(days=days), at=AT, real_at=real_now()
    )


def ask(secret: str) -> int:
    return Client().get("/api/v1/whoami/", headers={"Authorization": f"Token {secret}"}).status_code


def test_a_token_opens_the_api_and_only_its_digest_is_kept(cast):
    _, secret = make(cast)
    assert ask(secret) == 200
    assert secret not in "".join(str(row) for row in [*Token.objects.values(), *Entry.objects.values()])
    assert [ask("nonsense"), Client().get("/api/v1/whoami/").status_code] == [401, 401]


def test_revoking_holds_at_the_next_request(cast):
    token, secret = make(cast)
    client = cast.client("expert")
    client.post(reverse("token_revoke", args=[token.pk]))
    assert ask(secret) == 401


def test_it_expires(cast):
    _, secret = make(cast, days=1)
    with time_machine.travel(real_now() + timedelta(days=1, seconds=1)):
        assert ask(secret) == 401


@pytest.mark.parametrize("what", ["role", "status", "password"])
def test_whatever_ends_sessions_ends_tokens(cast, what):
    _, secret = make(cast)
    if what == "role":
        actions.grant_role(user_id=cast.expert.pk, role=Role.INSPECTOR, reason="", at=AT, by=SYSTEM)
    elif what == "status":
        actions.set_active(user_id=cast.expert.pk, is_active=False, reason="调离", at=AT, by=SYSTEM)
    else:
        actions.reset_password(user_id=cast.expert.pk, reason="忘记", at=AT, real_at=real_now(), by=SYSTEM)
    assert ask(secret) == 401


def test_the_profile_shows_the_secret_once(cast):
    client = cast.client("expert")
    page = client.post(reverse("token_create"), {"name": "每日取数", "days": 30})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert ask(secret) == 200


def test_limits(cast):
    with pytest.raises(Refused, match="最长有效180天"):
        make(cast, days=181)
    for _ in range(5):
        make(cast)
    with pytest.raises(Refused, match="最多5个"):
        make(cast)


def log_in(username: str, password: str):
    return Client().post(
        reverse("api_token"), {"username": username, "password": password}, content_type="application/json"
    )


def test_a_password_buys_a_token_for_a_working_day(cast):
    cast.call("expert")
    answer = log_in("expert", PASSWORD)
    assert answer.status_code == 201
    assert ask(answer.json()["token"]) == 200
    assert {entry.action for entry in Entry.objects.all()} == {"accounts.create_token", "accounts.log_in"}


def test_the_same_lock_out_as_on_the_page(cast):
    cast.call("expert")
    assert [log_in("expert", "wrong").status_code for _ in range(5)] == [401, 401, 401, 401, 429]
    assert log_in("expert", PASSWORD).status_code == 429
    page = Client().post(reverse("login"), {"username": "expert", "password": PASSWORD})
    assert page.status_code == 429


def test_unknown_and_wrong_read_the_same_and_malformed_is_named(cast):
    cast.call("expert")
    assert log_in("expert", "wrong").json() == log_in("nobody", "wrong").json()
    assert log_in("", "").status_code == 400


def test_a_password_that_is_due_buys_nothing(cast):
    cast.expert.must_change_password = True
    cast.expert.save()
    answer = log_in("expert", PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "password_change")
