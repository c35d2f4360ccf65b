"""Forms of administrators for the catalogue."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.sound import ACCEPT
from policies.catalogue import Confidence
from procedures.models import SpokenLanguage, TimeUnit

DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


class TimeLimitForm(forms.Form):
    """A time limit with its source and the day it counts from; the action checks what the law allows."""

    quantity = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=999, widget=forms.NumberInput(attrs={"class": "input--short"})
    )
    unit = forms.ChoiceField(label=_("Unit of time"), choices=[("", "—"), *TimeUnit.choices])
    cutoff = forms.TimeField(
        label=_("Same-day limit: received by"),
        help_text=_("Hour and minute, for example 15:00. Only for limits within the working day."),
        required=False,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("Number and date of the decision, or the address of the official page."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    valid_from = forms.DateField(
        label=_("Counts from"),
        help_text=_("Day/month/year, today or later. Dossiers already received keep their promise."),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today


class DraftForm(forms.Form):
    """The day from which a new version counts."""

    valid_from = forms.DateField(
        label=_("Counts from"),
        help_text=_("Day/month/year. Dossiers already received keep the version they were received under."),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today + timedelta(days=1)


class PolicyForm(forms.Form):
    """A new value of a policy from a day on; empty where the policy may be empty."""

    value = forms.CharField(label=_("New value"), required=False, max_length=300)
    source = forms.CharField(
        label=_("Source"), help_text=_("Leave empty to keep the source as it is."), required=False, max_length=300
    )
    confidence = forms.ChoiceField(
        label=_("How sure it is"), choices=[("", _("as it is")), *Confidence.choices], required=False
    )
    valid_from = forms.DateField(
        label=_("Counts from"),
        help_text=_("Day/month/year, today or later."),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today

    def clean_confidence(self) -> Confidence | None:
        given = self.cleaned_data["confidence"]
        return Confidence(given) if given else None


class SynonymForm(forms.Form):
    """Words people use and what they stand for; the action checks that something is found by it."""

    phrase = forms.CharField(
        label=_("Words people use"),
        help_text=_("For example: sổ đỏ. Accents and capitals do not matter."),
        max_length=60,
    )
    means = forms.CharField(
        label=_("Stand for"),
        help_text=_("A procedure code, for example 1.013978, or words of the catalogue."),
        max_length=120,
    )


class CatalogueUploadForm(forms.Form):
    """A workbook and the day its changes count from; the reader checks the content."""

    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_("Excel (.xlsx), up to 5 MB, laid out like the download of the present catalogue."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    valid_from = forms.DateField(
        label=_("Counts from"),
        help_text=_("Day/month/year, today or later. Dossiers already received keep their promise."),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today


class RecordingForm(forms.Form):
    """A recording in one language; the action looks at its content."""

    language = forms.ChoiceField(label=_("Spoken language"), choices=SpokenLanguage, widget=forms.RadioSelect)
    file = forms.FileField(label=_("Recording"), widget=forms.FileInput(attrs={"accept": ACCEPT}))

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = _(
            "MP3, M4A, OGG or WAV, up to %(most)s KB. A minute of speech as MP3 has about 500 KB."
        ) % {"most": most}
