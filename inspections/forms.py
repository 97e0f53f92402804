"""What people type in inspections, turned into the domain's types; errors are sentences for people."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.verdict import Refused
from core.organisations.models import Firm, ReportingUnit
from projects.choices import PartyRole
from projects.models import Listing, Project
from reporting.forms import AmountField

from .choices import DirectedOrigin, InspectorKind, OrderKind, RelationKind, Severity
from .models import ChecklistItem, Inspector

LINES = {"required": "必填。"}


def take_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put what an action refused beside its fields; what belongs to no field stands on top."""
    for field, errors in refusal.field_errors.items():
        form.add_error(field if field in form.fields else None, list(errors))
    if not refusal.field_errors:
        form.add_error(None, refusal.message)


def _text(label: str, length: int, *, rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=length, widget=widget, error_messages=LINES, **options)


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={**LINES, "invalid": "请填日期。"})


class ProgrammeForm(forms.Form):
    name = _text("名称", 60, help_text="例如：第三季度在建项目双随机督查")
    authority = _text("依据文件", 120, help_text="文号或批示；没有依据的督查不能立项")
    content = _text("督查内容", 200, rows=2)
    starts_on = _day("开始日期")
    ends_on = _day("结束日期")
    sample_percent = forms.IntegerField(label="县级抽查比例", min_value=1, max_value=100, initial=20)
    sample_minimum = forms.IntegerField(label="每县（市、区）至少", min_value=1, max_value=50, initial=3)
    inspectors = forms.IntegerField(label="每点督查员", min_value=2, max_value=5, initial=2)
    experts = forms.IntegerField(label="每点专家", min_value=0, max_value=5, initial=0)


class ExclusionForm(forms.Form):
    project = _text("项目编码", 20)
    reason = _text("排除理由", 200)

    def __init__(self, *args: Any, campaign_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign_id = campaign_id

    def clean_project(self) -> Listing:
        return _listing_of(self.campaign_id, self.cleaned_data["project"])


def _listing_of(campaign_id: int, code: str) -> Listing:
    rows = Listing.objects.current().leaves().filter(campaign=campaign_id, project__code=code.strip())
    found = rows.select_related("project", "unit").first()
    if found is None:
        raise forms.ValidationError(f"本年度名单里没有编码为“{code.strip()}”的项目。")
    return found


class ReaderForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label="知情人", empty_label="请选…", error_messages=LINES)
    reason = _text("知情事由", 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = (Role.SECTION_OFFICER, Role.DISPATCHER, Role.BUREAU_LEADER)
        self.fields["user"].queryset = User.objects.holding(*roles)


class CommitForm(forms.Form):
    outside_source = _text("外部随机值来源", 120, help_text="须写明期号，例如：中国体育彩票排列5第18198期开奖号码")
    outside_known_at = forms.DateTimeField(
        label="产生时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={**LINES, "invalid": "请填日期和时间。"},
    )


class OutsideForm(forms.Form):
    outside = _text("外部随机值", 120)
    witness = _text("见证人", 80, help_text="单位和姓名")


class RedrawForm(forms.Form):
    redraw_reason = _text("重抽理由", 300, rows=2)


class PurposeForm(forms.Form):
    purpose = _text("用途", 200)


class CancelForm(forms.Form):
    cancel_reason = _text("取消理由", 300, rows=2, help_text="只有打开过的人看得到")


class CancelDecisionForm(forms.Form):
    approve = forms.ChoiceField(choices=[("1", "同意取消"), ("0", "不同意取消")])
    note = _text("意见（不同意必填）", 200, required=False)


class ResultsForm(forms.Form):
    where = _text("公布在哪里", 120, help_text="网址或公布栏，例如：市住建局门户网站“双随机”栏目")


class DirectedForm(forms.Form):
    """One site, why, who goes there."""

    project = _text("项目编码", 20)
    origin = forms.ChoiceField(label="来源", choices=DirectedOrigin.choices)
    source = _text("来源文号或编号", 80, required=False, help_text="投诉件、转办单的编号；没有的不填")
    reason = _text("事由", 300, rows=3, help_text="只有知情人和检查组能看到，受检单位始终看不到")
    people = forms.ModelMultipleChoiceField(
        Inspector.objects.none(),
        label="检查组",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择检查组。"},
    )

    def __init__(self, *args: Any, campaign_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign_id = campaign_id
        able = Inspector.objects.filter(retired_at__isnull=True, user__is_active=True)
        self.fields["people"].queryset = able.select_related("user").order_by("-kind", "code")

    def clean_project(self) -> Listing:
        return _listing_of(self.campaign_id, self.cleaned_data["project"])


class ChecklistForm(forms.Form):
    name = _text("清单名称", 40, help_text="例如：深基坑专项")


class EditionForm(forms.Form):
    """What an edition says beside its lines, which are fields of their own."""

    seen_number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    kinds = forms.MultipleChoiceField(label="适用类别", required=False, widget=forms.CheckboxSelectMultiple)
    note = _text("修订说明", 200, help_text="为什么修订、依据什么")

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(kinds.items())


class InspectorForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label="账号", empty_label="请选…", error_messages=LINES)
    kind = forms.ChoiceField(label="类别", choices=InspectorKind.choices)
    certificate = _text("执法（专家）证号", 40)
    employer = _text("所在单位", 80, required=False)
    specialty = _text("专业", 40, required=False)
    firm = forms.ModelChoiceField(Firm.objects.all(), label="任职企业", required=False, empty_label="无")
    home_unit = forms.ModelChoiceField(
        ReportingUnit.objects.all(), label="所在县（市、区）", required=False, empty_label="无"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = User.objects.holding(Role.INSPECTOR, Role.EXPERT)
        self.fields["user"].queryset = able.filter(inspector__isnull=True)


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=RelationKind.choices)
    firm = forms.ModelChoiceField(Firm.objects.all(), label="单位（企业）", required=False, empty_label="—")
    project = _text("或项目编码", 20, required=False)
    ended_on = forms.DateField(
        label="终止日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = _text("说明", 200, required=False)

    def clean_project(self) -> Project | None:
        code = self.cleaned_data["project"].strip()
        if not code:
            return None
        found = Project.objects.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(f"没有编码为“{code}”的项目。")
        return found


class ReasonForm(forms.Form):
    reason = _text("理由", 200)


class PlaceForm(forms.Form):
    """Where the phone says it is; both or neither."""

    latitude = forms.DecimalField(max_digits=9, decimal_places=6, required=False, min_value=-90, max_value=90)
    longitude = forms.DecimalField(max_digits=9, decimal_places=6, required=False, min_value=-180, max_value=180)


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of pictures; cleans to a list of uploads."""

    def __init__(self, label: str = "照片") -> None:
        widget = SeveralFiles(attrs={"accept": "image/*", "multiple": True})
        super().__init__(label=label, required=False, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(each, initial) for each in files]


class FindingForm(forms.Form):
    """One fault: photo, what, how grave, whose. `item` empty means what no line of the checklist names."""

    item = forms.ModelChoiceField(
        ChecklistItem.objects.none(), required=False, empty_label=None, widget=forms.RadioSelect
    )
    fault = forms.CharField(label="其他问题", max_length=60, required=False)
    severity = forms.ChoiceField(label="轻重", choices=Severity.choices, error_messages={"required": "请选择轻重。"})
    liable_party = forms.ChoiceField(
        label="责任方", choices=PartyRole.choices, error_messages={"required": "请选择六方中的责任方。"}
    )
    fixed_on_spot = forms.BooleanField(label="当场已整改", required=False)
    text = forms.CharField(label="说明", max_length=500, required=False)
    photos = PhotosField()
    client_id = forms.UUIDField(required=False)
    photos_follow = forms.IntegerField(required=False, min_value=0, max_value=9)

    def __init__(self, *args: Any, lines: QuerySet[ChecklistItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = lines

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("item") and not values.get("fault", "").strip() and "item" not in self.errors:
            self.add_error("item", "请选择是什么问题，或写在“其他问题”里。")
        return values


class PhotoForm(forms.Form):
    """A photo that follows its finding; both bear the phone's own names."""

    finding = forms.UUIDField()
    client_id = forms.UUIDField()
    photo = forms.FileField(error_messages={"required": "没有收到照片。"})


class FigureForm(forms.Form):
    verified_ytd_wan = AmountField(label="核实累计", required=True)
    basis = _text("核实依据", 200, help_text="例如：监理月报产值、现场丈量、支付凭证")


class EndingForm(forms.Form):
    summary = _text("检查情况", 1000, rows=3)
    people_met = _text("现场人员", 200, required=False)
    score = forms.DecimalField(
        label="得分",
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        error_messages={**LINES, "min_value": "得分应为0到100。", "max_value": "得分应为0到100。"},
    )
    stayed_unannounced = forms.ChoiceField(
        label="到场前对方是否知情", choices=[("1", "不知情"), ("0", "已知情")], error_messages=LINES
    )


class IssueForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=OrderKind.choices)


class ReplyForm(forms.Form):
    text = _text("整改情况", 500, rows=2)
    photos = PhotosField("整改后照片")


class ExtendForm(forms.Form):
    working_days = forms.IntegerField(label="延长", min_value=1, max_value=30, initial=5)
    reason = _text("延期理由", 200)
