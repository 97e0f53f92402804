from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from core.foundation.verdict import Refused
from core.organisations.models import Department, Firm, ReportingUnit

from .models import User
from .passwords import rules_in_words
from .roles import ROLE_CHOICES, Role


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Put an action's refusal beside the fields it names, and on top of the form otherwise."""
    known = {name: errors for name, errors in refused.field_errors.items() if name in form.fields}
    for name, errors in known.items():
        form.add_error(name, errors)
    if not known:
        form.add_error(None, refused.message)


class LoginForm(AuthenticationForm):
    """One message for a wrong password, an unknown name and a closed account: who exists is nobody's business."""

    error_messages = {
        "invalid_login": "用户名或密码不正确。连续输错5次将锁定15分钟。",
        "inactive": "用户名或密码不正确。连续输错5次将锁定15分钟。",
    }


class PasswordForm(forms.Form):
    """The person's present password and the new one, twice. Whether the new one is good is the action's to say."""

    old_password = forms.CharField(label="现在的密码", strip=False, widget=forms.PasswordInput)
    new_password1 = forms.CharField(label="新密码", strip=False, widget=forms.PasswordInput)
    new_password2 = forms.CharField(label="再输一遍新密码", strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new_password1"].help_text = rules_in_words()
        self.fields["old_password"].widget.attrs["autocomplete"] = "current-password"
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"

    def clean_old_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["old_password"]):
            raise ValidationError("现在的密码不正确")
        return self.cleaned_data["old_password"]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("new_password1") != data.get("new_password2"):
            self.add_error("new_password2", "两次输入的新密码不一致")
        return data


class TokenForm(forms.Form):
    name = forms.CharField(label="用途", max_length=60, help_text="例如：报表服务器每日取数")
    days = forms.IntegerField(label="有效天数", min_value=1, max_value=180, initial=90)


class ReasonForm(forms.Form):
    """Why an administrator does something to an account or a role."""

    reason = forms.CharField(label="原因", max_length=200)


class AccountForm(forms.Form):
    username = forms.CharField(label="用户名", max_length=40, help_text="小写字母开头，可含数字和 _ . -")
    display_name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="电话", max_length=30, required=False)
    department = forms.ModelChoiceField(
        label="所在部门", queryset=Department.objects.all(), required=False, empty_label="（县、业主人员不填）"
    )


class AccountFilter(forms.Form):
    text = forms.CharField(label="姓名、用户名或电话", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("active", "启用"), ("closed", "停用"), ("locked", "锁定中")],
    )


class GrantForm(forms.Form):
    """A role for a person; which of the three places it needs depends on the role."""

    user = forms.ModelChoiceField(label="账号", queryset=User.objects.filter(is_active=True), empty_label="请选择")
    role = forms.TypedChoiceField(label="角色", choices=[("", "请选择"), *ROLE_CHOICES], coerce=Role)
    unit = forms.ModelChoiceField(
        label="上报单位", queryset=ReportingUnit.objects.all(), required=False, empty_label="（县级角色填）"
    )
    firm = forms.ModelChoiceField(
        label="业主", queryset=Firm.objects.all(), required=False, empty_label="（市直业主填）"
    )
    department = forms.ModelChoiceField(
        label="部门", queryset=Department.objects.all(), required=False, empty_label="（成员单位填）"
    )
    reason = forms.CharField(label="依据", max_length=200, help_text="例如：晋江市住建局来函、局办公会决定")

    def places(self) -> list[ReportingUnit | Firm | Department]:
        """The places filled in, of a valid form; the role wants at most one."""
        filled = (self.cleaned_data[name] for name in ("unit", "firm", "department"))
        return [place for place in filled if place is not None]


class GrantFilter(forms.Form):
    text = forms.CharField(label="姓名或用户名", required=False)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *ROLE_CHOICES])
    ended = forms.BooleanField(label="含已终止", required=False)


class JournalFilter(forms.Form):
    action = forms.ChoiceField(label="动作", required=False)
    person = forms.CharField(label="操作人", required=False)
    subject_kind = forms.CharField(label="对象类型", required=False)
    subject_id = forms.CharField(label="对象编号", required=False)
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, actions: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", "全部"), *actions]


class CodeForm(forms.Form):
    """The six digits of the second factor."""

    code = forms.RegexField(
        label="6位验证码",
        regex=r"^\d{6}$",
        error_messages={"invalid": "请输入6位数字"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class CalendarDayForm(forms.Form):
    date = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    is_working = forms.TypedChoiceField(
        label="安排", choices=[("1", "上班"), ("0", "休息")], coerce=lambda value: value == "1"
    )
    note = forms.CharField(label="依据", max_length=60, help_text="例如：国办发明电〔2017〕12号")
