"""Which screens there are, who looks at them, and how one gets there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from . import steps

PHONE, OFFICE, WIDE = 390, 1366, 1920
UPRIGHT, ACROSS = 794, 1123  # A4 at 96 dots to the inch
HEIGHTS = {PHONE: 844, OFFICE: 768, WIDE: 1080, UPRIGHT: ACROSS, ACROSS: UPRIGHT}
ALL = (OFFICE, WIDE, PHONE)


@dataclass(frozen=True)
class Screen:
    """One picture per width. `follow` are links to click through from `path`; `then` prepares what is to be seen.

    `paper` shows the page as it is printed, `whole` down to its foot.
    """

    name: str
    title: str
    user: str
    path: str
    follow: tuple[str, ...] = ()
    then: Callable[[Page], None] | None = None
    widths: tuple[int, ...] = ALL
    status: int = 200
    paper: bool = False
    whole: bool = True


def _row(words: str, link: str) -> str:
    """The link in the row of a table that holds the words."""
    return f"tbody tr:has-text('{words}') {link}"


FLAGSHIPS = "/register/?flagship=1"
LINE = "tbody a[href^='/projects/']"
CARD = "a[href$='/card/']"
OWN_REPORT = "tr[data-row] a[href^='/report/'], .dt--cards a[href^='/report/']"
BOARD = (
    Screen("board", "投资看板", "bureau_leader", "/board/"),
    Screen("board-figure", "投资看板：数字的来历", "bureau_leader", "/board/", then=steps.open_figure, whole=False),
    Screen("board-wall", "投资看板：大屏", "bureau_leader", "/board/wall/", widths=(WIDE,)),
    Screen("board-print", "投资看板：A4 一页", "bureau_leader", "/board/", widths=(UPRIGHT,), paper=True),
    Screen("briefs", "月度汇总", "bureau_leader", "/briefs/"),
    Screen("brief", "月度汇总：一个月", "bureau_leader", "/briefs/", follow=("tbody a[href^='/briefs/']",)),
)
PROJECTS = (
    Screen("register", "项目库", "dispatcher", "/register/"),
    Screen("project", "项目档案", "dispatcher", FLAGSHIPS, follow=(LINE,)),
    Screen("project-known", "按日数据", "dispatcher", FLAGSHIPS, follow=(LINE, "a[href$='/known/']")),
    Screen("project-card", "项目卡", "dispatcher", FLAGSHIPS, (LINE, CARD), widths=(UPRIGHT,), paper=True),
    Screen("project-edit", "修改项目", "section_officer", FLAGSHIPS, (LINE, "a[href$='/edit/']")),
    Screen("targets", "目标参数", "section_officer", "/targets/"),
    Screen("plan-adjust", "计划调整", "section_officer", FLAGSHIPS, (LINE, "a[href^='/plans/adjust/']")),
)
IMPORT = (
    Screen("import", "数据导入", "section_officer", "/import/"),
    Screen("import-batch", "数据导入：核对一个台账", "section_officer", "/import/", then=steps.open_import),
    Screen("import-reports", "数据导入：月度填报与收数", "jinjiang_reporter", "/import/reports/"),
    Screen(
        "import-month", "数据导入：核对月报表", "jinjiang_reporter", "/import/reports/", then=steps.open_reports_import
    ),
    Screen(
        "import-together", "数据导入：几份表一并上传", "jinjiang_reporter", "/import/reports/", then=steps.open_together
    ),
    Screen(
        "import-plan", "数据导入：核对一个年度计划", "section_officer", "/import/plan/", then=steps.open_plan_import
    ),
)
REPORTING = (
    Screen("month", "本月填报", "jinjiang_reporter", "/report/"),
    Screen("report", "单个项目月报", "jinjiang_reporter", "/report/", follow=(OWN_REPORT,)),
    Screen("unit-submit", "整县报送", "jinjiang_approver", "/report/unit/"),
    Screen(
        "unit-receipt",
        "整县报送回执",
        "huian_reporter",
        "/report/?month=2018-03",
        ("a[href^='/report/receipts/']",),
    ),
    Screen("unit-sheet", "上报表", "jinjiang_approver", "/report/sheet/", widths=(ACROSS,), paper=True),
    Screen("hand-over", "移交填报任务", "jinjiang_approver", "/report/hand-over/"),
    Screen("check-first", "审核台：初审", "jinjiang_approver", "/check/"),
    Screen("check-second", "审核台：市审", "dispatcher", "/check/"),
    Screen("check-clean", "审核台：无异常项批量通过", "dispatcher", "/check/clean/"),
    Screen("correction-request", "更正申请", "jinjiang_approver", "/report/?month=2018-06", then=steps.open_correction),
    Screen("corrections", "更正申请清单", "dispatcher", "/corrections/"),
    Screen("correction", "更正复核", "dispatcher", "/corrections/", follow=("tbody a",)),
)
CASE = "tbody a[href^='/approvals/cases/']"
DRAFTS = "/approvals/guide/drafts/"
APPROVALS = (
    Screen("approvals", "项目审批：项目×阶段", "dispatcher", "/approvals/"),
    Screen("approval-cases", "审批件", "section_officer", "/approvals/cases/"),
    Screen("approval-case", "一件审批", "department_member", "/approvals/cases/?light=paused", (CASE,)),
    Screen("approval-drawings", "多图联审", "section_officer", "/approvals/cases/?q=SG01&light=paused", (CASE,)),
    Screen(
        "approval-opinion",
        "签署专业意见",
        "section_officer",
        "/approvals/cases/?q=SG01&light=green",
        (CASE, "a[href^='/approvals/opinions/']"),
    ),
    Screen(
        "approval-correction",
        "更正已签署的意见",
        "section_officer",
        "/approvals/cases/?q=SG01&light=paused",
        (CASE, "a[href$='/correct/']"),
    ),
    Screen(
        "approval-project",
        "一个项目的审批",
        "section_officer",
        "/approvals/?light=paused",
        ("tbody a[href^='/approvals/projects/']",),
    ),
    Screen("approval-guide", "审批服务指南", "jinjiang_reporter", "/approvals/guide/"),
    Screen("approval-guide-drafts", "指南新版", "section_officer", DRAFTS),
    Screen("approval-guide-draft", "核对指南新版", "section_officer", DRAFTS, ("tbody tr:nth-child(2) a",)),
    Screen(
        "approval-guide-print",
        "审批服务指南：A4 横向",
        "jinjiang_reporter",
        "/approvals/guide/",
        widths=(ACROSS,),
        paper=True,
    ),
)
BUREAU = (
    Screen("bureau-month", "本月工作台", "dispatcher", "/month/"),
    Screen("inbox", "收件箱", "jinjiang_reporter", "/inbox/"),
    Screen("my-items", "我的事项", "department_member", "/items/"),
    Screen("profile", "我的账号", "dispatcher", "/profile/"),
    Screen("password", "修改密码", "dispatcher", "/password/"),
)
PROBLEM, TASK, MEETING = "a[href^='/dispatch/problems/']", "a[href^='/dispatch/tasks/']", "a[href^='/meetings/']"
RAILWAY = "/dispatch/problems/?show=all&q=涉铁"
DRAFTS = "/dispatch/problems/?show=all&q=临时用电"
DISPATCH = (
    Screen("dispatch", "调度台", "dispatcher", "/dispatch/"),
    Screen("dispatch-county", "调度台：县级", "jinjiang_approver", "/dispatch/"),
    Screen("dispatch-terms", "办理时限", "bureau_leader", "/dispatch/terms/"),
    Screen("problems", "问题台账", "dispatcher", "/dispatch/problems/"),
    Screen("problem", "问题：办理过程和期限", "dispatcher", RAILWAY, follow=(f"tbody {PROBLEM}",)),
    Screen("problem-request", "问题：等领导决定的申请", "bureau_leader", "/dispatch/", follow=(f"tbody {PROBLEM}",)),
    Screen("problem-new", "上报问题", "jinjiang_reporter", "/register/", (LINE, "a[href^='/dispatch/problems/new/']")),
    Screen("problem-edit", "问题草稿", "jinjiang_reporter", DRAFTS, (f"tbody {PROBLEM}", "a[href$='/edit/']")),
    Screen("proposals", "拟办件", "dispatcher", "/dispatch/proposals/"),
    Screen("proposal", "提级建议", "bureau_leader", "/dispatch/proposals/", follow=("tbody a",)),
    Screen("tasks", "督办议定事项", "dispatcher", "/dispatch/tasks/?show=all"),
    Screen("task", "议定事项", "department_member", "/items/", follow=(f"tbody {TASK}",)),
    Screen("meetings", "联席会议", "dispatcher", "/meetings/"),
    Screen("meeting", "联席会议：议题", "dispatcher", "/meetings/", (_row("筹备中", MEETING),)),
    Screen("meeting-minutes", "联席会议：纪要起草", "dispatcher", "/meetings/", (_row("纪要起草", MEETING),)),
    Screen("meeting-review", "联席会议：纪要送审", "bureau_leader", "/meetings/", (_row("纪要送审", MEETING),)),
    Screen("meeting-settled", "联席会议：纪要定稿", "bureau_leader", "/meetings/", (_row("纪要定稿", MEETING),)),
)
DESK, ROUND, PROGRAMME = "/inspections/", "a[href*='/draws/']", "a[href*='/programmes/']"
SECOND_QUARTER = _row("第二季度", PROGRAMME)
NOW = ".visit--now"
FINDING, CHECKLIST = f"{NOW} a[href$='/findings/']", f"{NOW} a[href$='/checklist/']"
SITE, END, FIGURE = f"{NOW} .btn-quiet", "a[href$='/finish/']", "a[href$='/figure/']"
BEFORE = ".sites a[href*='/visits/']"
INSPECTIONS = (
    Screen("inspections", "督查", "section_officer", DESK),
    Screen("inspection-programme", "督查方案", "section_officer", DESK, (SECOND_QUARTER,)),
    Screen("inspection-new", "新建督查方案", "section_officer", "/inspections/new/"),
    Screen("inspection-frozen", "抽取：已冻结名单库", "section_officer", DESK, (_row("防台防汛", ROUND),)),
    Screen("inspection-commit", "抽取：已公布摘要", "section_officer", DESK, (_row("第三季度", ROUND),)),
    Screen("inspection-seeded", "抽取：已录入外部值", "section_officer", DESK, (_row("起重机械", ROUND),)),
    Screen("inspection-draw", "抽取：已抽取", "section_officer", DESK, (_row("扬尘防治", ROUND),)),
    Screen(
        "inspection-list", "打开名单（留记录）", "section_officer", DESK, (_row("扬尘防治", ROUND),), steps.open_list
    ),
    Screen("inspection-published", "抽取：结果已公布", "section_officer", DESK, (_row("安全生产月", ROUND),)),
    Screen(
        "inspection-directed-ask",
        "安排定向检查",
        "section_officer",
        DESK,
        (SECOND_QUARTER, ".pane-link[href$='/directed/']"),
    ),
    Screen(
        "inspection-directed",
        "定向检查：第二人决定",
        "dispatcher",
        DESK,
        (SECOND_QUARTER, ".hist li:has-text('待第二人决定') a"),
        steps.open_directed,
    ),
    Screen("inspection-checklists", "检查清单", "section_officer", "/inspections/checklists/"),
    Screen(
        "inspection-checklist-edit",
        "检查清单：修订",
        "section_officer",
        "/inspections/checklists/",
        (".pane-link[href*='/checklists/']",),
    ),
    Screen("inspection-people", "人员名录库", "section_officer", "/inspections/people/"),
    Screen(
        "inspection-person",
        "人员名录库：一个人",
        "section_officer",
        "/inspections/people/",
        ("tbody tr:last-child a[href*='/people/']",),
    ),
    Screen("inspection-visits", "检查记录", "section_officer", "/inspections/visits/"),
    Screen(
        "inspection-visit",
        "一次检查",
        "section_officer",
        "/inspections/visits/?state=finished&order=passed",
        ("tbody a",),
    ),
    Screen("inspection-orders", "整改清单", "section_officer", "/inspections/orders/"),
    Screen("inspection-order", "整改：县里逐项答复", "jinjiang_reporter", "/inspections/orders/", ("tbody a",)),
    Screen("inspection-today", "今日任务", "inspector", "/inspections/today/", widths=(PHONE,)),
    Screen("inspection-plan", "签到之前", "inspector", "/inspections/today/", (BEFORE,), widths=(PHONE,)),
    Screen("inspection-site", "正在检查", "inspector", "/inspections/today/", (SITE,), widths=(PHONE,)),
    Screen("inspection-finding", "记发现", "inspector", "/inspections/today/", (FINDING,), widths=(PHONE,)),
    Screen("inspection-checklist", "检查表", "inspector", "/inspections/today/", (CHECKLIST,), widths=(PHONE,)),
    Screen("inspection-figure", "核实上报数", "inspector", "/inspections/today/", (SITE, FIGURE), widths=(PHONE,)),
    Screen("inspection-finish", "结束检查", "inspector", "/inspections/today/", (SITE, END), widths=(PHONE,)),
)
OFFICES = (
    Screen("jobs", "后台任务", "system_admin", "/jobs/"),
    Screen("job", "后台任务：一项", "system_admin", "/jobs/", follow=("tbody a[href^='/jobs/']",)),
    Screen("accounts", "账号", "system_admin", "/accounts/"),
    Screen("account", "一个账号", "system_admin", "/accounts/", follow=("tbody a[href^='/accounts/']",)),
    Screen("account-new", "新建账号", "system_admin", "/accounts/new/"),
    Screen("calendar", "工作日历", "system_admin", "/calendar/"),
    Screen("grants", "角色授权", "security_admin", "/grants/"),
    Screen("grant-new", "新增授权", "security_admin", "/grants/new/"),
    Screen("journal", "审计日志", "audit_admin", "/journal/"),
    Screen("second-factor", "绑定手机验证器", "audit_admin", "/second-factor/enrol/"),
    Screen("api", "接口说明", "dispatcher", "/api/v1/", then=steps.await_api, widths=(OFFICE,), whole=False),
)
DOORS = (
    Screen("login", "登录", "", "/login/"),
    Screen("login-locked", "登录已锁定", "", "/login/", then=steps.lock_out),
    Screen("error-403", "无权查看", "jinjiang_reporter", "/accounts/", status=403),
    Screen("error-404", "没有这个页面", "jinjiang_reporter", "/nothing-here/", status=404),
)
RECEIPTS = (
    Screen("import-receipt", "数据导入：回执", "section_officer", "/import/", then=steps.commit_import),
)  # after everything else: what is written here would stand on other screens
# The doors come last: a locked-out address would stop the others from logging in.
SCREENS = (
    *BOARD, *PROJECTS, *IMPORT, *REPORTING, *BUREAU, *DISPATCH, *INSPECTIONS, *APPROVALS, *OFFICES, *RECEIPTS,
    *DOORS,
)  # fmt: skip
