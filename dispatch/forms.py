"""What people type in dispatch, turned into the domain's types; errors are sentences for people."""

from typing import Any

from django import forms

from core.organisations.models import Department
from reporting.choices import ProblemClass
from reporting.forms import PaperField

from .actions.problems import Statement, Word


def _long(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    defaults: dict[str, Any] = {"required": False, "max_length": 1000}
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **(defaults | options))


class ProblemForm(forms.Form):
    """问题: what a county says of it."""

    problem_class = forms.ChoiceField(
        label="问题类别",
        choices=[("", "请选…"), *ProblemClass.choices],
        error_messages={"required": "请选择问题类别。"},
    )
    title = forms.CharField(
        label="问题（一句话）",
        max_length=60,
        error_messages={"required": "请用一句话写明问题。", "max_length": "一句话不超过60字，细节写在描述里。"},
    )
    description = _long("问题描述", required=True, error_messages={"required": "请写明问题的来由、位置和影响。"})
    tried = _long("已采取措施", help_text="县级先办；提级时市局先看这里。")
    wanted_decision = _long("提请协调事项", 2, help_text="需要上一级决定或协调什么；提级前必填。")
    is_emergency = forms.BooleanField(label="紧急（突发情况、停工或安全风险）", required=False)

    def statement(self) -> Statement:
        return Statement(**self.cleaned_data)


class WordForm(forms.Form):
    """What goes with a move of a problem."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    move = forms.CharField(max_length=20)
    text = _long("办理意见")
    wanted_decision = _long("提请协调事项", 2)
    department = forms.ModelChoiceField(
        Department.objects.none(), label="牵头单位", required=False, empty_label="本级办理"
    )
    responsible_person = forms.CharField(label="责任人", required=False, max_length=40)
    working_days = forms.IntegerField(
        label="延长",
        required=False,
        min_value=1,
        max_value=60,
        error_messages={"invalid": "请填工作日数。", "min_value": "至少1个工作日。", "max_value": "至多60个工作日。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.order_by("is_bureau_section", "order")

    def word(self) -> Word:
        names = ("text", "wanted_decision", "department", "responsible_person", "working_days")
        return Word(**{name: self.cleaned_data[name] for name in names})


class GroundsForm(forms.Form):
    """Why a problem should go higher."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    grounds = _long("提级理由", required=True, error_messages={"required": "请写明提级理由。"})


class EvidenceForm(forms.Form):
    paper = PaperField(label="佐证材料")


class ProposalForm(forms.Form):
    """The word of the dispatcher or a leader on a proposal."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    move = forms.ChoiceField(
        choices=[("endorse", "同意，报局领导"), ("adopt", "采纳"), ("confirm", "确认"), ("dismiss", "不予采纳")]
    )
    note = _long("意见（不予采纳必填）", 2, max_length=300)
    problem_class = forms.ChoiceField(label="问题类别", choices=ProblemClass.choices, required=False)
