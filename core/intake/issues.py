"""What the desk has to say about a value: where, what, why, what would be accepted, what it proposes."""

from enum import StrEnum
from typing import Any, NamedTuple

from .grid import cell_name


class Tier(StrEnum):
    """错误 keeps a row from being written; 提醒 asks for a look; 已自动规范 tells what was rewritten."""

    ERROR = "错误"
    NOTICE = "提醒"
    NORMALISED = "已自动规范"


class Note(NamedTuple):
    """A remark of a normaliser, which knows the value but no place, or of a comparison, which knows the `field` too."""

    tier: Tier
    rule: str
    message: str
    accepted: str = ""
    proposal: str = ""
    field: str = ""


class Issue(NamedTuple):
    """A remark with its place. `row` 0 means the sheet as a whole, `column` 0 the row as a whole."""

    sheet: str
    row: int
    column: int
    field: str
    value: str
    tier: Tier
    rule: str
    message: str
    accepted: str = ""
    proposal: str = ""

    @property
    def cell(self) -> str:
        """ "C14", the row's number alone, or nothing."""
        if self.row and self.column:
            return cell_name(self.row, self.column)
        return f"第{self.row}行" if self.row else ""

    def as_json(self) -> dict[str, Any]:
        """The object of the command line's --json and of the stored rows."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "cell": self.cell,
            "field": self.field,
            "value": self.value,
            "tier": self.tier.value,
            "rule": self.rule,
            "message": self.message,
            "accepted": self.accepted,
            "proposal": self.proposal,
        }


def has_errors(issues: "list[Issue]") -> bool:
    return any(issue.tier == Tier.ERROR for issue in issues)
