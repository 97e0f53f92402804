from .matrix import Cell, MatrixRow, matrix
from .standing import DepartmentRow, GreenSum, LightCounts, by_department, counts, green_sum

__all__ = [
    "Cell",
    "DepartmentRow",
    "GreenSum",
    "LightCounts",
    "MatrixRow",
    "by_department",
    "counts",
    "green_sum",
    "matrix",
]
