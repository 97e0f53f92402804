"""The second factor: who needs it, binding a telephone, and the second step of a log-in."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.accounts import actions
from core.accounts.roles import ROLES, Role
from core.journal.actor import SYSTEM
from core.journal.models import Entry
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, step=device.step, t0=device.t0, digits=device.digits):06d}"


def bind(user) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="手机验证器", confirmed=True)


def test_leaders_checkers_and_administrators_need_it():
    needing = {role for role in Role if ROLES[role].needs_second_factor}
    assert needing == {
        Role.COUNTY_APPROVER,
        Role.SECTION_OFFICER,
        Role.DISPATCHER,
        Role.BUREAU_LEADER,
        Role.CITY_LEADER,
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDIT_ADMIN,
    }


def test_reporters_are_not_asked_and_the_demonstration_asks_nobody(cast, settings):
    assert cast.client("jinjiang_reporter").get(reverse("profile")).status_code == 200
    settings.REQUIRE_SECOND_FACTOR = False
    assert cast.client("dispatcher").get(reverse("profile")).status_code == 200


def test_nothing_opens_before_a_device_is_bound(cast):
    client = cast.client("dispatcher")
    assert client.get(reverse("profile"))["Location"] == reverse("second_factor")
    assert client.get(reverse("second_factor"))["Location"] == reverse("second_factor_enrol")
    assert client.post("/api/v1/token/").status_code == 403


def test_binding_shows_a_picture_of_its_own_and_takes_a_right_code(cast):
    client = cast.client("dispatcher")
    enrol = reverse("second_factor_enrol")
    assert "开始绑定" in client.get(enrol).content.decode()
    assert not TOTPDevice.objects.exists()  # a GET makes nothing
    client.post(enrol)
    device = TOTPDevice.objects.get()
    picture = client.get(reverse("second_factor_code"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<path" in picture.content
    assert b"style=" not in picture.content
    assert client.post(enrol, {"code": "000000"}).status_code == 422
    assert client.post(enrol, {"code": code_of(device)}).status_code == 302
    assert client.get(reverse("profile")).status_code == 200
    assert Entry.objects.get().action == "accounts.enrol_second_factor"
    assert client.get(reverse("second_factor_code"))["Location"] == enrol  # never shown again


def test_the_second_step_of_each_log_in(cast):
    device = bind(cast.dispatcher)
    client = cast.client("dispatcher")
    step = reverse("second_factor")
    assert client.get(reverse("profile"))["Location"] == step
    assert client.post(step, {"code": "abc"}).status_code == 422
    answer = client.post(step, {"code": code_of(device)})
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("profile")).status_code == 200


def test_a_code_works_once_and_wrong_ones_slow_the_next_down(cast):
    device = bind(cast.dispatcher)
    code = code_of(device)
    step = reverse("second_factor")
    assert cast.client("dispatcher").post(step, {"code": code}).status_code == 302
    assert cast.client("dispatcher").post(step, {"code": code}).status_code == 422
    assert TOTPDevice.objects.get().throttling_failure_count == 1


def test_a_lost_telephone_is_released_by_an_administrator(cast):
    bind(cast.dispatcher)
    actions.reset_second_factor(user_id=cast.dispatcher.pk, reason="手机丢失", at=AT, by=SYSTEM)
    assert not TOTPDevice.objects.exists()
    user = get_user_model().objects.get(pk=cast.dispatcher.pk)
    assert user.session_epoch == 1


def test_no_token_for_a_password_alone(cast):
    from django.test import Client

    from tests.cast import PASSWORD

    cast.call("dispatcher")
    sent = {"username": "dispatcher", "password": PASSWORD}
    answer = Client().post(reverse("api_token"), sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor")
