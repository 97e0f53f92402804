"""Text to domain types for the approvals; who may do what is asked elsewhere."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator

from core.foundation.forms import RefusableForm
from core.organisations.models import Department

from .actions.correcting import Corrected
from .actions.drawing import Point
from .choices import Decision, Discipline, ItemLevel, PauseKind, ServicePhase
from .models import ApprovalTemplate, DisciplineOpinion, OpinionItem


def _words(label: str, message: str, **options: Any) -> forms.CharField:
    options.setdefault("max_length", 200)
    return forms.CharField(label=label, error_messages={"required": message}, **options)


def _long(label: str, message: str, **options: Any) -> forms.CharField:
    return _words(label, message, widget=forms.Textarea(attrs={"rows": 2}), **options)


def _days(label: str, message: str, **options: Any) -> forms.IntegerField:
    field = forms.IntegerField(label=label, min_value=1, max_value=250, error_messages={"required": message}, **options)
    field.unit = "工作日"
    return field


class NothingForm(forms.Form):
    """A move that needs no more than the press."""


class SupplementForm(forms.Form):
    text = _long("要补正的全部内容", "请写明要补正的全部内容。", max_length=1000)


class ReasonForm(forms.Form):
    reason = _long("理由", "请写明理由。")


class PauseForm(forms.Form):
    kind = forms.ChoiceField(
        label="事由", choices=[each for each in PauseKind.choices if each[0] != PauseKind.REDESIGN]
    )
    number = _words("告知书文号", "暂停须书面告知，请填告知书文号。", max_length=60)
    expected_days = _days("预计需要", "请填预计所需的工作日数，依法须告知申请人。")
    reason = _long("说明", "请写明暂停的原因。")
    approver = _words("批准人（事由为“其他”时必填）", "", max_length=40, required=False)


class ExtensionForm(forms.Form):
    days = _days("延长", "请填延长的工作日数。")
    approver = _words("批准人（本机关负责人）", "延长须经本机关负责人批准，请填批准人。", max_length=40)
    notice_number = _words("告知书文号", "延长须书面告知申请人，请填告知书文号。", max_length=60)
    reason = _long("理由（告知申请人）", "请写明延长的理由。")


class OutcomeForm(forms.Form):
    decision = forms.ChoiceField(
        label="决定", choices=Decision.choices, error_messages={"required": "请选择准予或不予。"}
    )
    document_number = _words("批文（决定书）文号", "请填批文（决定书）文号。", max_length=60)
    reason = _long("不予的理由", "", required=False)


class GuideFileForm(RefusableForm):
    """A new edition as a file."""

    file = forms.FileField(
        label="指南文件（.toml）",
        validators=[FileExtensionValidator(["toml"], message="只收 .toml 文件：请下载现行版的文件，改好后再传。")],
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )


class FirstRoundForm(forms.Form):
    """Which disciplines look at the drawings, and where each sits: with the lead, or with a department of its own."""

    disciplines = forms.MultipleChoiceField(
        label="会审专业", choices=Discipline.choices, error_messages={"required": "请至少选一个专业。"}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        guests = Department.objects.filter(is_bureau_section=False)
        named = [("", "牵头部门审查"), *((each.pk, each.name) for each in guests)]  # read once for all disciplines
        for code, label in Discipline.choices:
            field = forms.ModelChoiceField(guests, label=f"{label}专业由谁会审", required=False)
            field.choices = named
            self.fields[f"department_{code}"] = field

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for code, label in Discipline.choices:
            if values.get(f"department_{code}") and code not in values.get("disciplines", ()):
                self.add_error(f"department_{code}", f"{label}专业没有勾选；请勾选，或把会审部门改回牵头部门。")
        return values

    def seats(self) -> dict[str, int | None]:
        """Each discipline with its department's key, None for the lead."""
        guests = {code: self.cleaned_data[f"department_{code}"] for code in self.cleaned_data["disciplines"]}
        return {code: guest.pk if guest else None for code, guest in guests.items()}

    def rows(self) -> list[dict[str, Any]]:
        """What a line of the page holds: the discipline, whether it is ticked, its department's field."""
        ticked = self["disciplines"].value() or ()
        return [
            {"code": code, "label": label, "is_ticked": code in ticked, "department": self[f"department_{code}"]}
            for code, label in Discipline.choices
        ]


class NextRoundForm(forms.Form):
    """A reply to each open point."""

    def __init__(self, *args: Any, items: list[OpinionItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        for item in items:
            label = f"{item.opinion.get_discipline_display()}：{item.text}"
            self.fields[f"reply_{item.pk}"] = _words(label, "请逐条回复。", max_length=300)

    def replies(self) -> dict[int, str]:
        return {item.pk: self.cleaned_data.get(f"reply_{item.pk}", "") for item in self.items}


class IssueForm(forms.Form):
    opinion_number = _words("联合意见书文号", "请填联合意见书文号。", max_length=60)
    expected_days = _days("退改时预计修改", "请填预计修改的工作日数。", initial=10)


POINTS = 6
"""New points one can sign at once; further ones belong into one combined wording."""


class OpinionForm(forms.Form):
    """What a reviewer signs: settled points and up to six new ones."""

    reviewer = _words("审查人", "每个专业由审查人签署，请填审查人。", max_length=40)

    def __init__(self, *args: Any, opinion: DisciplineOpinion, open_items: list[OpinionItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.opinion, self.open_items = opinion, open_items
        self.is_again = opinion.round.number > 1
        for item in open_items:
            self.fields[f"settled_{item.pk}"] = forms.BooleanField(label="已改到位，销号", required=False)
        for number in range(1, POINTS + 1):
            self.fields[f"text_{number}"] = forms.CharField(label=f"意见{number}", max_length=300, required=False)
            self.fields[f"level_{number}"] = forms.ChoiceField(label="级别", choices=ItemLevel.choices, required=False)
            self.fields[f"drawing_{number}"] = forms.CharField(label="图号", max_length=40, required=False)
            self.fields[f"conflict_{number}"] = forms.BooleanField(label="本次修改引起", required=False)

    def settled(self) -> list[int]:
        return [item.pk for item in self.open_items if self.cleaned_data.get(f"settled_{item.pk}")]

    def points(self) -> list[dict[str, Any]]:
        """The rows that hold words, as arguments of `drawing.Point`."""
        data = self.cleaned_data
        return [
            {
                "level": data.get(f"level_{number}", ""),
                "text": data[f"text_{number}"],
                "drawing_number": data.get(f"drawing_{number}", ""),
                "is_new_conflict": data.get(f"conflict_{number}", False),
            }
            for number in range(1, POINTS + 1)
            if data.get(f"text_{number}")
        ]

    def rows(self) -> list[dict[str, Any]]:
        names = ("text", "level", "drawing", "conflict")
        return [{name: self[f"{name}_{number}"] for name in names} for number in range(1, POINTS + 1)]

    def open_rows(self) -> list[tuple[OpinionItem, Any]]:
        return [(item, self[f"settled_{item.pk}"]) for item in self.open_items]


ADDED = 2
"""Forgotten points one correction can add; another correction adds more."""


class CorrectionForm(RefusableForm):
    """A signed sheet as it stands, to be put right."""

    seen_number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reviewer = _words("审查人", "请填审查人。", max_length=40)
    reason = _long("更正理由", "请写明更正的理由。", max_length=300)

    def __init__(self, *args: Any, items: list[OpinionItem], is_again: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items, self.is_again = items, is_again
        keys = [(str(item.pk), item) for item in items] + [(f"new{place}", None) for place in range(1, ADDED + 1)]
        for key, item in keys:
            self.fields[f"text_{key}"] = forms.CharField(
                label="意见", max_length=300, required=False, initial=item.text if item else ""
            )
            self.fields[f"level_{key}"] = forms.ChoiceField(
                label="级别", choices=ItemLevel.choices, required=False, initial=item.level if item else "general"
            )
            self.fields[f"drawing_{key}"] = forms.CharField(
                label="图号", max_length=40, required=False, initial=item.drawing_number if item else ""
            )
            name = f"struck_{key}" if item else f"conflict_{key}"
            self.fields[name] = forms.BooleanField(label="撤去" if item else "本次修改引起", required=False)
        self._keys = keys

    def _point(self, key: str, *, is_new_conflict: bool = False) -> Point:
        said = self.cleaned_data
        return Point(said[f"level_{key}"], said[f"text_{key}"], said[f"drawing_{key}"], is_new_conflict)

    def corrected(self) -> Corrected:
        said = self.cleaned_data
        new = [key for key, item in self._keys if item is None and said[f"text_{key}"].strip()]
        return Corrected(
            reason=said["reason"],
            reviewer=said["reviewer"],
            changed={item.pk: self._point(key) for key, item in self._keys if item},
            struck=frozenset(item.pk for key, item in self._keys if item and said[f"struck_{key}"]),
            added=[self._point(key, is_new_conflict=said[f"conflict_{key}"]) for key in new],
        )

    def rows(self) -> list[dict[str, Any]]:
        """A line of the page: the point it is about (None for one that was forgotten) and its fields."""
        return [
            {
                "item": item,
                "text": self[f"text_{key}"],
                "level": self[f"level_{key}"],
                "drawing": self[f"drawing_{key}"],
            }
            | {"mark": self[f"struck_{key}" if item else f"conflict_{key}"]}
            for key, item in self._keys
        ]


class RouteForm(forms.Form):
    template = forms.ModelChoiceField(
        ApprovalTemplate.objects.none(),
        label="审批模板",
        empty_label="请选…",
        error_messages={"required": "请选模板。"},
    )

    def __init__(self, *args: Any, guide_id: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["template"].queryset = ApprovalTemplate.objects.filter(guide_id=guide_id)


class VisitForm(forms.Form):
    phase = forms.ChoiceField(label="阶段", choices=ServicePhase.choices)
    visited_on = forms.DateField(
        label="日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填日期。"},
    )
    visitors = _words("服务人员", "请填服务人员。", max_length=80)
    text = _long("做了什么", "请写明做了什么。", max_length=300)
    outcome = _words("解决情况", "", required=False)
