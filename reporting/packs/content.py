"""What stands in a pack: the reports of one desk as they are now, whole or by owner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import Refused
from core.organisations.models import ReportingUnit
from projects.models import Listing
from reporting.imports.duties import Duties, Owed
from reporting.models import ReportingMonth
from reporting.unit_month import STATE_WORDS, Place

from .seal import Issued, Seal

NO_OWNER = "未登记建设单位"
SHOWN = 3
"""So many names stand in the title of a form for several units or owners."""


@dataclass(frozen=True)
class Line:
    """One project of the form. `given` holds typed values of the cells people fill, by field."""

    code: str
    name: str
    owner: str
    plan_wan: Decimal
    due_wan: Decimal
    prior_ytd_wan: Decimal
    last_month_wan: Decimal | None
    last_text: str
    given: dict[str, Any]
    state: str
    is_open: bool
    version: int


@dataclass(frozen=True)
class Pack:
    """One workbook to be: for whom, of which part, with which lines. `units` are those it is filled for, none for an
    owner; `name` says who that is."""

    month: ReportingMonth
    units: Sequence[ReportingUnit]
    name: str
    part: str
    issued_at: datetime
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        part = f"（{self.part}）" if self.part else ""
        return f"{self.name}{self.month.month.label}项目进度填报表{part}"

    @property
    def seal(self) -> Seal:
        return Seal(
            year=self.month.campaign.year,
            month=str(self.month.month),
            issued_for=" ".join(unit.code for unit in self.units),
            issued_name=self.name,
            part=self.part,
            issued_at=self.issued_at,
            rows={
                line.code.upper(): Issued(line.prior_ytd_wan, line.version, line.given.get("month_done_wan"))
                for line in self.lines
            },
        )


def pack_of(person: User, month: ReportingMonth, duties: Duties, *, at: datetime) -> Pack:
    """The whole form of a desk. Refused where nothing is owed."""
    if not len(duties):
        raise Refused(f"{month.month.label}没有您的填报任务，无需下载。", code="nothing")
    lines = [_line(owed) for owed in duties.by_id.values()]
    scope = person.scope(Can.FILL_REPORTS)
    units = dict.fromkeys(owed.duty.unit for owed in duties.by_id.values())
    own = [unit for unit in units if scope.whole_city or unit.pk in scope.unit_ids]
    names = [unit.name for unit in units] if own else list(dict.fromkeys(line.owner for line in lines))
    return Pack(month, own, _together(names), "", at, lines)


def _together(names: Sequence[str]) -> str:
    """All of a few names, the first of many."""
    return "、".join(names) if len(names) <= SHOWN else f"{names[0]}等{len(names)}家"


def by_owner(pack: Pack) -> list[Pack]:
    """The same form in slices, one for each owner, in the order of the list."""
    slices: dict[str, list[Line]] = {}
    for line in pack.lines:
        slices.setdefault(line.owner, []).append(line)
    return [replace(pack, part=owner, lines=lines) for owner, lines in slices.items()]


def _line(owed: Owed) -> Line:
    duty, background = owed.duty, owed.background
    listing: Listing = duty.listing
    owner = listing.project.owner
    return Line(
        code=listing.project.code,
        name=listing.project.name,
        owner=owner.name if owner else NO_OWNER,
        plan_wan=background.annual_plan_wan,
        due_wan=background.due_wan,
        prior_ytd_wan=background.prior_ytd_wan,
        last_month_wan=duty.last_month_wan,
        last_text=background.last_text,
        given=_given(owed),
        state=STATE_WORDS[Place(duty.place)],
        is_open=bool(owed.may_fill),
        version=duty.version,
    )


def _given(owed: Owed) -> dict[str, Any]:
    """What stands in the cells already, so that nobody types it twice."""
    return {key: value for key, value in owed.statement.__dict__.items() if value not in {None, ""}}
