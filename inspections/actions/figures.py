"""The reported cumulative figure beside what the team could verify on site."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from core.accounts.models import User
from core.foundation.verdict import Refused
from inspections import permissions
from inspections.models import VerifiedFigure, Visit
from reporting.models import Figure

from .holding import held_visit
from .visit_steps import own_place, record_visit


@transaction.atomic
def verify_figure(*, code: str, verified_ytd_wan: Decimal, basis: str, by: User, at: datetime) -> VerifiedFigure:
    """What the team could verify of the reported cumulative (万元), beside what the ledger holds at this moment."""
    visit = held_visit(code)
    permissions.may_record(by, visit).require()
    reported = reported_figure(visit, at=at)
    if reported is None:
        raise Refused("该项目本年还没有入账的上报数，无从核实。", code="no_figure")
    if verified_ytd_wan < 0:
        raise Refused("核实累计不能小于0。", field_errors={"verified_ytd_wan": ["不能小于0。"]})
    if not basis.strip():
        raise Refused("请写明核实依据。", field_errors={"basis": ["请写明依据，例如监理月报、现场丈量。"]})
    made, _ = VerifiedFigure.objects.update_or_create(
        visit=visit,
        defaults={
            "month": reported.month,
            "reported_ytd_wan": reported.ytd_done_wan,
            "verified_ytd_wan": verified_ytd_wan,
            "basis": basis.strip(),
            "at": at,
            "by": own_place(by, visit),
        },
    )
    said = {"month": made.month, "reported_ytd_wan": made.reported_ytd_wan, "verified_ytd_wan": made.verified_ytd_wan}
    record_visit(visit, "inspection.verify_figure", by=by, at=at, **said)
    return made


def reported_figure(visit: Visit, *, at: datetime) -> Figure | None:
    """The last figure the bureau had accepted of the site as known at a moment."""
    rows = Figure.objects.known_at(at).filter(duty__listing=visit.listing_id)
    return rows.order_by("-month").first()
