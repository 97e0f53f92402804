"""Closed lists of dispatch. Labels are the offices' words."""

from django.db import models


class ProblemState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REPORTED = "reported", "待受理"
    RETURNED = "returned", "退回补充"
    ACCEPTED = "accepted", "已受理"
    IN_COORDINATION = "in_coordination", "办理中"
    PENDING_CHECK = "pending_check", "待销号"
    SUSPENDED = "suspended", "暂缓"
    CLOSED = "closed", "已销号"

    @property
    def tone(self) -> str:
        """Of the kit's tones."""
        return _STATE_TONES[self.value]


_STATE_TONES = {
    "draft": "none",
    "reported": "wait",
    "returned": "late",
    "accepted": "info",
    "in_coordination": "info",
    "pending_check": "late",
    "suspended": "none",
    "closed": "ok",
}

RUNNING = (ProblemState.REPORTED, ProblemState.ACCEPTED, ProblemState.IN_COORDINATION)
"""States in which the clock of the tier runs."""

UNSOLVED = (*RUNNING, ProblemState.RETURNED, ProblemState.PENDING_CHECK, ProblemState.SUSPENDED)
"""Known to the offices and not closed: what a count of problems counts."""


class Tier(models.IntegerChoices):
    """Who owns a problem: it starts below and rises."""

    COUNTY = 1, "县级"
    BUREAU = 2, "市局"
    MEETING = 3, "联席会议"
    CITY = 4, "市政府"


class ProposalKind(models.TextChoices):
    PROBLEM = "problem", "问题线索"
    AGENDA = "agenda", "联席会议议题"
    ESCALATION = "escalation", "提级建议"
    SUPERVISION = "supervision", "督办拟办"
    INTERVIEW = "interview", "约谈建议"


TWO_CONFIRMATIONS = frozenset({ProposalKind.ESCALATION, ProposalKind.SUPERVISION, ProposalKind.INTERVIEW})
"""What goes out over the bureau's name needs the dispatcher and a bureau leader; the rest, the dispatcher alone."""


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "待调度员确认"
    ENDORSED = "endorsed", "待局领导确认"
    CONFIRMED = "confirmed", "已确认"
    DISMISSED = "dismissed", "不予采纳"
    OUTDATED = "outdated", "已失效"

    @property
    def tone(self) -> str:
        return {"proposed": "late", "endorsed": "late", "confirmed": "ok"}.get(self.value, "none")


class RequestKind(models.TextChoices):
    """What is asked of whoever stands over a tier. The values are moves of the problem."""

    EXTEND = "extend", "延期"
    SUSPEND = "suspend", "暂缓"
    REOPEN = "reopen", "恢复办理"


class RequestState(models.TextChoices):
    WAITING = "waiting", "待决定"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不予同意"
    WITHDRAWN = "withdrawn", "已撤回"
    OUTDATED = "outdated", "已失效"

    @property
    def tone(self) -> str:
        return {"waiting": "late", "granted": "ok"}.get(self.value, "none")


class TaskKind(models.TextChoices):
    SUPERVISION = "supervision", "督办事项"
    RESOLUTION = "resolution", "议定事项"
    INTERVIEW = "interview", "约谈事项"


class TaskState(models.TextChoices):
    ISSUED = "issued", "待签收"
    IN_PROGRESS = "in_progress", "办理中"
    ANSWERED = "answered", "待销号"
    CLOSED = "closed", "已销号"

    @property
    def tone(self) -> str:
        return {"issued": "wait", "in_progress": "info", "answered": "late", "closed": "ok"}[self.value]


TASK_RUNNING = (TaskState.ISSUED, TaskState.IN_PROGRESS)
"""States in which a task's clock runs."""


class MeetingState(models.TextChoices):
    PLANNED = "planned", "筹备中"
    HELD = "held", "纪要起草"
    REVIEW = "review", "纪要送审"
    SETTLED = "settled", "纪要定稿"

    @property
    def tone(self) -> str:
        return {"planned": "wait", "held": "info", "review": "late", "settled": "ok"}[self.value]


class AgendaKind(models.TextChoices):
    """Where an item of the agenda comes from; the order is that of the meeting."""

    PROBLEM = "problem", "提请协调的问题"
    RED = "red", "严重滞后项目"
    TASK = "task", "逾期未办结事项"
    MISSING = "missing", "未报月报单位"
    TOPIC = "topic", "其他议题"


class PaperOf(models.TextChoices):
    """`StoredFile.owner_kind` of dispatch's papers; `owner_id` is the key of the row."""

    PROBLEM = "problem", "问题佐证"
    TASK = "task", "办理佐证"
