"""What the calendar starts: reminders of orders, re-checks and publications, each once. Done by `actions.reminders`."""

from datetime import datetime

from core.operations.periods import due

from .actions.reminders import due_reminders, remind


@due("inspections.remind", periods=due_reminders)
def call_to_mind(name: str, now: datetime) -> None:
    remind(name, at=now)
