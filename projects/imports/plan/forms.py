"""What committing a plan table needs to be told: the paper, and from which month on it holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.foundation.months import Month
from projects.actions import BatchPaper
from projects.forms import PaperForm
from projects.models import Campaign


class PlanPaperForm(PaperForm):
    """`effect` is what committing would do: it tells the likely title and the month from which the plan changes."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, campaign: Campaign, effect: Mapping[str, Any], at: datetime
    ) -> None:
        year, first = campaign.year, effect.get("first_month")
        title = f"{year}年计划调整（导入）" if effect.get("plans") else f"{year}年月计划分解"
        month = Month(year, first) if first else Month.of(at)
        super().__init__(data, initial={"title": title, "effective_month": month})
        self.fields["reason"].label = "理由"
        self._at = at

    def clean(self) -> dict[str, Any]:
        """The paper as the action takes it; it is approved when it is signed here."""
        words = super().clean()
        if not self.errors:
            words["paper"] = BatchPaper(**words, approved_at=self._at)
        return words
