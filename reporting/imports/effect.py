"""What committing would do to a month, in numbers, before anybody presses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.foundation.money import ZERO
from core.intake.choices import RowGroup
from core.intake.comparison import Compared
from reporting.choices import HANDED_IN, DutyState

from .comparing import is_only_sent, is_unfinished, merged
from .duties import Duties, Owed
from .fields import SAID

_SHOWN = 4


def effect_of(compared: Sequence[Compared], duties: Duties) -> Mapping[str, Any]:
    """Counts of reports and cells, sums of the written rows in 万元, and what stays to be done.

    `as_drafted` are rows that say what a draft says already: sending writes them, keeping drafts does not.
    To be done: what is owed and has no row (`absent`), rows of reports that nobody began (`blank`), reports that were
    returned and come back as they were (`returned`).
    """
    written = [each for each in compared if each.is_written]
    said = [merged(duties.by_id[each.target.id], each.source.values) for each in written]
    found = [(each, duties.by_id[each.target.id]) for each in compared if each.target]
    return {
        "reports": len(written),
        "unfinished": sum(map(is_unfinished, written)),
        "as_drafted": sum(map(is_only_sent, written)),
        "cells": sum(len(each.changes) for each in written if not is_only_sent(each)),
        "month_wan": sum((each.month_done_wan or ZERO for each in said), ZERO),
        "ytd_wan": sum((each.ytd_done_wan or ZERO for each in said), ZERO),
        **_named("absent", _absent(compared, duties)),
        **_named("blank", (owed for each, owed in found if _is_blank(each, owed))),
        **_named("returned", (owed for each, owed in found if _is_not_mended(each, owed))),
    }


def _named(what: str, some: Iterable[Owed]) -> dict[str, Any]:
    names = [each.known.name for each in some]
    return {what: len(names), f"{what}_names": names[:_SHOWN]}


def _absent(compared: Iterable[Compared], duties: Duties) -> Iterable[Owed]:
    rows = {each.target.id for each in compared if each.target}
    return (each for pk, each in duties.by_id.items() if pk not in rows and each.duty.state not in HANDED_IN)


def _is_blank(each: Compared, owed: Owed) -> bool:
    return not owed.is_drafted and not any(each.source.values.get(key) for key in SAID)


def _is_not_mended(each: Compared, owed: Owed) -> bool:
    return each.group == RowGroup.UNCHANGED and owed.duty.state == DutyState.RETURNED
