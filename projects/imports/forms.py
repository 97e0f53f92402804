"""What committing a ledger or a plan table needs to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from core.foundation.forms import RefusableForm
from core.foundation.months import Month
from projects.actions import BatchPaper
from projects.forms import PaperForm, ReasonField
from projects.models import Campaign

SCALED, STRAIGHT = "scaled", "straight"
"""What becomes of months that were entered for a plan which is another now."""
MONTHS_HELP = "年度计划变了的项目，原来逐月填报的月计划：scaled 按原比例折算（默认），straight 改按起止时间直线"


class FactsForm(RefusableForm):
    """Committing changes of facts: a reason is enough."""

    reason = ReasonField("修改理由")


class SignedForm(PaperForm):
    """The paper behind new projects or other plans, approved when it is signed here.

    `effect` is what committing would do: where entered months would no longer fit, people choose what becomes of them.
    """

    months = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[(SCALED, "按原各月的比例折算（保留逐月安排）"), (STRAIGHT, "改按起止时间直线（原逐月安排不再用）")],
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, title: str, month: Month, effect: Mapping[str, Any], at: datetime
    ) -> None:
        super().__init__(data, initial={"title": title, "effective_month": month, "months": SCALED})
        self.fields["reason"].label = "理由"
        count = effect.get("rescaled", 0)
        if count:
            self.fields["months"].label = f"{count} 项原来逐月填报的计划"
        else:
            del self.fields["months"]
        self._at = at

    def clean(self) -> dict[str, Any]:
        """The paper as the action takes it, once every field of it is there."""
        words = super().clean()
        if not self.errors:
            paper = {name: words[name] for name in PaperForm.base_fields}
            words["paper"] = BatchPaper(**paper, approved_at=self._at)
        return words


def list_form(
    data: Mapping[str, Any] | None, *, campaign: Campaign, effect: Mapping[str, Any], at: datetime
) -> SignedForm:
    """Committing a ledger: the first list of the year, or a change of it from this month on."""
    is_first = not campaign.plan_batches.exists()
    title = f"{campaign.year}年年初计划" if is_first else f"{campaign.year}年计划调整（导入）"
    return SignedForm(data, title=title, month=Month.of(at), effect=effect, at=at)


def plan_form(
    data: Mapping[str, Any] | None, *, campaign: Campaign, effect: Mapping[str, Any], at: datetime
) -> SignedForm:
    """Committing a plan table: from the first month on that it changes."""
    year, first = campaign.year, effect.get("first_month")
    title = f"{year}年计划调整（导入）" if effect.get("plans") else f"{year}年月计划分解"
    month = Month(year, first) if first else Month.of(at)
    return SignedForm(data, title=title, month=month, effect=effect, at=at)
