"""What visitors and staff type: a petition, its completion, an answer, a rating."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.filing import OWN_CENTER, CenterChoice
from feedback.actions import Message
from feedback.models import Contacts, Grade
from feedback.petitions import Kind, RefusalReason, Verb

LONGEST = 5000
TALL = {"rows": 7}
LOW = {"rows": 4}


class PetitionForm(forms.Form):
    """`message` speaks after `is_valid()`."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    center = CenterChoice(label=_("Center"), to_field_name="slug")
    kind = forms.ChoiceField(label=_("What is it about?"), choices=Kind, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What do you want to tell us?"),
        help_text=_("What happened, where and when. Leave out what others need not know about you."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=TALL),
    )
    dossier_code = forms.CharField(label=_("Code of the dossier it is about"), required=False, max_length=40)
    name = forms.CharField(label=_("Your name"), required=False, max_length=200)
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We tell you by e-mail when there is an answer. Without it, keep the address of the next page."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.fields["center"].initial = self.initial.get("center", OWN_CENTER)

    @property
    def message(self) -> Message:
        told = {name: value for name, value in self.cleaned_data.items() if name not in {"center", "kind"}}
        return Message(kind=Kind(self.cleaned_data["kind"]), **told)


class CompletionForm(forms.Form):
    """The sender says more."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    text = forms.CharField(label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs=TALL))


class StepForm(forms.Form):
    """One verb of those who handle it; the fields that it needs."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = forms.ChoiceField(label=_("Reason"), choices=RefusalReason)
    question = forms.CharField(
        label=_("The question, as everybody may read it"),
        help_text=_("Without names, addresses or anything else by which somebody is recognised"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=LOW),
    )
    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs=LOW))

    LABELS = {
        Verb.ASK: _("What is missing, all of it at once"),
        Verb.REFUSE: _("What the sender is told, and where to turn"),
        Verb.ANSWER: _("Answer to the sender"),
        Verb.PUBLISH: _("The answer, as everybody may read it"),
    }

    def __init__(self, data: Any = None, *, verb: Verb, **rest: Any) -> None:
        super().__init__(data, prefix=verb.value, **rest)
        self.verb = verb
        self.fields["text"].label = self.LABELS[verb]
        if verb != Verb.REFUSE:
            del self.fields["reason"]
        if verb != Verb.PUBLISH:
            del self.fields["question"]


class RatingForm(forms.Form):
    """Three questions, nothing that the system knows already."""

    overall = forms.TypedChoiceField(
        label=_("How satisfied are you with how your dossier was handled?"),
        choices=Grade,
        coerce=int,
        widget=forms.RadioSelect,
    )
    attitude = forms.TypedChoiceField(
        label=_("How were you treated by the staff?"), choices=Grade, coerce=int, widget=forms.RadioSelect
    )
    contacts = forms.TypedChoiceField(
        label=_("How often did you have to come or call before everything was complete?"),
        choices=Contacts,
        coerce=int,
        widget=forms.RadioSelect,
    )
