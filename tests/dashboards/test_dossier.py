"""项目档案: one project with everything known of it, within its scope and a constant number of queries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from core.foundation import clock
from core.foundation.money import wan
from core.foundation.months import Month
from projects import actions
from projects.choices import PartyRole
from projects.models import MilestonePromise, Party, PlanLine
from reporting.choices import Basis, DutyState, Light
from tests import builders as build
from tests.builders import JULY, JUNE
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_july(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def world(cast):
    build.make_light_rules()
    return build.make_world(cast.units)


@pytest.fixture
def road(world, cast):
    """A project of 12,000 万元, 6,000 due in June, 5,500 done, July not reported yet."""
    listing = build.make_listing(world, "QZ18-001", name="刺桐北路", plan=12000, is_flagship=True)
    build.make_brief(
        world, JUNE, 1, [build.line(listing, ytd=5500, month_wan=wan(900), due_wan=wan(6000), light=Light.YELLOW)]
    )
    carried = build.line(listing, ytd=5500, due_wan=wan(7000), basis=Basis.CARRIED, reported=0)
    build.make_brief(world, JULY, 0, [carried])
    for month, ytd in ((Month(2018, 5), 4600), (JUNE, 5500)):
        build.make_report(world, listing, month, author=cast.jinjiang_reporter, ytd=ytd)
    return listing


def get(cast, person="dispatcher", name="project", code="QZ18-001", **rest):
    return cast.client(person).get(reverse(name, kwargs={"code": code, **rest}))


def test_the_running_month_without_a_figure_does_not_shout(cast, road):
    """Last month's cumulative stands, and it is judged by last month's plan."""
    page = get(cast)
    measures = page.context["measures"]
    assert measures.figure_month == JUNE
    assert measures.due_wan == 6000
    assert measures.behind_points.quantize(Decimal("0.1")) == Decimal("4.2")
    assert measures.needed_wan == Decimal("1083.33")
    assert "7月未报，沿用上月累计" in page.content.decode()


def test_a_report_that_waits_is_shown_beside_and_in_no_figure(cast, road, world):
    duty = build.make_report(world, road, JULY, author=cast.jinjiang_reporter, ytd=6000)
    duty.state = DutyState.UNIT_APPROVED
    duty.save()
    page = get(cast)
    text = page.content.decode()
    assert "7月 0.05，待市审，未计入" in text
    assert page.context["measures"].line.ytd_wan == 5500
    july = page.context["months"][0]
    assert (july.month_wan, july.ytd_wan, july.state) == (500, 6000, "待市审")


def test_months_carry_plan_figures_light_and_state(cast, road):
    months = get(cast).context["months"]
    assert [row.month for row in months] == [JULY, JUNE, Month(2018, 5)]
    june = months[1]
    assert (june.planned_wan, june.month_wan, june.ytd_wan) == (1000, 900, 5500)
    assert (june.light.label, june.state) == ("滞后", "已定版")


def test_the_curve_stops_at_the_last_figure_and_goes_on_as_needed(cast, road):
    spec = get(cast).context["curve"]
    plan, done, needed = (series["values"] for series in spec["series"])
    assert spec["unit"] == "亿元"
    assert plan[11] == "1.20"
    assert done == [None] * 5 + ["0.55"] + [None] * 6
    assert (needed[4], needed[5], needed[11]) == (None, "0.55", "1.20")


def test_a_small_project_is_drawn_in_wan(cast, world):
    listing = build.make_listing(world, "QZ18-002", plan=1200)
    build.make_brief(world, JUNE, 1, [build.line(listing, ytd=500)])
    assert get(cast, code="QZ18-002").context["curve"]["unit"] == "万元"


def test_nodes_planned_promised_reached(cast, road):
    nodes = road.project.milestones
    late = nodes.create(sequence=1, name="桥梁下部结构", planned_on=date(2018, 5, 31))
    nodes.create(sequence=2, name="施工许可", planned_on=date(2018, 3, 1), actual_on=date(2018, 3, 16))
    nodes.create(sequence=3, name="主线贯通", planned_on=date(2018, 11, 30))
    for days, reason in ((20, "雨季"), (40, "铁路审查")):
        MilestonePromise.objects.create(
            milestone=late, promised_on=date(2018, 7, 25) + timedelta(days), reason=reason,
            at=AT + timedelta(seconds=days), by_label="责任单位",
        )  # fmt: skip
    page = get(cast)
    notes = {node.milestone.name: (node.light.label, node.note) for node in page.context["nodes"]}
    assert notes["桥梁下部结构"] == ("严重滞后", "已过计划54天；第2次承诺；铁路审查")
    assert notes["施工许可"] == ("正常", "迟15天，已完成")
    assert notes["主线贯通"] == ("未到期", "")
    assert "2018-09-03" in page.content.decode()


def test_names_on_the_strip_do_not_run_into_each_other(cast, road):
    for number in range(6):
        road.project.milestones.create(
            sequence=number, name=f"第{number}段主体结构完成", planned_on=date(2018, 9, 1 + number)
        )
    places = get(cast).context["strip"].places
    assert len({place.y for place in places}) == 3
    assert all(0 <= place.label <= 1300 for place in places)


def test_plans_keep_the_first_beside_the_adjusted(cast, road):
    line = road.plan_lines.get()
    PlanLine.objects.filter(pk=line.pk).update(known_to=AT - timedelta(days=1))
    batch = road.entered_by
    batch.pk, batch.number, batch.title = None, 2, "年中调整"
    batch.approved_at = AT - timedelta(days=1)
    batch.save()
    build.make_plan(batch, road, plan=15000, is_initial=False)
    page = get(cast)
    assert [(line.annual_plan_wan, step) for line, step in page.context["plans"]] == [(15000, 3000), (12000, None)]
    assert "已调整 1 次，年初 1.20" in page.content.decode()


def test_a_package_shows_its_parts_and_their_plan(cast, world):
    package = build.make_listing(world, "QZ18-010", name="防洪工程", unit="350500", plan=0)
    parts = [
        build.make_listing(world, f"QZ18-010-{unit}", name=f"{unit}段", unit=unit, parent=package, plan=600)
        for unit in ("350582", "350521")
    ]
    package.project.refresh_from_db()
    lines = [build.line(package, ytd=300, plan_wan=wan(1200)), *(build.line(part, ytd=150) for part in parts)]
    build.make_brief(world, JUNE, 1, lines)
    page = get(cast, code="QZ18-010")
    assert [line.unit.name for line, _ in page.context["parts"]] == ["晋江市", "惠安县"]
    assert page.context["record"].plan.annual_wan == 1200
    part = get(cast, "huian_reporter", code="QZ18-010-350521")
    assert "防洪工程" in part.content.decode()


def test_what_a_package_counts_is_not_shown_to_a_county_of_one_part(cast, world):
    package = build.make_listing(world, "QZ18-010", unit="350500")
    build.make_listing(world, "QZ18-010-1", unit="350521", parent=package)
    assert get(cast, "huian_reporter", code="QZ18-010").status_code == 404


@pytest.mark.parametrize("name", ["project", "project_card", "project_aside", "project_history"])
def test_foreign_projects_do_not_exist(cast, road, name):
    assert get(cast, "huian_reporter", name).status_code == 404
    assert get(cast, "system_admin", name).status_code == 404
    assert get(cast, name=name, code="QZ18-999").status_code == 404


def test_the_month_panel_holds_versions_and_checks(cast, road):
    text = get(cast, name="project_month", month=JUNE).content.decode()
    assert "第1版" in text
    assert "晋江市填报员" in text
    assert get(cast, "huian_reporter", "project_month", month=JUNE).status_code == 404
    assert get(cast, name="project_month", month=Month(2018, 12)).status_code == 404


def test_history_says_who_changed_what_and_why(cast, road):
    actions.edit_project(
        project=road.project, changes={"total_investment_wan": wan(6000)}, reason="按概算批复", seen_version=1,
        by=cast.section_officer.actor, at=AT,
    )  # fmt: skip
    actions.edit_listing(
        listing=road, changes={"sponsoring_leader": "副市长乙"}, reason="分工调整", seen_version=2,
        by=cast.section_officer.actor, at=AT + timedelta(minutes=1),
    )  # fmt: skip
    events = get(cast, name="project_aside").context["history"].events
    found = {(event.kind, event.why, event.changes) for event in events}
    assert ("档案", "按概算批复", (("总投资（万元）", "5,000", "6,000"),)) in found
    assert ("列入信息", "分工调整", (("挂钩领导", "—", "副市长乙"),)) in found
    assert {event.kind for event in events} >= {"月报", "计划"}
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)


def test_history_is_paged_without_gaps(cast, road):
    node = road.project.milestones.create(sequence=1, name="封顶", planned_on=date(2018, 5, 1))
    for number in range(30):
        MilestonePromise.objects.create(
            milestone=node, promised_on=date(2018, 8, 1), reason=str(number), at=AT + timedelta(minutes=number),
            by_label="责任单位",
        )  # fmt: skip
    client, seen = cast.client("dispatcher"), []
    page = get(cast, name="project_aside").context["history"]
    while True:
        seen += [event.why for event in page.events if event.kind == "节点承诺"]
        if page.next_before is None:
            break
        address = reverse("project_history", args=["QZ18-001"])
        page = client.get(address, {"before": page.next_before.isoformat()}).context["history"]
    assert seen == [str(number) for number in reversed(range(30))]


def test_the_six_parties(cast, road):
    for name in ("施工单位丙", "施工单位丁"):
        Party.objects.create(project=road.project, role=PartyRole.CONTRACTOR, firm=cast.firm(name))
    parties = dict(get(cast, name="project_aside").context["parties"])
    assert parties["施工"] == "施工单位丙、施工单位丁"
    assert len(parties) == 6


def test_refused_buttons_stay_with_their_reason(cast, road):
    text = get(cast, "jinjiang_reporter").content.decode()
    assert "编辑档案" in text
    assert "您的角色没有这项权限" in text


def test_the_card_is_one_page_of_the_same_figures(cast, road):
    text = get(cast, name="project_card").content.decode()
    assert "5,500（45.8%）" in text
    assert "数据：2018年7月暂定" in text


def test_a_project_without_brief_or_reports_still_opens(cast, world):
    build.make_listing(world, "QZ18-020")
    assert get(cast, code="QZ18-020").status_code == 200
    assert get(cast, name="project_card", code="QZ18-020").status_code == 200


def test_queries_do_not_grow_with_months_and_nodes(cast, road, world, django_assert_max_num_queries):
    client = cast.client("dispatcher")
    with django_assert_max_num_queries(12) as first:
        client.get(reverse("project", args=["QZ18-001"]))
    for number in range(1, 9):
        road.project.milestones.create(sequence=number, name=f"节点{number}", planned_on=date(2018, number, 1))
    for month in (Month(2018, 3), Month(2018, 4)):
        build.make_report(world, road, month, author=cast.jinjiang_reporter, ytd=100)
        build.make_brief(world, month, 1, [build.line(road, ytd=100)])
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(reverse("project", args=["QZ18-001"]))
