"""The guide: the first edition is sound, a broken one is refused whole, a new one leaves running files alone."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from approvals.actions import guide
from approvals.choices import DependencyKind
from approvals.edition import FIRST_EDITION, read_edition
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


def second_edition(folder: Path) -> Path:
    """The first one with a shorter promise, another paper, and one matter off a template."""
    text = FIRST_EDITION.read_text(encoding="utf-8")
    text = text.replace("promised_days = 5", "promised_days = 4", 1).replace('"?资金来源说明"', '"资金来源说明"', 1)
    text = text.replace('"YS01", "YS04"]', '"YS04"]', 1)
    path = folder / "guide-2.toml"
    path.write_text(text, encoding="utf-8")
    return path


def publish(path: Path, *options: str) -> str:
    told = StringIO()
    call_command("publish_guide", str(path), "--by", "section_officer", *options, stdout=told)
    return told.getvalue()


def test_the_next_edition_is_shown_against_the_one_in_force_and_then_published(office: Office, tmp_path: Path) -> None:
    office.cast.call("section_officer")
    path = second_edition(tmp_path)
    shown = publish(path, "--dry-run").splitlines()
    name = "政府投资项目审批（立项、可行性研究）（LX01）"
    assert f"{name}承诺时限：5 → 4" in shown
    assert next(line for line in shown if "申请材料" in line).endswith("资金来源说明")
    assert "小型社会投资减少：YS01" in shown
    assert (len(shown), GuideVersion.objects.count()) == (3, 1)
    assert "第2版）已发布" in publish(path)
    with pytest.raises(CommandError, match="相同"):
        publish(path)


def test_a_file_that_cannot_be_read_or_not_yet_be_in_force_is_refused(office: Office, tmp_path: Path) -> None:
    office.cast.call("section_officer")
    broken = tmp_path / "broken.toml"
    broken.write_text('title = "指南"', encoding="utf-8")
    with pytest.raises(CommandError, match="缺少或写错了栏目"):
        publish(broken)
    with pytest.raises(CommandError, match="读不了"):
        publish(tmp_path / "none.toml")
    future = replace(read_edition(), effective_on=JANUARY.date().replace(month=6))
    with pytest.raises(Refused, match="请到2018年6月15日再发布"):
        guide.publish_guide(edition=future, by=office.officer, at=JANUARY)
