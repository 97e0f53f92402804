"""The guide: the first edition is sound, a broken one is refused whole, a new one leaves running files alone."""

from dataclasses import replace

import pytest

from approvals.actions import guide
from approvals.choices import DependencyKind
from approvals.edition import read_edition
from approvals.models import ApprovalRoute, Dependency, GuideVersion, Matter
from core.foundation.verdict import Refused

from .world import JANUARY, Office, moment


def test_the_first_edition_is_sound_and_keeps_the_facts_of_the_law() -> None:
    edition = read_edition()
    assert edition.problems() == []
    legal = {matter["code"]: matter["legal_days"] for matter in edition.matters}
    assert (legal["SG02"], legal["SG01"], legal["LX01"], legal["YS04"]) == (7, 15, 20, 15)
    ceilings = {row["code"]: row["ceiling_days"] for row in edition.templates}
    assert ceilings == {"gov_building": 90, "gov_municipal": 90, "private": 50, "private_small": 35}
    stages = {row["code"]: row["stages"] for row in edition.templates}
    assert stages["gov_building"] == {"land": 25, "works": 20, "construction": 15, "acceptance": 12}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda e: {"edges": (*e.edges, ("SG02", "LX01", DependencyKind.HARD))}, "互为前置"),
        (lambda e: {"edges": (*e.edges, ("SG02", "ZZ99", DependencyKind.HARD))}, "没有这个事项：ZZ99"),
        (lambda e: {"matters": (*e.matters, e.matters[0])}, "重复"),
        (lambda e: {"matters": ({**e.matters[0], "promised_days": 21}, *e.matters[1:])}, "超过法定"),
        (lambda e: {"templates": ({**e.templates[0], "ceiling_days": 71}, *e.templates[1:])}, "超过全流程上限"),
    ],
)
def test_an_edition_that_contradicts_itself_is_refused_whole(office: Office, broken, said: str) -> None:
    edition = read_edition()
    with pytest.raises(Refused, match=said):
        guide.publish_guide(edition=replace(edition, **broken(edition)), by=office.officer, at=JANUARY)
    assert GuideVersion.objects.count() == 1


def test_publishing_the_same_again_is_refused_and_only_the_section_publishes(office: Office) -> None:
    with pytest.raises(Refused, match="相同"):
        guide.publish_guide(edition=read_edition(), by=office.officer, at=JANUARY)
    for name in ("department_member", "dispatcher", "bureau_leader", "jinjiang_reporter"):
        with pytest.raises(Refused) as refused:
            guide.publish_guide(edition=read_edition(), by=office.cast.user(name), at=JANUARY)
        assert refused.value.status == 403


def test_a_new_edition_holds_for_new_files_and_the_old_ones_keep_theirs(office: Office) -> None:
    road = office.project(key_level="none")
    old = office.receive(road)
    edition = read_edition()
    matters = ({**edition.matters[0], "promised_days": 4}, *edition.matters[1:])
    second = guide.publish_guide(
        edition=replace(edition, matters=matters, document_number="泉建〔2018〕40号"),
        by=office.officer,
        at=moment(3, 2),
    )
    old.refresh_from_db()
    assert (old.limit_days, old.matter.guide_id) == (5, office.guide.pk)
    assert ApprovalRoute.objects.get(project=road.project).template.guide_id == second.pk
    office.decide(office.accept(old, moment(3, 2)), moment(3, 5), "refuse")
    assert office.receive(road, at=moment(3, 6)).limit_days == 4


def test_the_graph_names_what_blocks_the_permit(office: Office) -> None:
    permit = Matter.objects.get(guide=office.guide, code="SG02")
    edges = Dependency.objects.filter(after=permit).values_list("before__code", "kind")
    assert set(edges) == {("GH04", "hard"), ("SG01", "hard"), ("XF01", "hard"), ("JN01", "soft"), ("HB01", "soft")}


def test_a_route_cannot_drop_a_matter_that_was_handed_in(office: Office) -> None:
    road = office.project(template="gov_building")
    office.receive(road, "LX01")
    small = office.guide.templates.get(code="private_small")
    with pytest.raises(Refused, match="不含已收件的事项"):
        guide.set_route(project=road.project, template=small, by=office.officer, at=moment(3, 2))
