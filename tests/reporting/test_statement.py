"""What may be wrong with a report: each rule once, with the figures of the office."""

from decimal import Decimal

import pytest

from reporting.statement import Background, Statement, Tier, complete, digest, errors, problems

BACKGROUND = Background(
    prior_ytd_wan=Decimal("7850.00"),
    annual_plan_wan=Decimal("15000.00"),
    before_year_wan=Decimal("2000.00"),
    due_wan=Decimal("8750.00"),
    due_before_wan=Decimal("7500.00"),
    total_investment_wan=Decimal("40000.00"),
    last_percent=Decimal("51.00"),
    last_text="3号、4号平房仓主体砌筑",
)


def said(**fields: object) -> Statement:
    return Statement(**{"month_done_wan": Decimal(1200), "progress_text": "消防水池封顶", **fields})


def found(statement: Statement, background: Background = BACKGROUND) -> list[tuple[str, str, str]]:
    return [(each.field, each.tier.value, each.rule) for each in problems(statement, background)]


def test_a_clean_report_has_nothing_wrong() -> None:
    assert found(said(progress_percent=Decimal(55))) == []


@pytest.mark.parametrize(
    ("typed", "month", "ytd"),
    [
        ({"month_done_wan": Decimal(1200), "ytd_done_wan": None}, "1200", "9050.00"),
        ({"month_done_wan": None, "ytd_done_wan": Decimal(9050)}, "1200.00", "9050"),
    ],
)
def test_either_figure_may_be_typed(typed: dict[str, Decimal | None], month: str, ytd: str) -> None:
    whole = complete(said(**typed), BACKGROUND)
    assert (whole.month_done_wan, whole.ytd_done_wan) == (Decimal(month), Decimal(ytd))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"month_done_wan": None}, ("month_done_wan", "error", "missing")),
        ({"ytd_done_wan": Decimal(9000)}, ("ytd_done_wan", "error", "sum")),
        ({"month_done_wan": Decimal(-270)}, ("ytd_done_wan", "error", "falling")),
        (
            {"month_done_wan": Decimal(-270), "write_back_reason": "audit"},
            ("write_back_paper", "error", "paper"),
        ),
        ({"month_done_wan": Decimal(-7851), "write_back_reason": "audit"}, ("ytd_done_wan", "error", "negative")),
        ({"month_done_wan": Decimal(3751)}, ("month_done_wan", "error", "jump")),
        ({"month_done_wan": Decimal(3751), "jump_reason": "equipment"}, ("month_done_wan", "notice", "jump")),
        ({"month_done_wan": Decimal(12_000_000)}, ("ytd_done_wan", "error", "unit")),
        (
            {"month_done_wan": Decimal(31_000), "jump_reason": "land"},
            ("ytd_done_wan", "notice", "above_total"),
        ),
        ({"land_cost_wan": Decimal("1200.01")}, ("land_cost_wan", "error", "land_above_month")),
        ({"progress_percent": Decimal("100.01")}, ("progress_percent", "error", "range")),
        ({"progress_percent": Decimal(50)}, ("progress_percent", "notice", "falling_progress")),
        ({"progress_text": "  "}, ("progress_text", "error", "missing")),
        ({"progress_text": "3号、4号平房仓主体砌筑 "}, ("progress_text", "notice", "same_text")),
        ({"problem_text": "电力迁改未完成"}, ("problem_class", "error", "missing")),
        ({"problem_class": "pipelines"}, ("problem_text", "error", "missing")),
    ],
)
def test_each_fault_is_named_at_its_field(fields: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert expected in found(said(**fields))


def test_three_times_the_month_plan_exactly_is_no_jump() -> None:
    assert found(said(month_done_wan=Decimal(3750))) == []


def test_a_write_back_with_reason_and_paper_may_be_sent() -> None:
    statement = said(month_done_wan=Decimal(-270), write_back_reason="audit", write_back_paper_id=1)
    assert errors(statement, BACKGROUND) == []


def test_messages_name_the_figures_and_the_cure() -> None:
    message = next(each for each in problems(said(month_done_wan=Decimal(-270)), BACKGROUND) if each.rule == "falling")
    assert message.message == "累计7,580小于上月7,850。属冲减的，请选原因并附依据；否则请改为不小于7,850。"


def test_errors_come_before_notices() -> None:
    tiers = [each.tier for each in problems(said(progress_percent=Decimal(50), progress_text=""), BACKGROUND)]
    assert tiers == [Tier.ERROR, Tier.NOTICE]


def test_the_digest_covers_everything_a_checker_sees() -> None:
    """Approval binds to the digest, so any other word or figure must give another one."""
    base = complete(said(), BACKGROUND)
    seals = {digest(base, duty_id=1, number=1, prior_ytd_wan=Decimal(1))}
    for change in (
        {"month_done_wan": Decimal(1201)},
        {"progress_text": "别的"},
        {"problem_text": "x"},
        {"land_cost_wan": Decimal(1)},
        {"write_back_paper_id": 7},
        {"jump_reason": "land"},
        {"physical_facts": "路基2公里"},
    ):
        changed = Statement(**{**base.__dict__, **change})
        seals.add(digest(changed, duty_id=1, number=1, prior_ytd_wan=Decimal(1)))
    seals.add(digest(base, duty_id=2, number=1, prior_ytd_wan=Decimal(1)))
    seals.add(digest(base, duty_id=1, number=2, prior_ytd_wan=Decimal(1)))
    seals.add(digest(base, duty_id=1, number=1, prior_ytd_wan=Decimal(2)))
    assert len(seals) == 11
