from .brief import Brief, BriefCell, BriefLine, BriefUnit
from .duty import ChaseNote, Draft, Duty, HandOver, ReportingMonth, UnitSubmission
from .ledger import Correction, Figure
from .report import Check, ReportVersion
from .rule import LightRule

__all__ = [
    "Brief",
    "BriefCell",
    "BriefLine",
    "BriefUnit",
    "ChaseNote",
    "Check",
    "Correction",
    "Draft",
    "Duty",
    "Figure",
    "HandOver",
    "LightRule",
    "ReportVersion",
    "ReportingMonth",
    "UnitSubmission",
]
