"""What an officer proposes, and what the leader adds when signing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.actions.result_drafts import Proposal
from dossiers.models import ResultDraft

from .fields import DayField, SeveralFilesField, put_refusal


class ProposalForm(forms.Form):
    """`proposal` speaks after `is_valid()`."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opinion = forms.CharField(
        label=_("What you propose, and why"),
        help_text=_("Stays in the house"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    number = forms.CharField(label=_("Number of the document, if it has one already"), required=False, max_length=200)
    enclosed = SeveralFilesField(
        label=_("Draft of the document (PDF, JPG, PNG)"), help_text=_("New files take the place of those before.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, draft: ResultDraft | None = None) -> None:
        known = {"revision": draft.revision, "opinion": draft.opinion, "number": draft.number} if draft else {}
        super().__init__(data, files, initial=known)

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        return Proposal(given["opinion"], given["number"], tuple(given["enclosed"]))

    def put(self, refusal: Refusal) -> None:
        put_refusal(self, refusal, {})


class SignForm(forms.Form):
    """Number and day of the document; today unless told."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("Number of the document"), required=False, max_length=200)
    issued_on = DayField(label=_("Date of the document (today unless told)"))

    def put(self, refusal: Refusal) -> None:
        put_refusal(self, refusal, {"result_on": "issued_on"})
