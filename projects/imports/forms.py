"""Text to domain types for the import desk's pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.foundation.months import Month
from core.intake.desk import Answers, Desk
from core.intake.limits import IN_JOB, MEGABYTE
from core.intake.models import Batch
from core.intake.normalise import MONEY_UNITS
from projects.forms import PaperForm, ReasonField, RefusableForm
from projects.models import Campaign

LARGEST = IN_JOB.file_bytes
ANSWERED = ("unit", "category", "plan_nature")
"""Fields that may be settled for all rows which do not say them."""


class UploadForm(RefusableForm):
    """One workbook."""

    file = forms.FileField(
        label="台账文件",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx", "class": "visually-hidden", "aria-label": "台账文件"}
        ),
        error_messages={"required": "请选择要导入的 .xlsx 文件", "empty": "文件是空的，请检查后重新上传"},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                f"文件 {file.size / MEGABYTE:.1f} MB，超过 {LARGEST // MEGABYTE} MB，请拆分后再上传"
            )
        return file


class AnswerForm(RefusableForm):
    """What the table does not say: the unit of its amounts, and values for rows without one."""

    money_unit = forms.ChoiceField(label="金额单位", required=False)

    def __init__(self, *args: Any, desk: Desk, given: Answers, **options: Any) -> None:
        initial = {"money_unit": given.money_unit, **given.defaults}
        super().__init__(*args, initial=initial, **options)
        self.fields["money_unit"].choices = [("", "按表中写的"), *((unit, unit) for unit in MONEY_UNITS)]
        for key in ANSWERED:
            words = desk.vocabularies[key]
            choices = [("", "不指定"), *words.labels.items()]
            self.fields[key] = forms.ChoiceField(label=f"未写“{words.what}”的行按", choices=choices, required=False)

    @property
    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(said["money_unit"], {key: said[key] for key in ANSWERED if said[key]})


class FactsForm(RefusableForm):
    """Committing changes of facts: a reason is enough."""

    reason = ReasonField("修改理由")


class ListForm(PaperForm):
    """Committing new projects or other plans: the paper behind them."""

    def __init__(self, *args: Any, campaign: Campaign, month: Month, **options: Any) -> None:
        is_first = not campaign.plan_batches.exists()
        title = f"{campaign.year}年年初计划" if is_first else f"{campaign.year}年计划调整（导入）"
        super().__init__(*args, initial={"title": title, "effective_month": month}, **options)
        self.fields["reason"].label = "理由"


class UndoForm(RefusableForm):
    """Taking an import back."""

    reason = forms.CharField(
        label="撤销理由", max_length=200, widget=forms.TextInput(attrs={"placeholder": "例如：选错了文件"})
    )


def commit_form(batch: Batch, campaign: Campaign, month: Month, data: Mapping[str, Any] | None = None) -> RefusableForm:
    """The form that this batch needs: with a paper when the list or its plans change."""
    if batch.said("findings").get("effect", {}).get("touches_list"):
        return ListForm(data, campaign=campaign, month=month)
    return FactsForm(data)


def decisions_of(data: Mapping[str, Any]) -> dict[int, str]:
    """Row number → decision, from fields named decision-<number>."""
    found = {}
    for name, value in data.items():
        number = name.removeprefix("decision-")
        if number != name and number.isdecimal():
            found[int(number)] = str(value)
    return found
