"""按×月×日数据 of a project: an earlier day shows what was held then, whatever was corrected or edited since."""

from datetime import date
from decimal import Decimal

import pytest

from dashboards.dossier.known import known_on
from projects.actions import edit_project
from reporting.actions import corrections
from tests.reporting.world import World, moment


@pytest.fixture
def road(cast):
    """Reported with 100 in January and locked; corrected to 80 on 3 May, when its name was changed too."""
    world = World(cast)
    world.road = world.project("A1", name="东环路", plan="1200")
    world.road.project.revisions.create(
        number=1,
        name="东环路",
        status=world.road.project.status,
        total_investment_wan=world.road.project.total_investment_wan,
        changed_by_label="业务科室",
        reason="登记",
        known_from=moment(1, 2),
    )
    world.open(1)
    world.accept(world.road, 1, "100")
    world.lock(1)
    asked = corrections.request_correction(
        duty_id=world.duty(world.road, 1).pk,
        ytd_done_wan=Decimal(80),
        reason="审计核减",
        paper=None,
        by=cast.jinjiang_approver,
        at=moment(5, 2),
    )
    corrections.decide_correction(correction_id=asked.pk, approve=True, note="", by=cast.dispatcher, at=moment(5, 3))
    edit_project(
        project=world.road.project,
        changes={"name": "东环路（一期）"},
        reason="更名",
        seen_version=world.road.project.version,
        by=cast.section_officer.actor,
        at=moment(5, 3),
    )
    world.road.project.refresh_from_db()
    return world


def test_the_day_before_a_correction_shows_the_figure_and_name_of_then(road):
    then = known_on(road.road, date(2018, 5, 2))
    assert [(row.then, row.now) for row in then.months] == [("100", "80")]
    name = next(row for row in then.facts if row.label == "项目名称")
    assert (name.then, name.now, name.differs) == ("东环路", "东环路（一期）", True)
    assert (then.plan.then, then.plan.now) == ("1,200", "1,200")


def test_the_day_of_the_correction_already_knows_it(road):
    known = known_on(road.road, date(2018, 5, 3))
    assert [(row.then, row.differs) for row in known.months] == [("80", False)]
    assert not any(row.differs for row in known.facts)


def test_before_it_was_on_record_there_is_nothing(road):
    known = known_on(road.road, date(2017, 12, 31))
    assert known.facts == ()
    assert [row.then for row in known.months] == ["—"]
    assert known.plan.then == "—"


def test_the_page_is_for_those_who_see_the_project(road, cast):
    url = "/projects/A1/known/?on=2018-05-02"
    assert "东环路（一期）" in cast.client("jinjiang_reporter").get(url).content.decode()
    assert cast.client("huian_reporter").get(url).status_code == 404
    assert cast.client("dispatcher").get("/projects/A1/known/?on=x").status_code == 200
