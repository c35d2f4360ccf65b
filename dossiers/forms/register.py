"""What somebody wishes to see of the register, out of the address."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from dossiers.lifecycle import BEFORE_RECEPTION, Status
from dossiers.models import Channel
from dossiers.queries.register import Wish

from .fields import DayField

LONGEST = 100
NEVER_RECEIVED = {*BEFORE_RECEPTION, Status.NOT_ACCEPTED}
STATUSES = [(status.value, status.label) for status in Status if status not in NEVER_RECEIVED]


class RegisterForm(forms.Form):
    """`tu`, `den` days (this month unless told), `trung-tam`, `trang-thai`, `kenh`, `q`."""

    q = forms.CharField(label=_("Code, name, phone or identity number"), required=False, max_length=LONGEST)

    def __init__(self, data: Mapping[str, Any], centers: Sequence[Center], *, today: date) -> None:
        usual = {**month_of(today), "trung-tam": centers[0].slug if centers else ""}
        super().__init__({**usual, **data})
        self.centers = centers
        self._centers = {center.slug: center for center in centers}
        self.fields["tu"] = DayField(label=_("From"), required=True)
        self.fields["den"] = DayField(label=_("To"), required=True)
        self.fields["trung-tam"] = forms.ChoiceField(
            label=_("Center"), choices=[(center.slug, center.name) for center in centers]
        )
        self.fields["trang-thai"] = _choice(_("Status"), _("any status"), STATUSES)
        self.fields["kenh"] = _choice(_("Channel"), _("any channel"), Channel.choices)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("tu"), cleaned.get("den")
        if first and last and last < first:
            self.add_error("den", _("The last day must not lie before the first."))
        return cleaned

    @property
    def wish(self) -> Wish:
        cleaned = self.cleaned_data
        return Wish(
            center=self._centers[cleaned["trung-tam"]],
            first=cleaned["tu"],
            last=cleaned["den"],
            status=cleaned["trang-thai"],
            channel=cleaned["kenh"],
            text=cleaned["q"].strip(),
        )

    @property
    def query(self) -> dict[str, str]:
        """The parameters of an address that asks the same."""
        wish = self.wish
        asked = {
            "tu": f"{wish.first:%d/%m/%Y}",
            "den": f"{wish.last:%d/%m/%Y}",
            "trung-tam": wish.center.slug,
            "trang-thai": wish.status,
            "kenh": wish.channel,
            "q": wish.text,
        }
        return {name: value for name, value in asked.items() if value}


def month_of(today: date) -> dict[str, str]:
    """The month of a day as it stands in the form."""
    first = today.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {"tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}"}


def _choice(label: Any, empty: Any, choices: Sequence[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices])
