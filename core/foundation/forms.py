"""Forms that can say what an action refused."""

from django import forms

from .verdict import Refused


class RefusableForm(forms.Form):
    """A form that shows what an action refused, beside the field it refused for."""

    def add_refusal(self, refused: Refused) -> None:
        told = False
        for name, errors in refused.field_errors.items():
            for error in errors:
                self.add_error(name if name in self.fields else None, error)
                told = True
        if not told:
            self.add_error(None, refused.message)
