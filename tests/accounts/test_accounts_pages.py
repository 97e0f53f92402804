"""The administrator's pages: opening, closing, resetting; secrets are shown once."""

import pytest
from django.urls import reverse

from core.accounts import lockout
from core.accounts.models import LoginGuard, User
from core.foundation.clock import real_now
from core.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_an_account_is_opened_with_a_password_shown_once(cast):
    client = cast.client("system_admin")
    page = client.post(reverse("account_new"), {"username": "nanan_reporter", "display_name": "南安市填报员"})
    password = page.context["password"]
    assert password in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    user = User.objects.get(username="nanan_reporter")
    assert user.check_password(password)
    assert user.must_change_password
    assert password not in client.get(reverse("account", args=[user.pk])).content.decode()


@pytest.mark.parametrize("name", ["system_admin", "9x", "Ab", "名字", "a b c"])
def test_a_bad_or_taken_user_name_is_refused_at_its_field(cast, name):
    page = cast.client("system_admin").post(reverse("account_new"), {"username": name, "display_name": "某人"})
    assert page.status_code == 422
    assert "username" in page.context["form"].errors


def test_closing_wants_a_reason_and_refuses_oneself(cast):
    client = cast.client("system_admin")
    address = reverse("account_status", args=[cast.expert.pk])
    client.post(address, {"is_active": "0", "reason": ""})
    assert User.objects.get(pk=cast.expert.pk).is_active
    client.post(address, {"is_active": "0", "reason": "调离"})
    assert not User.objects.get(pk=cast.expert.pk).is_active
    client.post(reverse("account_status", args=[cast.system_admin.pk]), {"is_active": "0", "reason": "x"})
    assert User.objects.get(pk=cast.system_admin.pk).is_active
    assert Entry.objects.get().action == "accounts.deactivate"


def test_a_reset_shows_the_password_once_and_opens_a_locked_account(cast):
    cast.call("expert")
    lockout.count_failure(lockout.account_key("expert"), limit=lockout.Limit(1, lockout.FORGET_AFTER), now=real_now())
    client = cast.client("system_admin")
    listed = client.get(reverse("account_list"), {"state": "locked"})
    assert [user.username for user in listed.context["page"]] == ["expert"]
    assert "锁定中" in listed.content.decode()
    page = client.post(reverse("account_password", args=[cast.expert.pk]), {"reason": "电话核实"})
    assert User.objects.get(pk=cast.expert.pk).check_password(page.context["password"])
    assert not LoginGuard.objects.exists()


def test_unlocking_alone(cast):
    lockout.count_failure(lockout.account_key("expert"), limit=lockout.Limit(1, lockout.FORGET_AFTER), now=real_now())
    cast.client("system_admin").post(reverse("account_unlock", args=[cast.expert.pk]), {"reason": "电话核实"})
    assert not LoginGuard.objects.exists()


def test_the_list_costs_the_same_for_many_people(cast, django_assert_max_num_queries):
    for name in ("expert", "inspector", "dispatcher", "jinjiang_reporter", "project_company"):
        cast.user(name)
    client = cast.client("system_admin")
    with django_assert_max_num_queries(12):
        client.get(reverse("account_list"))
