"""Public codes, against real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.foundation.codes import national_code_problem, uscc_problem

REAL_FIRMS = [
    "9144030071526726XG",
    "91330100799655058B",
    "914403001922038216",
    "91110000802100433B",
    "91110108551385082Q",
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", REAL_FIRMS)
def test_real_credit_codes_pass(code):
    assert uscc_problem(code) is None


@given(st.sampled_from(REAL_FIRMS), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_noticed(code, position, character):
    changed = code[:position] + character + code[position + 1 :]
    assert (uscc_problem(changed) is None) == (changed == code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "现为 0 位"),
        ("9133010079965505", "现为 16 位"),
        ("91330100799655058b", "不应含“b”"),
        ("91330100799655058O", "不应含“O”"),
        ("91330100799655058C", "第 18 位"),
        ("91330100799655059B", "第 17 位"),
        ("９1330100799655058B", "不应含“９”"),
    ],
)
def test_the_reason_says_where_to_look(code, reason):
    assert reason in uscc_problem(code)


@pytest.mark.parametrize(
    "code",
    [
        "2018-350500-48-01-012345",
        "2013-350500-48-01-012345",
        "2020-350000-78-03-000001",
        "2101-350503-04-01-123456",
        "2112-350503-04-01-12345X",
    ],
)
def test_national_codes_of_both_forms_pass(code):
    assert national_code_problem(code) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("2013-350500-48-01-01234", "现为 23 位"),
        ("", "现为 0 位"),
        ("2018－350500－48－01－012345", "半角连字符"),
        ("201835050048010123450000", "4-6-2-2-6"),
        ("2018-35050-048-01-012345", "4-6-2-2-6"),
        ("2021-350500-48-01-012345", "首段"),
        ("2100-350500-48-01-012345", "首段"),
        ("2018-350500-48-01-01234X", "格式不符"),
        ("2101-350503-04-01-12345x", "格式不符"),
        ("2018-３50500-48-01-012345", "格式不符"),
        ("2018-350500-48-01-01234\n", "格式不符"),
    ],
)
def test_wrong_national_codes_are_refused_with_a_reason(code, reason):
    assert reason in national_code_problem(code)
