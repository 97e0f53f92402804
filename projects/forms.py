"""Text to domain types for the register's pages. Who may do what is asked elsewhere; amounts are 万元."""

from typing import Any

from django import forms

from core.foundation.forms import RefusableForm
from core.foundation.money import WanFormField
from core.foundation.months import MonthFormField
from core.organisations.models import Firm

from .models import Listing, Project

SUGGESTIONS = 5


class DayInput(forms.DateInput):
    """A day picked or typed."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput


class FirmField(forms.CharField):
    """A firm by its full name; a list of all firms would grow with the register."""

    def clean(self, value: Any) -> Firm | None:
        name = super().clean(value)
        if not name:
            return None
        firm = Firm.objects.filter(name=name).first()
        if firm is None:
            raise forms.ValidationError(_unknown_firm(name), code="unknown")
        return firm

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Firm) else value


def _unknown_firm(name: str) -> str:
    similar = list(Firm.objects.filter(name__icontains=name).values_list("name", flat=True)[:SUGGESTIONS])
    hint = f"。是不是：{'、'.join(similar)}？" if similar else "，请核对单位全称"
    return f"没有登记过“{name}”{hint}"


class ReasonField(forms.CharField):
    wide = True

    def __init__(self, label: str = "修改理由") -> None:
        widget = forms.TextInput(attrs={"placeholder": "例如：按可研批复更正"})
        super().__init__(
            label=label,
            max_length=200,
            widget=widget,
            error_messages={"required": f"请写明{label}，例如“按可研批复更正”"},
        )


class ChangeForm(RefusableForm):
    """Fields of a record with the reason for changing them, and the version the person saw."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that differ from what was shown, typed."""
        own = {"reason", "seen_version"}
        return {name: self.cleaned_data[name] for name in self.changed_data if name not in own}


class ProjectForm(ChangeForm, forms.ModelForm):
    """What the register says of a project, whatever the year."""

    owner = FirmField(label="建设单位（业主）", required=False, help_text="填单位全称")
    reason = ReasonField()

    class Meta:
        model = Project
        fields = (
            "name", "status", "national_code", "region", "address", "owner", "scope", "total_investment_wan",
            "planned_start", "planned_finish", "revised_finish", "actual_start", "actual_finish", "longitude",
            "latitude",
        )  # fmt: skip
        field_classes = dict.fromkeys(
            ("planned_start", "planned_finish", "revised_finish", "actual_start", "actual_finish"), DayField
        )
        widgets = {"scope": forms.Textarea(attrs={"rows": 3})} | dict.fromkeys(field_classes, DayInput)

    def __init__(self, *args: Any, instance: Project, **options: Any) -> None:
        initial = {"owner": instance.owner, "seen_version": instance.version} | options.pop("initial", {})
        super().__init__(*args, instance=instance, initial=initial, **options)
        self.fields["total_investment_wan"].unit = "万元"
        self.fields["total_investment_wan"].label = "总投资"
        self.fields["scope"].wide = True
        self.fields["region"].empty_label = "（未填）"

    def clean_national_code(self) -> str | None:
        """Empty means unknown: two projects without a code are not the same."""
        return self.cleaned_data["national_code"] or None


class ListingForm(ChangeForm, forms.ModelForm):
    """What this year's list says of a project; never its plan."""

    reason = ReasonField()

    class Meta:
        model = Listing
        fields = (
            "unit", "category", "plan_nature", "management_class", "key_level", "responsible_unit",
            "responsible_person", "liaison_phone", "sponsoring_leader", "is_flagship", "is_green_channel",
            "counts_real_estate", "remark", "themes",
        )  # fmt: skip
        widgets = {"themes": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, instance: Listing, **options: Any) -> None:
        initial = {"seen_version": instance.project.version} | options.pop("initial", {})
        super().__init__(*args, instance=instance, initial=initial, **options)
        campaign = instance.campaign_id
        self.fields["category"].queryset = self.fields["category"].queryset.filter(campaign=campaign)
        self.fields["themes"].queryset = self.fields["themes"].queryset.filter(campaign=campaign)
        self.fields["themes"].wide = self.fields["remark"].wide = True

    @property
    def changes(self) -> dict[str, Any]:
        found = super().changes
        if "themes" in found:
            found["theme_ids"] = [theme.pk for theme in found.pop("themes")]
        return found


class MilestoneForm(RefusableForm):
    """A new node. Its planned date stands for ever."""

    name = forms.CharField(label="节点", max_length=60)
    planned_on = DayField(label="计划日期")
    note = forms.CharField(label="说明", max_length=200, required=False)


class PromiseForm(RefusableForm):
    promised_on = DayField(label="承诺日期")
    reason = forms.CharField(label="理由", max_length=200)


class ReachForm(RefusableForm):
    actual_on = DayField(label="实际日期")


class PaperForm(RefusableForm):
    """The paper behind an adjustment of the plan. It takes effect when it is signed here."""

    title = forms.CharField(label="标题", max_length=80)
    document_number = forms.CharField(label="依据文号", max_length=60)
    approver_label = forms.CharField(label="批准人（单位）", max_length=80)
    effective_month = MonthFormField(label="生效月份")
    reason = ReasonField("调整理由")


class PlanRowForm(forms.Form):
    """One project of an adjustment: its new plan (empty leaves the plan alone), or that it leaves the list."""

    listing = forms.IntegerField(widget=forms.HiddenInput)
    annual_plan_wan = WanFormField(label="调整后年度计划", max_digits=16, decimal_places=2, min_value=0, required=False)
    leaves = forms.BooleanField(label="退出名单", required=False)


PlanRows = forms.formset_factory(PlanRowForm, extra=0, max_num=200)
