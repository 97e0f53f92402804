"""What people type in the monthly loop, turned into the domain's types; errors are sentences for people."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator

from core.accounts.models import RoleGrant, User
from core.accounts.roles import Role
from core.foundation.money import MAX_DIGITS, WanFormField
from core.foundation.verdict import Refused
from core.operations.models import StoredFile
from core.organisations.models import ReportingUnit

from .choices import CheckVerdict, JumpReason, PaperOf, ProblemClass, Step, WriteBackReason
from .models import Duty
from .statement import Background, Problem, Statement, Tier, problems

REMARK_FIELDS = {
    "month_done_wan": "本月完成",
    "ytd_done_wan": "本年累计",
    "land_cost_wan": "其中：征迁费用",
    "progress_percent": "形象进度 %",
    "progress_text": "形象进度文字",
    "problem_text": "存在问题",
}
"""What a checker may write a remark on, in the order of the keys 1 to 6."""


def plain_number(text: str) -> str:
    """A number as people and WPS write it, without separators, full-width digits and typographic minus signs."""
    narrow = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-")
    return narrow.replace(",", "").replace(" ", "").strip()


class AmountField(WanFormField):
    """万元, as typed or pasted: “12,345.60”, “１２３４５”, “−270”."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "invalid": "请填数字，单位万元。",
            "max_decimal_places": "万元最多两位小数。",
            "max_digits": "金额过大，请核对单位是否为万元。",
            "max_whole_digits": "金额过大，请核对单位是否为万元。",
            "required": "请填写金额。",
        }
        defaults = {"max_digits": MAX_DIGITS, "decimal_places": 2, "widget": forms.TextInput, "required": False}
        super().__init__(error_messages=messages, **(defaults | kwargs))

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class PercentField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": "请填0到100之间的数字。", "max_decimal_places": "百分比最多两位小数。"}
        defaults = {"max_digits": 5, "decimal_places": 2, "widget": forms.TextInput, "required": False}
        super().__init__(error_messages=messages, **(defaults | kwargs))

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_number(value).removesuffix("%") if isinstance(value, str) else value)


def _choice(label: str, choices: Any, empty: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices.choices])


class StatementForm(forms.Form):
    """One report as typed, in the grid or on its own page. Empty is allowed everywhere: rules say what is missing."""

    month_done_wan = AmountField(label="本月完成")
    ytd_done_wan = AmountField(label="本年累计")
    land_cost_wan = AmountField(label="其中：征迁费用")
    progress_percent = PercentField(label="形象进度")
    progress_text = forms.CharField(
        label="形象进度文字", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    problem_class = _choice("问题类别", ProblemClass, "无")
    problem_text = forms.CharField(
        label="存在问题", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    physical_facts = forms.CharField(
        label="实物量", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    write_back_reason = _choice("冲减原因", WriteBackReason, "请选…")
    jump_reason = _choice("突增原因", JumpReason, "请选…")
    write_back_paper_id = forms.IntegerField(label="冲减依据", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, duty: Duty, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.duty = duty

    def clean_write_back_paper_id(self) -> int | None:
        """Only a paper handed in for this very report."""
        paper_id = self.cleaned_data["write_back_paper_id"]
        if paper_id is None:
            return None
        own = StoredFile.objects.filter(pk=paper_id, owner_kind=PaperOf.DUTY, owner_id=str(self.duty.pk))
        if not own.exists():
            raise ValidationError("附件不属于本项月报，请重新上传依据。")
        return paper_id

    def statement(self) -> Statement:
        """What could be understood; what could not is empty here and an error of the form."""
        self.is_valid()
        return Statement(**{name: value for name, value in self.cleaned_data.items() if name in self.fields})

    def problems(self, background: Background) -> list[Problem]:
        """Everything wrong or odd: what cannot be read first, then what the rules say of the rest."""
        statement = self.statement()
        unread = [
            Problem(field, Tier.ERROR, "unread", str(errors[0])) for field, errors in self.errors.items() if errors
        ]
        silenced = {problem.field for problem in unread}
        if silenced & {"month_done_wan", "ytd_done_wan"}:
            silenced |= {"month_done_wan", "ytd_done_wan"}
        return unread + [found for found in problems(statement, background) if found.field not in silenced]

    def show_refusal(self, refusal: Refused, found: list[Problem]) -> None:
        """Put the errors beside their fields; what belongs to no field stands on top."""
        for problem in found:
            if problem.tier == Tier.ERROR and problem.rule != "unread":
                self.add_error(_shown_at(problem.field), problem.message)
        for field, errors in refusal.field_errors.items():
            if _shown_at(field) not in self.errors:
                self.add_error(_shown_at(field), errors)
        if not refusal.field_errors:
            self.add_error(None, refusal.message)


def _shown_at(field: str) -> str:
    """The paper's error stands at its upload."""
    return "write_back_paper_id" if field == "write_back_paper" else field


class CheckForm(forms.Form):
    """A verdict on what was seen: the version and digest come back with it, and the remarks by field."""

    step = forms.ChoiceField(choices=Step.choices)
    verdict = forms.ChoiceField(choices=CheckVerdict.choices)
    seen_version = forms.IntegerField(min_value=0)
    seen_digest = forms.CharField(max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in REMARK_FIELDS.items():
            self.fields[f"remark_{name}"] = forms.CharField(
                label=label,
                required=False,
                max_length=300,
                error_messages={"max_length": "意见不超过300字。"},
            )

    def remarks(self) -> dict[str, str]:
        """Remarks by the report's field names, empty ones left out."""
        typed = {name: self.cleaned_data.get(f"remark_{name}", "") for name in REMARK_FIELDS}
        return {name: text for name, text in typed.items() if text}


PAPER_ENDINGS = ("pdf", "jpg", "jpeg", "png")
LARGEST_PAPER = 20 * 1024 * 1024


class PaperField(forms.FileField):
    """A scanned paper: PDF or picture."""

    def __init__(self, **kwargs: Any) -> None:
        accept = ",".join(f".{ending}" for ending in PAPER_ENDINGS)
        messages = {"required": "请选择文件。", "empty": "文件是空的，请重新选择。"}
        super().__init__(
            validators=[
                FileExtensionValidator(PAPER_ENDINGS, message="只收 PDF 或图片（jpg、png），请转换后再上传。"),
                _not_too_large,
            ],
            error_messages=messages | kwargs.pop("error_messages", {}),
            widget=forms.FileInput(attrs={"accept": accept}),
            **kwargs,
        )


def _not_too_large(upload: UploadedFile) -> None:
    if upload.size > LARGEST_PAPER:
        raise ValidationError(f"文件超过{LARGEST_PAPER // 1024 // 1024} MB，请降低扫描分辨率后再上传。")


class PaperForm(forms.Form):
    paper = PaperField(label="冲减依据")


class ScanForm(forms.Form):
    scan = PaperField(label="签章扫描件", error_messages={"required": "请选择签字盖章后的上报表扫描件。"})


class HandOverForm(forms.Form):
    """Duties of one person, or those of nobody, given to another reporter of the unit."""

    from_user = forms.ModelChoiceField(
        User.objects.none(), label="原填报人", required=False, empty_label="未指定填报人的任务"
    )
    to_user = forms.ModelChoiceField(
        User.objects.none(), label="新填报人", error_messages={"required": "请选择新填报人。"}, empty_label="请选…"
    )
    reason = forms.CharField(
        label="理由", max_length=200, error_messages={"required": "请写明移交理由，例如“岗位调整”。"}
    )

    def __init__(self, *args: Any, unit: ReportingUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grants = RoleGrant.objects.filter(unit=unit, role=Role.COUNTY_REPORTER)
        live = grants.filter(ended_at__isnull=True)
        self.fields["from_user"].queryset = User.objects.filter(pk__in=grants.values("user_id"))
        self.fields["to_user"].queryset = User.objects.filter(pk__in=live.values("user_id"), is_active=True)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("to_user") and values["to_user"] == values.get("from_user"):
            self.add_error("to_user", "新填报人与原填报人是同一人。")
        return values


class CorrectionForm(forms.Form):
    """What a locked figure should have been; the later months follow."""

    ytd_done_wan = AmountField(label="本年累计更正为", required=True)
    reason = forms.CharField(
        label="更正理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明更正理由和依据。"},
    )
    paper = PaperField(label="依据文件", required=False)


class DecisionForm(forms.Form):
    note = forms.CharField(label="复核意见", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    approve = forms.ChoiceField(choices=[("1", "同意更正"), ("0", "不予更正")])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("approve") == "0" and not values.get("note"):
            self.add_error("note", "不予更正的，请写明理由。")
        return values
