from .campaign import Campaign, Category, Target, TargetInput, Theme
from .listing import Listing
from .milestone import Milestone, MilestonePromise, Party
from .plan import PlanBatch, PlanLine, PlanMonth
from .project import Project, ProjectRevision

__all__ = [
    "Campaign",
    "Category",
    "Listing",
    "Milestone",
    "MilestonePromise",
    "Party",
    "PlanBatch",
    "PlanLine",
    "PlanMonth",
    "Project",
    "ProjectRevision",
    "Target",
    "TargetInput",
    "Theme",
]
