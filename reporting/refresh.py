"""Asking for briefs to be made or brought up to date: a job row per unit, so that many acceptances are one work."""

from datetime import datetime

from core.foundation.months import Month
from core.journal.actor import SYSTEM
from core.operations.actions import request_job
from core.organisations.models import ReportingUnit
from projects.models import Campaign

REFRESH = "reporting.refresh_running"
ISSUE = "reporting.issue_brief"


def request_refresh(*, campaign: Campaign, month: Month, unit: ReportingUnit, at: datetime) -> None:
    """Inside the transaction that changed a figure of the unit; the work follows its commit."""
    request_job(
        REFRESH,
        f"{campaign.year}:{month}:{unit.code}",
        inputs={"campaign": campaign.year, "month": str(month), "units": [unit.code], "at": at.isoformat()},
        by=SYSTEM,
    )


def request_whole_refresh(*, campaign: Campaign, month: Month, at: datetime) -> None:
    """The running brief of all units at once, after something that concerns any of them changed."""
    request_job(
        REFRESH,
        f"{campaign.year}:{month}",
        inputs={"campaign": campaign.year, "month": str(month), "units": [], "at": at.isoformat()},
        by=SYSTEM,
    )


def request_issue(*, campaign: Campaign, month: Month, at: datetime, reason: str) -> None:
    """Inside the transaction that locked or corrected the month; `at` is what the brief will be known at."""
    request_job(
        ISSUE,
        f"{campaign.year}:{month}:{at.isoformat()}",
        inputs={"campaign": campaign.year, "month": str(month), "at": at.isoformat(), "reason": reason},
        by=SYSTEM,
    )
