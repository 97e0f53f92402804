"""Closed lists of the monthly loop. Labels are the offices' words."""

from django.db import models


class DutyState(models.TextChoices):
    OPEN = "open", "待填报"
    SUBMITTED = "submitted", "待初审"
    UNIT_APPROVED = "unit_approved", "待市审"
    ACCEPTED = "accepted", "市审通过"
    RETURNED = "returned", "退回待改"


HANDED_IN = (DutyState.SUBMITTED, DutyState.UNIT_APPROVED, DutyState.ACCEPTED)
"""States in which a report stands: 已报."""


class Step(models.TextChoices):
    UNIT = "unit", "初审"
    CITY = "city", "市审"


class CheckVerdict(models.TextChoices):
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class Origin(models.TextChoices):
    PAGE = "page", "单项表"
    GRID = "grid", "填报表格"
    FILE = "file", "导入"
    API = "api", "接口"
    ON_BEHALF = "on_behalf", "代报"
    CORRECTION = "correction", "更正"


class PaperOf(models.TextChoices):
    """`StoredFile.owner_kind` of the month's papers; `owner_id` is the key of the duty, unit month or correction."""

    DUTY = "duty", "冲减依据"
    UNIT = "unit_month", "签章上报表"
    CORRECTION = "correction", "更正依据"


class Basis(models.TextChoices):
    """Where a figure of the ledger comes from."""

    REPORTED = "reported", "已审"
    CORRECTED = "corrected", "更正"
    CARRIED = "carried", "未报（沿用上月数）"


class WriteBackReason(models.TextChoices):
    """冲减: why a month may be negative."""

    AUDIT = "audit", "审计核减"
    OVER_REPORTED = "over_reported", "上月多报"
    SCOPE = "scope", "口径调整"


class JumpReason(models.TextChoices):
    """Why one month is more than three times its plan."""

    SETTLEMENT = "settlement", "集中结算"
    EQUIPMENT = "equipment", "设备到货"
    LAND = "land", "征迁款支付"
    CATCH_UP = "catch_up", "赶工补欠"
    PLAN = "plan", "月计划偏低"


class ProblemClass(models.TextChoices):
    LAND = "land", "征迁"
    LAND_USE = "land_use", "用地"
    FUNDS = "funds", "资金"
    APPROVAL = "approval", "审批"
    DESIGN = "design", "规划设计"
    PIPELINES = "pipelines", "管线迁改"
    SITE = "site", "施工组织"
    OTHER = "other", "其他"


class FigureKind(models.TextChoices):
    ESTIMATE = "estimate", "预计数"
    ACTUAL = "actual", "实际数"


class CorrectionState(models.TextChoices):
    REQUESTED = "requested", "待复核"
    APPROVED = "approved", "已更正"
    REFUSED = "refused", "不予更正"


class Light(models.TextChoices):
    """A light is colour, shape and word; `UNLIT` is for what carries no construction or no plan."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "滞后"
    RED = "red", "严重滞后"
    BEFORE_START = "before_start", "未到开工期"
    UNLIT = "unlit", "不评灯"

    @property
    def tone(self) -> str:
        """Of the kit's tones."""
        return _LIGHT_TONES[self.value]


_LIGHT_TONES = {"green": "ok", "yellow": "late", "red": "bad", "before_start": "wait", "unlit": "none"}


class Metric(models.TextChoices):
    """What a light rule judges."""

    PROJECT_INVESTMENT = "project_investment", "项目投资"
    PROJECT_MILESTONE = "project_milestone", "项目节点"
    UNIT_INVESTMENT = "unit_investment", "单位和全市投资"
