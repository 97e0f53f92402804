"""The auditor's page: filters, pages, and the button that verifies."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from core.journal.actions import record
from core.journal.models import Entry
from tests.cast import AT
from tests.journal import chains

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(cast):
    with transaction.atomic():
        for number, user in enumerate(cast.call("dispatcher", "expert")):
            at = AT + timedelta(days=number)
            record(by=user.actor, at=at, action="accounts.log_in", subject=("user", user.pk), payload={"way": "page"})
    return cast.client("audit_admin")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 2),
        ({"action": "accounts.log_in"}, 2),
        ({"action": "accounts.log_out"}, 0),
        ({"person": "expert"}, 1),
        ({"subject_kind": "user"}, 2),
        ({"since": "2018-07-25"}, 1),
        ({"until": "2018-07-24"}, 1),
        ({"since": "2018-07-24", "until": "2018-07-25"}, 2),
        ({"since": "gestern"}, 0),
        ({"action": "invented"}, 0),
    ],
)
def test_filters(written, query, found):
    page = written.get(reverse("journal_list"), query)
    assert page.status_code == 200
    assert page.context["page"].paginator.count == found


def test_actions_and_subjects_are_shown_in_words(written):
    text = written.get(reverse("journal_list")).content.decode()
    assert "登录" in text
    assert "账号 " in text


def test_reading_writes_nothing(written):
    written.get(reverse("journal_list"))
    assert Entry.objects.count() == 2


def test_the_button_says_whether_the_chain_is_sound(written):
    page = written.post(reverse("journal_verify"), follow=True).content.decode()
    assert "2条逐条校验通过" in page
    chains.edit(2)
    page = written.post(reverse("journal_verify"), follow=True).content.decode()
    assert "自第2条起" in page


def test_many_entries_come_in_pages(cast):
    chains.write_chain(250)
    page = cast.client("audit_admin").get(reverse("journal_list"), {"page": 3})
    assert [entry.sequence for entry in page.context["page"]] == list(range(50, 0, -1))
