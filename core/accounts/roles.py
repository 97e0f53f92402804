"""The roles of the portal, what each may do and over which rows. Capabilities are code; who holds a role is a row.

Source: the decisions on roles. A role's reach says which rows its capabilities cover; `scopes.Scope` turns a person's
grants into those rows.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """Over which rows a role's capabilities hold."""

    OWN_UNIT = "own_unit"
    OWN_FIRM = "own_firm"
    WHOLE_CITY = "whole_city"
    OWN_DEPARTMENT = "own_department"
    NOTHING = "nothing"


class Can(StrEnum):
    """Single rights. A view, an API endpoint and a button ask for the same one."""

    READ_BOARD = "read_board"
    READ_PROJECTS = "read_projects"
    EDIT_REGISTER = "edit_register"
    EDIT_PLAN = "edit_plan"
    EDIT_TARGETS = "edit_targets"
    IMPORT_REGISTER = "import_register"
    FILL_REPORTS = "fill_reports"
    CHECK_FIRST = "check_first"
    CHECK_SECOND = "check_second"
    SUBMIT_UNIT = "submit_unit"
    HAND_OVER = "hand_over"
    RUN_MONTH = "run_month"
    REQUEST_CORRECTION = "request_correction"
    DECIDE_CORRECTION = "decide_correction"
    RELEASE_BRIEF = "release_brief"
    REPORT_PROBLEMS = "report_problems"
    SOLVE_PROBLEMS = "solve_problems"
    COORDINATE = "coordinate"
    CONFIRM_ESCALATION = "confirm_escalation"
    ANSWER_TASKS = "answer_tasks"
    READ_MEETINGS = "read_meetings"
    EDIT_APPROVALS = "edit_approvals"
    HANDLE_APPROVALS = "handle_approvals"
    READ_JOURNAL = "read_journal"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_CALENDAR = "manage_calendar"
    GRANT_ROLES = "grant_roles"
    MOVE_DEMONSTRATION_CLOCK = "move_demonstration_clock"
    READ_INSPECTIONS = "read_inspections"
    MANAGE_INSPECTIONS = "manage_inspections"
    DECIDE_REDRAW = "decide_redraw"
    DECIDE_DIRECTED = "decide_directed"
    INSPECT = "inspect"
    ANSWER_ORDERS = "answer_orders"


class Role(StrEnum):
    COUNTY_REPORTER = "county_reporter"
    COUNTY_APPROVER = "county_approver"
    OWNER_REPORTER = "owner_reporter"
    SECTION_OFFICER = "section_officer"
    DISPATCHER = "dispatcher"
    BUREAU_LEADER = "bureau_leader"
    CITY_LEADER = "city_leader"
    DEPARTMENT_MEMBER = "department_member"
    INSPECTOR = "inspector"
    EXPERT = "expert"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


@dataclass(frozen=True)
class RoleDescription:
    """What a role is called, which rows it reaches, what it may do there and where it starts its day (a url name)."""

    label: str
    reach: Reach
    may: frozenset[Can]
    home: str
    needs_second_factor: bool = False


_READ = frozenset({Can.READ_BOARD, Can.READ_PROJECTS})

ROLES: dict[Role, RoleDescription] = {
    Role.COUNTY_REPORTER: RoleDescription(
        label="县级填报员",
        reach=Reach.OWN_UNIT,
        may=_READ | {Can.FILL_REPORTS, Can.REPORT_PROBLEMS, Can.ANSWER_ORDERS},
        home="my_month",
    ),
    Role.COUNTY_APPROVER: RoleDescription(
        label="县级审核员",
        reach=Reach.OWN_UNIT,
        may=_READ
        | {
            Can.CHECK_FIRST,
            Can.SUBMIT_UNIT,
            Can.HAND_OVER,
            Can.REQUEST_CORRECTION,
            Can.REPORT_PROBLEMS,
            Can.SOLVE_PROBLEMS,
            Can.ANSWER_ORDERS,
        },
        home="check_desk",
        needs_second_factor=True,
    ),
    Role.OWNER_REPORTER: RoleDescription(
        label="市直业主填报员",
        reach=Reach.OWN_FIRM,
        may=frozenset({Can.READ_PROJECTS, Can.FILL_REPORTS, Can.REPORT_PROBLEMS, Can.ANSWER_ORDERS}),
        home="my_month",
    ),
    Role.SECTION_OFFICER: RoleDescription(
        label="业务科室",
        reach=Reach.WHOLE_CITY,
        may=_READ
        | {
            Can.CHECK_FIRST,
            Can.EDIT_REGISTER,
            Can.EDIT_PLAN,
            Can.EDIT_TARGETS,
            Can.IMPORT_REGISTER,
            Can.REQUEST_CORRECTION,
            Can.READ_INSPECTIONS,
            Can.MANAGE_INSPECTIONS,
            Can.SOLVE_PROBLEMS,
            Can.READ_MEETINGS,
            Can.EDIT_APPROVALS,
            Can.HANDLE_APPROVALS,
        },
        home="check_desk",
        needs_second_factor=True,
    ),
    Role.DISPATCHER: RoleDescription(
        label="市局调度员",
        reach=Reach.WHOLE_CITY,
        may=_READ
        | {
            Can.CHECK_SECOND,
            Can.RUN_MONTH,
            Can.REQUEST_CORRECTION,
            Can.DECIDE_CORRECTION,
            Can.HAND_OVER,
            Can.COORDINATE,
            Can.READ_MEETINGS,
            Can.MOVE_DEMONSTRATION_CLOCK,
            Can.READ_INSPECTIONS,
            Can.DECIDE_REDRAW,
            Can.DECIDE_DIRECTED,
        },
        home="bureau_month",
        needs_second_factor=True,
    ),
    Role.BUREAU_LEADER: RoleDescription(
        label="局领导",
        reach=Reach.WHOLE_CITY,
        may=_READ
        | {
            Can.RELEASE_BRIEF,
            Can.DECIDE_CORRECTION,
            Can.CONFIRM_ESCALATION,
            Can.READ_MEETINGS,
            Can.READ_INSPECTIONS,
            Can.DECIDE_REDRAW,
            Can.DECIDE_DIRECTED,
        },
        home="board",
        needs_second_factor=True,
    ),
    Role.CITY_LEADER: RoleDescription(
        label="市领导",
        reach=Reach.WHOLE_CITY,
        may=_READ | {Can.READ_MEETINGS, Can.READ_INSPECTIONS},
        home="board",
        needs_second_factor=True,
    ),
    Role.DEPARTMENT_MEMBER: RoleDescription(
        label="联席会议成员单位",
        reach=Reach.OWN_DEPARTMENT,
        may=frozenset({Can.ANSWER_TASKS, Can.READ_MEETINGS, Can.HANDLE_APPROVALS}),
        home="my_items",
    ),
    # What they reach is what they are drawn for: the assignments say so, not a unit.
    Role.INSPECTOR: RoleDescription(
        label="督查员", reach=Reach.NOTHING, may=frozenset({Can.INSPECT}), home="inspection_today"
    ),
    Role.EXPERT: RoleDescription(
        label="专家", reach=Reach.NOTHING, may=frozenset({Can.INSPECT}), home="inspection_today"
    ),
    Role.SYSTEM_ADMIN: RoleDescription(
        label="系统管理员",
        reach=Reach.NOTHING,
        may=frozenset({Can.MANAGE_ACCOUNTS, Can.MANAGE_CALENDAR, Can.MOVE_DEMONSTRATION_CLOCK}),
        home="account_list",
        needs_second_factor=True,
    ),
    Role.SECURITY_ADMIN: RoleDescription(
        label="安全管理员",
        reach=Reach.NOTHING,
        may=frozenset({Can.GRANT_ROLES}),
        home="grant_list",
        needs_second_factor=True,
    ),
    Role.AUDIT_ADMIN: RoleDescription(
        label="审计管理员",
        reach=Reach.NOTHING,
        may=frozenset({Can.READ_JOURNAL}),
        home="journal_list",
        needs_second_factor=True,
    ),
}

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""三员: mutually exclusive with each other and with every business role."""

ROLE_CHOICES = [(role.value, ROLES[role].label) for role in Role]
