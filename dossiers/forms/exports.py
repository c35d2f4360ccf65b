"""How much of a list somebody takes with them: masked, or in full with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MASKED, FULL = "masked", "full"
EXTENTS = [
    (MASKED, _("Identity numbers, phone numbers and addresses masked")),
    (FULL, _("Everything in full (leaders, for dossiers of their own center)")),
]


class ExportForm(forms.Form):
    extent = forms.ChoiceField(label=_("What it shows of people"), choices=EXTENTS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--low"}),
        help_text=_("Needed for the full list; it is kept with the export"),
    )

    def __init__(self, data: Any = None, *, may_be_full: bool) -> None:
        super().__init__(data, initial={"extent": MASKED})
        if not may_be_full:
            del self.fields["extent"], self.fields["reason"]

    @property
    def is_full(self) -> bool:
        return bool(self.cleaned_data.get("extent") == FULL)
