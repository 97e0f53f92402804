"""项目库: rows of one brief, filters in the address, Σ as a fragment, scope, and a constant number of queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts.actions import saved_views
from projects.models import Milestone, Theme
from reporting.choices import Basis, Light
from tests import builders as build
from tests.builders import JULY, JUNE
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    return build.make_world(cast.units)


@pytest.fixture
def listed(world, cast):
    """Four entries of two counties, one of them a package with two parts, one of 市本级 and the project company."""
    owner = cast.firm("泉州城建项目公司（演示）")
    road = build.make_listing(world, "QZ18-001", name="刺桐北路", is_flagship=True, key_level="city")
    park = build.make_listing(world, "QZ18-002", name="崎山公园", category="green", unit="350521", plan="600.50")
    city = build.make_listing(world, "QZ18-003", name="城东至北峰快速通道", unit="350500", owner=owner)
    package = build.make_listing(world, "QZ18-004", name="公厕提升", unit="350582", sponsoring_leader="副市长甲")
    parts = [build.make_listing(world, f"QZ18-004-{n}", name=f"公厕{n}片", parent=package) for n in (1, 2)]
    return {"road": road, "park": park, "city": city, "package": package, "parts": parts}


@pytest.fixture
def june(world, listed):
    return build.make_brief(
        world, JUNE, 1,
        [
            build.line(listed["road"], ytd=700),
            build.line(listed["park"], ytd="100.25", light=Light.RED),
            build.line(listed["city"], ytd=500, light=Light.YELLOW),
            build.line(listed["package"], ytd=300),
            *(build.line(part, ytd=150) for part in listed["parts"]),
        ],
    )  # fmt: skip


def names(page):
    """First cells in the order of the rows."""
    return [row.split("</td>")[0] for row in page.context["rows"]]


def shows(page, *wanted):
    text = page.content.decode()
    return [name for name in wanted if f">{name}</a>" in text]


ALL = ("刺桐北路", "崎山公园", "城东至北峰快速通道", "公厕提升")


def test_rows_are_the_entries_of_the_newest_issued_brief(cast, june, world, listed):
    """A running July that is half reported is not what people see first; parts are not rows of their own."""
    build.make_brief(world, JULY, 0, [build.line(listed["road"], ytd=900)])
    page = cast.client("dispatcher").get(reverse("register"))
    assert page.context["brief"] == june
    assert shows(page, *ALL, "公厕1片") == list(ALL)
    assert "按6月定版第1版数据，数据截止6月25日" in page.content.decode()


def test_the_address_chooses_month_and_version(cast, june, world, listed):
    running = build.make_brief(world, JULY, 0, [build.line(listed["road"], ytd=900)])
    page = cast.client("dispatcher").get(reverse("register"), {"month": "2018-07", "version": "0"})
    assert page.context["brief"] == running
    assert shows(page, *ALL) == ["刺桐北路"]


def test_a_nonsense_address_falls_back(cast, june):
    page = cast.client("dispatcher").get(reverse("register"), {"month": "7月", "page": "-1", "sort": "nix", "per": "7"})
    assert page.status_code == 200
    assert shows(page, *ALL) == list(ALL)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("unit=350521", ["崎山公园"]),
        ("unit=350521&unit=350500", ["崎山公园", "城东至北峰快速通道"]),
        ("category=green", ["崎山公园"]),
        ("light=red&light=yellow", ["崎山公园", "城东至北峰快速通道"]),
        ("level=city", ["刺桐北路"]),
        ("flagship=1", ["刺桐北路"]),
        ("q=快速", ["城东至北峰快速通道"]),
        ("q=qz18-002", ["崎山公园"]),
        ("q=城建项目", ["城东至北峰快速通道"]),
        ("owner=城建", ["城东至北峰快速通道"]),
        ("leader=副市长", ["公厕提升"]),
        ("theme=双修", ["崎山公园"]),
        ("status=completed", []),
        ("unit=999999", []),
        ("unit=350582&light=green&nature=continuing", ["刺桐北路", "公厕提升"]),
    ],
)
def test_filters(cast, june, listed, world, query, expected):
    listed["park"].themes.add(Theme.objects.create(campaign=world.campaign, name="双修"))
    page = cast.client("dispatcher").get(f"{reverse('register')}?{query}")
    assert shows(page, *ALL) == expected


def test_nothing_found_says_so_and_offers_to_clear(cast, june):
    page = cast.client("dispatcher").get(reverse("register"), {"q": "没有这样的项目", "sort": "-ytd"})
    assert "没有符合条件的项目" in page.content.decode()
    assert 'href="?sort=-ytd"' in page.content.decode()


def test_before_the_first_brief_the_page_says_what_is_missing(cast, world):
    page = cast.client("dispatcher").get(reverse("register"))
    assert "还没有月度汇总" in page.content.decode()


@pytest.mark.parametrize(
    ("sort", "first"),
    [("-ytd", "刺桐北路"), ("ytd", "崎山公园"), ("light", "崎山公园"), ("rate", "崎山公园"), ("-order", "公厕提升")],
)
def test_sorting(cast, june, sort, first):
    """The worst light stands first; rates sort although amounts are whole numbers."""
    page = cast.client("dispatcher").get(reverse("register"), {"sort": sort})
    assert f">{first}</a>" in names(page)[0]


def test_a_head_sorts_down_first_and_keeps_the_filters(cast, june):
    page = cast.client("dispatcher").get(reverse("register"), {"unit": "350582"})
    head = next(head for head in page.context["heads"] if head.column.key == "ytd")
    assert head.href == "unit=350582&sort=-ytd"
    assert head.unit == "1—6月 万元"


def test_rate_lead_and_decimals_of_a_row(cast, june):
    """500 of 1200, 600 due: 41.67 % and 8.33 points behind; a column with one broken amount shows cents everywhere."""
    page = cast.client("dispatcher").get(reverse("register"))
    row = next(row for row in page.context["rows"] if "快速通道" in row)
    assert all(f">{text}</td>" in row for text in ("500.00", "41.67", "−8.33"))


def test_a_month_not_reported_yet_has_no_lead(cast, world, listed):
    """Last month's figure says nothing about this month's plan."""
    build.make_brief(world, JULY, 0, [build.line(listed["road"], ytd=100, basis=Basis.CARRIED, reported=0)])
    page = cast.client("dispatcher").get(reverse("register"))
    assert "−41.67" not in page.content.decode()


def test_column_sets(cast, june, listed):
    client = cast.client("dispatcher")
    listed["road"].project.milestones.create(sequence=1, name="主线贯通", planned_on="2018-09-30")
    nodes = client.get(reverse("register"), {"set": "nodes"})
    assert "主线贯通" in nodes.content.decode()
    own = client.get(f"{reverse('register')}?set=own&columns=themes&columns=month")
    assert [head.column.key for head in own.context["heads"]] == ["name", "month", "themes", "code"]


def test_the_report_of_the_month_is_shown_or_the_one_before(cast, june, world, listed):
    """June's report says how far the works are; in July, not reported yet, June's word still stands."""
    build.make_report(world, listed["road"], JUNE, author=cast.jinjiang_reporter, ytd=700)
    page = cast.client("dispatcher").get(reverse("register"))
    assert "6月主体施工" in page.content.decode()


def test_the_sum_is_taken_from_cells_and_counts_packages_once(cast, june):
    page = cast.client("dispatcher").get(reverse("register_sum"))
    totals = page.context["totals"]
    assert totals.projects == 4
    assert totals.amounts["ytd_wan"] == Decimal("1600.25")
    assert totals.amounts["plan_wan"] == Decimal("4200.50")
    assert totals.lead.quantize(Decimal("0.01")) == Decimal("-11.90")


@pytest.mark.parametrize("query", ["", "unit=350582", "category=green", "level=city&unit=350582"])
def test_cells_and_lines_agree(cast, june, query):
    """A filter that changes nothing but the way of counting gives the same sums."""
    client = cast.client("dispatcher")
    cells = client.get(f"{reverse('register_sum')}?{query}").context["totals"]
    lines = client.get(f"{reverse('register_sum')}?{query}&nature=continuing").context["totals"]
    assert (cells.projects, cells.amounts) == (lines.projects, lines.amounts)


def test_pills_count_every_light_under_the_other_filters(cast, june):
    page = cast.client("dispatcher").get(reverse("register_sum"), {"q": "公园", "light": "green"})
    counts = {option.value: option.count for option, _ in page.context["lights"]}
    assert counts == {"green": 0, "yellow": 0, "red": 1, "before_start": 0, "unlit": 0}
    assert page.context["total"] == 1


def test_menus_count_the_entries_of_each_unit(cast, june):
    page = cast.client("dispatcher").get(reverse("register_sum"), {"category": "road"})
    units = {option.value: option.count for option in dict(page.context["menus"])["unit"]}
    assert units == {"350582": 2, "350521": 0, "350500": 1}


def test_a_package_opens_to_its_parts(cast, june, listed):
    line = june.lines.get(listing=listed["package"])
    page = cast.client("dispatcher").get(reverse("register_parts", args=[line.pk]))
    assert shows(page, "公厕1片", "公厕2片") == ["公厕1片", "公厕2片"]


def test_a_county_sees_its_own_rows_and_sums_only(cast, june, listed):
    client = cast.client("huian_reporter")
    assert shows(client.get(reverse("register")), *ALL) == ["崎山公园"]
    assert client.get(reverse("register_sum")).context["totals"].projects == 1
    foreign = june.lines.get(listing=listed["road"])
    assert client.get(reverse("register_light", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("register_parts", args=[foreign.pk])).status_code == 404


def test_an_owner_sees_its_own_projects_counted_from_lines(cast, june):
    client = cast.client("project_company")
    assert shows(client.get(reverse("register")), *ALL) == ["城东至北峰快速通道"]
    page = client.get(reverse("register_sum"))
    assert page.context["totals"].amounts["ytd_wan"] == 500
    assert {option.value: option.count for option, _ in page.context["lights"]}["yellow"] == 1


def test_people_without_business_rows_are_refused(cast, june):
    assert cast.client("system_admin").get(reverse("register")).status_code == 403


def test_a_light_opens_its_inputs(cast, june, listed):
    build.make_light_rules()
    line = june.lines.get(listing=listed["city"])
    text = cast.client("dispatcher").get(reverse("register_light", args=[line.pk])).content.decode()
    assert "累计为应完成的 83.33%" in text
    assert "规则第1版" in text


def test_saved_views_are_ways_of_looking_not_months(cast, june):
    user = cast.dispatcher
    page = cast.client(user).get(reverse("register"), {"unit": "350582", "month": "2018-06", "page": "1"})
    assert page.context["look"].query_to_save == "unit=350582"
    saved_views.save_view(user=user, page="register", name="晋江", query="unit=350582", is_shared=True, at=AT)
    menu = cast.client("section_officer").get(reverse("register_views"))
    assert "晋江" in menu.content.decode()


@pytest.mark.parametrize(("query", "most"), [("", 8), ("unit=350582&light=green&sort=-rate", 9), ("set=nodes", 8)])
def test_queries_do_not_grow_with_rows(cast, world, listed, django_assert_max_num_queries, query, most):
    client = cast.client("dispatcher")
    few = [build.line(row) for row in (listed["road"], listed["park"])]
    build.make_brief(world, JUNE, 1, few)
    address = f"{reverse('register')}?{query}"
    with django_assert_max_num_queries(most) as first:
        client.get(address)
    more = [build.make_listing(world, f"QZ18-1{n:02d}") for n in range(20)]
    build.make_brief(world, JUNE, 2, [build.line(row) for row in more])
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(address)


def test_pages_do_not_overlap_and_know_their_next(cast, world):
    rows = [build.make_listing(world, f"QZ18-1{n:02d}", name=f"路{n:02d}") for n in range(25)]
    build.make_brief(world, JUNE, 1, [build.line(row, ytd=5) for row in rows])
    client, seen = cast.client("dispatcher"), []
    for number in ("1", "2"):
        page = client.get(reverse("register"), {"per": "20", "page": number, "sort": "-ytd"})
        seen += names(page)
        assert page.context["has_next"] is (number == "1")
    assert len(set(seen)) == 25


def test_the_page_never_counts_its_rows(cast, june):
    with CaptureQueriesContext(connection) as queries:
        cast.client("dispatcher").get(reverse("register"))
    lines = [query["sql"] for query in queries if "reporting_briefline" in query["sql"]]
    assert len(lines) == 2, "the keys of the page, then its rows"
    assert not any("COUNT(" in line for line in lines)


def test_what_people_typed_is_shown_as_text(cast, world):
    """Cells are joined in Python: each of them must be escaped there."""
    listing = build.make_listing(world, "QZ18-066", name="<script>x</script>", sponsoring_leader='"><img src=x>')
    build.make_brief(world, JUNE, 1, [build.line(listing)])
    text = cast.client("dispatcher").get(reverse("register"), {"q": '"><b>', "theme": "<i>"}).content.decode()
    shown = cast.client("dispatcher").get(reverse("register")).content.decode()
    assert "<script>x" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;x" in shown
    assert '"><b>' not in text
    assert "<i>" not in text


def test_a_light_knows_the_nodes_of_its_day_not_of_today(cast, june, listed):
    """June's brief said that the node was open; that it was reached in July does not unsay it."""
    build.make_light_rules()
    node = {"project": listed["city"].project, "name": "箱梁架设完成"}
    Milestone.objects.create(sequence=1, planned_on=date(2018, 6, 10), actual_on=date(2018, 7, 5), **node)
    line = june.lines.get(listing=listed["city"])
    text = cast.client("dispatcher").get(reverse("register_light", args=[line.pk])).content.decode()
    assert "箱梁架设完成" in text
    assert '<td class="num">20</td>' in text
