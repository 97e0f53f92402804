from datetime import datetime

from django.db import transaction

from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from core.journal.actor import Actor
from projects.models import Campaign, TargetInput
from projects.targets import ENTERED_INPUTS

from .terms import TargetFigure


@transaction.atomic
def set_target_input(*, campaign: Campaign, given: TargetFigure, by: Actor, at: datetime) -> TargetInput:
    """Enter a figure that a target needs; the value it replaces is closed and stays readable.

    Refused for a key no formula asks for, a negative value or an empty source; Stale when another value of the same
    moment or later stands. In a demonstration campaign the row is marked 演示.
    """
    _require_sound(given)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    live = TargetInput.objects.live().filter(campaign=campaign, key=given.key, month=given.month).first()
    if live is not None:
        if live.known_from >= at:
            raise Stale
        live.known_to = at
        live.save(update_fields=["known_to"])
    entered = TargetInput.objects.create(
        campaign=campaign,
        key=given.key,
        month=given.month,
        value_wan=given.value_wan,
        source=given.source.strip(),
        is_demonstration=campaign.is_demonstration,
        known_from=at,
    )
    record(
        by=by,
        at=at,
        action="projects.set_target_input",
        subject=("target_input", f"{campaign.year}:{given.key}:{given.month}"),
        reason=entered.source,
        payload={"was": live.value_wan if live else None, "now": given.value_wan},
    )
    return entered


def _require_sound(given: TargetFigure) -> None:
    errors: dict[str, list[str]] = {}
    if given.key not in ENTERED_INPUTS:
        errors["key"] = ["没有目标用到这个名目，请从列表中选择"]
    if given.value_wan < 0:
        errors["value_wan"] = ["不能为负，请核对来源文件"]
    if not given.source.strip():
        errors["source"] = ["请注明来源，例如“市统计局 2018 年 6 月快报”"]
    if errors:
        raise Refused("目标参数未录入，请按提示修改", code="invalid", field_errors=errors)
