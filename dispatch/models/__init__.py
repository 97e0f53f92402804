from .problem import Deadline, Problem, ProblemStep
from .proposal import Proposal

__all__ = ["Deadline", "Problem", "ProblemStep", "Proposal"]
