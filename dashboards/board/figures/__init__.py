"""The panel behind every figure: its formula with the actual numbers, its inputs, coverage, people and versions."""

from .registry import figure_of

__all__ = ["figure_of"]
