"""The tables of inspections. Everything about a visit before its check-in lies in `draw` and `visit`, read by few."""

from .draw import Draw, PlanOpening
from .library import ChecklistItem, Inspector, Relation
from .order import ItemRecheck, ItemReply, OrderDeadline, OrderItem, RectificationOrder
from .programme import PlanReader, PoolExclusion, Programme
from .visit import Assignment, CheckMark, Finding, Photo, VerifiedFigure, Visit

__all__ = [
    "Assignment",
    "CheckMark",
    "ChecklistItem",
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
