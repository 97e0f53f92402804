"""Who may open what: one line per address and method. `test_access` asks every line for every role, over own and
foreign rows; an address without a line fails.

    page("inbox")                                            any person who is logged in
    page("board", may=right(Can.READ_BOARD))                 roles with the right; the others get 403
    page("project", sees=right(Can.READ_PROJECTS), about="project")
                                                             a page about a row: 404 where the row is out of scope
    post("report_submit", sees=right(Can.READ_PROJECTS), may=right(Can.FILL_REPORTS), about="duty")
                                                             in scope but not allowed: 403

`about` names a function of `access_objects`, which makes the row and returns the arguments of its address. `ok`
replaces the answers that count as let in, `data` is what is posted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.accounts.roles import ROLES, Can, Role

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
    may: frozenset[Role | None]
    sees: frozenset[Role | None]
    about: str = ""
    ok: frozenset[int] = frozenset()
    data: Mapping[str, object] = field(default_factory=dict)

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
    may = options.pop("may", sees or ANYBODY)
    ok = frozenset(options.pop("ok", ()))
    return Row(name=name, method=method, may=may, sees=sees or ANYBODY, ok=ok, **options)


def page(name: str, **options: object) -> Row:
    return _row("get", name, options)


def post(name: str, **options: object) -> Row:
    return _row("post", name, options)


TABLE = [
    # --- everybody's own ---
    page("login"),
    post("login"),
    post("logout", ok=[302]),
    page("healthz", ok=[200, 503]),
    post("api_token", ok=[415]),
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
]
