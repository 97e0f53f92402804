from .case import ApprovalCase
from .course import CaseEvent, CaseExtension, CasePause
from .draft import GuideDraft
from .drawing import DisciplineOpinion, DrawingRound, OpinionItem, SheetCorrection
from .guide import ApprovalRoute, ApprovalTemplate, Dependency, GuideVersion, Matter, MatterPaper, StageLimit
from .service import ServiceVisit

__all__ = [
    "ApprovalCase",
    "ApprovalRoute",
    "ApprovalTemplate",
    "CaseEvent",
    "CaseExtension",
    "CasePause",
    "Dependency",
    "DisciplineOpinion",
    "DrawingRound",
    "GuideDraft",
    "GuideVersion",
    "Matter",
    "MatterPaper",
    "OpinionItem",
    "ServiceVisit",
    "SheetCorrection",
    "StageLimit",
]
