"""What a password must be, in both profiles, and how it is changed."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.accounts import actions, passwords
from core.accounts.models import PasswordRecord
from core.foundation.clock import real_now
from core.foundation.verdict import Refused
from core.journal.actor import SYSTEM
from core.journal.models import Entry
from tests.cast import AT, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bad", ["Kurz-1", "nurkleinbuchstaben", "nurklein12345678", "password123", "dispatcher-1A"])
def test_the_baseline_refuses(cast, bad):
    with pytest.raises(ValidationError):
        validate_password(bad, cast.dispatcher)


@pytest.mark.parametrize("good", ["Gongjian-2018!", "quanzhou-2018-xy", "泉州Quanzhou-18abc"])
def test_the_baseline_accepts_three_of_four_classes(cast, good):
    validate_password(good, cast.dispatcher)


def test_the_last_five_passwords_are_not_used_again(cast):
    user = cast.expert
    used = [f"Losung-Nr-{number}x" for number in range(6)]
    for password in used:
        user = actions.change_password(user=user, new_password=password, at=AT, real_at=real_now())
    assert PasswordRecord.objects.filter(user=user).count() == passwords.HISTORY
    for password in used[1:]:
        with pytest.raises(Refused) as refused:
            actions.change_password(user=user, new_password=password, at=AT, real_at=real_now())
        assert "最近5次" in refused.value.field_errors["new_password1"][0]
    actions.change_password(user=user, new_password=used[0], at=AT, real_at=real_now())


def test_ninety_days_make_a_new_one_due_and_the_other_profile_knows_no_such_rule(cast, settings):
    user = cast.expert
    user.password_changed_at = real_now() - timedelta(days=91)
    assert passwords.change_is_due(user, real_now=real_now())
    settings.PASSWORD_MAX_AGE_DAYS = None
    assert not passwords.change_is_due(user, real_now=real_now())


def test_one_time_passwords_pass_the_policy_and_differ(cast):
    made = {passwords.one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password, cast.dispatcher)


def test_a_person_changes_the_password_and_stays_in(cast):
    client = cast.client("expert")
    other = cast.client("expert")
    answer = client.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": "Neues-Wort-99", "new_password2": "Neues-Wort-99"},
    )
    assert answer["Location"] == reverse("password_change_done")
    assert client.get(answer["Location"]).status_code == 200
    assert other.get(reverse("profile")).status_code == 302
    assert Entry.objects.get().action == "accounts.change_password"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (
            {"old_password": "falsch", "new_password1": "Neues-Wort-99", "new_password2": "Neues-Wort-99"},
            "old_password",
        ),
        ({"old_password": PASSWORD, "new_password1": "Neues-Wort-99", "new_password2": "anders"}, "new_password2"),
        ({"old_password": PASSWORD, "new_password1": "kurz", "new_password2": "kurz"}, "new_password1"),
    ],
)
def test_the_form_names_the_field_that_is_wrong(cast, sent, field):
    page = cast.client("expert").post(reverse("password_change"), sent)
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_a_reset_gives_a_password_that_works_once_and_is_not_kept_in_clear(cast):
    user, password = actions.reset_password(user_id=cast.expert.pk, reason="忘记", at=AT, real_at=real_now(), by=SYSTEM)
    assert user.check_password(password)
    assert user.must_change_password
    assert password not in "".join(str(row) for row in Entry.objects.values())
    assert make_password(password) != password


@pytest.mark.parametrize("bad", ["Ab1-", "password123", "AAAAAAAAAA", "dispatcher-1A"])
def test_whoever_is_refused_reads_why_in_chinese(cast, bad):
    with pytest.raises(ValidationError) as refusal:
        validate_password(bad, cast.dispatcher)
    assert not any(re.search(r"[A-Za-z]{3}", message) for message in refusal.value.messages)
    assert not re.search(r"[A-Za-z]{3}", passwords.rules_in_words())
