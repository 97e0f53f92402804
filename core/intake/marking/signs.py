"""What our marks look like, and by what they are known again when a marked workbook is brought back."""

from core.intake.issues import Tier

HEADING = "导入核对结果"
"""Heads the column of messages; nobody else's column is called so."""

SUMMARY = "导入核对说明"
"""The name of our own sheet; a copy that a program calls “导入核对说明 (2)” is ours too."""

NOTE = "【导入核对】"
"""Begins our part of a cell's note. What stood there before stays in front of it."""

FILLS = {Tier.ERROR: "FFF9CCC8", Tier.NOTICE: "FFFFF0B5", Tier.NORMALISED: "FFDFECF9"}
"""Light enough to print under black text. These exact values mark a cell as coloured by us."""

COVERING = {Tier.ERROR: "FFF9CCC9", Tier.NOTICE: "FFFFF0B6", Tier.NORMALISED: "FFDFECFA"}
"""The same to the eye, over a cell that had a colour of its own: that one waits in the fill's unseen background."""

HEADING_ROWS = 60
"""The column's head is looked for in so many rows."""


def is_summary(name: str) -> bool:
    return name.strip().startswith(SUMMARY)


def is_heading(text: str) -> bool:
    return "".join(text.split()) == HEADING
