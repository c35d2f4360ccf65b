"""What a browser says about a file before it sends the pieces."""

from collections.abc import Iterable
from typing import Any

from django import forms

from dossiers.citizen_files import Slot


class BeginUploadForm(forms.Form):
    """`slot` is the name of the file control; `sha256` of the whole content, in lower case."""

    slot = forms.CharField(max_length=40)
    name = forms.CharField(max_length=255)
    size = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    sha256 = forms.RegexField(r"\A[0-9a-f]{64}\Z")

    def __init__(self, *args: Any, slots: Iterable[Slot], **options: Any) -> None:
        super().__init__(*args, **options)
        self.slots = {slot.field: slot for slot in slots}

    def clean_slot(self) -> Slot:
        try:
            return self.slots[self.cleaned_data["slot"]]
        except KeyError as error:
            raise forms.ValidationError("no such paper") from error
