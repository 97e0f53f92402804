"""Month-end roll-ups: accepted figures to briefs, in a constant number of statements per month."""

from .briefs import issue, refresh_running

__all__ = ["issue", "refresh_running"]
