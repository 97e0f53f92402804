"""The frame around every page: who you are, where you may go and what waits there. Costs at most two short queries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from dispatch.workload import waiting_total
from reporting.models import ReportingMonth
from reporting.workload import Workload, current_month, workload_of

from .demonstration_clock import Move, moves_for

WEEKDAYS = "一二三四五六日"
BANNER = "演示数据：项目名称多为真实，金额、人员和进展为虚构；演示环境未启用第二因素认证。"


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    count: int
    active: bool


@dataclass(frozen=True)
class _Door:
    """One entry of the top bar: for holders of any of the rights; `unless` opens a wider door."""

    label: str
    url_name: str
    rights: frozenset[Can]
    count: Callable[[Workload], int] = lambda _load: 0
    of_dispatch: bool = False
    """Its count comes with the month's own query."""
    unless: Can | None = None

    def opens_for(self, user: User) -> bool:
        return any(user.may(right) for right in self.rights) and not (self.unless and user.may(self.unless))


DISPATCHERS = frozenset({Can.REPORT_PROBLEMS, Can.SOLVE_PROBLEMS, Can.COORDINATE, Can.CONFIRM_ESCALATION})

DOORS = (
    _Door("本月工作台", "bureau_month", frozenset({Can.RUN_MONTH})),
    _Door("本月填报", "my_month", frozenset({Can.FILL_REPORTS, Can.SUBMIT_UNIT}), lambda load: load.to_fill),
    _Door("审核台", "check_desk", frozenset({Can.CHECK_FIRST, Can.CHECK_SECOND}), lambda load: load.to_check),
    _Door("我的事项", "my_items", frozenset({Can.ANSWER_TASKS}), of_dispatch=True),
    _Door("项目调度", "dispatch_desk", DISPATCHERS, of_dispatch=True),
    _Door("联席会议", "meeting_list", frozenset({Can.READ_MEETINGS})),
    _Door("投资看板", "board", frozenset({Can.READ_BOARD})),
    _Door("项目库", "register", frozenset({Can.READ_PROJECTS})),
    _Door("项目审批", "approval_matrix", frozenset({Can.READ_PROJECTS})),
    _Door("审批件", "approval_cases", frozenset({Can.HANDLE_APPROVALS}), unless=Can.READ_PROJECTS),
    _Door("月度汇总", "brief_list", frozenset({Can.READ_BOARD})),
    _Door("督查", "inspection_desk", frozenset({Can.READ_INSPECTIONS})),
    _Door("今日任务", "inspection_today", frozenset({Can.INSPECT})),
    _Door("整改", "inspection_orders", frozenset({Can.ANSWER_ORDERS})),
    _Door("目标参数", "targets", frozenset({Can.EDIT_TARGETS})),
    _Door("数据导入", "import_home", frozenset({Can.IMPORT_REGISTER, Can.FILL_REPORTS})),
    _Door("后台任务", "job_list", frozenset({Can.MANAGE_ACCOUNTS})),
    _Door("账号", "account_list", frozenset({Can.MANAGE_ACCOUNTS})),
    _Door("工作日历", "calendar_days", frozenset({Can.MANAGE_CALENDAR})),
    _Door("角色授权", "grant_list", frozenset({Can.GRANT_ROLES})),
    _Door("审计日志", "journal_list", frozenset({Can.READ_JOURNAL})),
)


@dataclass
class Shell:
    """What `base.html` reads; built lazily so that fragments which show no frame pay nothing."""

    request: HttpRequest

    def __post_init__(self) -> None:
        self._user = self.request.user if isinstance(self.request.user, User) else None
        self._parts: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        build = _PARTS.get(name)
        if build is None:
            raise AttributeError(name)
        if name not in self._parts:
            self._parts[name] = build(self)
        return self._parts[name]

    @property
    def user(self) -> User | None:
        return self._user


def _campaign_name(shell: Shell) -> str:
    month = shell.month
    return month.campaign.short_name if month else "城乡建设大会战"


def _clock_text(_shell: Shell) -> str:
    now = clock.now()
    return f"{now:%Y-%m-%d} 周{WEEKDAYS[now.weekday()]} {now:%H:%M}"


def _menu(shell: Shell) -> list[MenuItem]:
    user = shell.user
    if user is None:
        return []
    load, here = workload_of(user, shell.month), shell.request.path
    return [
        MenuItem(
            door.label,
            url,
            shell.dispatch_count if door.of_dispatch else door.count(load),
            active=here.startswith(url),
        )
        for door in DOORS
        if door.opens_for(user) and (url := _url(door.url_name))
    ]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _month(shell: Shell) -> ReportingMonth | None:
    """With the numbers of what waits in the inbox and in dispatch: three questions of every page in one statement."""
    if shell.user is None:
        return None
    waiting = shell.user.inbox_items.filter(resolved_at__isnull=True).order_by()
    counted = waiting.values("user").annotate(count=Count("pk")).values("count")
    return current_month(inbox_count=Coalesce(Subquery(counted), 0), dispatch_count=waiting_total(shell.user))


def _dispatch_count(shell: Shell) -> int:
    """Problems, tasks and papers that wait for this person."""
    month = shell.month
    return month.dispatch_count if month else 0


def _inbox_count(shell: Shell) -> int:
    if shell.user is None:
        return 0
    month = shell.month
    return month.inbox_count if month else shell.user.inbox_items.filter(resolved_at__isnull=True).count()


def _demonstration_moves(shell: Shell) -> list[Move]:
    return moves_for(shell.user, shell.month) if shell.user and settings.DEMONSTRATION else []


_PARTS: dict[str, Callable[[Shell], Any]] = {
    "month": _month,
    "campaign_name": _campaign_name,
    "clock_text": _clock_text,
    "is_demonstration": lambda _shell: settings.DEMONSTRATION,
    "demonstration_banner": lambda _shell: BANNER if settings.DEMONSTRATION else "",
    "demonstration_moves": _demonstration_moves,
    "user_label": lambda shell: f"{shell.user.display_name}" if shell.user else "",
    "user_menu": lambda shell: [{"label": "我的账号", "url": reverse("profile")}] if shell.user else [],
    "menu": _menu,
    "inbox_url": lambda shell: reverse("inbox") if shell.user else "",
    "inbox_count": _inbox_count,
    "dispatch_count": _dispatch_count,
}


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor."""
    return {"shell": Shell(request)} if hasattr(request, "user") else {}
