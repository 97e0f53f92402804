"""Every change of a project, newest first, with who and why: its own revisions, plans, promises, reports, corrections,
and what the journal says beside them. Paged by time, so that no page reads more than it shows of any source."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from core.foundation.money import wan_text
from core.journal.models import Entry
from projects.models import Listing, MilestonePromise, PlanLine, ProjectRevision
from reporting.choices import CheckVerdict, CorrectionState, Origin, Step
from reporting.models import Check, Correction, ReportVersion

from .words import FACTS, label, shown, word

PAGE = 10


@dataclass(frozen=True)
class Event:
    """One line of the history: `kind` in a word, what happened, who did it and the reason given."""

    at: datetime
    kind: str
    text: str
    who: str
    why: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class HistoryPage:
    events: tuple[Event, ...]
    next_before: datetime | None


def history_of(listing: Listing, *, before: datetime | None = None) -> HistoryPage:
    """The newest events older than `before`; one query for each kind of row."""
    found = [event for source in _SOURCES for event in source(listing, before)]
    newest = sorted(found, key=lambda event: event.at, reverse=True)
    shown = newest[:PAGE]
    return HistoryPage(tuple(shown), shown[-1].at if len(newest) > PAGE else None)


def _older(field: str, before: datetime | None) -> Q:
    return Q(**{f"{field}__lt": before}) if before else Q()


def _newest(rows: models.QuerySet, field: str, before: datetime | None) -> models.QuerySet:
    return rows.filter(_older(field, before)).order_by(f"-{field}", "-pk")[: PAGE + 1]


def _edits(listing: Listing, before: datetime | None) -> Iterator[Event]:
    """Revisions against the one before; one row more than the page is read for that."""
    rows = ProjectRevision.objects.filter(project=listing.project).select_related("region", "owner")
    shown = list(rows.filter(_older("known_from", before)).order_by("-number")[: PAGE + 2])
    for row, older in zip(shown, [*shown[1:], None], strict=False):
        if older is None and row.number > 1:
            continue  # its predecessor was not read: it belongs to the next page
        text = "登记入库" if older is None else ""
        yield Event(row.known_from, "档案", text, row.changed_by_label, row.reason, _differences(older, row))


def _differences(older: ProjectRevision | None, row: ProjectRevision) -> tuple[tuple[str, str, str], ...]:
    if older is None:
        return ()
    named = [(label(name), shown(older, name), shown(row, name)) for name in FACTS]
    return tuple(change for change in named if change[1] != change[2])


def _plans(listing: Listing, before: datetime | None) -> Iterator[Event]:
    rows = list(_newest(PlanLine.objects.filter(listing=listing).select_related("batch"), "known_from", before))
    for row in rows:
        batch = row.batch
        text = f"{batch.title}：年度计划 {wan_text(row.annual_plan_wan)} 万元，{batch.document_number}"
        yield Event(
            row.known_from, "计划", text, f"{batch.approver_label}批准，{batch.entered_by_label}录入", batch.reason
        )


def _promises(listing: Listing, before: datetime | None) -> Iterator[Event]:
    rows = MilestonePromise.objects.filter(milestone__project=listing.project).select_related("milestone")
    for row in _newest(rows, "at", before):
        text = f"{row.milestone.name} 计划 {row.milestone.planned_on} → 承诺 {row.promised_on}"
        yield Event(row.at, "节点承诺", text, row.by_label, row.reason)


def _reports(listing: Listing, before: datetime | None) -> Iterator[Event]:
    rows = ReportVersion.objects.filter(duty__listing=listing).select_related("duty")
    for row in _newest(rows, "submitted_at", before):
        text = (
            f"{row.duty.month.short}累计 {wan_text(row.prior_ytd_wan)} → {wan_text(row.ytd_done_wan)} 万元"
            f"（第{row.number}版，{Origin(row.origin).label}）"
        )
        yield Event(row.submitted_at, "月报", text, row.author_label)


def _checks(listing: Listing, before: datetime | None) -> Iterator[Event]:
    rows = Check.objects.filter(version__duty__listing=listing).select_related("version__duty")
    for row in _newest(rows, "checked_at", before):
        text = f"{row.version.duty.month.short}月报第{row.version.number}版{CheckVerdict(row.verdict).label}"
        remarks = "；".join(json.loads(row.remarks).values())
        yield Event(row.checked_at, Step(row.step).label, text, row.checked_by_label, remarks)


def _corrections(listing: Listing, before: datetime | None) -> Iterator[Event]:
    rows = Correction.objects.filter(duty__listing=listing).select_related(
        "duty", "replaces", "requested_by", "decided_by"
    )
    for row in _newest(rows, "requested_at", before):
        text = (
            f"{row.duty.month.short}累计 {wan_text(row.replaces.ytd_done_wan)} → {wan_text(row.ytd_done_wan)} 万元，"
            f"{CorrectionState(row.state).label}"
        )
        decided = f"，{row.decided_by.display_name}复核" if row.decided_by else ""
        yield Event(row.requested_at, "更正", text, f"{row.requested_by.display_name}申请{decided}", row.reason)


_JOURNAL_WORDS = {
    "projects.edit_listing": ("列入信息", "修改本年度列入信息"),
    "projects.set_milestone": ("节点", "新增节点"),
    "projects.rename_milestone": ("节点", "修改节点名称或说明"),
    "projects.reach_milestone": ("节点", "节点完成"),
    "projects.set_parties": ("参建六方", "更新参建单位"),
}
"""Actions that leave no rows of their own that the sources above would show."""


def _journal(listing: Listing, before: datetime | None) -> Iterator[Event]:
    rows = Entry.objects.filter(
        subject_kind="project", subject_id=listing.project.code, action__in=_JOURNAL_WORDS
    ).filter(_older("at", before))
    for row in rows.order_by("-sequence")[: PAGE + 1]:
        kind, text = _JOURNAL_WORDS[row.action]
        yield Event(row.at, kind, text, row.actor_label, row.reason, _journal_changes(json.loads(row.payload)))


def _journal_changes(payload: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """What an entry's payload says was and is, where it says so by field."""
    changes = payload.get("changes")
    if isinstance(changes, dict):
        return tuple((_listing_label(name), word(pair["was"]), word(pair["now"])) for name, pair in changes.items())
    if "actual_on" in payload:
        return (("实际日期", f"计划 {payload['planned_on']}", str(payload["actual_on"])),)
    return ()


def _listing_label(name: str) -> str:
    if name == "theme_ids":
        return "专题"
    return str(Listing._meta.get_field(name).verbose_name)  # noqa: SLF001 - documented API


_SOURCES = (_edits, _plans, _promises, _reports, _checks, _corrections, _journal)
