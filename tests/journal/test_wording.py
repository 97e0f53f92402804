"""What the auditor reads of a payload."""

import json

import pytest

from core.journal.wording import in_words


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({}, ""),
        ({"was": None, "now": "2426700.00"}, "原 —；现 2426700.00"),
        ({"is_working": False}, "上班 否"),
        ({"version": 2, "changes": {"name": ["甲", "乙"]}}, "版本 2；改动 （名称 甲、乙）"),
        ({"duties": list(range(8))}, "填报任务 0、1、2、3、4、5 等8项"),
        ({"refused": []}, "未通过 —"),
        ({"unheard_of": "x"}, "unheard_of x"),
    ],
)
def test_payload_in_words(payload: dict[str, object], words: str) -> None:
    assert in_words(json.dumps(payload)) == words
