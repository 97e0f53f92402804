"""Text to domain types for the import desks' pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.foundation.forms import RefusableForm

from .desk import Answers
from .desks import Occasion
from .limits import IN_JOB, MEGABYTE
from .normalise import MONEY_UNITS

LARGEST = IN_JOB.file_bytes


class UploadForm(RefusableForm):
    """One workbook, and what it is for where there is a choice."""

    about = forms.ChoiceField(label="导入到", error_messages={"required": "请选择导入到哪里"})
    file = forms.FileField(
        label="文件",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx", "class": "visually-hidden", "aria-label": "要导入的文件"}
        ),
        error_messages={"required": "请选择要导入的文件", "empty": "文件是空的，请检查后重新上传"},
    )

    def __init__(self, *args: Any, abouts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, initial={"about": abouts[0][0] if abouts else ""}, **options)
        self.fields["about"].choices = abouts

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

    def __init__(self, *args: Any, occasion: Occasion, given: Answers, **options: Any) -> None:
        super().__init__(*args, initial={"money_unit": given.money_unit, **given.defaults}, **options)
        self.fields["money_unit"].choices = [("", "按表中写的"), *((unit, unit) for unit in MONEY_UNITS)]
        self._answered = occasion.desk.answered
        for key in self._answered:
            words = occasion.reading.vocabularies[key]
            choices = [("", "不指定"), *words.labels.items()]
            self.fields[key] = forms.ChoiceField(label=f"未写“{words.what}”的行按", choices=choices, required=False)

    @property
    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(said["money_unit"], {key: said[key] for key in self._answered if said[key]})


class UndoForm(RefusableForm):
    """Taking an import back."""

    reason = forms.CharField(
        label="撤销理由", max_length=200, widget=forms.TextInput(attrs={"placeholder": "例如：选错了文件"})
    )


def decisions_of(data: Mapping[str, Any]) -> dict[int, str]:
    """Row number → decision, from fields named decision-<number>."""
    found = {}
    for name, value in data.items():
        number = name.removeprefix("decision-")
        if number != name and number.isdecimal():
            found[int(number)] = str(value)
    return found
