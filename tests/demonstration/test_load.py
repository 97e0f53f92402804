"""Loading the demonstration: repeatable, set-based, once, and only in the demonstration profile."""

from collections import deque

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.models import Entry
from demonstration.actions import load
from demonstration.calendar import starts_at
from demonstration.cast import PASSWORD
from projects.models import Campaign
from reporting.models import Brief

NOW = starts_at(7)


@pytest.fixture
def small(db, tmp_path, settings):
    """Loads a small demonstration and returns the queries it took."""
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    connection.queries_log = deque(maxlen=50_000)  # the story takes more than Django keeps

    def loaded(projects=60, months=7, seed=2018):
        reset_queries()  # the log holds 9,000, which two loads together exceed
        with CaptureQueriesContext(connection) as queries:
            result = load(projects=projects, months=months, seed=seed)
        return result, len(queries)

    return loaded


@pytest.mark.both
def test_two_loads_of_one_seed_have_one_digest(small):
    digests = []
    for _ in range(2):
        with transaction.atomic():
            digests.append(small()[0].digest)
            transaction.set_rollback(True)
    assert digests[0] == digests[1]


def test_a_larger_list_takes_hardly_more_statements(small):
    """Rows go in by the thousand; what grows are acts of single units and people."""
    counts = []
    for projects in (60, 240):
        with transaction.atomic():
            counts.append(small(projects)[1])
            transaction.set_rollback(True)
    assert counts[1] < counts[0] * 1.3


@pytest.mark.parametrize("months", [1, 2, 5])
def test_the_year_may_end_earlier(small, months):
    small(months=months)
    campaign = Campaign.objects.get()
    assert campaign.reporting_months.filter(locked_at__isnull=True).get().month.number == months
    assert Brief.objects.filter(number=0).get().month.number == months


def test_the_clock_starts_in_july_and_only_once(small, settings, tmp_path):
    settings.DEMONSTRATION_CLOCK_FILE = tmp_path / "clock.json"
    small()
    assert clock.now().date() == NOW.date()
    assert clock.start_at(starts_at(3)) is False


def test_a_database_with_people_is_left_alone(small):
    User.objects.create_user("somebody", display_name="某人")
    with pytest.raises(Refused, match="不是空的"):
        small()


@pytest.mark.django_db
def test_outside_the_demonstration_nothing_is_loaded_or_thrown_away(settings):
    settings.DEMONSTRATION = False
    Campaign.objects.create(year=2018, name="正式年度", short_name="正式")
    for options in ({}, {"reset": True}, {"if_empty": True}):
        with pytest.raises(CommandError, match="演示环境"):
            call_command("load_demo", **options)
    assert Campaign.objects.count() == 1
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_command_loads_once_and_introduces_the_accounts(settings, tmp_path, capsys):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    call_command("load_demo", projects=60, months=2)
    call_command("load_demo", if_empty=True)
    first, second = capsys.readouterr().out.split("演示账号")[1:]
    assert PASSWORD in first
    assert "jinjiang_reporter" in second
    assert Campaign.objects.count() == 1
    with pytest.raises(CommandError, match="at least 60"):
        call_command("load_demo", projects=59)


@pytest.mark.django_db(transaction=True)
def test_a_reset_starts_again_with_its_own_clock_and_journal(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    settings.DEMONSTRATION_CLOCK_FILE = tmp_path / "clock.json"
    settings.JOURNAL_ANCHORS_FILE = tmp_path / "anchors.jsonl"
    for months in (2, 1):
        call_command("load_demo", projects=60, months=months, reset=True)
        assert clock.now().date() == starts_at(months).date()
    assert Campaign.objects.get().reporting_months.count() == 1
    assert Entry.objects.order_by("sequence").first().sequence == 1
