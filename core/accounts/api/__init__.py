"""How programs prove who they are. Importing this package loads no view: the framework's settings name it."""

from .authentication import TokenAuthentication

__all__ = ["TokenAuthentication"]
