"""The API as a program meets it: same scopes and rules as the pages, one effect per idempotency key."""

import pytest
from rest_framework.test import APIClient

from core.foundation.months import Month
from reporting import rollups
from reporting.models import ReportVersion
from tests.cast import PASSWORD, Cast
from tests.reporting.world import World, moment


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def api(world: World, name: str) -> APIClient:
    client = APIClient()
    answer = client.post("/api/v1/token/", {"username": world.cast.user(name).username, "password": PASSWORD})
    client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    return client


def test_each_person_reads_the_projects_of_their_scope(world: World) -> None:
    owner = world.cast.firm("泉州城建项目公司（演示）")
    world.project("J1", unit="350582")
    world.project("H1", unit="350521")
    world.project("C1", unit="350500", owner=owner)
    seen = {
        name: {row["code"] for row in api(world, name).get("/api/v1/projects/").json()["results"]}
        for name in ("jinjiang_reporter", "huian_reporter", "project_company", "dispatcher", "outsider")
    }
    assert seen == {
        "jinjiang_reporter": {"J1"},
        "huian_reporter": {"H1"},
        "project_company": {"C1"},
        "dispatcher": {"J1", "H1", "C1"},
        "outsider": set(),
    }
    jinjiang = api(world, "jinjiang_reporter")
    assert jinjiang.get("/api/v1/projects/J1/").json()["total_investment_wan"] == "100000.00"
    assert jinjiang.get("/api/v1/projects/H1/").status_code == 404
    assert {row["project"] for row in jinjiang.get("/api/v1/plans/").json()["results"]} == {"J1"}


def test_a_submission_has_one_effect_per_key(world: World) -> None:
    road = world.project("J1")
    world.open(1)
    duty, client = world.duty(road, 1), api(world, "jinjiang_reporter")
    url, body = f"/api/v1/reports/{duty.pk}/submit/", {"version": 0, "month_done_wan": "10.50", "progress_text": "开挖"}

    first = client.post(url, body, headers={"Idempotency-Key": "k1"})
    again = client.post(url, body, headers={"Idempotency-Key": "k1"})
    other = client.post(url, {**body, "month_done_wan": "11.00"}, headers={"Idempotency-Key": "k1"})

    assert (first.status_code, first.json()["ytd_done_wan"]) == (200, "10.50")
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert ReportVersion.objects.get().origin == "api"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"version": 0, "month_done_wan": 10.5, "progress_text": "x"}, 400, "month_done_wan"),
        ({"version": 0, "month_done_wan": "10.555", "progress_text": "x"}, 400, "month_done_wan"),
        ({"month_done_wan": "1.00"}, 400, "version"),
    ],
)
def test_a_shape_that_is_wrong_is_named(world: World, body: dict[str, object], status: int, field: str) -> None:
    road = world.project("J1")
    world.open(1)
    answer = api(world, "jinjiang_reporter").post(
        f"/api/v1/reports/{world.duty(road, 1).pk}/submit/", body, headers={"Idempotency-Key": "k"}
    )
    assert (answer.status_code, field in answer.json()) == (status, True)


def test_refusals_carry_code_reason_and_fields(world: World) -> None:
    road = world.project("J1")
    world.open(1)
    duty, client = world.duty(road, 1), api(world, "jinjiang_reporter")
    url = f"/api/v1/reports/{duty.pk}/submit/"
    wrong = client.post(
        url, {"version": 0, "month_done_wan": "-1.00", "progress_text": "x"}, headers={"Idempotency-Key": "a"}
    )
    assert wrong.status_code == 422
    assert "ytd_done_wan" in wrong.json()["fields"]
    stale = client.post(
        url, {"version": 7, "month_done_wan": "1.00", "progress_text": "x"}, headers={"Idempotency-Key": "b"}
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    foreign = api(world, "huian_reporter").post(
        url, {"version": 0, "month_done_wan": "1.00", "progress_text": "x"}, headers={"Idempotency-Key": "c"}
    )
    assert foreign.status_code == 404
    assert not ReportVersion.objects.exists()


def test_a_county_reads_its_own_rows_of_a_brief(world: World) -> None:
    jinjiang, huian = world.project("J1"), world.project("H1", unit="350521")
    world.open(1)
    world.accept(jinjiang, 1, "10")
    world.accept(huian, 1, "20")
    brief = rollups.refresh_running(campaign=world.campaign, month=Month(2018, 1), at=moment(1, 24))
    url = f"/api/v1/briefs/{brief.pk}/"
    assert [row["unit"] for row in api(world, "jinjiang_approver").get(url).json()["units"]] == ["350582"]
    assert len(api(world, "dispatcher").get(url).json()["units"]) == 2
    assert api(world, "project_company").get("/api/v1/briefs/").status_code == 403


def test_months_are_read_as_months(world: World) -> None:
    world.project("J1")
    world.open(1)
    client = api(world, "dispatcher")
    assert client.get("/api/v1/reports/?month=2018-01").json()["count"] == 1
    assert client.get("/api/v1/reports/?month=2018-02").json()["count"] == 0
    assert client.get("/api/v1/reports/?month=July").status_code == 400


@pytest.mark.parametrize("path", ["projects", "plans", "reports"])
def test_lists_cost_the_same_however_long(world: World, path: str, django_assert_max_num_queries) -> None:
    """A page of fifty costs at most six statements (token, grants, count, rows and what hangs on them)."""
    for number in range(60):
        world.project(f"J{number}")
    world.open(1)
    client = api(world, "dispatcher")
    with django_assert_max_num_queries(6):
        assert len(client.get(f"/api/v1/{path}/").json()["results"]) == 50


def test_the_description_is_complete_and_served_from_here(world: World) -> None:
    client = world.cast.client("dispatcher")
    schema = client.get("/api/v1/schema/", headers={"accept": "application/json"})
    assert schema.status_code == 200
    assert {"/api/v1/projects/", "/api/v1/reports/{id}/submit/"} <= set(schema.json()["paths"])
    page = client.get("/api/v1/").content.decode()
    assert "http" not in page.split("<body")[1]
    assert "<style" not in page
