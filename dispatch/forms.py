"""What people type in dispatch, turned into the domain's types; errors are sentences for people."""

from dataclasses import fields
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.foundation.forms import RefusableForm
from core.foundation.verdict import Refused
from core.organisations.models import Department, ReportingUnit
from reporting.choices import ProblemClass
from reporting.forms import PaperField

from .actions.meetings import Attendance, Decided
from .actions.problems import Evidence, Statement, Word
from .actions.requests import Asked
from .limits import Terms
from .models import AgendaItem, Meeting


def _long(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    defaults: dict[str, Any] = {"required": False, "max_length": 1000}
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **(defaults | options))


def _partners() -> forms.ModelMultipleChoiceField:
    """Boxes, not a list: several are chosen by plain clicks, and what is chosen stays in sight."""
    return forms.ModelMultipleChoiceField(
        Department.objects.none(), label="配合单位", required=False, widget=forms.CheckboxSelectMultiple
    )


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
    is_emergency = forms.BooleanField(
        label="紧急（突发情况、停工或安全风险）",
        required=False,
        help_text="紧急情况1小时内先电话报告，24小时内在这里书面上报。",
    )

    evidence = PaperField(label="佐证材料（现场照片或文件）", required=False)

    def statement(self) -> Statement:
        return Statement(**{name: value for name, value in self.cleaned_data.items() if name != "evidence"})

    def evidence_given(self) -> Evidence | None:
        return _evidence(self.cleaned_data["evidence"])


def _evidence(upload: UploadedFile | None) -> Evidence | None:
    return (upload.name or "", upload) if upload is not None else None


class MoveForm(forms.Form):
    """What goes with a move of a problem or a task: words, and a photo or paper."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    move = forms.CharField(max_length=20)
    text = _long("办理情况")
    evidence = PaperField(label="佐证材料（现场照片或文件）", required=False)
    working_days = forms.IntegerField(
        label="延长",
        required=False,
        min_value=1,
        max_value=60,
        error_messages={"invalid": "请填工作日数。", "min_value": "至少1个工作日。", "max_value": "至多60个工作日。"},
    )

    def word(self) -> Word:
        said = {name: self.cleaned_data[name] for name in _WORDS if name in self.fields}
        return Word(**said, evidence=_evidence(self.cleaned_data["evidence"]))

    def show_refusal(self, refusal: Refused) -> None:
        """The errors beside their fields; what belongs to no field stands on top."""
        for name, errors in refusal.field_errors.items():
            self.add_error(name if name in self.fields else None, errors)
        if not refusal.field_errors:
            self.add_error(None, refusal.message)


_WORDS = ("text", "wanted_decision", "department", "partners", "responsible_person", "working_days")


class WordForm(MoveForm):
    """A move of a problem may also give it to a department, or say what is wanted from above."""

    wanted_decision = _long("提请协调事项", 2)
    department = forms.ModelChoiceField(
        Department.objects.none(), label="牵头单位", required=False, empty_label="本级办理"
    )
    partners = _partners()
    responsible_person = forms.CharField(label="责任人", required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.order_by("is_bureau_section", "order")
        self.fields["department"].queryset = self.fields["partners"].queryset = departments
        named = [(each.pk, each.name) for each in departments]  # read once for both lists
        self.fields["department"].choices = [("", "本级办理"), *named]
        self.fields["partners"].choices = named


class GroundsForm(forms.Form):
    """Why a problem should go higher."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    grounds = _long("提级理由", required=True, error_messages={"required": "请写明提级理由。"})


class AskForm(RefusableForm):
    """A request about a problem's clock: the kinds this person may ask for now."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="申请", error_messages={"required": "请选择申请什么。"})
    working_days = forms.IntegerField(
        label="延长",
        required=False,
        min_value=1,
        max_value=60,
        help_text="申请延期时填",
        error_messages={"invalid": "请填工作日数。", "min_value": "至少1个工作日。", "max_value": "至多60个工作日。"},
    )
    reason = _long("理由", 2, required=True, max_length=300, error_messages={"required": "请写明申请的理由。"})
    paper = PaperField(label="依据（文件、函件或会议记录）", error_messages={"required": "申请须附依据。"})

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds

    def asked(self) -> Asked:
        said = {name: self.cleaned_data[name] for name in ("kind", "reason", "working_days")}
        return Asked(**said, paper=_evidence(self.cleaned_data["paper"]))


class RequestDecisionForm(RefusableForm):
    """The word of whoever stands over the tier, or of who takes the request back."""

    move = forms.ChoiceField(choices=[("grant", "同意"), ("refuse", "不予同意"), ("withdraw", "撤回申请")])
    note = _long("意见（不予同意必填）", 2, max_length=300)


class ProposalForm(forms.Form):
    """The word of the dispatcher or a leader on a proposal."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    move = forms.ChoiceField(
        choices=[("endorse", "同意，报局领导"), ("adopt", "采纳"), ("confirm", "确认"), ("dismiss", "不予采纳")]
    )
    note = _long("意见（不予采纳必填）", 2, max_length=300)
    problem_class = forms.ChoiceField(label="问题类别", choices=ProblemClass.choices, required=False)


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        **options,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择日期。", "invalid": "请按 2018-07-24 的格式填写日期。"},
    )


class MeetingForm(forms.Form):
    """Calling the next joint meeting."""

    held_on = _day("会议日期")
    place = forms.CharField(label="地点", max_length=60, error_messages={"required": "请填会议地点。"})
    chair = forms.CharField(label="主持人", max_length=60, error_messages={"required": "请填主持人。"})


class TopicForm(forms.Form):
    """A topic nobody's figures propose."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(label="议题", max_length=120, error_messages={"required": "请填议题。"})
    reason = forms.CharField(label="提出理由", max_length=300, error_messages={"required": "请写明为什么上会。"})


class AttendanceForm(forms.Form):
    """Who came, as it will stand in the minutes."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    recorder = forms.CharField(label="记录", required=False, max_length=60)
    present = _long("出席", 2)
    observers = _long("列席", 2)
    absent = _long("请假", 1)

    def attendance(self) -> Attendance:
        return Attendance(**{name: self.cleaned_data[name] for name in ("recorder", "present", "observers", "absent")})


class ResolutionForm(forms.Form):
    """A decision: what, who leads, who joins, by when."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    item = forms.ModelChoiceField(AgendaItem.objects.none(), label="议题", required=False, empty_label="不属某一议题")
    text = _long("议定内容", 2, required=True, max_length=300, error_messages={"required": "请写明议定内容。"})
    department = forms.ModelChoiceField(
        Department.objects.none(), label="牵头部门", required=False, empty_label="请选…"
    )
    unit = forms.ModelChoiceField(
        ReportingUnit.objects.none(), label="或牵头县（市、区）", required=False, empty_label="请选…"
    )
    partners = _partners()
    due_on = _day("完成时限")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.order_by("is_bureau_section", "order")
        self.fields["department"].queryset = self.fields["partners"].queryset = departments
        self.fields["unit"].queryset = ReportingUnit.objects.order_by("order")
        self.fields["item"].queryset = meeting.items.all()

    def decided(self) -> Decided:
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen_version"}
        return Decided(**said | {"partners": list(said["partners"])})


class MeetingMoveForm(forms.Form):
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    move = forms.CharField(max_length=20)
    note = _long("意见（退回修改必填）", 2, max_length=300)


def _days(label: str) -> forms.IntegerField:
    errors = {"required": "请填天数。", "invalid": "请填整数。", "min_value": "至少1天。", "max_value": "至多60天。"}
    return forms.IntegerField(label=label, min_value=1, max_value=60, error_messages=errors)


class TermsForm(RefusableForm):
    """How long each tier has and when its papers come, from a day on."""

    from_on = _day("施行日", help_text="今天之后")
    accept_days = _days("受理")
    county_days = _days("县级办理")
    bureau_days = _days("市局协调")
    meeting_days = _days("联席会议")
    city_days = _days("市政府协调")
    supervise_after_days = _days("超期后拟督办")
    supervision_days = _days("督办答复")
    interview_days = _days("约谈后报告")
    remind_days = _days("到期前提醒")
    issuer = forms.CharField(
        label="发文单位",
        max_length=40,
        help_text="督办函、约谈通知、通报落款：市局、指挥部办公室或市政府办公室",
        error_messages={"required": "请填发文单位。"},
    )
    reason = _long("依据或理由", 2, required=True, max_length=300, error_messages={"required": "请写明依据或理由。"})

    def terms(self) -> Terms:
        return Terms(**{each.name: self.cleaned_data[each.name] for each in fields(Terms)})
