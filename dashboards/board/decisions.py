"""提请协调决策事项: problems put before the joint meeting or the city, papers and requests that wait for a leader.

For those who see the whole city. Kept until anything is journalled: one query tells whether something happened since.
"""

from collections.abc import Iterator
from datetime import date

from django.core.cache import cache
from django.db.models import F, Q
from django.urls import reverse

from core.foundation.working_days import WorkingCalendar
from core.journal.models import Head
from core.organisations.calendar import working_calendar
from dispatch.choices import RUNNING, UNSOLVED, ProposalState, Tier
from dispatch.clocks import clock_of
from dispatch.models import Problem, ProblemRequest, Proposal

from .sight import Sight
from .waiting import Item, Listed

_KEPT = 3_600  # seconds
WHO = {Tier.MEETING: "联席会议", Tier.CITY: "市政府"}


def asked_items(campaign_id: int, sight: Sight, *, today: date) -> tuple[Item, ...]:
    """What people asked leaders to decide: problems of the city first, then of the joint meeting, then papers."""
    if not sight.whole_city:
        return ()
    happened = Head.objects.values_list("sequence", flat=True).first() or 0
    papers = sight.reads_papers
    key = f"board:asked:{campaign_id}:{today}:{happened}:{papers}"
    return cache.get_or_set(key, lambda: tuple(_read(campaign_id, today, reads_papers=papers)), _KEPT)


def _read(campaign_id: int, today: date, *, reads_papers: bool) -> Iterator[Item]:
    yield from _problems(campaign_id, today, working_calendar())
    if reads_papers:
        yield from _papers(campaign_id)
        yield from _requests(campaign_id)


def _problems(campaign_id: int, today: date, calendar: WorkingCalendar) -> Iterator[Item]:
    raised = Problem.objects.filter(campaign=campaign_id, tier__gte=Tier.MEETING, state__in=UNSOLVED)
    rows = raised.select_related("listing__project", "unit", "deadline", "department")
    for row in rows.order_by("-tier", F("deadline__due_on").asc(), "pk"):
        clock = clock_of(row.deadline.due_on, today, calendar, runs=row.state in RUNNING)
        lead = f"；{row.department.name}牵头" if row.department else ""
        yield Item(
            who=WHO[Tier(row.tier)],
            title=f"{row.listing.project.name}：{row.title}",
            fact=f"提请：{row.wanted_decision.rstrip('。；') or '未写明'}{lead}",
            short=row.title,
            left=clock.words or row.get_state_display(),
            day=row.deadline.due_on if clock.words else None,
            urgency="over" if clock.is_over else "hot" if clock.tone == "late" else "",
            url=reverse("problem", args=[row.pk]),
            link="看问题",
            listed=Listed("个问题", f"{reverse('problem_list')}?show=asked"),
        )


def _papers(campaign_id: int) -> Iterator[Item]:
    ours = Q(listing__campaign=campaign_id) | Q(listing=None)
    waiting = Proposal.objects.filter(ours, state=ProposalState.ENDORSED)
    for row in waiting.select_related("listing__unit").order_by("endorsed_at"):
        yield Item(
            who="局领导",
            title=row.title,
            fact=row.grounds,
            short=f"{row.get_kind_display()}待确认",
            urgency="hot",
            url=reverse("proposal", args=[row.pk]),
            link="去确认",
            listed=Listed("件拟办件", reverse("proposal_list")),
        )


def _requests(campaign_id: int) -> Iterator[Item]:
    """延期, 暂缓 and 恢复办理 above the county."""
    waiting = ProblemRequest.objects.waiting().filter(problem__campaign=campaign_id, problem__tier__gt=Tier.COUNTY)
    for row in waiting.select_related("problem__listing__project").order_by("asked_at"):
        yield Item(
            who="局领导",
            title=f"{row.problem.listing.project.name}：{row.problem.title}",
            fact=f"申请{row.label}：{row.reason}",
            short=f"{row.get_kind_display()}申请待决定",
            urgency="hot",
            url=reverse("problem", args=[row.problem_id]),
            link="去决定",
            listed=Listed("份申请", reverse("dispatch_desk")),
        )
