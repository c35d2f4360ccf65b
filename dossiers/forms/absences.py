"""An absence as it is typed: who, from when until when, who stands in, why."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.absences import LONGEST_REASON, offices_worked_in
from centers.reach import StaffContext
from common.clock import local_date
from dossiers.queries.absences import colleagues_of, led_by

from .fields import DayField, name_only


class AbsenceForm(forms.Form):
    """`user` is asked for only where somebody may enter it for others; otherwise it is oneself."""

    user = forms.ModelChoiceField(label=_("Who is away"), queryset=User.objects.none(), empty_label=None)
    since = DayField(label=_("First day"), required=True)
    until = DayField(label=_("Last day"), required=True)
    stand_in = forms.ModelChoiceField(
        label=_("Who stands in"),
        help_text=_(
            "A colleague of the same office. The dossiers pass over on the first day and come back afterwards."
        ),
        queryset=User.objects.none(),
        empty_label="–",
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Only the person, the head of the office and the leaders read it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--low"}),
    )

    def __init__(self, data: object = None, *, staff: StaffContext, at: datetime) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        assert staff.user is not None
        on = local_date(at)
        people = led_by(staff, on)
        if offices_worked_in(staff.user, on):
            people |= User.objects.filter(pk=staff.user.pk)
        who, stand_in = self.fields["user"], self.fields["stand_in"]
        assert isinstance(who, forms.ModelChoiceField)
        assert isinstance(stand_in, forms.ModelChoiceField)
        who.queryset, stand_in.queryset = people, colleagues_of(people, on)
        who.label_from_instance = stand_in.label_from_instance = name_only  # type: ignore[method-assign, assignment]
        who.initial = staff.user.pk
        self.initial["since"] = on
        if [*people.values_list("pk", flat=True)] == [staff.user.pk]:
            who.widget, who.required = forms.HiddenInput(), False
        self._self = staff.user

    def clean_user(self) -> User:
        chosen: User = self.cleaned_data["user"] or self._self
        return chosen
