"""目标参数: definitions, entered figures and their history, what entering one would do, the rules of the lights."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core.foundation import clock
from core.foundation.clock import real_now
from core.journal.models import Entry
from dashboards.board.editions import choose_edition
from dashboards.board.flagships import flagship_lines, flagship_ytd
from dashboards.board.reading import read
from dashboards.board.sight import Sight
from projects.models import TargetInput
from reporting.choices import Metric
from reporting.models import LightRule
from reporting.tasks import _register_states
from tests.cast import Cast
from tests.reporting.world import moment

from .board_world import FEBRUARY, BoardWorld

pytestmark = pytest.mark.django_db

BASE = {"key": "base_ytd_wan", "month": "2018-02", "value_wan": "1,00,0.50", "source": "市统计局2017年决算"}


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> BoardWorld:
    made = BoardWorld(cast)
    made.january()
    made.february()
    monkeypatch.setattr(clock, "now", lambda: moment(2, 24, 10))
    return made


def text_of(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def ask(client: Client, **values: str) -> HttpResponse:
    return client.post(reverse("targets"), BASE | values)


def test_the_page_tells_targets_inputs_and_rules(world: BoardWorld) -> None:
    answer = world.cast.client("section_officer").get(reverse("targets"))
    text = text_of(answer)
    for target in ("项目开工", "年度投资", "比上年增加", "占固投比重", "标杆项目"):
        assert f"{target}的口径" in text
    assert "上年决算" in text
    assert "缺少：城建投资、固定资产投资" in text
    assert all(str(metric.label) in text for metric in Metric)
    assert [row.is_used for row in answer.context["rules"]] == [True] * len(Metric)


def test_the_reading_is_that_of_the_board(world: BoardWorld) -> None:
    answer = world.cast.client("bureau_leader").get(reverse("targets"))
    result = next(row.standing.result for row in answer.context["rows"] if row.target.code == "increase")
    done = sum(Decimal(part) for part in ("110.55", "90.45", "20.05", "200", "50", "30.33", "19.67"))
    assert result.value == done - 50 - 100


def test_a_county_reads_definitions_and_inputs_but_no_reading_of_the_city(world: BoardWorld) -> None:
    answer = world.cast.client("jinjiang_reporter").get(reverse("targets"))
    assert answer.status_code == 200
    assert all(row.standing is None for row in answer.context["rows"])
    assert "上年决算" in text_of(answer)
    assert 'name="value_wan"' not in answer.content.decode()


def test_the_effect_is_shown_before_anything_is_entered(world: BoardWorld) -> None:
    answer = ask(world.cast.client("section_officer"), step="preview")
    assert answer.status_code == 200
    (change,) = answer.context["changes"]
    was, becomes = change.before.standing.result.value, change.after.standing.result.value
    assert becomes == was + 100 - Decimal("1000.50")
    assert "将改为 1,000.50 万元" in text_of(answer)
    assert TargetInput.objects.count() == 1


def test_what_was_shown_is_entered_and_the_old_figure_stays(world: BoardWorld) -> None:
    client = world.cast.client("section_officer")
    seen = ask(client, step="preview").context["seen"]
    answer = client.post(reverse("targets"), BASE | {"step": "save", "seen": seen}, follow=True)
    assert "已录入2018年2月" in text_of(answer)
    live = TargetInput.objects.live().get(key="base_ytd_wan", month=FEBRUARY)
    assert (live.value_wan, live.source) == (Decimal("1000.50"), "市统计局2017年决算")
    assert "被替换" in text_of(answer)
    assert "业务科室" in text_of(answer)
    assert Entry.objects.filter(action="projects.set_target_input").count() == 1


def test_a_figure_other_than_the_one_shown_is_shown_first(world: BoardWorld) -> None:
    client = world.cast.client("section_officer")
    seen = ask(client, step="preview").context["seen"]
    answer = ask(client, step="save", seen=seen, value_wan="2000")
    assert "2,000.00 万元" in text_of(answer)
    world.enter("fixed_assets_wan", FEBRUARY, "1.00")
    TargetInput.objects.filter(key="base_ytd_wan").update(known_to=moment(2, 24))
    assert ask(client, step="save", seen=seen).status_code == 200
    assert not TargetInput.objects.filter(value_wan__in=["2000", "1000.50"]).exists()


def test_the_first_complete_month_gives_a_reading(world: BoardWorld) -> None:
    for key in ("construction_wan", "fixed_assets_wan", "base_construction_wan"):
        world.enter(key, FEBRUARY, "300.00")
    answer = ask(world.cast.client("section_officer"), key="base_fixed_assets_wan", value_wan="400", step="preview")
    (change,) = answer.context["changes"]
    assert change.before.standing.result.value is None
    assert change.after.standing.result.value == 25
    assert not change.is_same


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("value_wan", "很多", "请填数字"),
        ("value_wan", "", "请填写金额"),
        ("value_wan", "1.005", "最多两位小数"),
        ("month", "2017-12", "请选2018年的月份"),
        ("source", " ", "请注明来源"),
        ("key", "ytd_wan", ""),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_kept(world: BoardWorld, field: str, typed: str, said: str) -> None:
    answer = ask(world.cast.client("section_officer"), **{field: typed, "step": "save"})
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert TargetInput.objects.count() == 1


def test_a_negative_figure_is_refused_by_the_action_with_what_was_typed(world: BoardWorld) -> None:
    client = world.cast.client("section_officer")
    seen = ask(client, value_wan="-5", step="preview").context["seen"]
    answer = ask(client, value_wan="-5", step="save", seen=seen)
    assert answer.status_code == 422
    assert "不能为负" in text_of(answer)
    assert 'value="-5"' in answer.content.decode()


def test_others_who_read_the_board_may_not_enter(world: BoardWorld) -> None:
    assert ask(world.cast.client("dispatcher"), step="save").status_code == 403


def test_an_entered_figure_reaches_the_running_brief(world: BoardWorld) -> None:
    """The calendar's name of the register changes with it, so the next tick asks for a refresh."""
    before = list(_register_states(real_now()))
    world.enter("fixed_assets_wan", FEBRUARY, "1.00")
    assert list(_register_states(real_now())) != before


def test_a_rule_that_is_not_valid_yet_is_not_the_one_used(world: BoardWorld) -> None:
    LightRule.objects.create(metric=Metric.UNIT_INVESTMENT, number=2, valid_from=moment(2, 24) + timedelta(days=9))
    answer = world.cast.client("city_leader").get(reverse("targets"))
    of_units = {row.rule.number: row.is_used for row in answer.context["rules"] if row.rule.metric == "unit_investment"}
    assert of_units == {1: True, 2: False}


def test_the_panel_of_a_target_leads_here(world: BoardWorld) -> None:
    answer = world.cast.client("bureau_leader").get(reverse("board_figure", args=["target"]), {"target": "increase"})
    assert f'href="{reverse("targets")}"' in answer.content.decode()


def test_the_sum_of_flagships_is_that_of_their_lines(world: BoardWorld) -> None:
    sight = Sight(whole_city=True)
    reading = read(choose_edition({}, sight), sight)
    assert flagship_ytd(reading) == sum(line.ytd_wan for line in flagship_lines(reading)) == Decimal("201.00")
