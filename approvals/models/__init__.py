from .case import ApprovalCase, CaseEvent, CasePause
from .drawing import DisciplineOpinion, DrawingRound, OpinionItem
from .guide import ApprovalRoute, ApprovalTemplate, Dependency, GuideVersion, Matter, MatterPaper, StageLimit
from .service import ServiceVisit

__all__ = [
    "ApprovalCase",
    "ApprovalRoute",
    "ApprovalTemplate",
    "CaseEvent",
    "CasePause",
    "Dependency",
    "DisciplineOpinion",
    "DrawingRound",
    "GuideVersion",
    "Matter",
    "MatterPaper",
    "OpinionItem",
    "ServiceVisit",
    "StageLimit",
]
