"""Verdict and refusal: one answer for page, button and API."""

import pytest

from core.foundation.verdict import YES, Refused, Stale, Verdict, all_of, no


def test_a_verdict_is_true_when_allowed():
    assert YES
    assert not no("尚未到填报期，请于7月20日起填报。")
    YES.require()


def test_a_refusal_raises_with_its_reason_and_code():
    with pytest.raises(Refused, match="不能审核本人") as caught:
        no("不能审核本人填报的内容，请由其他审核员办理。", code="own_report").require()
    assert (caught.value.code, caught.value.status) == ("own_report", 409)
    assert str(caught.value) == caught.value.message


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Refused("x"), 409),
        (Refused("x", code="forbidden"), 403),
        (Refused("x", code="invalid"), 422),
        (Refused("x", field_errors={"ytd_wan": ["不应减少"]}), 422),
        (Refused("x", field_errors={"ytd_wan": ["不应减少"]}, status=409), 409),
        (Refused("x", code="forbidden", status=404), 404),
        (Stale(), 409),
    ],
)
def test_status_follows_code_unless_given(refused, status):
    assert refused.status == status


def test_require_can_name_the_status():
    with pytest.raises(Refused) as caught:
        no("本月已锁定。").require(status=403)
    assert caught.value.status == 403


def test_field_errors_are_copied():
    errors = ["不应减少"]
    refused = Refused("x", field_errors={"ytd_wan": errors})
    errors.append("另一条")
    assert refused.field_errors == {"ytd_wan": ["不应减少"]}
    assert Refused("x").field_errors == {}


def test_stale_is_a_refusal_that_says_what_to_do():
    assert isinstance(Stale(), Refused)
    assert Stale().code == "stale"
    assert "刷新" in Stale().message


def test_the_first_refusal_wins():
    assert all_of() is YES
    assert all_of(YES, Verdict(allowed=True)) == YES
    assert all_of(YES, no("甲"), no("乙")).reason == "甲"
