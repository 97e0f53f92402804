"""From a duty read with `with_background` to the plain value that the rules judge against."""

from .models import Duty
from .statement import Background, Statement


def background_of(duty: Duty) -> Background:
    """`duty` must come from `Duty.objects.with_background(at)`."""
    return Background(
        prior_ytd_wan=duty.prior_ytd_wan,
        annual_plan_wan=duty.plan_wan,
        before_year_wan=duty.before_year_wan,
        due_wan=duty.due_wan,
        due_before_wan=duty.due_before_wan,
        total_investment_wan=duty.listing.project.total_investment_wan,
        last_percent=duty.last_percent,
        last_text=duty.last_text,
    )


STATEMENT_FIELDS = tuple(Statement.__dataclass_fields__)


def statement_of(version: object) -> Statement:
    """What a stored version says, as the value the rules judge."""
    return Statement(**{name: getattr(version, name) for name in STATEMENT_FIELDS})
