"""Addresses that answer a GET and have no picture of their own in the gallery, each with the reason."""

FILE = "a file, not a page"
FRAGMENT = "a part of a page that has its picture"
PROGRAM = "speaks to programs"

UNPICTURED = {
    **dict.fromkeys(
        (
            *(
                "approval_cases_export",
                "approval_guide_file",
                "approval_matrix_export",
                "brief_export",
                "import_file",
                "import_marked",
            ),
            *("inspection_bundle", "inspection_photo", "inspection_pool", "inspection_visits_export"),
            *("meeting_circular", "meeting_minutes", "problem_export", "proposal_letter", "register_export"),
            *("report_workbook", "second_factor_code", "stored_file"),
        ),
        FILE,
    ),
    **dict.fromkeys(
        (
            *("approval_strip", "board_figure", "board_wall_beat", "job_progress", "project_approvals_panel"),
            *("project_aside", "project_history", "project_month", "register_light", "register_parts"),
            *("register_sum", "register_themes", "register_views"),
        ),
        FRAGMENT,
    ),
    "healthz": PROGRAM,
    **dict.fromkeys(("home", "import_home"), "leads to the first page, or desk, of the role"),
    "check_item": "the page of 审核台, opened at another report",
    "password_change_done": "one sentence after the change, which a picture would have to make",
    "second_factor": "asks for the code of a device, which nobody of the demonstration has bound",
}
"""Addresses of the API (`api_…`) but for its page are left out by their name."""
