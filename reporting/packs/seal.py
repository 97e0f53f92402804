"""The seal of a pre-filled form: what it was issued on, signed, on a hidden sheet of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core import signing

from core.foundation.money import amount_text, wan
from core.intake.grid import Sheet

SHEET = "封签"
HEAD = "预填表封签：请勿改动。没有这一页的表按普通工作簿读取。"
_SALT = "reporting.packs.seal"
_PIECE = 30_000
"""Characters a cell; the format holds 32 767."""


@dataclass(frozen=True)
class Issued:
    """What one project stood at when the form was issued; `month_done_wan` is None where nothing was filled in."""

    prior_ytd_wan: Decimal
    version: int
    month_done_wan: Decimal | None = None

    @property
    def ytd_done_wan(self) -> Decimal | None:
        return None if self.month_done_wan is None else wan(self.prior_ytd_wan + self.month_done_wan)


@dataclass(frozen=True)
class Seal:
    """`issued_for` names the codes of the reporting units with blanks between them, "" for an owner; `part` the slice,
    "" for the whole; `rows` go by the project's code."""

    year: int
    month: str
    issued_for: str
    issued_name: str
    part: str
    issued_at: datetime
    rows: Mapping[str, Issued]


def sealed(seal: Seal) -> list[str]:
    """The signed text of a seal, in pieces for the cells below the sheet's head."""
    rows = [
        [code, amount_text(row.prior_ytd_wan), row.version, _text(row.month_done_wan)]
        for code, row in sorted(seal.rows.items())
    ]
    content = {
        "year": seal.year, "month": seal.month, "for": seal.issued_for, "name": seal.issued_name, "part": seal.part,
        "at": seal.issued_at.isoformat(), "rows": rows,
    }  # fmt: skip
    text = signing.dumps(content, salt=_SALT, compress=True)
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def opened(sheet: Sheet) -> Seal | None:
    """The seal on a sheet; None when it was touched or is not ours."""
    text = "".join(cell.text.strip() for row in sheet.rows[1:] for _, cell in sorted(row.cells.items()))
    try:
        said = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    rows = {
        code: Issued(Decimal(prior), version, Decimal(month) if month else None)
        for code, prior, version, month in said["rows"]
    }
    at = datetime.fromisoformat(said["at"])
    return Seal(said["year"], said["month"], said["for"], said["name"], said["part"], at, rows)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else amount_text(amount)
