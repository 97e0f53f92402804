from .matrix import Cell, MatrixRow, matrix
from .standing import DepartmentRow, GreenSum, LightCounts, Standing, standing

__all__ = ["Cell", "DepartmentRow", "GreenSum", "LightCounts", "MatrixRow", "Standing", "matrix", "standing"]
