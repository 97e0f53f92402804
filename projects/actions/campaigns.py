from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from projects.models import Campaign, Category, Target, Theme
from projects.reference import CategoryRow, TargetRow
from projects.targets import FORMULAS


@transaction.atomic
def open_campaign(
    *,
    campaign: Campaign,
    categories: Sequence[CategoryRow],
    targets: Sequence[TargetRow],
    themes: Sequence[str],
    by: Actor,
    at: datetime,
) -> Campaign:
    """Begin a year, which becomes the current one: `campaign` is its unsaved row, the rest comes with it.

    Refused when the year exists or a target names a formula that nobody wrote.
    """
    unknown = [row.code for row in targets if row.code not in FORMULAS]
    if unknown:
        raise Refused(f"没有这样的目标公式：{'、'.join(unknown)}", code="invalid")
    if Campaign.objects.filter(year=campaign.year).exists():
        raise Refused(f"{campaign.year} 年度已经建立，请在原年度上维护", code="exists")
    Campaign.objects.filter(is_current=True).update(is_current=False)
    campaign.is_current = True
    campaign.save(force_insert=True)
    _install_lists(campaign, categories, targets, themes)
    record(
        by=by,
        at=at,
        action="projects.open_campaign",
        subject=("campaign", campaign.year),
        payload={
            "name": campaign.name,
            "categories": [row.code for row in categories],
            "targets": {row.code: row.value for row in targets},
        },
    )
    return campaign


def _install_lists(
    campaign: Campaign, categories: Sequence[CategoryRow], targets: Sequence[TargetRow], themes: Sequence[str]
) -> None:
    Category.objects.bulk_create(
        Category(
            campaign=campaign, code=row.code, name=row.name, short_name=row.short_name, stage=row.stage, order=order
        )
        for order, row in enumerate(categories, start=1)
    )
    Target.objects.bulk_create(
        Target(
            campaign=campaign,
            code=row.code,
            name=row.name,
            formula=row.code,
            definition=row.definition,
            definition_version=row.definition_version,
            unit=row.unit,
            value=row.value,
            order=order,
        )
        for order, row in enumerate(targets, start=1)
    )
    Theme.objects.bulk_create(Theme(campaign=campaign, name=name) for name in themes)
