"""The roles as decided: who may do what, over which rows. A change here is a change of the office's rules."""

import pytest

from core.accounts.roles import ADMINISTRATORS, ROLES, Can, Reach, Role
from core.accounts.scopes import NOTHING

READ = {Can.READ_BOARD, Can.READ_PROJECTS}

DECIDED = {
    Role.COUNTY_REPORTER: (Reach.OWN_UNIT, "my_month", READ | {Can.FILL_REPORTS, Can.REPORT_PROBLEMS}),
    Role.COUNTY_APPROVER: (
        Reach.OWN_UNIT,
        "check_desk",
        READ
        | {
            Can.CHECK_FIRST,
            Can.SUBMIT_UNIT,
            Can.HAND_OVER,
            Can.REQUEST_CORRECTION,
            Can.REPORT_PROBLEMS,
            Can.SOLVE_PROBLEMS,
        },
    ),
    Role.OWNER_REPORTER: (Reach.OWN_FIRM, "my_month", {Can.READ_PROJECTS, Can.FILL_REPORTS, Can.REPORT_PROBLEMS}),
    Role.SECTION_OFFICER: (
        Reach.WHOLE_CITY,
        "check_desk",
        READ
        | {
            Can.CHECK_FIRST,
            Can.EDIT_REGISTER,
            Can.EDIT_PLAN,
            Can.EDIT_TARGETS,
            Can.IMPORT_REGISTER,
            Can.REQUEST_CORRECTION,
            Can.SOLVE_PROBLEMS,
            Can.READ_MEETINGS,
            Can.EDIT_APPROVALS,
            Can.HANDLE_APPROVALS,
        },
    ),
    Role.DISPATCHER: (
        Reach.WHOLE_CITY,
        "bureau_month",
        READ
        | {
            Can.CHECK_SECOND,
            Can.RUN_MONTH,
            Can.REQUEST_CORRECTION,
            Can.DECIDE_CORRECTION,
            Can.HAND_OVER,
            Can.COORDINATE,
            Can.READ_MEETINGS,
            Can.MOVE_DEMONSTRATION_CLOCK,
        },
    ),
    Role.BUREAU_LEADER: (
        Reach.WHOLE_CITY,
        "board",
        READ | {Can.RELEASE_BRIEF, Can.DECIDE_CORRECTION, Can.CONFIRM_ESCALATION, Can.READ_MEETINGS},
    ),
    Role.CITY_LEADER: (Reach.WHOLE_CITY, "board", READ | {Can.READ_MEETINGS}),
    Role.DEPARTMENT_MEMBER: (
        Reach.OWN_DEPARTMENT,
        "my_items",
        {Can.ANSWER_TASKS, Can.READ_MEETINGS, Can.HANDLE_APPROVALS},
    ),
    Role.INSPECTOR: (Reach.NOTHING, "inspection_today", set()),
    Role.EXPERT: (Reach.NOTHING, "inspection_today", set()),
    Role.SYSTEM_ADMIN: (
        Reach.NOTHING,
        "account_list",
        {Can.MANAGE_ACCOUNTS, Can.MANAGE_CALENDAR, Can.MOVE_DEMONSTRATION_CLOCK},
    ),
    Role.SECURITY_ADMIN: (Reach.NOTHING, "grant_list", {Can.GRANT_ROLES}),
    Role.AUDIT_ADMIN: (Reach.NOTHING, "journal_list", {Can.READ_JOURNAL}),
}

INSPECTIONS = {
    Role.COUNTY_REPORTER: {Can.ANSWER_ORDERS},
    Role.COUNTY_APPROVER: {Can.ANSWER_ORDERS},
    Role.OWNER_REPORTER: {Can.ANSWER_ORDERS},
    Role.SECTION_OFFICER: {Can.READ_INSPECTIONS, Can.MANAGE_INSPECTIONS},
    Role.DISPATCHER: {Can.READ_INSPECTIONS, Can.DECIDE_REDRAW, Can.DECIDE_DIRECTED},
    Role.BUREAU_LEADER: {Can.READ_INSPECTIONS, Can.DECIDE_REDRAW, Can.DECIDE_DIRECTED},
    Role.CITY_LEADER: {Can.READ_INSPECTIONS},
    Role.INSPECTOR: {Can.INSPECT},
    Role.EXPERT: {Can.INSPECT},
}
"""What the same roles may do in 督查; nobody who runs a draw, or asks for a directed check, decides about it."""


@pytest.mark.parametrize("role", Role)
def test_each_role_is_as_decided(role):
    described = ROLES[role]
    reach, home, may = DECIDED[role]
    assert (described.reach, described.home, set(described.may)) == (reach, home, may | INSPECTIONS.get(role, set()))


def test_administrators_touch_no_business_rows():
    business = set(Can) - {
        Can.MANAGE_ACCOUNTS,
        Can.MANAGE_CALENDAR,
        Can.MOVE_DEMONSTRATION_CLOCK,
        Can.GRANT_ROLES,
        Can.READ_JOURNAL,
    }
    assert not any(ROLES[role].may & business for role in ADMINISTRATORS)


@pytest.mark.django_db
def test_a_scope_is_the_union_over_the_roles_that_hold_the_right(cast):
    reporter, owner, leader = cast.call("jinjiang_reporter", "project_company", "city_leader")
    assert reporter.scope(Can.FILL_REPORTS).unit_ids == {cast.unit("350582").pk}
    assert reporter.scope(Can.CHECK_FIRST) == NOTHING
    assert owner.scope(Can.READ_PROJECTS).firm_ids == {cast.firm("泉州城建项目公司（演示）").pk}
    assert leader.scope(Can.READ_PROJECTS).whole_city
    assert cast.outsider.scope(Can.READ_PROJECTS) == NOTHING


@pytest.mark.django_db
def test_a_refused_right_says_whom_to_ask_and_reads_as_403(cast):
    verdict = cast.outsider.may(Can.RUN_MONTH)
    assert (bool(verdict), verdict.code) == (False, "forbidden")
    assert "安全管理员" in verdict.reason
