"""Forms of administrators who take dossiers over."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from common.errors import Refusal
from common.files import refuse_too_large


class TakeOverForm(forms.Form):
    """A CSV file, and the center that received its dossiers; asked for only where there is a choice."""

    center = forms.ModelChoiceField(label=_("Receiving center"), queryset=Center.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Saved by the spreadsheet as “CSV UTF-8”. The first line names the columns."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def __init__(self, *args: Any, centers: Sequence[int], max_bytes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_bytes = max_bytes
        field: Any = self.fields["center"]
        field.queryset = Center.objects.filter(pk__in=centers).select_related("unit", "calendar")
        if len(centers) == 1:
            field.initial, field.widget = centers[0], forms.HiddenInput()

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            refuse_too_large(file.name or "", file.size or 0, self.max_bytes)
        except Refusal as refusal:
            words = _("%(refusal)s Longer tables are taken over with the command import_dossiers.")
            raise forms.ValidationError(words % {"refusal": refusal}) from refusal
        return file
