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
        unfinished, as_drafted = effect["unfinished"], effect.get("as_drafted", 0)
        whole, drafts = effect["reports"] - unfinished, effect["reports"] - as_drafted
        is_clear = not has_questions and not unfinished
        later = f"，另 {unfinished} 项缺冲减依据，存为草稿" if unfinished else ""
        same = f"（另 {as_drafted} 项已是同样的草稿）" if as_drafted else ""
        send = [(SEND, f"直接报送：{whole} 项送初审{later}")] if whole else []
        draft = [(DRAFT, f"填入本月填报表：{drafts} 项存为草稿，再看一遍后报送{same}")] if drafts else []
        choices = [*send, *draft] if is_clear else [*draft, *send]
        super().__init__(data, initial={"how": choices[0][0] if choices else "", "reason": ""})
        self.fields["how"].choices = choices
