"""What committing a month's table needs to be told."""

from collections.abc import Mapping
from typing import Any

from django import forms

from core.foundation.forms import RefusableForm

SEND, DRAFT = "send", "draft"


class FillForm(RefusableForm):
    """Send at once, or look again on the page first; the likelier choice stands first marked."""

    how = forms.ChoiceField(
        label="怎样填报", widget=forms.RadioSelect, error_messages={"required": "请选择直接报送还是存为草稿"}
    )
    reason = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "可不填，例如：7月第一次报"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, effect: Mapping[str, Any], has_questions: bool
    ) -> None:
        unfinished = effect["unfinished"]
        whole = effect["reports"] - unfinished
        is_clear = not has_questions and not unfinished
        super().__init__(data, initial={"how": SEND if is_clear else DRAFT, "reason": ""})
        later = f"，另 {unfinished} 项缺冲减依据，存为草稿" if unfinished else ""
        send = (SEND, f"直接报送：{whole} 项送初审{later}")
        draft = (DRAFT, f"填入本月填报表：{effect['reports']} 项存为草稿，再看一遍后报送")
        choices = [send, draft] if is_clear else [draft, send]
        self.fields["how"].choices = choices if whole else [draft]
