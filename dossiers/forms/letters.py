"""Forms about form 04: signing it on the dossier's page or through the API, and working on a letter in the queue."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import LOCAL_TZ
from common.errors import Refusal
from dossiers.apologies import proposal_for
from dossiers.letters import FIRST_TEXTS, Cause, Wording
from dossiers.models import Letter

from .base import ActionForm
from .fields import DAY_FORMATS, HOUR_FORMATS, DayField, HourField, put_refusal

ISO_TOO = {"new_on": [*DAY_FORMATS, "%Y-%m-%d"], "new_time": [*HOUR_FORMATS, "%H:%M:%S"]}
CAUSE = _("The reason lies with")
TEXT = _("What the applicant is told")
NEW_ON, NEW_TIME = _("New appointment: day"), _("New appointment: time")


class ApologiseForm(ActionForm):
    """For a dossier that ended late: who caused it, and the words."""

    cause = forms.ChoiceField(label=CAUSE, choices=Cause.choices)
    field_order = ["cause", "new_on", "new_time", "reason"]

    def prepare(self) -> None:
        self.fields["reason"].label = TEXT
        self.fields["reason"].initial = FIRST_TEXTS[Cause.AGENCY]

    def arguments(self) -> dict[str, Any]:
        return {"cause": self.cleaned_data["cause"]}


class ExtendForm(ApologiseForm):
    """The same with a new appointment; the proposed one stands there already."""

    new_on = DayField(label=NEW_ON, input_formats=ISO_TOO["new_on"])
    new_time = HourField(label=NEW_TIME, input_formats=ISO_TOO["new_time"])

    def prepare(self) -> None:
        super().prepare()
        if self.dossier.appointment_at is not None and self.dossier.is_open:
            proposed = proposal_for(self.dossier, at=self.ask.at)
            self.fields["new_on"].initial, self.fields["new_time"].initial = proposed.date(), proposed.time()

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "new_at": _moment(self.cleaned_data)}


class LetterForm(forms.Form):
    """What a letter in the queue says."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    cause = forms.ChoiceField(label=CAUSE, choices=Cause.choices)
    text = forms.CharField(
        label=TEXT,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what the applicant is told.")},
    )
    new_on = DayField(label=NEW_ON)
    new_time = HourField(label=NEW_TIME)

    def __init__(self, data: Any = None, *, letter: Letter) -> None:
        super().__init__(data, initial=_initial(letter))
        if letter.is_afterwards:
            del self.fields["new_on"], self.fields["new_time"]

    @property
    def wording(self) -> Wording:
        """Call after `is_valid()`."""
        return Wording(Cause(self.cleaned_data["cause"]), self.cleaned_data["text"], _moment(self.cleaned_data))

    def put(self, refusal: Refusal) -> None:
        put_refusal(self, refusal, {})


class BackForm(forms.Form):
    """Back to whoever prepares it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What is to be changed"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def put(self, refusal: Refusal) -> None:
        put_refusal(self, refusal, {})


def _initial(letter: Letter) -> dict[str, Any]:
    new = letter.new_at.astimezone(LOCAL_TZ) if letter.new_at else None
    return {
        "revision": letter.revision,
        "cause": letter.cause,
        "text": letter.text,
        "new_on": new.date() if new else None,
        "new_time": new.time() if new else None,
    }


def _moment(cleaned: dict[str, Any]) -> datetime | None:
    """Day and time as one moment; None unless both are there."""
    day, hour = cleaned.get("new_on"), cleaned.get("new_time")
    return datetime.combine(day, hour, LOCAL_TZ) if day and hour is not None else None
