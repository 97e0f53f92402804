"""The leaders' page: who sees what, what it says, where each figure leads, and what it costs."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache

from core.foundation.months import Month
from core.foundation.working_days import WorkingCalendar
from dashboards.board.amounts import Amount, Kind
from dashboards.board.changes import changes_of
from dashboards.board.curve import Curve, CurvePoint
from dashboards.board.editions import choose_edition
from dashboards.board.flagships import flagship_lines, flagships_of
from dashboards.board.late import late_lines
from dashboards.board.nodes import next_node, nodes_of
from dashboards.board.reading import read
from dashboards.board.render import drawn
from dashboards.board.sight import Sight
from dashboards.board.standings import Standing, standings_of
from dashboards.board.story import pace_of
from dashboards.board.waiting import months_of
from reporting.choices import Light
from reporting.rollups.ranking import write_units
from reporting.rollups.rules import rules_at
from tests import builders
from tests.cast import Cast
from tests.reporting.world import World, moment

from .board_world import BoardWorld

pytestmark = pytest.mark.django_db

CITY = Sight(whole_city=True)


@pytest.fixture
def world(cast: Cast) -> BoardWorld:
    made = BoardWorld(cast)
    made.node("P1", "主体封顶", "2018-02-10")
    made.january()
    made.february()
    return made


def text_of(answer) -> str:
    """What a person reads: tags gone, white space closed up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def shown(cast: Cast, who: str, path: str = "/board/") -> str:
    answer = cast.client(who).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# ---- who sees what -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["project_company", "inspector", "system_admin", "outsider"])
def test_whoever_may_not_read_the_board_is_refused(cast: Cast, world: BoardWorld, who: str) -> None:
    client = cast.client(who)
    for path in ("/board/", "/board/wall/", "/board/figure/whole/", "/briefs/", "/briefs/2018-01/1/"):
        assert client.get(path).status_code == 403, path


def test_leaders_see_the_running_month(cast: Cast, world: BoardWorld) -> None:
    page = shown(cast, "city_leader")
    assert "2月暂定" in page
    assert "<b>2</b>/7" in page  # so many reports are in: said on top of the page


def test_a_county_sees_issued_figures_only(cast: Cast, world: BoardWorld) -> None:
    """What runs is the bureau's; asked for by address, the issued brief answers."""
    for path in ("/board/", "/board/?month=2018-02&version=0"):
        page = shown(cast, "jinjiang_approver", path)
        assert "1月定版第1版" in page
        assert "2月暂定" not in page


def test_a_county_opens_its_own_figures_and_nobody_else_s(cast: Cast, world: BoardWorld) -> None:
    """The published ranking names every unit; only the own one leads further."""
    page = shown(cast, "jinjiang_approver")
    assert "惠安县" in page
    assert "unit=350582" in page
    assert "unit=350521" not in page
    assert "/projects/P3/" not in page
    client = cast.client("jinjiang_approver")
    assert client.get("/board/figure/unit/?unit=350582").status_code == 200
    for path in ("unit/?unit=350521", "unit/?unit=999999", "target/?target=investment", "nothing/", "category/"):
        assert client.get(f"/board/figure/{path}").status_code == 404, path


def test_without_a_brief_the_page_says_what_is_missing(cast: Cast) -> None:
    World(cast)
    assert "还没有月度汇总" in shown(cast, "bureau_leader")
    assert "还没有定版的月度汇总" in shown(cast, "jinjiang_approver")


def test_drawings_are_kept_apart_by_sight(cast: Cast, world: BoardWorld) -> None:
    """A leader's drawing is never shown to a county, nor one county's to another."""
    leaders = shown(cast, "bureau_leader", "/board/?month=2018-01")
    jinjiang, huian = shown(cast, "jinjiang_approver"), shown(cast, "huian_approver")
    assert "/projects/P1/" in leaders + jinjiang
    assert "/projects/P1/" not in huian


# ---- what it says ------------------------------------------------------------------------------


def test_rates_have_two_decimals_in_tables_and_one_on_tiles(cast: Cast) -> None:
    """60.52 and +2.19 in the ranking, +2.2 on the tile: all three from the same unrounded quotient."""
    world = World(cast)
    listing = world.project("LJ", plan="268300")
    brief = builders.make_brief(world, lines=[builders.line(listing, ytd="162375")])
    write_units(brief, rules_at(moment(7, 24)))
    page = shown(cast, "bureau_leader")
    assert '<td class="num">60.52</td>' in page
    assert '<span class="lead lead--ok">+2.19</span>' in page
    assert '<span class="tile-lead">+2.2</span>' in page


def test_missing_reports_are_said_beside_the_figures(cast: Cast, world: BoardWorld) -> None:
    page = text_of(cast.client("bureau_leader").get("/board/"))
    assert "5 份 未审" in page
    assert "未审月报沿用上月累计" in page
    panel = text_of(cast.client("bureau_leader").get("/board/figure/unit/?unit=350521"))
    assert "未审的月报沿用上月累计" in panel


def test_the_third_sentence_rests_on_facts(cast: Cast, world: BoardWorld) -> None:
    """The lock that is due, and the release that is owed; nothing is invented."""
    page = text_of(cast.client("bureau_leader").get("/board/"))
    assert "2月数据锁数" in page
    assert "1月汇总待局领导审签" in page


def test_what_is_left_is_counted_from_the_last_issued_month(world: BoardWorld) -> None:
    """A half-reported month must not make the rest of the year look harder."""
    reading = read(choose_edition({}, CITY), CITY)
    pace = pace_of(reading, Decimal(10_000))
    assert (pace.first, pace.last, pace.issued_months) == (2, 12, 1)
    assert pace.mean_wan == Decimal("410.93")
    assert pace.needed_wan == (Decimal(10_000) - Decimal("410.93")) / 11


def test_a_target_without_its_input_says_so(cast: Cast, world: BoardWorld) -> None:
    """The share rests on statistics nobody has entered."""
    page = text_of(cast.client("bureau_leader").get("/board/"))
    assert "待录入城建投资等" in page
    panel = text_of(cast.client("bureau_leader").get("/board/figure/target/?target=share"))
    assert "待录入" in panel


def test_entered_figures_carry_their_mark_and_source(cast: Cast, world: BoardWorld) -> None:
    panel = text_of(cast.client("bureau_leader").get("/board/figure/target/?target=increase"))
    assert "上年决算" in panel
    assert "演" in panel
    # 521.05 − real estate 50.00 − base 100.00, in 亿元
    assert "+0.04" in panel


def test_a_debt_without_report_is_judged_by_last_month(world: BoardWorld) -> None:
    """P2 has not reported February: 100.00 due by January less 20.05, not 200.00 less 20.05."""
    rows = {row["listing__project__code"]: row for row in late_lines(read(choose_edition({}, CITY), CITY))}
    assert rows["P2"]["owed_wan"] == Decimal("79.95")
    assert rows["P2"]["light"] == Light.RED


def test_changes_compare_with_the_issued_brief(world: BoardWorld) -> None:
    reading = read(choose_edition({}, CITY), CITY)
    flagships = flagships_of(reading, flagship_lines(reading), {})
    changes = changes_of(reading, standings_of(reading), flagships)
    assert changes.before.number == 1
    assert changes.batches == 0
    assert changes.written_back_wan == 0
    reds_before = reading.previous.tally.reds
    assert reading.total.reds - reds_before == changes.net_reds


def test_rank_changes_are_words() -> None:
    def words(moved: int | None, *, is_ranked: bool = True) -> str:
        unit = type("Unit", (), {"is_ranked": is_ranked})()
        return Standing(
            unit, 1, moved, 1, Decimal(1), Decimal(0), Decimal(0), None, None, Light.GREEN, 1, 1, "", ""
        ).change

    assert [words(2), words(-1), words(0), words(None)] == ["升2位", "降1位", "持平", "—"]
    assert words(None, is_ranked=False) == "单列"


def test_nodes_are_late_by_working_days(world: BoardWorld) -> None:
    """Saturday 10 February to Saturday 24 February; a node reached later than the day is not reached."""
    project = world.listings["P1"].project
    world.node("P1", "竣工", "2018-12-01", "2018-11-20")
    at = moment(2, 24)
    nodes = nodes_of([project.pk], day=date(2018, 2, 24), moment=at, calendar=WorkingCalendar())[project.pk]
    assert [node.state for node in nodes] == ["late", "plan"]
    assert next_node(nodes).words == "晚10个工作日"


@pytest.mark.parametrize(("plan", "top"), [(4_700_000, 500), (862_500, 100), (154_515, 20), (47_600, 5), (0, 1)])
def test_the_scale_ends_at_a_round_number(plan: int, top: int) -> None:
    assert Curve(Decimal(plan), (CurvePoint(Month(2018, 1), Decimal(0)),)).top_yi == top


def test_amounts_write_themselves() -> None:
    assert Amount(Decimal("545165.00"), Kind.YI_CHANGE).text() == "+54.52"
    assert Amount(Decimal("-545165.00"), Kind.YI_CHANGE).text() == "−54.52"
    assert Amount(Decimal("-1.9"), Kind.PERCENT_POINTS).text() == "1.9"
    assert Amount(None, Kind.COUNT).text() == "—"


# ---- every figure opens ------------------------------------------------------------------------


def test_every_figure_on_the_page_opens(cast: Cast, world: BoardWorld) -> None:
    """Each address behind a button of the page answers with a panel that names its formula and its brief."""
    client = cast.client("bureau_leader")
    page = client.get("/board/").content.decode().replace("&amp;", "&")
    urls = set(re.findall(r'hx-get="(/board/figure/[^"]+)"', page))
    assert len(urls) > 12
    for url in urls:
        panel = client.get(url)
        assert panel.status_code == 200, url
        words = text_of(panel)
        assert "公式" in words, url
        assert "口径" in words, url
        assert "HZ-201802-0" in words, url


def test_a_panel_shows_the_division_it_made(cast: Cast, world: BoardWorld) -> None:
    panel = text_of(cast.client("bureau_leader").get("/board/figure/whole/"))
    assert "521.05 ÷ 6,000.10 = 8.68%" in panel
    assert "8.68% − 2 ÷ 12（16.67%）= −7.98" in panel
    assert "2 份已审月报" in panel
    assert "市局调度员" in panel


def test_panels_link_to_what_they_are_made_of(cast: Cast, world: BoardWorld) -> None:
    panel = cast.client("bureau_leader").get("/board/figure/unit/?unit=350582").content.decode()
    assert "/briefs/2018-01/1/" in panel
    assert "/register/?month=2018-02&amp;version=0&amp;unit=350582" in panel


# ---- cost --------------------------------------------------------------------------------------


def test_a_kept_page_costs_ten_queries_a_new_one_fifteen_more(
    cast: Cast, world: BoardWorld, django_assert_max_num_queries
) -> None:
    client = cast.client("bureau_leader")
    cache.clear()
    with django_assert_max_num_queries(25):
        client.get("/board/")
    with django_assert_max_num_queries(10):
        client.get("/board/")


def test_cost_does_not_grow_with_projects(cast: Cast, django_assert_max_num_queries) -> None:
    world = BoardWorld(cast, more=12)
    world.january()
    world.february()
    client = cast.client("bureau_leader")
    with django_assert_max_num_queries(25):
        page = client.get("/board/").content.decode()
    assert page.count('data-head="欠万元"') == 8


def test_a_new_brief_is_drawn_at_once(cast: Cast, world: BoardWorld) -> None:
    """What is kept belongs to the moment the brief was computed."""
    assert "<b>2</b>/7" in shown(cast, "bureau_leader")
    world.accept(world.listings["P3"], 2, "100")
    world.refresh(2)
    assert "<b>3</b>/7" in shown(cast, "bureau_leader")


def test_no_drawing_holds_a_token_or_a_name(cast: Cast, world: BoardWorld) -> None:
    edition = choose_edition({}, CITY)
    months = months_of(edition.brief.campaign_id)
    for surface in ("board", "wall"):
        html = "".join(drawn(surface, edition, CITY, today=date(2018, 2, 24), months=months).pieces.values())
        assert "csrf" not in html
        assert "style=" not in html
        assert "局领导" not in html


# ---- wall --------------------------------------------------------------------------------------


def test_the_wall_changes_only_when_figures_do(cast: Cast, world: BoardWorld) -> None:
    """Its clock asks; the same figures answer with the time alone, new ones with the panels beside it."""
    client = cast.client("city_leader")
    page = client.get("/board/wall/").content.decode()
    beat = re.search(r'hx-get="([^"]+)" hx-trigger="every', page)[1].replace("&amp;", "&")
    same = client.get(beat).content.decode()
    assert 'id="wall-time"' in same
    assert "wall-kpis" not in same
    world.accept(world.listings["P3"], 2, "100")
    world.refresh(2)
    new = client.get(beat).content.decode()
    assert "wall-kpis" in new
    assert 'hx-swap-oob="true"' in new
