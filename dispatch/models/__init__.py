from .meeting import AgendaItem, Meeting, Resolution
from .problem import Deadline, Problem, ProblemStep
from .proposal import Proposal
from .request import ProblemRequest
from .task import Task, TaskDeadline, TaskStep
from .terms import DispatchTerms

__all__ = [
    "AgendaItem",
    "Deadline",
    "DispatchTerms",
    "Meeting",
    "Problem",
    "ProblemRequest",
    "ProblemStep",
    "Proposal",
    "Resolution",
    "Task",
    "TaskDeadline",
    "TaskStep",
]
