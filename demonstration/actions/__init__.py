"""Writing the demonstration: one transaction, set-based, refused outside the demonstration profile."""

from .load import Loaded, load, require_demonstration
from .reset import empty

__all__ = ["Loaded", "empty", "load", "require_demonstration"]
