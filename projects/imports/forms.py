"""What committing a ledger needs to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.foundation.forms import RefusableForm
from core.foundation.months import Month
from projects.actions import BatchPaper
from projects.forms import PaperForm, ReasonField
from projects.models import Campaign


class FactsForm(RefusableForm):
    """Committing changes of facts: a reason is enough."""

    reason = ReasonField("修改理由")


class ListForm(PaperForm):
    """Committing new projects or other plans: the paper behind them."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, campaign: Campaign, at: datetime) -> None:
        is_first = not campaign.plan_batches.exists()
        title = f"{campaign.year}年年初计划" if is_first else f"{campaign.year}年计划调整（导入）"
        super().__init__(data, initial={"title": title, "effective_month": Month.of(at)})
        self.fields["reason"].label = "理由"
        self._at = at

    def clean(self) -> dict[str, Any]:
        """The paper as the action takes it, once every field of it is there; it is approved when it is signed here."""
        words = super().clean()
        if not self.errors:
            words["paper"] = BatchPaper(**words, approved_at=self._at)
        return words
