"""What the next joint meeting should talk about, out of the data, each with its reason. Five grouped readings.

Raised problems, problems overdue at the bureau, projects red in two monthly briefs running (a flagship at once),
overdue tasks, units that owe reports, and the topics other rooms proposed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from core.foundation.money import wan_text
from core.foundation.working_days import WorkingCalendar
from dispatch import limits
from dispatch.choices import RUNNING, UNSOLVED, AgendaKind, ProposalKind, ProposalState, Tier
from dispatch.models import Meeting, Problem, Proposal, Task
from projects.models import Campaign, Listing
from reporting.choices import HANDED_IN, Light
from reporting.models import Brief, BriefLine, ReportingMonth


@dataclass(frozen=True)
class Candidate:
    """A topic that suggests itself; `source` names what it is made of, `unit` who should prepare."""

    kind: AgendaKind
    source: str
    title: str
    reason: str
    unit: str = ""
    listing: Listing | None = None
    problem: Problem | None = None
    task: Task | None = None
    proposal: Proposal | None = None

    @property
    def links(self) -> dict[str, object]:
        """The columns of an agenda item that say what it is about."""
        return {name: getattr(self, name) for name in ("listing", "problem", "task", "proposal")}


def candidates(campaign: Campaign, today: date, calendar: WorkingCalendar) -> list[Candidate]:
    """In the order of the meeting: problems, red projects, overdue tasks, missing reports, topics."""
    return [
        *_problems(campaign, today, calendar),
        *_reds(campaign),
        *_tasks(campaign, today, calendar),
        *_missing(campaign),
        *_topics(campaign),
    ]


def _problems(campaign: Campaign, today: date, calendar: WorkingCalendar) -> Iterator[Candidate]:
    raised = Q(tier=Tier.MEETING, state__in=UNSOLVED)
    late = Q(tier=Tier.BUREAU, state__in=RUNNING, deadline__due_on__lt=today)
    found = Problem.objects.filter(raised | late, campaign=campaign).select_related(
        "listing__project", "unit", "deadline"
    )
    for row in found.order_by("-tier", "deadline__due_on", "pk"):
        if row.tier == Tier.MEETING:
            reason = f"已提级联席会议协调，{row.get_state_display()}；提请：{row.wanted_decision or '未写明'}"
        else:
            over = calendar.used(row.deadline.due_on, today)
            reason = f"市局协调期限{row.deadline.due_on:%-m月%-d日}已过，超{over}个工作日"
        title = f"{row.listing.project.name}：{row.title}"
        yield Candidate(
            AgendaKind.PROBLEM, f"problem:{row.pk}", title, reason, row.unit.short_name, row.listing, problem=row
        )


def _reds(campaign: Campaign) -> Iterator[Candidate]:
    """Red in the newest brief, and in the last issued brief of the month before; a flagship need not wait for a
    second month."""
    newest, before = two_briefs(campaign)
    if newest is None:
        return
    red = BriefLine.objects.filter(brief=newest, light=Light.RED, is_part=False)
    again = BriefLine.objects.filter(brief=before, light=Light.RED).values("listing_id")
    found = red.filter(Q(is_flagship=True) | Q(listing_id__in=again)).select_related("listing__project", "unit")
    for row in found.order_by("-is_flagship", "unit__order", "listing__order"):
        owed = row.due_wan - row.ytd_wan
        since = "标杆项目严重滞后" if row.is_flagship else f"{before.month.short}、{newest.month.short}连续严重滞后"
        money = f"，欠计划{wan_text(owed)}万元" if owed > 0 else ""
        nodes = "，节点逾期" if row.milestone_light == Light.RED else ""
        yield Candidate(
            AgendaKind.RED,
            f"red:{newest.month}:{row.listing_id}",
            f"{row.listing.project.name}进度严重滞后",
            f"{since}{money}{nodes}（{newest.month.short}{newest.label}）",
            row.unit.short_name,
            row.listing,
        )


def two_briefs(campaign: Campaign) -> tuple[Brief | None, Brief | None]:
    """The newest issued brief (else the running one), and the last issued one of an earlier month."""
    briefs = list(Brief.objects.filter(campaign=campaign).order_by("-month", "-number"))
    issued = [brief for brief in briefs if not brief.is_running]
    newest = next(iter(issued or briefs), None)
    earlier = (brief for brief in issued if newest is not None and brief.month < newest.month)
    return newest, next(earlier, None)


def _tasks(campaign: Campaign, today: date, calendar: WorkingCalendar) -> Iterator[Candidate]:
    late = Task.objects.filter(campaign=campaign).overdue(today)
    for row in late.select_related("department", "unit", "deadline", "listing").order_by("deadline__due_on", "pk"):
        over = max(1, -limits.days_left(row.deadline.due_on, today, calendar))
        reason = f"{row.lead_name}应于{row.deadline.due_on:%-m月%-d日}前完成，逾期{over}个工作日"
        yield Candidate(AgendaKind.TASK, f"task:{row.pk}", row.title, reason, row.lead_name, row.listing, task=row)


def _missing(campaign: Campaign) -> Iterator[Candidate]:
    """Units whose reports of the last locked month stayed out: their figures were carried."""
    month = ReportingMonth.objects.filter(campaign=campaign, locked_at__isnull=False).order_by("-month").first()
    if month is None:
        return
    owed = month.duties.exclude(state__in=HANDED_IN).order_by()
    for row in owed.values("unit__code", "unit__name", "unit__order").annotate(count=Count("pk")).order_by("-count"):
        yield Candidate(
            AgendaKind.MISSING,
            f"missing:{month.month}:{row['unit__code']}",
            f"{row['unit__name']}{month.month.short}月报漏报",
            f"{month.month.short}锁数时仍有{row['count']}项未报，沿用上月数",
            row["unit__name"],
        )


def _topics(campaign: Campaign) -> Iterator[Candidate]:
    """Adopted topics that no meeting has had yet."""
    adopted = Proposal.objects.filter(kind=ProposalKind.AGENDA, state=ProposalState.CONFIRMED, agenda_items=None)
    ours = adopted.filter(Q(listing=None) | Q(listing__campaign=campaign)).select_related("listing__unit")
    for row in ours.order_by("proposed_at"):
        unit = row.listing.unit.short_name if row.listing else ""
        yield Candidate(
            AgendaKind.TOPIC, f"proposal:{row.pk}", row.title, row.grounds[:300], unit, row.listing, proposal=row
        )


def open_candidates(meeting: Meeting, today: date, calendar: WorkingCalendar) -> list[Candidate]:
    """Those not yet on the meeting's agenda."""
    taken = set(meeting.items.values_list("source", flat=True))
    return [each for each in candidates(meeting.campaign, today, calendar) if each.source not in taken]
