"""What is known of a result document, and its correction by a leader."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.actions import Document
from dossiers.models import Result

from .fields import DayField, SeveralFilesField, put_refusal


def result_number_field() -> forms.CharField:
    return forms.CharField(
        label=_("Number of the result document"),
        help_text=_("For example 125/GXN-UBND"),
        required=False,
        max_length=200,
    )


def signer_field() -> forms.CharField:
    return forms.CharField(label=_("Signed by"), required=False, max_length=200)


class CorrectResultForm(forms.Form):
    """A new version of the result; files are only given where they change."""

    result = result_number_field()
    result_on = DayField(label=_("Date of the result document"))
    result_signer = signer_field()
    enclosed = SeveralFilesField(
        label=_("Files (PDF, JPG, PNG)"), help_text=_("Only when the file changes; the one before is kept.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant is told that the result was corrected; the reason stays in the house."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--low"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    draft = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, result: Result, revision: int) -> "CorrectResultForm":
        """With what is recorded now."""
        known = {"result": result.number, "result_on": result.issued_on, "result_signer": result.signer}
        return cls(initial={**known, "revision": revision, "draft": uuid4()})

    @property
    def document(self) -> Document:
        cleaned: dict[str, Any] = self.cleaned_data
        return Document(cleaned["result"].strip(), cleaned["result_on"], cleaned["result_signer"].strip())

    def put(self, refusal: Refusal) -> None:
        put_refusal(self, refusal, {})
