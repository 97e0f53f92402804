"""What a person may say of a row that waits: one list for the page that offers it and the action that takes it."""

from .choices import RowGroup
from .comparison import NEW, SAME, SKIP
from .models import BatchRow


def offered(row: BatchRow, *, makes_new: bool) -> list[str]:
    """ "" (still open), what was said before, each candidate as “same:<id>”, “new” where the desk makes new things and
    there was something to mistake it for, “skip”. Empty where nothing is to be decided."""
    if row.group not in {RowGroup.QUESTION, RowGroup.SKIPPED} and not row.decision:
        return []
    candidates = [f"{SAME}:{each['id']}" for each in row.said("findings").get("candidates", [])]
    new = [NEW] if candidates and makes_new else []
    return list(dict.fromkeys(["", row.decision, *candidates, *new, SKIP]))
