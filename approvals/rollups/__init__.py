from .drawing import DrawingSum, drawing_sum
from .matrix import Cell, MatrixRow, matrix
from .standing import DepartmentRow, GreenSum, LightCounts, Standing, standing

__all__ = [
    "Cell",
    "DepartmentRow",
    "DrawingSum",
    "GreenSum",
    "LightCounts",
    "MatrixRow",
    "Standing",
    "drawing_sum",
    "matrix",
    "standing",
]
