from .meeting import AgendaItem, Meeting, Resolution
from .problem import Deadline, Problem, ProblemStep
from .proposal import Proposal
from .task import Task, TaskDeadline, TaskStep

__all__ = [
    "AgendaItem",
    "Deadline",
    "Meeting",
    "Problem",
    "ProblemStep",
    "Proposal",
    "Resolution",
    "Task",
    "TaskDeadline",
    "TaskStep",
]
