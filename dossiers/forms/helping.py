"""Forms by which an owner agrees that somebody files for them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.identity import check_number, number_kind_of
from citizens.models import PartyKind
from common.names import validate_visible

HEARD = _("I have read the text to them, in words they understand, and they agree.")
TICK = {"required": _("Tick this box once the person has agreed.")}


class AskCodeForm(forms.Form):
    """Only a button; errors stand above it."""


class ConsentCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code the person has received"),
        help_text=_("Six digits"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--short"}
        ),
    )


class ConsentPaperForm(forms.Form):
    paper = forms.FileField(
        label=_("Photo of the signed paper"),
        help_text=_("All of the page must be readable."),
        allow_empty_file=True,  # said in words of the portal
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )


class ConsentWitnessForm(forms.Form):
    name = forms.CharField(label=_("Full name of the witness"), max_length=300, validators=[validate_visible])
    number = forms.CharField(
        label=_("Identity number of the witness"),
        help_text=_("12 digits of the identity card"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "input--short"}),
    )
    heard = forms.BooleanField(label=HEARD, error_messages=TICK)

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        kind = number_kind_of(PartyKind.PERSON, number)
        if kind == "unknown" or check_number(kind, number):
            raise forms.ValidationError(_("This is not the number of an identity card. Please check it again."))
        return number
