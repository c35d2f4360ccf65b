"""What is written about a scan, and the ticks of papers that are there already."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.widgets import DatalistInput
from common.text import row_ids
from dossiers.actions.digitising import Description

from .fields import DayField


class DescribeForm(forms.Form):
    """One scan; the prefix names its paper."""

    kind = forms.CharField(
        label=_("Kind of paper"),
        help_text=_("As the published list calls it, so that it is found again."),
        max_length=300,
        widget=DatalistInput(),
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until (empty: without end)"))
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers: Any = self.fields["kind"].widget
        offers.offers = tuple(kind[:300] for kind in kinds)

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
