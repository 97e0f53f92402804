"""Chains for tests: honest ones written quickly, and the hands that tamper with them by raw SQL."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from core.journal.chain import CURRENT_ALGORITHM, GENESIS, SEALED_FIELDS, seal
from core.journal.models import Entry, Head

START = datetime(2018, 7, 24, 1, 0, 0, 123456, tzinfo=UTC)
COLUMNS = [*SEALED_FIELDS, "hash"]


def write_chain(length: int) -> None:
    """An honest chain of so many entries, as `record` would have written it one by one."""
    entries, previous = [], GENESIS
    for sequence in range(1, length + 1):
        row = {
            "sequence": sequence,
            "at": START + timedelta(seconds=sequence),
            "actor_id": sequence % 7 or None,
            "actor_label": f"某人{sequence % 7}",
            "action": "test.act",
            "subject_kind": "thing",
            "subject_id": str(sequence % 50),
            "reason": "",
            "payload": f'{{"n":{sequence},"完成":"{sequence}.50"}}',
            "algorithm": CURRENT_ALGORITHM,
            "previous_hash": previous,
        }
        previous = seal(row, key=settings.JOURNAL_KEY)
        entries.append(Entry(**row, hash=previous))
    Entry.objects.bulk_create(entries, batch_size=500)
    Head.objects.update_or_create(singleton=1, defaults={"sequence": length, "hash": previous})


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def edit(at: int) -> None:
    sql("UPDATE journal_entry SET payload = %s WHERE sequence = %s", '{"n":0}', at)


def delete(at: int) -> None:
    sql("DELETE FROM journal_entry WHERE sequence = %s", at)


def cut_tail(at: int) -> None:
    sql("DELETE FROM journal_entry WHERE sequence >= %s", at)


def cut_tail_and_roll_head_back(at: int) -> None:
    """What restoring an old backup does."""
    cut_tail(at)
    last = Entry.objects.get(sequence=at - 1)
    sql("UPDATE journal_head SET sequence = %s, hash = %s", last.sequence, last.hash)


def swap(at: int) -> None:
    """Two neighbours change places."""
    sql("UPDATE journal_entry SET sequence = 0 WHERE sequence = %s", at)
    sql("UPDATE journal_entry SET sequence = %s WHERE sequence = %s", at, at + 1)
    sql("UPDATE journal_entry SET sequence = %s WHERE sequence = 0", at + 1)


def insert(at: int) -> None:
    """One more entry in the middle; those behind move up by one."""
    last = Entry.objects.order_by("sequence").last().sequence
    for sequence in range(last, at - 1, -1):
        sql("UPDATE journal_entry SET sequence = %s WHERE sequence = %s", sequence + 1, sequence)
    forged = Entry.objects.get(sequence=at - 1)
    forged.pk, forged.sequence, forged.previous_hash = None, at, forged.hash
    forged.save(force_insert=True)


def rechain(at: int, *, key: bytes, algorithm: str = CURRENT_ALGORITHM) -> None:
    """Change one entry and seal it and all behind it anew, the head included, with the means of the forger."""
    previous = Entry.objects.get(sequence=at).previous_hash
    for entry in Entry.objects.filter(sequence__gte=at).order_by("sequence"):
        row = {name: getattr(entry, name) for name in SEALED_FIELDS} | {
            "previous_hash": previous,
            "algorithm": algorithm,
        }
        if entry.sequence == at:
            row["payload"] = '{"n":0}'
        previous = _forged_seal(row, key=key, algorithm=algorithm)
        sql(
            "UPDATE journal_entry SET payload = %s, algorithm = %s, previous_hash = %s, hash = %s WHERE sequence = %s",
            row["payload"],
            algorithm,
            row["previous_hash"],
            previous,
            entry.sequence,
        )
    sql("UPDATE journal_head SET hash = %s", previous)


def _forged_seal(row: dict[str, object], *, key: bytes, algorithm: str) -> str:
    if algorithm == CURRENT_ALGORITHM:
        return seal(row, key=key)
    from core.foundation.canonical import canonical_json, sha256_hex

    return sha256_hex(canonical_json({name: row[name] for name in SEALED_FIELDS}))
