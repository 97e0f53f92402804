"""Text to domain types for the import desks' pages."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.foundation.forms import RefusableForm

from .actions.checking import answers_of
from .desk import SKIP_SHEET, Answers, Desk, Kind
from .desks import Occasion
from .limits import IN_JOB, MEGABYTE
from .models import Batch
from .normalise import MONEY_UNITS
from .reader import ENDINGS

LARGEST = IN_JOB.file_bytes
MOST_FILES = 60
ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)
NOT_IMPORTED = "-"


class FilesInput(forms.ClearableFileInput):
    """One file or several: the slices of a month come at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """All files that were chosen, each judged as one would be."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"一次最多选 {MOST_FILES} 个文件，现为 {len(files)} 个，请分几次上传")
        return [super(FilesField, self).clean(each, initial) for each in files or [None]]


class UploadForm(RefusableForm):
    """One workbook or several, and what they are for where there is a choice."""

    about = forms.ChoiceField(label="导入到", error_messages={"required": "请选择导入到哪里"})
    file = FilesField(
        label="文件",
        widget=FilesInput(attrs={"accept": ACCEPTED, "class": "visually-hidden", "aria-label": "要导入的文件"}),
        error_messages={"required": "请选择要导入的文件", "empty": "文件是空的，请检查后重新上传"},
    )

    def __init__(
        self, *args: Any, abouts: list[tuple[str, str]], why_not: Callable[[str], str], **options: Any
    ) -> None:
        super().__init__(*args, initial={"about": abouts[0][0] if abouts else ""}, **options)
        self.fields["about"].choices = abouts
        if self.is_bound:
            self.fields["about"].error_messages["invalid_choice"] = why_not(self.data.get("about", ""))

    def clean_file(self) -> list[UploadedFile]:
        files = self.cleaned_data["file"]
        for file in files:
            if file.size > LARGEST:
                size = f"{file.size / MEGABYTE:.1f} MB，超过 {LARGEST // MEGABYTE} MB"
                raise forms.ValidationError(f"“{file.name}” {size}，请拆分后再上传")
        return files


class AnswerForm(RefusableForm):
    """What the table does not say: the unit of its amounts, values for rows without one, what unknown columns are."""

    money_unit = forms.ChoiceField(label="金额单位", required=False)

    def __init__(self, *args: Any, occasion: Occasion, batch: Batch, **options: Any) -> None:
        super().__init__(*args, **options)
        self._given = answers_of(batch)
        self._answered, self._sheets = occasion.desk.answered, batch.said("mapping")["sheets"]
        self.fields["money_unit"].choices = [("", "按表中写的"), *((unit, unit) for unit in MONEY_UNITS)]
        self.fields["money_unit"].initial = self._given.money_unit
        for key in self._answered:
            words = occasion.reading.vocabularies[key]
            choices = [("", "不指定"), *words.labels.items()]
            label = f"未写“{words.what}”的行按"
            given = self._given.defaults.get(key, "")
            self.fields[key] = forms.ChoiceField(label=label, choices=choices, required=False, initial=given)
        self._paths = self._add_headings(occasion.reading)
        self._skippable = self._add_sheets()

    def _add_headings(self, reading: Desk) -> dict[str, str]:
        """A choice for every column that is unknown, or known by an answer: name of the form's field → heading."""
        told = [(each.key, each.label) for each in reading.fields if each.kind not in {Kind.SERIAL, Kind.IGNORED}]
        choices = [("", "未指定（不读）"), *told, (NOT_IMPORTED, "不导入这一列")]
        paths: dict[str, str] = {}
        for sheet in self._sheets:
            for column in sheet["columns"]:
                path = column.get("path", "")  # imports of the first version kept none
                if not path or path in paths.values() or (column["field"] and path not in self._given.headings):
                    continue
                name = f"heading-{len(paths)}"
                paths[name] = path
                said = self._given.headings.get(path)
                self.fields[name] = forms.ChoiceField(
                    label=f"{column['letters']}列“{column['heading']}”是",
                    choices=choices,
                    required=False,
                    initial=NOT_IMPORTED if said == "" else said or "",
                    help_text=f"如：{'；'.join(column['samples'])}" if column["samples"] else "",
                )
        return paths

    def _add_sheets(self) -> dict[str, str]:
        """Where there are several lists, each may be left out: name of the form's field → sheet."""
        kinds = {"list", "card", "repeat", "skipped"}
        names = list(dict.fromkeys(sheet["name"] for sheet in self._sheets if sheet["kind"] in kinds))
        found = {f"sheet-{number}": name for number, name in enumerate(names)} if len(names) > 1 else {}
        for field, name in found.items():
            is_left_out = name in self._given.sheets
            self.fields[field] = forms.BooleanField(label=f"不读工作表“{name}”", required=False, initial=is_left_out)
        return found

    @property
    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(
            said["money_unit"],
            {key: said[key] for key in self._answered if said[key]},
            {path: said[name].removeprefix(NOT_IMPORTED) for name, path in self._paths.items() if said[name]},
            {sheet: SKIP_SHEET for field, sheet in self._skippable.items() if said[field]},
        )


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
