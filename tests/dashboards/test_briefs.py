"""月度汇总: versions, the proof, the workbook, the leader's release."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboards.board.sight import Sight
from dashboards.briefs.read import brief_rows
from reporting import rollups
from reporting.actions import corrections
from reporting.models import Brief, ReportingMonth
from tests.cast import Cast
from tests.reporting.world import moment

from .board_world import JANUARY, BoardWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> BoardWorld:
    made = BoardWorld(cast)
    made.january()
    made.february()
    return made


def correct(world: BoardWorld, cast: Cast) -> Brief:
    """P2's January becomes 30.05; the second person agrees, a second version is issued."""
    duty = world.duty(world.listings["P2"], 1)
    at = moment(2, 25)
    asked = corrections.request_correction(
        duty_id=duty.pk, ytd_done_wan=Decimal("30.05"), reason="漏报一笔", paper=None, by=cast.section_officer, at=at
    )
    corrections.decide_correction(correction_id=asked.pk, approve=True, note="", by=cast.dispatcher, at=at)
    return rollups.issue(campaign=world.campaign, month=JANUARY, at=at, reason="更正：漏报一笔")


def test_versions_stand_side_by_side_with_their_reasons(cast: Cast, world: BoardWorld) -> None:
    correct(world, cast)
    page = cast.client("dispatcher").get("/briefs/").content.decode()
    assert page.count("2018年1月") == 2
    assert "更正：漏报一笔" in page
    assert "410.93" in page
    assert "420.93" in page


def test_an_issued_version_never_changes(cast: Cast, world: BoardWorld) -> None:
    client = cast.client("bureau_leader")
    before = client.get("/briefs/2018-01/1/").content.decode()
    correct(world, cast)
    after = client.get("/briefs/2018-01/1/").content.decode()
    assert "410.93" in before
    assert "410.93" in after
    assert "这一版已被新版代替" in after
    assert "420.93" in client.get("/briefs/2018-01/2/").content.decode()


def test_a_version_that_does_not_exist_is_not_replaced_by_another(cast: Cast, world: BoardWorld) -> None:
    client = cast.client("bureau_leader")
    for path in ("2018-01/0/", "2018-01/7/", "2018-06/1/"):
        assert client.get(f"/briefs/{path}").status_code == 404, path


def test_a_county_reads_issued_briefs_only(cast: Cast, world: BoardWorld) -> None:
    client = cast.client("huian_approver")
    assert "暂定" not in client.get("/briefs/").content.decode()
    assert client.get("/briefs/2018-02/0/").status_code == 404
    page = client.get("/briefs/2018-01/1/").content.decode()
    assert "晋江市" in page
    assert "unit=350582" not in page
    assert "局领导审签</button>" not in page


def test_the_proof_makes_the_brief_again(cast: Cast, world: BoardWorld) -> None:
    client = cast.client("dispatcher")
    assert (
        "重新核算一致" in client.post("/briefs/2018-01/1/recompute/", headers={"HX-Request": "true"}).content.decode()
    )
    Brief.objects.filter(number=1).update(digest="0" * 64)
    assert "重新核算不一致" in client.post("/briefs/2018-01/1/recompute/", follow=True).content.decode()
    assert Brief.objects.count() == 2  # the trial is not kept


def test_the_proof_is_refused_while_the_month_runs(cast: Cast, world: BoardWorld) -> None:
    answer = cast.client("dispatcher").post("/briefs/2018-02/0/recompute/")
    assert answer.status_code == 409
    assert "定版后才能核对" in answer.content.decode()


def test_the_leader_releases_once(cast: Cast, world: BoardWorld) -> None:
    client = cast.client("bureau_leader")
    assert client.get("/briefs/2018-01/1/release/").status_code == 405
    answer = client.post("/briefs/2018-01/1/release/", follow=True)
    assert "已审签" in answer.content.decode()
    held = ReportingMonth.objects.get(month=JANUARY)
    assert held.released_by_label == "局领导"
    again = client.post("/briefs/2018-01/1/release/", follow=True)
    assert "本月汇总已经审签" in again.content.decode()


def test_nobody_else_releases(cast: Cast, world: BoardWorld) -> None:
    for who in ("dispatcher", "section_officer", "jinjiang_approver", "city_leader"):
        assert cast.client(who).post("/briefs/2018-01/1/release/").status_code == 403, who
    assert ReportingMonth.objects.get(month=JANUARY).released_at is None


def test_the_workbook_is_the_circular_s_table(cast: Cast, world: BoardWorld) -> None:
    """Heads, ranks, amounts as numbers, Σ at the foot."""
    answer = cast.client("dispatcher").get("/briefs/2018-01/1/export/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    heads = [cell.value for cell in sheet[3]]
    assert heads[:7] == [
        "位次",
        "单位",
        "项目数（个）",
        "年度计划（万元）",
        "1月完成（万元）",
        "累计完成（万元）",
        "完成率",
    ]
    rows = {row[1]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["惠安县"][0] == 1
    assert rows["市本级"][0] is None
    assert rows["市本级"][14] == "单列"
    assert Decimal(str(rows["全市"][5])) == Decimal("410.93")
    assert rows["全市"][2] == 6


def test_a_new_version_after_the_release_says_so(cast: Cast, world: BoardWorld) -> None:
    ReportingMonth.objects.filter(month=JANUARY).update(released_at=moment(2, 10), released_by_label="局领导")
    correct(world, cast)
    rows = {row.brief.number: row.release for row in brief_rows(Sight(whole_city=True)) if row.brief.month == JANUARY}
    assert rows == {1: "局领导 2月10日", 2: "审签后更正"}
