"""Closed lists of the approvals. Labels are the words of the guide and of the counters."""

from django.db import models


class Stage(models.TextChoices):
    """The four stages of the reform."""

    LAND = "land", "立项用地规划许可"
    WORKS = "works", "工程建设许可"
    CONSTRUCTION = "construction", "施工许可"
    ACCEPTANCE = "acceptance", "竣工验收"


class DependencyKind(models.TextChoices):
    """What an unfinished predecessor stops: the decision, or only the delivery."""

    HARD = "hard", "前置"
    SOFT = "soft", "并行"


class ResumeMode(models.TextChoices):
    RESUME = "resume", "连续计算"
    RESTART = "restart", "重新计算"


EXTENSION_BASIS = "行政许可法第42条"
"""What allows an extension where the guide names no law of its own."""


class CaseState(models.TextChoices):
    SUBMITTED = "submitted", "待受理"
    SUPPLEMENT = "supplement", "待补正"
    IN_REVIEW = "in_review", "办理中"
    PAUSED = "paused", "暂停计时"
    DECIDED = "decided", "已决定"
    DELIVERED = "delivered", "已送达"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


WAITING = (CaseState.SUBMITTED, CaseState.SUPPLEMENT)
"""Handed in and not accepted: the clock has not begun."""
RUNNING = (CaseState.IN_REVIEW, CaseState.PAUSED)
"""Accepted and not decided."""
OPEN = (*WAITING, *RUNNING, CaseState.DECIDED)
"""Somebody still has to do something."""
ENDED_WITHOUT_DECISION = (CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN)


class Decision(models.TextChoices):
    GRANT = "grant", "准予"
    REFUSE = "refuse", "不予"


class PauseKind(models.TextChoices):
    """What 行政许可法 45 takes out of the limit, and what this city adds."""

    EXPERT_REVIEW = "expert_review", "专家评审"
    HEARING = "hearing", "听证"
    TESTING = "testing", "检测鉴定"
    PUBLICITY = "publicity", "公示"
    RECTIFICATION = "rectification", "现场整改"
    REDESIGN = "redesign", "图审退改"
    OTHER = "other", "其他（经批准）"


class Holder(models.TextChoices):
    """On whose desk the file lies."""

    DEPARTMENT = "department", "审批部门"
    APPLICANT = "applicant", "建设单位"
    DESIGNER = "designer", "设计单位"
    THIRD_PARTY = "third_party", "评审、检测机构"
    PUBLIC = "public", "公示、听证"
    NOBODY = "nobody", "已办结"


HOLDER_OF_PAUSE = {
    PauseKind.EXPERT_REVIEW: Holder.THIRD_PARTY,
    PauseKind.TESTING: Holder.THIRD_PARTY,
    PauseKind.HEARING: Holder.PUBLIC,
    PauseKind.PUBLICITY: Holder.PUBLIC,
    PauseKind.RECTIFICATION: Holder.APPLICANT,
    PauseKind.REDESIGN: Holder.DESIGNER,
    PauseKind.OTHER: Holder.DEPARTMENT,
}


class CaseLight(models.TextChoices):
    """A light is colour, shape and word."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "临期"
    RED = "red", "超期"
    PAUSED = "paused", "暂停计时"
    DONE = "done", "按期办结"
    DONE_LATE = "done_late", "超期办结"
    UNLIT = "unlit", "未计时"

    @property
    def tone(self) -> str:
        """Of the kit's tones."""
        return _TONES[self.value]


_TONES = {
    "green": "ok",
    "yellow": "late",
    "red": "bad",
    "paused": "wait",
    "done": "ok",
    "done_late": "late",
    "unlit": "none",
}


class DraftState(models.TextChoices):
    """How far an uploaded edition of the guide is."""

    UPLOADED = "uploaded", "待发布"
    SCHEDULED = "scheduled", "到日施行"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"

    @property
    def tone(self) -> str:
        return {"uploaded": "wait", "scheduled": "info", "published": "ok"}.get(self.value, "none")


class Discipline(models.TextChoices):
    """Who looks at the drawings, all at once."""

    ARCHITECTURE = "architecture", "建筑"
    STRUCTURE = "structure", "结构"
    WATER = "water", "给排水"
    HVAC = "hvac", "暖通"
    ELECTRICAL = "electrical", "电气"
    GEOTECHNICAL = "geotechnical", "岩土勘察"
    ENERGY = "energy", "节能绿建"
    FIRE = "fire", "消防"
    CIVIL_DEFENCE = "civil_defence", "人防"
    LIGHTNING = "lightning", "防雷"
    LANDSCAPE = "landscape", "园林景观"
    ROAD_BRIDGE = "road_bridge", "道路桥梁"


class RoundState(models.TextChoices):
    REVIEWING = "reviewing", "审查中"
    TO_REVISE = "to_revise", "退改"
    PASSED = "passed", "通过"


class ItemLevel(models.TextChoices):
    MANDATORY = "mandatory", "强制性条文"
    GENERAL = "general", "一般意见"


class ServicePhase(models.TextChoices):
    """“保姆式”服务: early, during and after."""

    EARLY = "early", "提前介入"
    DURING = "during", "过程指导"
    AFTER = "after", "跟踪回访"
