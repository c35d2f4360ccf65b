"""A note for colleagues."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 2000


class NoteForm(forms.Form):
    prefix = "note"

    text = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_("It cannot be changed afterwards. The applicant never reads it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--low"}),
    )
