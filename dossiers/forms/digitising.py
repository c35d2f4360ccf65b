"""What is written about a scan, and the ticks of papers that are there already."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import row_ids
from dossiers.actions.digitising import Description

from .fields import DayField


class DescribeForm(forms.Form):
    """One scan; the prefix names its paper."""

    kind = forms.CharField(label=_("Kind of paper"), max_length=300)
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until (empty: without end)"))
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def description(self) -> Description:
        cleaned: dict[str, Any] = self.cleaned_data
        return Description(cleaned["kind"], cleaned["issuer"], cleaned["issued_on"], cleaned["valid_until"])


class ReuseForm(forms.Form):
    """Ticks of what is offered; what was not offered is refused by the action."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def ticked(self) -> list[int]:
        return sorted(row_ids(self.data.getlist("paper")))  # type: ignore[attr-defined]
