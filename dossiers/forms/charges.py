"""What the counter does with the fees of a dossier that is there: cash, exemption, a mistake, another quantity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.models import ProcedureVersion

from .fees import FeesForm, offer_grounds
from .fields import ground_basis_field


class CashForm(forms.Form):
    """`amount`: what the page said is owed; something else by now is refused."""

    amount = forms.IntegerField(label=_("Amount in đồng"), widget=forms.HiddenInput, min_value=0, max_value=10**12)


class ExemptForm(forms.Form):
    ground = forms.ChoiceField(label=_("Exemption"))
    ground_basis = ground_basis_field()

    def __init__(self, data: Any = None, *, version: ProcedureVersion) -> None:
        super().__init__(data)
        offer_grounds(self.fields["ground"], version)


class CancelForm(forms.Form):
    receipt = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    reason = forms.CharField(label=_("Why it is cancelled"), max_length=500)


class ReassessForm(FeesForm):
    """The published fees once more, in another quantity; cash and exemption follow on the page."""

    reason = forms.CharField(label=_("Why it is worked out again"), max_length=500)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("cash", "ground", "ground_basis"):
            self.fields.pop(name, None)
        for field in self.fields.values():
            for attribute in ("hx-post", "hx-trigger", "hx-target", "hx-vals"):
                field.widget.attrs.pop(attribute, None)
