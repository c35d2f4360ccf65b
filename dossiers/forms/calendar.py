"""Forms of administrators who change a calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.forms import DATE_FORMATS
from workcalendar.models import DayStatus
from workcalendar.worktime import DayKind


def day_field(label: Any, **rest: Any) -> forms.DateField:
    """A date as people here write it."""
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short", "inputmode": "numeric"})
    return forms.DateField(label=label, input_formats=DATE_FORMATS, widget=widget, **rest)


class NoteDayForm(forms.Form):
    """A day that differs from its weekday, and who says so."""

    day = day_field(_("Day"), help_text=_("Day/month/year, today or later."))
    kind = forms.ChoiceField(
        label=_("What it becomes"),
        choices=[(DayKind.OFF.value, _("Day off")), (DayKind.WORK.value, _("Working day"))],
        widget=forms.RadioSelect,
        initial=DayKind.OFF.value,
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Applicants read it, for example: Nghỉ bão số 5."), max_length=200
    )
    source = forms.CharField(
        label=_("Source"), help_text=_("Number and date of the announcement, or its address."), max_length=300
    )
    announced_on = day_field(_("Announced on"), required=False)
    status = forms.ChoiceField(
        label=_("How sure it is"),
        help_text=_("A proposed day is shown in the calendar and moves nothing."),
        choices=DayStatus.choices,
        initial=DayStatus.OFFICIAL,
    )


class ReasonForm(forms.Form):
    """Why the calendar changes; every moved dossier carries it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Applicants read it: which announcement says so."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def initial_of(day: date | None, row: Any) -> dict[str, Any]:
    """What the form starts with: a day chosen in the month, or a proposal that is put in force."""
    if row is not None:
        return {"day": row.day, "kind": row.kind, "reason": row.reason, "source": row.source}
    return {"day": day} if day else {}
