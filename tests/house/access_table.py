"""Who may open what: one line per address and method. `test_access` asks every line for every role, over own and
foreign rows; an address without a line fails.

    page("inbox")                                            any person who is logged in
    page("board", may=right(Can.READ_BOARD))                 roles with the right; the others get 403
    page("project", sees=right(Can.READ_PROJECTS), about="project")
                                                             a page about a row: 404 where the row is out of scope
    post("report_submit", sees=right(Can.READ_PROJECTS), may=right(Can.FILL_REPORTS), about="duty")
                                                             in scope but not allowed: 403

Options: `about` names a function of `access_objects`, which makes the row and returns the arguments of its address;
`wants_world=True` opens a month with reports and a brief before. `may` may hold pairs of role and place where a right
depends on both. `door` names the roles that get past the page's first question; the others get 403 before any row is
looked for. `hidden_from` names those who get 404 on a page about no single row. `ok` replaces the answers that count as
let in. `data` is what is posted (a function where each post wants its own, a file say), as JSON with `json=True`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from core.accounts.roles import ROLES, Can, Role
from tests.house.access_objects import COMPANY, JINJIANG

ANYBODY: frozenset[Role | None] = frozenset([*Role, None])
"""Every role, and the person without one."""

PUBLIC = {"login", "healthz", "api_token"}
"""Addresses that answer strangers."""

LET_IN = {
    "get": frozenset({200}),
    "post": frozenset({200, 201, 302, 400, 409, 422}),  # empty forms are let in and refused for what they hold
}


@dataclass(frozen=True)
class Row:
    name: str
    method: str
    may: frozenset[Role | tuple[Role, str] | None]
    sees: frozenset[Role | None]
    about: str = ""
    ok: frozenset[int] = frozenset()
    data: Mapping[str, object] | Callable[[], Mapping[str, object]] = field(default_factory=dict)
    json: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    oversees: frozenset[Role | None] = frozenset()
    wants_world: bool = False
    door: frozenset[Role | None] = frozenset()
    hidden_from: frozenset[Role | None] = frozenset()

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    @property
    def let_in(self) -> frozenset[int]:
        return self.ok or LET_IN[self.method]


def right(*rights: Can) -> frozenset[Role | None]:
    """The roles that hold any of the rights."""
    return frozenset(role for role in Role if ROLES[role].may & set(rights))


def _row(method: str, name: str, options: dict[str, object]) -> Row:
    sees = options.pop("sees", None)
    may = frozenset(options.pop("may", sees or ANYBODY))
    ok = frozenset(options.pop("ok", ()))
    return Row(name=name, method=method, may=may, sees=sees or ANYBODY, ok=ok, **options)


def page(name: str, **options: object) -> Row:
    return _row("get", name, options)


def post(name: str, **options: object) -> Row:
    return _row("post", name, options)


READERS = right(Can.READ_PROJECTS)
IMPORTERS = right(Can.IMPORT_REGISTER)
REPORTERS = right(Can.FILL_REPORTS)
CHECKERS = right(Can.CHECK_FIRST, Can.CHECK_SECOND)
OVERSEERS = right(Can.RUN_MONTH) | {Role.SYSTEM_ADMIN}
OWNERS = frozenset({Role.OWNER_REPORTER})
OFFICERS = frozenset({Role.SECTION_OFFICER})
"""Of those who read the projects, only the section moves their files; what a department's member may do with the files
of the department is the business of tests/approvals."""

SEEN = {"version": "1", "month_done_wan": "0", "ytd_done_wan": "600", "progress_text": "主体施工"}


def with_paper() -> dict[str, object]:
    return {**SEEN, "paper": SimpleUploadedFile("盖章.pdf", b"%PDF-1.4 test", "application/pdf")}


def with_scan() -> dict[str, object]:
    return {"scan": SimpleUploadedFile("盖章.pdf", b"%PDF-1.4 test", "application/pdf")}


INSPECTIONS = right(Can.READ_INSPECTIONS)
INSPECTED = right(Can.ANSWER_ORDERS)
MANAGERS = right(Can.MANAGE_INSPECTIONS)
DECIDERS = right(Can.DECIDE_DIRECTED)
TEAM = right(Can.INSPECT)
RECHECKERS = TEAM | MANAGERS
SEEN_BY_CHECKER = {"seen_version": "1", "seen_digest": "0" * 64, "step": "unit", "verdict": "passed"}
FIRST_CHECK = frozenset({(Role.COUNTY_APPROVER, JINJIANG), (Role.SECTION_OFFICER, COMPANY)})
"""The county checks its own reports first, the section those of 市本级."""
APPROVES = {"approve": "1", "note": "同意"}

NOTES = {"seen_version": "0", "move": "note", "text": "已约谈施工单位"}
WORKS_ON_IT = right(Can.REPORT_PROBLEMS) | {(Role.SECTION_OFFICER, COMPANY)}
"""Who may write on a problem of the county's tier: those who report it, and for 市本级 the section."""
LEADS_IT = frozenset({Role.COUNTY_REPORTER, Role.COUNTY_APPROVER, (Role.SECTION_OFFICER, COMPANY)})
DESKS = right(Can.REPORT_PROBLEMS, Can.SOLVE_PROBLEMS, Can.COORDINATE, Can.CONFIRM_ESCALATION, Can.ANSWER_TASKS)
DECIDERS = right(Can.COORDINATE, Can.CONFIRM_ESCALATION)

TABLE = [
    # --- everybody's own ---
    page("login"),
    post("login"),
    post("logout", ok=[302]),
    page("healthz", ok=[200, 503]),
    post("api_token", json=True, ok=[400]),
    page("password_change"),
    post("password_change"),
    page("password_change_done"),
    page("second_factor", ok=[302]),
    post("second_factor", ok=[302]),
    page("second_factor_enrol"),
    post("second_factor_enrol", ok=[302]),
    page("second_factor_code", ok=[302]),
    page("profile"),
    post("token_create"),
    post("token_revoke", about="token"),
    page("inbox"),
    post("saved_view_save", about="list_page"),
    post("saved_view_delete", about="saved_view"),
    # --- administrators ---
    page("account_list", may=right(Can.MANAGE_ACCOUNTS)),
    page("account_new", may=right(Can.MANAGE_ACCOUNTS)),
    post("account_new", may=right(Can.MANAGE_ACCOUNTS)),
    page("account", may=right(Can.MANAGE_ACCOUNTS), about="account"),
    post("account_status", may=right(Can.MANAGE_ACCOUNTS), about="account"),
    post("account_password", may=right(Can.MANAGE_ACCOUNTS), about="account"),
    post("account_unlock", may=right(Can.MANAGE_ACCOUNTS), about="account"),
    post("account_second_factor", may=right(Can.MANAGE_ACCOUNTS), about="account"),
    page("grant_list", may=right(Can.GRANT_ROLES)),
    page("grant_new", may=right(Can.GRANT_ROLES)),
    post("grant_new", may=right(Can.GRANT_ROLES)),
    post("grant_end", may=right(Can.GRANT_ROLES), about="grant"),
    page("journal_list", may=right(Can.READ_JOURNAL)),
    post("journal_verify", may=right(Can.READ_JOURNAL)),
    page("calendar_days", may=right(Can.MANAGE_CALENDAR)),
    post("calendar_day_set", may=right(Can.MANAGE_CALENDAR)),
    post("calendar_day_remove", may=right(Can.MANAGE_CALENDAR), about="calendar_day"),
    # --- homes, background work, files ---
    page("home", ok=[302]),
    page("my_items"),
    post("demonstration_clock", ok=[302]),  # its refusal is a message on the page
    page("job_list", may=OVERSEERS),
    page("job", about="job", oversees=OVERSEERS),
    page("job_progress", about="job", oversees=OVERSEERS),
    post("job_cancel", about="job", oversees=OVERSEERS),
    post("job_retry", about="job", oversees=OVERSEERS),
    page("stored_file", sees=READERS, about="paper"),
    page("stored_file", sees=READERS - OWNERS, about="unit_file"),
    # --- the month: writing ---
    page("my_month", may=READERS, wants_world=True),
    page("report_form", sees=READERS, about="duty"),
    post("report_draft", sees=READERS, may=right(Can.FILL_REPORTS), about="duty", data=SEEN),
    post("report_submit", sees=READERS, may=right(Can.FILL_REPORTS), about="duty", data=SEEN),
    post("report_withdraw", sees=READERS, may=right(Can.FILL_REPORTS), about="duty", data=SEEN),
    post("report_paper", sees=READERS, may=right(Can.FILL_REPORTS), about="duty", data=with_paper),
    post("report_submit_ready", ok=[302]),  # each report named in it is fetched by scope
    page("report_workbook", may=REPORTERS, wants_world=True),
    page("unit_sheet", may=READERS - OWNERS, hidden_from=OWNERS, wants_world=True),
    page("unit_submit", may=READERS - OWNERS, hidden_from=ANYBODY - (READERS - OWNERS), wants_world=True),
    post(
        "unit_submit",
        may=right(Can.SUBMIT_UNIT),
        hidden_from=ANYBODY - (READERS - OWNERS),
        wants_world=True,
        data=with_scan,
    ),
    page("unit_receipt", sees=READERS, about="submission"),
    page("hand_over", may=right(Can.HAND_OVER), wants_world=True),
    post("hand_over", may=right(Can.HAND_OVER), wants_world=True),
    # --- the month: checking ---
    page("check_desk", may=CHECKERS, wants_world=True),
    page("check_clean", may=CHECKERS, wants_world=True),
    post("check_pass_clean", may=CHECKERS, wants_world=True),
    page("check_item", sees=READERS, door=CHECKERS, about="submitted"),
    post("check_open", sees=READERS, may=FIRST_CHECK, about="submitted", ok=[204]),
    post("check_decide", sees=READERS, door=CHECKERS, may=FIRST_CHECK, about="submitted", data=SEEN_BY_CHECKER),
    # --- corrections ---
    page("correction_list", may=READERS),
    page("correction_request", sees=READERS, may=right(Can.REQUEST_CORRECTION), about="locked"),
    post("correction_request", sees=READERS, may=right(Can.REQUEST_CORRECTION), about="locked"),
    page("correction", sees=READERS, about="correction"),
    post("correction_decide", sees=READERS, may=right(Can.DECIDE_CORRECTION), about="correction", data=APPROVES),
    # --- dispatch: problems and proposals ---
    page("problem_list", may=READERS | right(Can.ANSWER_TASKS), wants_world=True),
    page("problem_export", may=READERS | right(Can.ANSWER_TASKS), wants_world=True),
    page("problem_new", sees=READERS, may=right(Can.REPORT_PROBLEMS), about="project"),
    post("problem_new", sees=READERS, may=right(Can.REPORT_PROBLEMS), about="project"),
    page("problem", sees=READERS, about="problem"),
    page("problem_edit", sees=READERS, may=right(Can.REPORT_PROBLEMS), about="returned_problem"),
    post("problem_edit", sees=READERS, may=right(Can.REPORT_PROBLEMS), about="returned_problem"),
    post("problem_move", sees=READERS, may=WORKS_ON_IT, about="problem", data=NOTES),
    post("problem_escalate", sees=READERS, may=right(Can.COORDINATE), about="raised_problem"),
    post("problem_ask", sees=READERS, may=right(Can.COORDINATE), about="raised_problem", data={"kind": "extend"}),
    post(
        "request_decide",
        sees=READERS,
        may=right(Can.CONFIRM_ESCALATION),
        about="problem_request",
        data={"move": "grant"},
    ),
    page("proposal_list", may=DECIDERS),
    page("proposal", may=DECIDERS, about="proposal"),
    post("proposal_decide", may=right(Can.COORDINATE), about="proposal", data={"seen_version": "0", "move": "adopt"}),
    page("proposal_letter", may=DECIDERS, about="confirmed_interview"),
    page("dispatch_terms", may=DECIDERS, wants_world=True),
    post("dispatch_terms", may=right(Can.CONFIRM_ESCALATION), wants_world=True),
    page("dispatch_desk", may=DESKS, wants_world=True),
    page("task_list", may=READERS | right(Can.ANSWER_TASKS), wants_world=True),
    page("task", sees=READERS, about="task"),
    post("task_move", sees=READERS, may=LEADS_IT, about="task", data=NOTES | {"move": "claim"}),
    page("meeting_list", may=right(Can.READ_MEETINGS), wants_world=True),
    post("meeting_list", may=right(Can.COORDINATE), wants_world=True),
    page("meeting", may=right(Can.READ_MEETINGS), about="meeting"),
    post("meeting_agenda", may=right(Can.COORDINATE), about="meeting"),
    post("meeting_topic", may=right(Can.COORDINATE), about="meeting"),
    post(
        "meeting_strike", may=right(Can.COORDINATE), about="meeting_with_topic", data={"seen_version": "0", "item": "1"}
    ),
    post("meeting_attendance", may=right(Can.COORDINATE), about="meeting"),
    post("meeting_resolve", may=right(Can.COORDINATE), about="meeting"),
    post("meeting_move", may=right(Can.COORDINATE), about="meeting", data={"seen_version": "0", "move": "hold"}),
    page("meeting_circular", may=DECIDERS, about="held_meeting", ok={409}),
    page("meeting_minutes", may=right(Can.READ_MEETINGS), about="held_meeting"),
    # --- the bureau's month ---
    page("bureau_month", may=right(Can.RUN_MONTH), wants_world=True),
    post("month_lock", may=right(Can.RUN_MONTH), about="month"),
    post("month_chase", may=right(Can.RUN_MONTH), about="month"),
    post("month_note", may=right(Can.RUN_MONTH), about="month_and_unit"),
    # --- register and dossier ---
    page("register", may=READERS, wants_world=True),
    page("register_sum", may=READERS, wants_world=True),
    page("register_themes", may=READERS),
    page("register_views", may=READERS),
    page("register_export", may=READERS, wants_world=True),
    post("register_export_job", may=READERS, wants_world=True),
    page("register_parts", sees=READERS, door=READERS, about="brief_line"),
    page("register_light", sees=READERS, door=READERS, about="brief_line"),
    page("project", sees=READERS, about="project"),
    page("project_card", sees=READERS, about="project"),
    page("project_aside", sees=READERS, about="project"),
    page("project_known", sees=READERS, about="project"),
    page("project_history", sees=READERS, about="project", data={"before": "2018-07-24 09:00"}),
    page("project_month", sees=READERS, about="project_and_month"),
    page("project_edit", sees=READERS, door=right(Can.EDIT_REGISTER), about="project"),
    post("project_edit", sees=READERS, door=right(Can.EDIT_REGISTER), about="project"),
    post("listing_edit", sees=READERS, door=right(Can.EDIT_REGISTER), about="project"),
    post("milestone_add", sees=READERS, door=right(Can.EDIT_REGISTER), about="project"),
    post("milestone_promise", sees=READERS, door=right(Can.EDIT_REGISTER), about="milestone"),
    post("milestone_reach", sees=READERS, door=right(Can.EDIT_REGISTER), about="milestone"),
    # --- the import desk ---
    page("import_home", may=IMPORTERS | REPORTERS | right(Can.COORDINATE), ok=[302]),
    page("import_desk", may=IMPORTERS, about="register_desk", wants_world=True),
    post("import_desk", may=IMPORTERS, about="register_desk", wants_world=True),
    page("import_desk", may=right(Can.EDIT_PLAN), about="plan_desk", wants_world=True),
    post("import_desk", may=right(Can.EDIT_PLAN), about="plan_desk", wants_world=True),
    page("import_batch", may=right(Can.EDIT_PLAN), about="plan_import"),
    post("import_commit", may=right(Can.EDIT_PLAN), about="plan_import"),
    post("import_undo", may=right(Can.EDIT_PLAN), about="plan_import"),
    page("import_batch", may=IMPORTERS, about="import_batch"),
    post("import_answer", may=IMPORTERS, about="import_batch"),
    post("import_decide", may=IMPORTERS, about="import_batch"),
    post("import_discard", may=IMPORTERS, about="import_batch"),
    post("import_commit", may=IMPORTERS, about="import_batch"),
    post("import_undo", may=IMPORTERS, about="import_batch"),
    post("import_give_back", may=IMPORTERS, about="import_batch"),
    page("import_file", may=IMPORTERS, about="import_batch"),
    page("import_marked", may=IMPORTERS, about="import_batch"),
    post("import_marked", may=IMPORTERS, about="import_batch"),
    page("import_desk", may=REPORTERS, about="reports_desk", wants_world=True),
    post("import_desk", may=REPORTERS, about="reports_desk", wants_world=True),
    page("import_batch", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("import_answer", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("import_decide", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("import_discard", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("import_commit", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("import_undo", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("import_give_back", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    page("import_file", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    page("import_marked", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("import_marked", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    page("import_delivery", sees=REPORTERS, door=REPORTERS, about="reports_delivery"),
    post("import_commit_together", sees=REPORTERS, door=REPORTERS, about="reports_delivery"),
    page("plan_adjust", may=right(Can.EDIT_PLAN), wants_world=True),
    post("plan_adjust", may=right(Can.EDIT_PLAN), wants_world=True),
    # --- approvals ---
    page("approval_matrix", may=READERS),
    page("approval_matrix_export", may=READERS),
    page("approval_guide"),
    page("approval_opinion_correct", sees=READERS, may=OFFICERS, about="signed_opinion"),
    post("approval_opinion_correct", sees=READERS, may=OFFICERS, about="signed_opinion"),
    page("approval_guide_file", may=right(Can.EDIT_APPROVALS), wants_world=True),
    page("approval_guide_drafts", may=right(Can.EDIT_APPROVALS), wants_world=True),
    post("approval_guide_drafts", may=right(Can.EDIT_APPROVALS), wants_world=True),
    page("approval_guide_draft", may=right(Can.EDIT_APPROVALS), about="guide_draft"),
    post("approval_guide_release", may=right(Can.EDIT_APPROVALS), about="guide_draft", data={"move": "withdraw"}),
    post("approval_guide_publish", may=right(Can.EDIT_APPROVALS)),
    page("approval_strip", may=READERS | right(Can.HANDLE_APPROVALS)),
    page("approval_cases", may=READERS | right(Can.HANDLE_APPROVALS)),
    page("approval_cases_export", may=READERS | right(Can.HANDLE_APPROVALS)),
    page("approval_case", sees=READERS, about="approval_case"),
    post("approval_move", sees=READERS, may=OFFICERS, about="approval_case_move", data={"version": "1"}),
    post("approval_round", sees=READERS, may=OFFICERS, about="approval_case", data={"version": "1"}),
    post("approval_issue", sees=READERS, may=OFFICERS, about="approval_case", data={"version": "1"}),
    page("approval_opinion", sees=READERS, may=OFFICERS, about="approval_opinion"),
    post("approval_opinion", sees=READERS, may=OFFICERS, about="approval_opinion", data={"reviewer": "张工"}),
    page("project_approvals", sees=READERS, about="project"),
    page("project_approvals_panel", sees=READERS, about="project"),
    post("project_route", sees=READERS, may=right(Can.EDIT_APPROVALS), about="project"),
    post("project_receive", sees=READERS, may=right(Can.EDIT_APPROVALS), about="project"),
    post("project_service", sees=READERS, may=right(Can.EDIT_APPROVALS), about="project"),
    # --- the board ---
    page("board", may=right(Can.READ_BOARD), wants_world=True),
    page("board_wall", may=right(Can.READ_BOARD), wants_world=True),
    page("board_wall_beat", may=right(Can.READ_BOARD), wants_world=True),
    page("board_figure", may=right(Can.READ_BOARD), about="figure"),
    page("targets", may=right(Can.READ_BOARD), wants_world=True),
    post("targets", may=right(Can.EDIT_TARGETS), wants_world=True),
    # --- briefs ---
    page("brief_list", may=right(Can.READ_BOARD), wants_world=True),
    page("brief", may=right(Can.READ_BOARD), about="edition"),
    page("brief_export", may=right(Can.READ_BOARD), about="edition"),
    post("brief_recompute", may=right(Can.READ_BOARD), about="edition"),
    post("brief_release", may=right(Can.RELEASE_BRIEF), about="edition"),
    # --- inspections: the bureau ---
    page("inspection_desk", may=INSPECTIONS),
    page("inspection_programme_new", may=right(Can.MANAGE_INSPECTIONS), wants_world=True),
    post("inspection_programme_new", may=right(Can.MANAGE_INSPECTIONS), wants_world=True),
    page("inspection_programme", may=INSPECTIONS, about="programme"),
    post("inspection_exclude", may=right(Can.MANAGE_INSPECTIONS), about="programme"),
    post("inspection_include", may=right(Can.MANAGE_INSPECTIONS), about="programme"),
    post("inspection_reader", may=right(Can.MANAGE_INSPECTIONS), about="programme"),
    post("inspection_freeze", may=right(Can.MANAGE_INSPECTIONS), about="programme"),
    page("inspection_draw", may=INSPECTIONS, about="round_drawn"),
    page("inspection_pool", may=INSPECTIONS, about="round_drawn"),
    page("inspection_bundle", may=INSPECTIONS, about="round_disclosed"),
    post("inspection_commit", may=right(Can.MANAGE_INSPECTIONS), about="round_frozen"),
    post("inspection_outside", may=right(Can.MANAGE_INSPECTIONS), about="round_committed"),
    post("inspection_draw_once", may=right(Can.MANAGE_INSPECTIONS), about="round_seeded"),
    post("inspection_redraw_ask", may=right(Can.MANAGE_INSPECTIONS), about="round_drawn"),
    post("inspection_redraw_decide", may=right(Can.DECIDE_REDRAW), about="round_asked", data={"approve": "1"}),
    post("inspection_release", may=right(Can.MANAGE_INSPECTIONS), about="round_drawn"),
    post("inspection_disclose", may=right(Can.MANAGE_INSPECTIONS), about="round_drawn"),
    post("inspection_plan", may=[Role.SECTION_OFFICER], about="round_drawn", data={"purpose": "安排车辆"}),
    post("inspection_results", may=right(Can.MANAGE_INSPECTIONS), about="round_drawn", data={"where": "门户网站"}),
    page("inspection_directed_ask", may=[Role.SECTION_OFFICER], about="programme"),
    post("inspection_directed_ask", may=[Role.SECTION_OFFICER], about="programme"),
    page("inspection_directed", may=INSPECTIONS, about="directed_asked"),
    post(
        "inspection_directed", may=DECIDERS | {Role.SECTION_OFFICER}, about="directed_asked", data={"purpose": "决定"}
    ),
    post(
        "inspection_directed_cancel",
        may=DECIDERS | {Role.SECTION_OFFICER},
        about="directed_approved",
        data={"cancel_reason": "已停工"},
    ),
    post("inspection_directed_cancel_decide", may=DECIDERS, about="directed_to_cancel", data={"approve": "1"}),
    post("inspection_directed_decide", may=DECIDERS, about="directed_opened", data={"approve": "1"}),
    page("inspection_checklists", may=INSPECTIONS),
    post("inspection_checklists", may=right(Can.MANAGE_INSPECTIONS), data={"name": "深基坑"}),
    page("inspection_checklist_edit", may=right(Can.MANAGE_INSPECTIONS), about="checklist"),
    post("inspection_checklist_edit", may=right(Can.MANAGE_INSPECTIONS), about="checklist"),
    page("inspection_people", may=right(Can.MANAGE_INSPECTIONS)),
    post("inspection_people", may=right(Can.MANAGE_INSPECTIONS)),
    page("inspection_person", may=right(Can.MANAGE_INSPECTIONS), about="inspector"),
    post("inspection_person", may=right(Can.MANAGE_INSPECTIONS), about="inspector"),
    post("inspection_person_retire", may=right(Can.MANAGE_INSPECTIONS), about="inspector"),
    # --- inspections: on site, for the team ---
    page("inspection_today", may=right(Can.INSPECT)),
    post("inspection_today_open", may=right(Can.INSPECT)),
    post("inspection_check_in", sees=TEAM, door=TEAM, about="visit_planned"),
    post("inspection_recuse", sees=TEAM, door=TEAM, about="visit_planned"),
    page("inspection_checklist", sees=TEAM, door=TEAM, about="visit_on_site"),
    post("inspection_checklist", sees=TEAM, door=TEAM, about="visit_on_site"),
    page("inspection_finding", sees=TEAM, door=TEAM, about="visit_on_site"),
    post("inspection_finding", sees=TEAM, door=TEAM, about="visit_on_site"),
    post("inspection_finding_photo", sees=TEAM, door=TEAM, about="visit_on_site"),
    page("inspection_figure", sees=TEAM, door=TEAM, about="visit_on_site"),
    post("inspection_figure", sees=TEAM, door=TEAM, about="visit_on_site"),
    page("inspection_finish", sees=TEAM, door=TEAM, about="visit_on_site"),
    post("inspection_finish", sees=TEAM, door=TEAM, about="visit_on_site"),
    post("inspection_issue", sees=TEAM, door=TEAM, may=[Role.INSPECTOR], about="visit_finished"),
    # --- inspections: what was found, for both sides ---
    page("inspection_visits", may=INSPECTED | INSPECTIONS | TEAM),
    page("inspection_visits_export", may=INSPECTED | INSPECTIONS | TEAM),
    page("inspection_visit", sees=TEAM, about="visit_planned"),
    page("inspection_visit", sees=INSPECTED | INSPECTIONS | TEAM, about="visit_on_site"),
    page("inspection_photo", sees=INSPECTED | INSPECTIONS | TEAM, about="photo"),
    page("inspection_orders", may=INSPECTED | INSPECTIONS | TEAM),
    page("inspection_order", sees=INSPECTED | INSPECTIONS | TEAM, about="order_issued"),
    post("inspection_acknowledge", sees=INSPECTED | INSPECTIONS | TEAM, may=INSPECTED, about="order_issued"),
    post("inspection_reply", sees=INSPECTED | INSPECTIONS | TEAM, may=INSPECTED, about="order_item"),
    post("inspection_send", sees=INSPECTED | INSPECTIONS | TEAM, may=INSPECTED, about="order_rectifying"),
    post("inspection_recheck", sees=INSPECTED | INSPECTIONS | TEAM, may=RECHECKERS, about="order_replied"),
    post("inspection_extend", sees=INSPECTED | INSPECTIONS | TEAM, may=MANAGERS, about="order_rectifying"),
    post("inspection_resume", sees=INSPECTED | INSPECTIONS | TEAM, may=MANAGERS, about="order_stopped"),
    post("inspection_close", sees=INSPECTED | INSPECTIONS | TEAM, may=MANAGERS, about="order_passed"),
    # --- for programs: lists hold what lies in scope, which may be nothing ---
    page("api_docs"),
    page("api_schema"),
    page("api_imports", may=IMPORTERS, about="register_desk", wants_world=True),
    post("api_imports", may=IMPORTERS, about="register_desk", wants_world=True),
    page("api_import", may=IMPORTERS, about="import_batch"),
    page("api_import_rows", may=IMPORTERS, about="import_batch"),
    post("api_import_commit", may=IMPORTERS, about="import_batch", json=True),
    post("api_import_undo", may=IMPORTERS, about="import_batch", json=True),
    page("api_imports", may=REPORTERS, about="reports_desk", wants_world=True),
    page("api_import", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    page("api_import_rows", sees=REPORTERS, door=REPORTERS, about="reports_batch"),
    post("api_import_commit", sees=REPORTERS, door=REPORTERS, about="reports_batch", json=True),
    post("api_import_undo", sees=REPORTERS, door=REPORTERS, about="reports_batch", json=True),
    page("api_visits"),
    page("api_visit", sees=INSPECTED | INSPECTIONS | TEAM, about="visit_on_site"),
    page("api_findings"),
    page("api_orders"),
    page("api_order", sees=INSPECTED | INSPECTIONS | TEAM, about="order_issued"),
    page("api_projects", wants_world=True),
    page("api_project", sees=READERS, about="project"),
    page("api_plans", wants_world=True),
    page("api_targets", may=right(Can.READ_BOARD), wants_world=True),
    page("api_reports", wants_world=True),
    page("api_report", sees=READERS, about="duty"),
    post(
        "api_report_submit",
        sees=READERS,
        may=right(Can.FILL_REPORTS),
        about="duty",
        data={"version": 1, "month_done_wan": "0.00", "ytd_done_wan": "600.00", "progress_text": "主体施工"},
        json=True,
        headers={"Idempotency-Key": "once"},
    ),
    page("api_briefs", may=right(Can.READ_BOARD), wants_world=True),
    page("api_brief", may=right(Can.READ_BOARD), about="brief"),
]
