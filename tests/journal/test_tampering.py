"""History cannot be rewritten unnoticed: each kind of tampering is found, and the first bad entry is named.

The hands write raw SQL, as an administrator of the database would.
"""

import io
import json
import time
from functools import partial

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.journal import verification
from core.journal.models import Entry, Head
from core.journal.verification import verify, write_anchor
from tests.cast import AT
from tests.journal import chains

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LENGTH, SPOT = 60, 41


@pytest.fixture
def chain(db):
    chains.write_chain(LENGTH)


TAMPERINGS = {
    "edit": (chains.edit, SPOT),
    "delete": (chains.delete, SPOT),
    "cut tail": (chains.cut_tail, SPOT),
    "swap": (chains.swap, SPOT),
    "insert": (chains.insert, SPOT),
    "re-chain with a plain hash": (partial(chains.rechain, key=b"", algorithm="sha256"), SPOT),
    "re-chain with a wrong key": (partial(chains.rechain, key=b"guessed"), SPOT),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_at_its_entry(chain, name):
    tamper, spot = TAMPERINGS[name]
    assert verify().sound
    tamper(spot)
    result = verify()
    assert result.finding is not None
    assert result.finding.sequence == spot
    assert result.checked == spot - 1


def test_a_plain_hash_that_names_the_right_algorithm_is_found_too(chain):
    chains.rechain(SPOT, key=b"", algorithm="sha256")
    chains.sql("UPDATE journal_entry SET algorithm = 'hmac-sha256'")
    assert verify().finding.sequence == SPOT


@pytest.mark.parametrize("column", ["at", "actor_id", "actor_label", "action", "subject_kind", "subject_id", "reason"])
def test_no_column_stands_outside_the_seal(chain, column):
    value = "2018-07-24 00:00:00+00:00" if column == "at" else 999 if column == "actor_id" else "anders"
    chains.sql(f'UPDATE journal_entry SET "{column}" = %s WHERE sequence = %s', value, SPOT)
    assert verify().finding.sequence == SPOT


def test_a_head_set_back_or_forward_is_found(chain):
    chains.sql("UPDATE journal_head SET sequence = sequence - 1")
    assert verify().finding.sequence == LENGTH - 1
    chains.sql("UPDATE journal_head SET sequence = sequence + 5")
    assert verify().finding.sequence == LENGTH + 1


def test_entries_written_during_the_walk_are_no_tampering(chain, monkeypatch):
    older = Head(sequence=SPOT, hash=Entry.objects.get(sequence=SPOT).hash)
    heads = iter([older, Head.objects.get()])
    monkeypatch.setattr(verification, "_head", lambda: next(heads))
    assert verify().sound


def test_an_old_backup_is_a_sound_chain_and_only_the_anchor_tells(chain):
    assert write_anchor(at=AT)
    assert not write_anchor(at=AT)  # the same head is not written twice
    chains.cut_tail_and_roll_head_back(SPOT)
    finding = verify().finding
    assert (finding.sequence, "存证" in finding.problem) == (SPOT, True)
    settings.JOURNAL_ANCHORS_FILE.unlink()
    assert verify().sound  # red control: without the anchors nobody could know


def test_an_insider_with_the_key_is_found_at_the_anchor(chain):
    write_anchor(at=AT)
    chains.rechain(SPOT, key=settings.JOURNAL_KEY)
    finding = verify().finding
    assert (finding.sequence, "存证" in finding.problem) == (LENGTH, True)


@pytest.mark.parametrize("line", ["nonsense", "{}", "[]", json.dumps({"sequence": LENGTH, "hash": "0" * 64})])
def test_a_damaged_anchors_file_is_reported_not_ignored(chain, line):
    write_anchor(at=AT)
    with settings.JOURNAL_ANCHORS_FILE.open("a") as file:
        file.write(line + "\n")
    assert "存证无法读取" in verify().finding.problem


def test_an_empty_journal_is_sound(db):
    assert verify().sound


def run() -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify", stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def test_the_command_reports_and_its_exit_code_tells(chain):
    code, text = run()
    assert code == 0
    assert f"{LENGTH}条逐条校验通过" in text
    chains.edit(SPOT)
    code, text = run()
    assert code == 1
    assert f"自第{SPOT}条起不可信" in text


def test_the_command_writes_nothing(chain, django_assert_num_queries):
    with django_assert_num_queries(3):  # the entries, and the head before and after
        run()
    assert not settings.JOURNAL_ANCHORS_FILE.exists()


@pytest.mark.long
def test_ten_thousand_entries_take_ten_seconds_at_most(db):
    chains.write_chain(10_000)
    start = time.monotonic()
    assert verify().checked == 10_000
    assert time.monotonic() - start <= 10
