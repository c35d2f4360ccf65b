"""The form of public tracking."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TrackingForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the dossier"),
        help_text=_("For example H38.03006-261119-0123"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )
    check_word = forms.CharField(
        label=_("Check word"),
        help_text=_("6 letters and digits, on the slip beside the code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "input--code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
