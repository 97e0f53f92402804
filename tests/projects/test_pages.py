"""Editing pages: the reason is asked for, the version seen must stand, errors stand beside their field."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.foundation import clock
from core.foundation.money import wan
from projects.models import Milestone, PlanBatch, Project, Theme
from tests import builders as build
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_july(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def world(cast):
    return build.make_world(cast.units)


@pytest.fixture
def road(world, cast):
    return build.make_listing(world, "QZ18-001", name="刺桐北路", owner=cast.firm("甲公司"))


@pytest.fixture
def officer(cast):
    return cast.client("section_officer")


def typed(page, name):
    """What the browser would send back of a form of the page, untouched."""
    form = page.context[name]
    values = {field.html_name: field.value() for field in form}
    return {key: "" if value is None else value for key, value in values.items() if value is not False}


def edit(officer, **changes):
    address = reverse("project_edit", args=["QZ18-001"])
    return officer.post(address, typed(officer.get(address), "project_form") | changes)


def test_facts_are_changed_with_a_reason(officer, road):
    answer = edit(officer, total_investment_wan="6,000.50".replace(",", ""), reason="按概算批复")
    assert answer.status_code == 302
    project = Project.objects.get(code="QZ18-001")
    assert (project.total_investment_wan, project.version) == (Decimal("6000.50"), 2)
    assert project.revisions.get(number=2).reason == "按概算批复"


def test_what_was_not_touched_is_not_written(officer, road):
    """A page sent back as it was makes no version, whatever reason it gives."""
    assert edit(officer, reason="没有改动").status_code == 302
    assert Project.objects.get(code="QZ18-001").version == 1


def test_without_a_reason_nothing_is_saved_and_nothing_typed_is_lost(officer, road):
    answer = edit(officer, name="刺桐北路延伸", reason="")
    assert answer.status_code == 422
    assert answer.context["project_form"].errors["reason"]
    assert 'value="刺桐北路延伸"' in answer.content.decode()
    assert Project.objects.get(code="QZ18-001").name == "刺桐北路"


def test_a_version_seen_too_long_ago_is_refused(officer, road):
    stale = typed(officer.get(reverse("project_edit", args=["QZ18-001"])), "project_form")
    edit(officer, name="甲", reason="先改")
    answer = officer.post(reverse("project_edit", args=["QZ18-001"]), stale | {"name": "乙", "reason": "后改"})
    assert answer.status_code == 422
    assert "已被他人更新" in answer.content.decode()
    assert Project.objects.get(code="QZ18-001").name == "甲"


def test_a_wrong_national_code_is_told_beside_its_field(officer, road):
    answer = edit(officer, national_code="2018-350500", reason="赋码")
    assert answer.context["project_form"].errors["national_code"]


def test_an_owner_is_named_in_full(officer, road, cast):
    cast.firm("泉州城建项目公司（演示）")
    answer = edit(officer, owner="城建", reason="更换业主")
    assert "是不是：泉州城建项目公司（演示）" in answer.context["project_form"].errors["owner"][0]
    assert edit(officer, owner="泉州城建项目公司（演示）", reason="更换业主").status_code == 302
    assert Project.objects.get(code="QZ18-001").owner.name == "泉州城建项目公司（演示）"


def test_dates_that_contradict_each_other_are_refused(officer, road):
    answer = edit(officer, actual_start="2018-05-01", actual_finish="2018-04-01", reason="补登")
    assert answer.status_code == 422


def test_listing_and_themes_are_changed(officer, road, world):
    theme = Theme.objects.create(campaign=world.campaign, name="双修")
    page = officer.get(reverse("project_edit", args=["QZ18-001"]))
    sent = typed(page, "listing_form") | {"sponsoring_leader": "副市长甲", "themes": [theme.pk], "reason": "分工调整"}
    assert officer.post(reverse("listing_edit", args=["QZ18-001"]), sent).status_code == 302
    road.refresh_from_db()
    assert road.sponsoring_leader == "副市长甲"
    assert list(road.themes.all()) == [theme]
    assert Project.objects.get(code="QZ18-001").version == 2


@pytest.mark.parametrize("person", ["dispatcher", "jinjiang_reporter", "bureau_leader", "system_admin"])
def test_only_the_section_edits(cast, road, person):
    client = cast.client(person)
    assert client.get(reverse("project_edit", args=["QZ18-001"])).status_code == 403
    assert client.post(reverse("listing_edit", args=["QZ18-001"])).status_code == 403
    assert client.get(reverse("plan_adjust")).status_code == 403


def test_a_project_that_does_not_exist(officer, world):
    assert officer.get(reverse("project_edit", args=["QZ18-404"])).status_code == 404


class TestMilestones:
    def test_added_promised_reached(self, officer, road):
        added = {"name": "主体封顶", "planned_on": "2018-06-30", "note": ""}
        assert officer.post(reverse("milestone_add", args=["QZ18-001"]), added).status_code == 302
        promise = {"promised_on": "2018-08-31", "reason": "雨季影响"}
        assert officer.post(reverse("milestone_promise", args=["QZ18-001", 1]), promise).status_code == 302
        reached = {"actual_on": "2018-07-20"}
        assert officer.post(reverse("milestone_reach", args=["QZ18-001", 1]), reached).status_code == 302
        node = Milestone.objects.get()
        assert (node.planned_on, node.actual_on) == (date(2018, 6, 30), date(2018, 7, 20))
        assert node.promises.get().reason == "雨季影响"

    def test_a_promise_in_the_past_is_refused_where_it_was_typed(self, officer, road):
        road.project.milestones.create(sequence=1, name="封顶", planned_on=date(2018, 6, 30))
        sent = {"promised_on": "2018-07-01", "reason": "雨季影响"}
        answer = officer.post(reverse("milestone_promise", args=["QZ18-001", 1]), sent)
        assert answer.status_code == 422
        assert "承诺日期不能早于今天" in answer.content.decode()
        assert 'value="雨季影响"' in answer.content.decode()

    def test_a_node_that_does_not_exist(self, officer, road):
        assert officer.post(reverse("milestone_reach", args=["QZ18-001", 7]), {}).status_code == 404


PAPER = {
    "title": "年中调整", "document_number": "泉政办〔2018〕60号", "approver_label": "市政府",
    "effective_month": "2018-07", "reason": "拆迁滞后",
}  # fmt: skip


def rows(*listed):
    """The formset of an adjustment: (listing, plan) or (listing, None, leaves)."""
    sent = {"form-TOTAL_FORMS": len(listed), "form-INITIAL_FORMS": len(listed)}
    for number, (listing, plan, *leaves) in enumerate(listed):
        sent[f"form-{number}-listing"] = listing.pk
        sent[f"form-{number}-annual_plan_wan"] = "" if plan is None else plan
        if leaves:
            sent[f"form-{number}-leaves"] = "on"
    return sent


class TestPlanAdjustment:
    def sign(self, officer, sent):
        """Look at the effect, then sign it."""
        shown = officer.post(reverse("plan_adjust"), sent | {"step": "preview"})
        return officer.post(reverse("plan_adjust"), sent | {"step": "sign", "seen": shown.context["seen"]})

    def test_projects_are_found_and_added(self, officer, road):
        page = officer.get(reverse("plan_adjust"), {"q": "刺桐"})
        ((found, address),) = page.context["found"]
        assert found == road
        assert [line["listing"] for line in officer.get(address).context["lines"]] == [road]

    def test_the_effect_is_shown_before_anything_is_written(self, officer, road, world):
        build.make_listing(world, "QZ18-002", plan=800)
        page = officer.post(reverse("plan_adjust"), PAPER | rows((road, "900")) | {"step": "preview"})
        effect = page.context["effect"]
        assert (effect.before.plan_wan, effect.after.plan_wan) == (2000, 1700)
        assert "总量不应减少" in page.content.decode()
        assert PlanBatch.objects.count() == 1

    def test_signing_replaces_the_plan_and_keeps_the_first(self, officer, road):
        assert self.sign(officer, PAPER | rows((road, "1500"))).status_code == 302
        first, second = road.plan_lines.order_by("known_from")
        assert (first.annual_plan_wan, second.annual_plan_wan) == (1200, 1500)
        assert (first.known_to, second.known_from) == (AT, AT)
        assert second.batch.document_number == "泉政办〔2018〕60号"

    def test_only_what_was_shown_can_be_signed(self, officer, road):
        """Another amount than the one whose effect was shown is shown again instead."""
        shown = officer.post(reverse("plan_adjust"), PAPER | rows((road, "1500")) | {"step": "preview"})
        sent = PAPER | rows((road, "9500")) | {"step": "sign", "seen": shown.context["seen"]}
        again = officer.post(reverse("plan_adjust"), sent)
        assert again.status_code == 200
        assert again.context["effect"].after.plan_wan == 9500
        assert PlanBatch.objects.count() == 1

    def test_leaving_the_list(self, officer, road, world):
        build.make_listing(world, "QZ18-002", plan=800)
        assert self.sign(officer, PAPER | rows((road, None, True))).status_code == 302
        road.refresh_from_db()
        assert road.left_by is not None

    def test_a_batch_without_paper_or_content_is_refused(self, officer, road):
        sent = PAPER | {"document_number": ""} | rows((road, "1500")) | {"step": "preview"}
        answer = officer.post(reverse("plan_adjust"), sent)
        assert answer.status_code == 422
        assert answer.context["paper"].errors["document_number"]
        nothing = officer.post(reverse("plan_adjust"), PAPER | rows((road, None)) | {"step": "preview"})
        signed = officer.post(
            reverse("plan_adjust"), PAPER | rows((road, None)) | {"step": "sign", "seen": nothing.context["seen"]}
        )
        assert "调整批次没有内容" in signed.content.decode()

    @pytest.mark.parametrize("amount", ["-5", "1e9x", "12345678901234567"])
    def test_amounts_that_are_none(self, officer, road, amount):
        answer = officer.post(reverse("plan_adjust"), PAPER | rows((road, amount)) | {"step": "preview"})
        assert answer.status_code == 422
        assert f'value="{amount}"' in answer.content.decode()

    def test_a_row_of_another_campaign_changes_nothing(self, officer, road, world, cast):
        other = build.make_world(cast.units, year=2017)
        other.campaign.is_current = False
        other.campaign.save()
        past = build.make_listing(other, "QZ17-001")
        page = officer.post(reverse("plan_adjust"), PAPER | rows((past, "9")) | {"step": "preview"})
        assert page.context["lines"] == []
        assert wan(1200) == road.plan_lines.get().annual_plan_wan
