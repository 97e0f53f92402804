"""Who may change the register, the plans, the nodes and the inputs of the targets."""

from datetime import date

import pytest

from projects import permissions
from projects.models import Campaign, Listing, Milestone

EVERYBODY = ("jinjiang_reporter", "jinjiang_approver", "project_company", "dispatcher", "bureau_leader", "city_leader")
pytestmark = pytest.mark.django_db


def verdicts(user):
    node = Milestone(name="封顶", planned_on=date(2018, 6, 1))
    return [
        permissions.may_edit_project(user),
        permissions.may_edit_listing(user, Listing()),
        permissions.may_adjust_plan(user, Campaign(is_current=True)),
        permissions.may_promise(user, node),
        permissions.may_enter_target_inputs(user),
    ]


def test_the_section_keeps_the_register(cast):
    assert all(verdicts(cast.section_officer))


@pytest.mark.parametrize("username", EVERYBODY)
def test_nobody_else_does(cast, username):
    assert [verdict.code for verdict in verdicts(cast.user(username))] == ["forbidden"] * 5


def test_what_is_over_is_not_changed(cast):
    officer = cast.section_officer
    assert "已退出" in permissions.may_edit_listing(officer, Listing(left_by_id=1)).reason
    assert "当前年度" in permissions.may_adjust_plan(officer, Campaign(is_current=False)).reason
    assert "已完成" in permissions.may_promise(officer, Milestone(actual_on=date(2018, 6, 1))).reason
