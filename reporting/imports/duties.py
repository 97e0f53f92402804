"""The reports of a month as the import compares them: what each says now, and the ways to find it by a row's words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import Verdict
from core.intake.texts import plain
from core.operations.models import StoredFile
from projects.imports.register import Known, Register
from projects.models import Listing
from reporting import permissions
from reporting.backgrounds import background_of
from reporting.choices import DutyState, PaperOf
from reporting.forms import StatementForm
from reporting.models import Duty, ReportingMonth
from reporting.querysets import DutyQuerySet
from reporting.statement import Background, Statement, complete
from reporting.states import DUTY
from reporting.typed import sent_statement, typed_of
from reporting.unit_month import placed

_PAPER = "write_back_paper_id"


@dataclass(frozen=True)
class Owed:
    """One report: what stands in it now (completed), the texts of its cells, and whether it may be filled.

    `unread` are the cells of its draft that hold something which cannot be read.
    """

    known: Known
    duty: Duty
    background: Background
    statement: Statement
    content: Mapping[str, str]
    may_fill: Verdict
    unread: frozenset[str] = frozenset()

    @property
    def is_drafted(self) -> bool:
        """Something is being written, or was taken back or returned."""
        return self.duty.draft_content is not None or self.duty.current_id is not None

    @property
    def is_as_returned(self) -> bool:
        """Returned, and nothing of it has been changed since."""
        is_returned = self.duty.state == DutyState.RETURNED
        return is_returned and self.statement == complete(sent_statement(self.duty), self.background)


class Duties:
    """`register` finds by words what a row speaks of; its ids are those of the duties."""

    def __init__(self, owed: Iterable[Owed], packages: Mapping[str, str]) -> None:
        self.by_id = {each.duty.pk: each for each in owed}
        self.register = Register([each.known for each in self.by_id.values()])
        self.register.by_unit[""] = self.register.known  # rows that name no unit may be any of them
        self.packages = packages

    def parts(self) -> set[str]:
        """Names of the parts of packages, as they are compared."""
        return {each.known.name_key for each in self.by_id.values() if each.duty.listing.project.parent_id}

    def __len__(self) -> int:
        return len(self.by_id)


def reach(month: ReportingMonth, person: User | None, unit: str = "") -> DutyQuerySet:
    """The reports of a month that a person may fill; the command line reaches all, `unit` narrows to one code."""
    duties = Duty.objects.filter(reporting_month=month)
    if person is not None:
        duties = duties.reachable_by(person, Can.FILL_REPORTS)
    return duties.filter(unit__code=unit) if unit else duties


def load_duties(month: ReportingMonth, person: User | None, *, unit: str, at: datetime) -> Duties:
    """Three statements at most, whatever the number of reports."""
    wanted = placed(reach(month, person, unit).with_background(at), person, at=at)
    duties = list(wanted.select_related("listing__project__owner").order_by("listing__order", "pk"))
    papers = _papers(duties)
    packages = Listing.objects.filter(campaign=month.campaign_id, project__has_parts=True)
    if person is not None:
        packages = packages.visible_to(person)
    names = packages.values_list("project__code", "project__name_key").order_by()
    return Duties([_owed(duty, person, papers) for duty in duties], {code.upper(): key for code, key in names})


def _owed(duty: Duty, person: User | None, papers: Mapping[int, int]) -> Owed:
    background = background_of(duty)
    content, statement, unread = _written(duty, papers)
    may_fill = permissions.may_fill(person, duty) if person else DUTY.verdict(duty.state, "submit")
    return Owed(_known(duty), duty, background, complete(statement, background), content, may_fill, unread)


def _known(duty: Duty) -> Known:
    project = duty.listing.project
    values = {
        "name": project.name,
        "unit": duty.unit.code,
        "owner": project.owner.name if project.owner else "",
        "national_code": project.national_code or "",
        "total_investment_wan": plain(project.total_investment_wan),
        "annual_plan_wan": plain(duty.plan_wan),
    }
    return Known(duty.pk, duty.version, project.code, project.name_key, values, listing_id=duty.listing_id)


def _written(duty: Duty, papers: Mapping[int, int]) -> tuple[dict[str, str], Statement, frozenset[str]]:
    """What stands in the fields: the draft, else what was sent last; as texts and as the statement they mean, and
    which of them mean none."""
    if duty.draft_content is None:
        statement = sent_statement(duty)
        return typed_of(statement), statement, frozenset()
    content = {name: str(text) for name, text in json.loads(duty.draft_content).items()}
    form = StatementForm(content | {_PAPER: ""}, duty=duty)
    statement = form.statement()
    paper_id = _paper_id(content)
    own = paper_id if paper_id is not None and papers.get(paper_id) == duty.pk else None
    return content, replace(statement, write_back_paper_id=own), frozenset(form.errors)


def _papers(duties: Iterable[Duty]) -> dict[int, int]:
    """The papers that drafts name, with the report each was handed in for."""
    drafts = [json.loads(duty.draft_content) for duty in duties if duty.draft_content is not None]
    ids = {paper_id for content in drafts if (paper_id := _paper_id(content)) is not None}
    if not ids:
        return {}
    rows = StoredFile.objects.filter(pk__in=ids, owner_kind=PaperOf.DUTY).values_list("pk", "owner_id")
    return {pk: int(owner_id) for pk, owner_id in rows}


def _paper_id(content: Mapping[str, object]) -> int | None:
    text = str(content.get(_PAPER) or "")
    return int(text) if text.isdecimal() else None
