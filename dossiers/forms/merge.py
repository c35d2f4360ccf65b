"""Merging two records of one person: which one stays, which value of each field, and why."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens import merging
from citizens.models import Party
from common.errors import Refusal

FIRST, SECOND = "first", "second"
LABELS = {
    "name": _("Full name"),
    "birth_date": _("Date of birth"),
    "gender": _("Gender"),
    "ethnicity": _("Ethnic group"),
    "phone": _("Phone number"),
    "email": _("E-mail"),
    "address": _("Address"),
}
NOTHING = _("(empty)")


def reason_field() -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "class": "input--low"})
    return forms.CharField(label=_("Reason"), max_length=1000, widget=widget)


class ReasonForm(forms.Form):
    """A reason of somebody who changes what the house knows of a person."""

    reason = reason_field()


class MergeForm(forms.Form):
    """`values`: field → the two values as people read them, only those that differ."""

    def __init__(self, data: Any = None, *, first: Party, second: Party, values: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(data)
        self.parties = {FIRST: first, SECOND: second}
        self.values = values
        self.fields["keep"] = forms.ChoiceField(
            label=_("Which record stays?"),
            choices=[(side, _("Record %(number)s") % {"number": n}) for n, side in enumerate(self.parties, start=1)],
            widget=forms.RadioSelect,
            initial=usual_keep(first, second),
        )
        for name, pair in values.items():
            choices = [(side, value or NOTHING) for side, value in zip(self.parties, pair, strict=True)]
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], choices=choices, widget=forms.RadioSelect, initial=self._usual(name, pair)
            )
        self.fields["reason"] = reason_field()

    def _usual(self, name: str, pair: tuple[str, str]) -> str:
        keep = usual_keep(self.parties[FIRST], self.parties[SECOND])
        if not pair[0] or not pair[1]:
            return FIRST if pair[0] else SECOND
        return keep

    @property
    def keep(self) -> Party:
        return self.parties[self.cleaned_data["keep"]]

    @property
    def drop(self) -> Party:
        return self.parties[SECOND if self.cleaned_data["keep"] == FIRST else FIRST]

    @property
    def take(self) -> list[str]:
        """The fields whose value comes from the record that goes."""
        return [name for name in self.values if self.cleaned_data[name] != self.cleaned_data["keep"]]


def usual_keep(first: Party, second: Party) -> str:
    """The record of an account stays, else the one with a number, else the one with the new number, else the older."""
    if first.is_proven != second.is_proven:
        return FIRST if first.is_proven else SECOND
    if bool(first.number_hash) != bool(second.number_hash):
        return FIRST if first.number_hash else SECOND
    for one, other, kept in ((first, second, FIRST), (second, first, SECOND)):
        if other.number_hash and one.old_number_hash == other.number_hash:
            return kept
    return FIRST if first.created_at <= second.created_at else SECOND


def refusal_of(first: Party, second: Party) -> Refusal | None:
    """Why the two cannot be merged in either direction; None when they can."""
    found: Refusal | None = None
    for keep, drop in ((first, second), (second, first)):
        try:
            merging.check(keep, drop)
        except Refusal as refusal:
            found = refusal
        else:
            return None
    return found
