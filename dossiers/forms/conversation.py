"""A message to the other side."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.conversation import LONGEST


class MessageForm(forms.Form):
    prefix = "message"

    text = forms.CharField(
        label=_("Your message"),
        help_text=_("It cannot be changed or deleted once it is sent."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--low"}),
        error_messages={"required": _("Write your message.")},
    )
