"""A request that is sent twice has one effect and gets the same answer twice."""

from decimal import Decimal

import pytest
from django.db import transaction

from core.foundation.verdict import Refused
from core.operations.models import Receipt
from core.operations.receipts import answer_once

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def answer(key: str = "k", *, actor: int = 1, digest: str = "d", make: object = dict) -> dict[str, object]:
    with transaction.atomic():
        return answer_once(actor, key, request_digest=digest, make=make)


def test_a_repeated_request_gets_the_first_answer() -> None:
    answers = iter([{"number": 1, "amount_wan": Decimal("1.5")}, {"number": 2}])
    first = answer(make=lambda: next(answers))
    assert answer(make=lambda: next(answers)) == first == {"number": 1, "amount_wan": "1.50"}


def test_the_key_belongs_to_one_content() -> None:
    answer()
    with pytest.raises(Refused, match="另一份内容") as refusal:
        answer(digest="other")
    assert refusal.value.status == 422


def test_keys_of_two_people_never_meet() -> None:
    answer(make=lambda: {"number": 1})
    assert answer(actor=2, make=lambda: {"number": 2}) == {"number": 2}


def test_failed_work_frees_the_key() -> None:
    def fail() -> dict[str, object]:
        raise Refused("不行")

    with transaction.atomic(), pytest.raises(Refused):
        answer(make=fail)
    assert not Receipt.objects.exists()
    assert answer(make=lambda: {"number": 1}) == {"number": 1}


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_key_has_a_length(key: str) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        answer(key)


@pytest.mark.django_db(transaction=True)
def test_the_caller_owns_the_transaction() -> None:
    with pytest.raises(RuntimeError):
        answer_once(1, "k", request_digest="d", make=dict)
