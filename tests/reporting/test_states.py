"""The table of moves, whole: what is not in it is refused, and the schema refuses half-truths on its own."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.foundation.months import Month
from reporting.choices import Basis, DutyState
from reporting.models import Duty, Figure, ReportVersion
from reporting.states import DUTY

from .world import World, moment

ALLOWED = {
    ("open", "submit"),
    ("returned", "submit"),
    ("submitted", "withdraw"),
    ("submitted", "restore_return"),
    ("submitted", "pass_unit"),
    ("submitted", "return_unit"),
    ("unit_approved", "pass_city"),
    ("unit_approved", "return_city"),
}


def test_the_matrix_of_states_and_moves_is_the_one_of_the_office() -> None:
    assert {(state, move) for state, move, allowed in DUTY.matrix() if allowed} == ALLOWED
    assert len(list(DUTY.matrix())) == len(DutyState) * len(DUTY.moves)


@pytest.mark.both
@pytest.mark.parametrize(
    "broken",
    [
        {"ytd_done_wan": Decimal("100.01")},
        {"prior_ytd_wan": Decimal(-1), "ytd_done_wan": Decimal(99)},
        {"month_done_wan": Decimal(-1), "ytd_done_wan": Decimal(-1)},
        {"progress_percent": Decimal("100.01")},
        {"is_jump": True},
    ],
)
def test_the_schema_refuses_figures_that_do_not_add_up(world: World, broken: dict[str, object]) -> None:
    road = world.project("A1")
    world.open(1)
    good = {
        "duty": world.duty(road, 1),
        "number": 1,
        "prior_ytd_wan": Decimal(0),
        "month_done_wan": Decimal(100),
        "ytd_done_wan": Decimal(100),
        "author": world.cast.jinjiang_reporter,
        "author_label": "晋江市填报员",
        "submitted_at": moment(1, 21),
        "origin": "page",
        "digest": "0" * 64,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.create(**{**good, **broken})
    ReportVersion.objects.create(**good)


@pytest.mark.both
def test_the_schema_refuses_a_carried_figure_with_money_and_a_report_without_version(world: World) -> None:
    road = world.project("A1")
    world.open(1)
    duty = world.duty(road, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(state=DutyState.SUBMITTED)
    for basis in (Basis.CARRIED, Basis.REPORTED, Basis.CORRECTED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Figure.objects.create(
                duty=duty,
                month=Month(2018, 1),
                unit=duty.unit,
                basis=basis,
                prior_ytd_wan=Decimal(0),
                month_done_wan=Decimal(5),
                ytd_done_wan=Decimal(5),
                known_from=moment(1, 21),
            )
