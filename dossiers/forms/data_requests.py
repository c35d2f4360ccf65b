"""What a person asks about their data, and what they are told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.data_rights import DataVerb, DataWish
from dossiers.forms.filing import OWN_CENTER, CenterChoice

LONGEST = 3000


class DataRequestForm(forms.Form):
    wish = forms.ChoiceField(label=_("What do you want?"), choices=DataWish, widget=forms.RadioSelect)
    center = CenterChoice(label=_("Center"), to_field_name="slug", initial=OWN_CENTER)
    text = forms.CharField(
        label=_("What exactly?"),
        help_text=_("For example: my phone number in dossier … is wrong, it is …"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DataStepForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    verb = forms.ChoiceField(label=_("What is done"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What the person is told"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )

    LABELS = {
        DataVerb.ACKNOWLEDGE: _("First answer: what happens next, by when"),
        DataVerb.EXTEND: _("Extend once, with the reason"),
        DataVerb.FINISH: _("Done"),
        DataVerb.REFUSE: _("Refuse, with the reason and the law"),
    }

    def __init__(self, *args: Any, verbs: list[DataVerb], **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["verb"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(verb.value, self.LABELS[verb]) for verb in verbs]
