"""The tables of inspections. Everything about a visit before its check-in lies in `draw` and `visit`, read by few."""

from .checklist import Checklist, ChecklistEdition, ChecklistItem
from .directed import DirectedCancellation, DirectedCheck
from .draw import Draw, PlanOpening
from .library import Inspector, Relation
from .order import ItemRecheck, ItemReply, OrderDeadline, OrderItem, RectificationOrder
from .programme import PlanReader, PoolExclusion, Programme
from .visit import Assignment, CheckMark, Finding, Photo, VerifiedFigure, Visit

__all__ = [
    "Assignment",
    "CheckMark",
    "Checklist",
    "ChecklistEdition",
    "ChecklistItem",
    "DirectedCancellation",
    "DirectedCheck",
    "Draw",
    "Finding",
    "Inspector",
    "ItemRecheck",
    "ItemReply",
    "OrderDeadline",
    "OrderItem",
    "Photo",
    "PlanOpening",
    "PlanReader",
    "PoolExclusion",
    "Programme",
    "RectificationOrder",
    "Relation",
    "VerifiedFigure",
    "Visit",
]
