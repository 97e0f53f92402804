"""Closed lists of the register. Labels are the words printed in the city's tables."""

from django.db import models


class Status(models.TextChoices):
    """Where the project itself stands, whatever this year's plan says."""

    PLANNED = "planned", "谋划储备"
    PRELIMINARY = "preliminary", "前期"
    UNDER_CONSTRUCTION = "under_construction", "在建"
    PARTLY_IN_USE = "partly_in_use", "部分建成"
    COMPLETED = "completed", "竣工"
    SUSPENDED = "suspended", "停工"
    DEFERRED = "deferred", "缓建"
    WITHDRAWN = "withdrawn", "退出"


STARTED = (Status.UNDER_CONSTRUCTION, Status.PARTLY_IN_USE, Status.COMPLETED, Status.SUSPENDED)
"""Statuses of a project whose works have begun."""


class PlanNature(models.TextChoices):
    """Its role in this year's plan, printed as 项目性质."""

    CONTINUING = "continuing", "续建"
    NEW_START = "new_start", "新开工"
    COMPLETING = "completing", "竣工"
    PRELIMINARY = "preliminary", "前期"
    PLANNING = "planning", "规划"


class Stage(models.TextChoices):
    """Building projects are judged by money and nodes; planning and preliminary ones carry no construction."""

    BUILDING = "building", "建设类"
    PLANNING = "planning", "规划前期类"


class KeyLevel(models.TextChoices):
    PROVINCE = "province", "省重点"
    CITY = "city", "市重点"
    COUNTY = "county", "县重点"
    NONE = "none", "一般"


class ManagementClass(models.TextChoices):
    ASSESSED = "assessed", "考核类"
    FOLLOWED = "followed", "跟踪服务类"


class PartyRole(models.TextChoices):
    """六方."""

    COMMAND_OFFICE = "command_office", "指挥部"
    QUALITY_SUPERVISION = "quality_supervision", "质监"
    PROJECT_COMPANY = "project_company", "项目公司"
    SUPERVISOR = "supervisor", "监理"
    DESIGNER = "designer", "设计"
    CONTRACTOR = "contractor", "施工"


class Provenance(models.TextChoices):
    """What of a row is known and what was made up for the demonstration; the screen marks it."""

    ENTERED = "entered", "正式数据"
    REAL_NAME = "real_name", "名称真实，金额演示"
    INVENTED = "invented", "演示"


class BatchKind(models.TextChoices):
    INITIAL = "initial", "年初计划"
    ADJUSTMENT = "adjustment", "计划调整"


class CurveBasis(models.TextChoices):
    ENTERED = "entered", "填报月计划"
    STRAIGHT = "straight", "按起止时间直线"


class TargetUnit(models.TextChoices):
    COUNT = "count", "个"
    WAN = "wan", "万元"
    POINTS = "points", "个百分点"


class ProgressBasis(models.TextChoices):
    PHYSICAL = "physical", "形象进度"
    PAYMENT = "payment", "支付"
