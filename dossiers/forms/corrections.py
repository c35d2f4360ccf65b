"""Forms that mend what was entered wrong."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from citizens.identity import guess_kind
from common.clock import local_date
from common.names import validate_visible
from dossiers import actions
from dossiers.models import Channel, FiledBy
from procedures.models import Procedure, ProcedureCase
from procedures.queries import NotInForce, limit_of, search, version_in_force

from .base import ActionForm

OFFERED = 5


class CorrectForm(ActionForm):
    """Owner, channel, who filed, place of return: as they stand, to be typed over."""

    mends = True

    owner_name = forms.CharField(label=_("Name of the owner"), max_length=300, validators=[validate_visible])
    owner_number = forms.CharField(
        label=_("Number of the owner, if it was wrong"),
        help_text=_("Leave it empty to keep the number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    owner_phone = forms.CharField(label=_("Phone number"), required=False, max_length=20)
    owner_email = forms.EmailField(label=_("E-mail"), required=False)
    owner_address = forms.CharField(label=_("House number, street, village"), required=False, max_length=300)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    filed_by = forms.ChoiceField(label=_("Filed by"), choices=FiledBy.choices)
    return_center = forms.ModelChoiceField(label=_("Result is collected at"), queryset=Center.objects.none())
    field_order = ["owner_name", "owner_number", "owner_phone", "owner_email", "owner_address", "channel", "filed_by"]

    def prepare(self) -> None:
        dossier, owner = self.dossier, self.dossier.owner
        field = self.fields["return_center"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Center.objects.order_by("name")
        known = {
            "owner_name": owner.name,
            "owner_phone": owner.phone,
            "owner_email": owner.email,
            "owner_address": owner.address_line,
            "channel": dossier.channel,
            "filed_by": dossier.filed_by,
            "return_center": dossier.return_center_id,
        }
        for name, value in known.items():
            self.fields[name].initial = value

    def arguments(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        owner = replace(
            actions.declared_now(self.dossier),
            name=cleaned["owner_name"],
            phone=cleaned["owner_phone"],
            email=cleaned["owner_email"],
            address_line=cleaned["owner_address"],
        )
        if number := cleaned["owner_number"].strip():
            owner = replace(owner, number=number, number_kind=guess_kind(number))
        correction = actions.Correction(
            owner=owner,
            channel=Channel(cleaned["channel"]),
            filed_by=FiledBy(cleaned["filed_by"]),
            return_center=cleaned["return_center"],
        )
        return {"correction": correction}


class ReclassifyForm(ActionForm):
    """The procedure by its code or by words; where words fit several, they are named."""

    procedure = forms.CharField(
        label=_("Code or name of the right procedure"), help_text=_("For example 1.001193"), max_length=200
    )
    case = forms.IntegerField(
        label=_("Number of the case, if the procedure has cases"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )
    field_order = ["procedure", "case", "reason"]

    def clean_procedure(self) -> Procedure:
        typed = str(self.cleaned_data["procedure"]).strip()
        exact = Procedure.objects.filter(code=typed).first()
        if exact is not None:
            return exact
        hits = search(typed, on=local_date(self.ask.at), limit=OFFERED)
        if len(hits) == 1:
            return Procedure.objects.get(pk=hits[0].procedure_id)
        if not hits:
            raise forms.ValidationError(_("No procedure has this code or name."))
        offers = "; ".join(f"{hit.code} {hit.name}" for hit in hits)
        raise forms.ValidationError(_("Several fit. Enter the code: %(offers)s") % {"offers": offers})

    def clean(self) -> dict[str, Any]:
        cleaned, procedure = super().clean(), self.cleaned_data.get("procedure")
        self.case_chosen: ProcedureCase | None = None
        if procedure is None:
            return cleaned
        try:
            version = version_in_force(procedure, local_date(self.dossier.received_at or self.ask.at))
        except NotInForce as refusal:
            self.add_error("procedure", str(refusal))
            return cleaned
        cases = {case.number: case for case in version.cases.all()}
        number = cleaned.get("case")
        self.case_chosen = cases.get(number or 0)
        is_ordinary = number is None and limit_of(version) is not None
        if cases and self.case_chosen is None and not is_ordinary:
            offers = "; ".join(f"{case.number}. {case.label}" for case in cases.values())
            self.add_error("case", _("Enter the number of the case: %(offers)s") % {"offers": offers})
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {"procedure": self.cleaned_data["procedure"], "case": self.case_chosen}
