"""Verbs of the register: each owns its transaction, takes `by=` and `at=`, and writes its journal entry last."""

from .campaigns import open_campaign
from .entering import add_to_list, enter_listing, install_first_list, register_project
from .milestones import promise, reach, rename_milestone, set_milestone, set_parties
from .plans import adjust_plan, effect_of_adjustment
from .projects import edit_listing, edit_project
from .targets import set_target_input
from .terms import Adjustment, BatchPaper, ListingTerms, NewEntry, PlanChange, PlanTerms, TargetFigure

__all__ = [
    "Adjustment",
    "BatchPaper",
    "ListingTerms",
    "NewEntry",
    "PlanChange",
    "PlanTerms",
    "TargetFigure",
    "add_to_list",
    "adjust_plan",
    "edit_listing",
    "edit_project",
    "effect_of_adjustment",
    "enter_listing",
    "install_first_list",
    "open_campaign",
    "promise",
    "reach",
    "register_project",
    "rename_milestone",
    "set_milestone",
    "set_parties",
    "set_target_input",
]
