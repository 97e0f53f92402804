from typing import Any

from django import forms

from core.foundation.forms import RefusableForm
from core.foundation.months import Month, MonthFormField
from projects.targets import ENTERED_INPUTS
from reporting.forms import AmountField


class TargetInputForm(RefusableForm):
    """A figure that no report gives, for one month, with the paper it was taken from. 万元."""

    key = forms.ChoiceField(label="名目", choices=[(spec.key, spec.label) for spec in ENTERED_INPUTS.values()])
    month = MonthFormField(label="月份（截至当月累计）")
    value_wan = AmountField(label="数值", required=True)
    source = forms.CharField(
        label="来源",
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "例如：市统计局2018年6月快报"}),
        error_messages={"required": "请注明来源，例如“市统计局2018年6月快报”"},
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year
        self.fields["value_wan"].unit = "万元"
        self.fields["source"].wide = True

    def clean_month(self) -> Month:
        month: Month = self.cleaned_data["month"]
        if month.year != self.year:
            raise forms.ValidationError(f"请选{self.year}年的月份", code="other_year")
        return month
