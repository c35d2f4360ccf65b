"""Forms of administrators for what the public is told of a center, and for its offices."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center, Office, OfficeKind

_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{2,28}")


class CenterForm(forms.ModelForm):
    """Address, hotline, e-mail and opening hours; empty means that nothing is told."""

    class Meta:
        model = Center
        fields = ["address", "hotline", "email", "opening_hours"]
        labels = {
            "address": _("Address"),
            "hotline": _("Hotline"),
            "email": _("E-mail address"),
            "opening_hours": _("Opening hours in words"),
        }
        help_texts = {
            "hotline": _("Printed on slips and shown on every public page."),
            "opening_hours": _("Only what the working calendar does not say, such as a closed afternoon for cleaning."),
        }
        widgets = {
            "hotline": forms.TextInput(attrs={"type": "tel", "class": "input--short"}),
            "opening_hours": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_hotline(self) -> str | None:
        given = " ".join((self.cleaned_data["hotline"] or "").split())
        if given and not _PHONE.fullmatch(given):
            raise forms.ValidationError(_("A telephone number has digits, spaces, dots or dashes."))
        return given or None


class OfficeForm(forms.Form):
    """Name of an office and, for a new one, what it is for; the one reception of a center is there already."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[kind for kind in OfficeKind.choices if kind[0] != OfficeKind.RECEPTION]
    )

    def __init__(self, *args: Any, center_id: int | None, office: Office | None = None, **kwargs: Any) -> None:
        if office is not None:
            kwargs["initial"] = {"name": office.name}
        super().__init__(*args, **kwargs)
        if office is not None:
            del self.fields["kind"]
        self.center_id, self.office = center_id, office

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Office.objects.filter(center=self.center_id, name__iexact=name)
        if self.office is not None:
            others = others.exclude(pk=self.office.pk)
        if others.exists():
            raise forms.ValidationError(_("This center has an office of that name already."))
        return name
