"""The pool of a programme as the register stands now: who and what can be drawn, and who and what not and why."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from core.foundation.money import rate
from core.organisations.choices import UnitKind
from projects.choices import Stage, Status
from projects.models import Listing
from reporting.models import Brief, BriefLine

from .choices import REVEALED, HowChosen, Track
from .conflicts import recusals
from .draw import Candidate, Excluded, Person, Pool, Stratum, sample_quota
from .models import Inspector, Programme, Visit

ON_SITE_STATUSES = (Status.UNDER_CONSTRUCTION, Status.PARTLY_IN_USE)
FLAGSHIP = "标杆项目"
LEADS_TOO_FAR = "上报进度超序时30个百分点以上"
MOST_LEAD = Decimal("0.30")


_READ = (
    *("unit", "category", "is_flagship"),
    *(f"project__{name}" for name in ("code", "name", "status", "owner", "parent")),
)
"""All that a pool is made of: it holds the whole register."""


def track_of(unit_kind: str) -> Track:
    """市本级 is inspected in full, counties and zones by sample."""
    return Track.FULL if unit_kind == UnitKind.CITY_LEVEL else Track.SAMPLE


def build_pool(programme: Programme, *, number: int) -> Pool:
    """The pool of round `number`; the same rows give the same text. Costs a constant number of queries."""
    listings = list(
        Listing.objects.current()
        .leaves()
        .filter(campaign=programme.campaign)
        .select_related("project")
        .prefetch_related("unit", "category")
        .only(*_READ)
        .order_by("project__code")
    )
    reasons = _reasons(programme, listings)
    inside = [each for each in listings if each.pk not in reasons]
    people = list(Inspector.objects.select_related("user", "firm").order_by("code"))
    able = [each for each in people if _unable(each) == ""]
    team = {"inspector": programme.inspectors} | ({"expert": programme.experts} if programme.experts else {})
    return Pool(
        programme=programme.code,
        round=number,
        team=team,
        strata=_strata(programme, inside),
        objects=_candidates(programme, inside),
        people=tuple(Person(each.code, each.user.display_name, each.kind) for each in able),
        excluded=tuple(
            Excluded(each.project.code, each.project.name, reasons[each.pk]) for each in listings if each.pk in reasons
        ),
        people_excluded=tuple(
            Excluded(each.code, each.user.display_name, _unable(each)) for each in people if _unable(each)
        ),
        recusals=recusals(able, inside, on=programme.starts_on),
    )


def _unable(person: Inspector) -> str:
    if person.retired_at:
        return person.retired_reason or ""
    return "" if person.user.is_active else "账号已停用"


def _reasons(programme: Programme, listings: Iterable[Listing]) -> dict[int, str]:
    """Listing → why it cannot be drawn; the plainest reason first."""
    by_hand = dict(programme.exclusions.values_list("listing_id", "reason"))
    seen = _sampled_this_year(programme)
    found = {}
    for each in listings:
        if each.category.stage == Stage.PLANNING:
            found[each.pk] = "规划前期项目，无施工现场"
        elif each.project.status not in ON_SITE_STATUSES:
            found[each.pk] = f"{each.project.get_status_display()}，无施工现场"
        elif each.pk in by_hand:
            found[each.pk] = by_hand[each.pk]
        elif each.pk in seen and track_of(each.unit.kind) == Track.SAMPLE:
            found[each.pk] = "本年度已抽查过，同一事项不重复检查"
    return found


def _sampled_this_year(programme: Programme) -> set[int]:
    """Listings that an earlier programme of the year has inspected by lot; a directed check spares nobody.

    Those it is going to inspect are a secret, and the pool is published: they stay in it.
    """
    visits = Visit.objects.filter(programme__campaign=programme.campaign, state__in=REVEALED).exclude(
        how=HowChosen.DIRECTED
    )
    return set(visits.exclude(programme=programme).values_list("listing_id", flat=True))


def _strata(programme: Programme, listings: Iterable[Listing]) -> tuple[Stratum, ...]:
    members: dict[int, list[Listing]] = defaultdict(list)
    for each in listings:
        members[each.unit.order].append(each)
    strata = []
    for _, rows in sorted(members.items()):
        unit, count = rows[0].unit, len(rows)
        sampled = sample_quota(count, percent=programme.sample_percent, minimum=programme.sample_minimum)
        strata.append(Stratum(unit.code, unit.name, count if track_of(unit.kind) == Track.FULL else sampled))
    return tuple(strata)


def _candidates(programme: Programme, listings: list[Listing]) -> tuple[Candidate, ...]:
    ahead = _far_ahead(programme)
    return tuple(
        Candidate(
            each.project.code,
            each.project.name,
            each.unit.code,
            FLAGSHIP if each.is_flagship else LEADS_TOO_FAR if each.pk in ahead else "",
        )
        for each in listings
    )


def _far_ahead(programme: Programme) -> set[int]:
    """Listings whose last issued figure is more than 30 points ahead of the straight line."""
    brief = Brief.objects.filter(campaign=programme.campaign, number__gt=0).order_by("-month", "-number").first()
    if brief is None:
        return set()
    due = Decimal(brief.month.number) / 12
    rows = BriefLine.objects.filter(brief=brief).values_list("listing_id", "ytd_wan", "plan_wan")
    return {pk for pk, ytd, plan in rows if (done := rate(ytd, plan)) is not None and done - due > MOST_LEAD}
