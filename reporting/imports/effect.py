"""What committing would do to a month, in numbers, before anybody presses."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.foundation.money import ZERO
from core.intake.comparison import Compared
from reporting.choices import HANDED_IN

from .comparing import is_unfinished, merged
from .duties import Duties
from .fields import SAID

_SHOWN = 4


def effect_of(compared: Sequence[Compared], duties: Duties) -> Mapping[str, Any]:
    """Counts of reports and cells, sums of the written rows in 万元, and what is owed and has no row."""
    written = [each for each in compared if each.is_written]
    said = [merged(duties.by_id[each.target.id], each.source.values) for each in written]
    named = {each.target.id for each in compared if each.target}
    absent = [each for pk, each in duties.by_id.items() if pk not in named and each.duty.state not in HANDED_IN]
    blank = [
        duties.by_id[each.target.id].known.name
        for each in compared
        if each.target
        and not any(each.source.values.get(key) for key in SAID)
        and not duties.by_id[each.target.id].is_drafted
    ]
    return {
        "reports": len(written),
        "unfinished": sum(map(is_unfinished, written)),
        "cells": sum(len(each.changes) for each in written),
        "month_wan": sum((each.month_done_wan or ZERO for each in said), ZERO),
        "ytd_wan": sum((each.ytd_done_wan or ZERO for each in said), ZERO),
        "absent": len(absent),
        "absent_names": [each.known.name for each in absent[:_SHOWN]],
        "blank": len(blank),
        "blank_names": blank[:_SHOWN],
    }
