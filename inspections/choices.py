"""Closed lists of inspections. Labels are the offices' words."""

from django.db import models


class InspectorKind(models.TextChoices):
    """Which of the pool's kinds somebody is drawn as."""

    INSPECTOR = "inspector", "督查员"
    EXPERT = "expert", "专家"


class RelationKind(models.TextChoices):
    """Why somebody must not be sent somewhere (回避事项)."""

    FORMER_EMPLOYER = "former_employer", "曾任职单位"
    RELATIVE = "relative", "亲属任职单位"
    ADVISER = "adviser", "曾提供咨询"
    WORKED_ON = "worked_on", "参与过该项目"
    OTHER = "other", "其他利害关系"


class DrawState(models.TextChoices):
    FROZEN = "frozen", "名单库已冻结"
    COMMITTED = "committed", "摘要已公布"
    SEEDED = "seeded", "外部值已录入"
    DRAWN = "drawn", "已抽取"
    VOIDED = "voided", "已作废"


class Track(models.TextChoices):
    """How a unit's objects are inspected."""

    FULL = "full", "全查"
    SAMPLE = "sample", "抽查"


class HowChosen(models.TextChoices):
    FULL = "full", "全查"
    ALWAYS = "always", "必查"
    LOT = "lot", "抽中"
    DIRECTED = "directed", "定向"


class DirectedOrigin(models.TextChoices):
    """Why a site is inspected without a lot (优化营商环境条例 art. 54: complaints, transfers and alarms directly)."""

    COMPLAINT = "complaint", "投诉举报"
    TRANSFER = "transfer", "转办交办"
    ALARM = "alarm", "数据预警"
    FOLLOW_UP = "follow_up", "跟踪回访"
    SPECIAL = "special", "专项行动"


class DirectedState(models.TextChoices):
    ASKED = "asked", "待第二人决定"
    APPROVED = "approved", "已同意"
    REFUSED = "refused", "不同意"
    CANCELLED = "cancelled", "已取消"

    @property
    def tone(self) -> str:
        return {"asked": "late", "approved": "ok", "refused": "bad", "cancelled": "none"}[self.value]


class VisitState(models.TextChoices):
    PLANNED = "planned", "待查"
    ON_SITE = "on_site", "正在检查"
    FINISHED = "finished", "已查"
    CANCELLED = "cancelled", "已取消"


OPEN_VISITS = (VisitState.PLANNED, VisitState.ON_SITE)
"""States in which a round, or a directed check, is not over."""

REVEALED = (VisitState.ON_SITE, VisitState.FINISHED)
"""States in which the inspected side knows of a visit: from the check-in on, never before."""


class Mark(models.TextChoices):
    """The answer to one line of the checklist."""

    GOOD = "good", "符合"
    BAD = "bad", "不符合"
    NOT_APPLICABLE = "not_applicable", "不涉及"


class Severity(models.TextChoices):
    MINOR = "minor", "一般"
    SERIOUS = "serious", "较重"
    MAJOR = "major", "重大"

    @property
    def tone(self) -> str:
        return {"minor": "wait", "serious": "late", "major": "bad"}[self.value]


class OrderKind(models.TextChoices):
    LIMITED = "limited", "责令限期整改"
    PARTIAL_STOP = "partial_stop", "局部停工整改"
    STOP = "stop", "停工整改"


ORDERS_FOR = {
    Severity.MINOR: tuple(OrderKind),
    Severity.SERIOUS: tuple(OrderKind),
    Severity.MAJOR: (OrderKind.PARTIAL_STOP, OrderKind.STOP),
}
"""Which orders suit the gravest finding: while a major hazard stands, work stops (安全生产管理条例 art. 43)."""

STOPS_WORK = (OrderKind.PARTIAL_STOP, OrderKind.STOP)
"""Orders after which work may only go on when 复工 is approved."""


class OrderState(models.TextChoices):
    ISSUED = "issued", "待签收"
    RECTIFYING = "rectifying", "整改中"
    REPLIED = "replied", "待复查"
    PASSED = "passed", "复查通过"
    RESUMED = "resumed", "同意复工"
    CLOSED = "closed", "已销号"

    @property
    def tone(self) -> str:
        return {
            "issued": "late",
            "rectifying": "late",
            "replied": "info",
            "passed": "info",
            "resumed": "info",
            "closed": "ok",
        }[self.value]


OPEN_ORDERS = (OrderState.ISSUED, OrderState.RECTIFYING)
"""States in which the inspected side owes something, so that a deadline can be missed."""


class PhotoOf(models.TextChoices):
    FINDING = "finding", "问题照片"
    REPLY = "reply", "整改照片"
