"""How the applicant wants to receive the result."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.actions.wishes import AddressMissing, Wish
from dossiers.delivery import Way
from dossiers.models import ResultWish

LONGEST = 300
WAYS = [
    (Way.COUNTER, _("At the counter: I collect it there")),
    (Way.POST, _("By post, to an address; the post takes its own charge")),
    (Way.ONLINE, _("Electronically, from my page here; what is issued on paper waits at the counter")),
]
DESK_WAYS = [
    (Way.COUNTER, _("At the counter")),
    (Way.POST, _("By post, to an address; the post takes its own charge")),
    (Way.ONLINE, _("Electronically, on the applicant's own page; what is issued on paper waits at the counter")),
]


class WishForm(forms.Form):
    way = forms.ChoiceField(
        label=_("How do you want to receive the result?"), choices=WAYS, initial=Way.COUNTER, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("For the post: name, phone number, address"),
        help_text=_("Only if you have chosen the post"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--low"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("way") == Way.POST and not cleaned.get("address") and "address" not in self.errors:
            self.add_error("address", str(AddressMissing()))
        return cleaned

    def wish(self) -> Wish:
        """Call after `is_valid()`."""
        way = Way(self.cleaned_data["way"])
        return Wish(way, self.cleaned_data["address"] if way == Way.POST else "")


class DeskWishForm(WishForm):
    """The same as the desk writes it down. Closed on the page, nothing said means the counter and is not kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "wish", **kwargs})
        way, address = self.fields["way"], self.fields["address"]
        assert isinstance(way, forms.ChoiceField)
        way.label, way.choices, way.required = _("The applicant wants the result"), DESK_WAYS, False
        address.widget = forms.TextInput(attrs={"autocomplete": "off"})  # here Enter receives in every field

    @property
    def is_said(self) -> bool:
        """Whether another way than the counter was chosen, or something must be looked at."""
        return self["way"].value() not in {None, "", Way.COUNTER} or bool(self.errors)

    @property
    def wish_said(self) -> Wish | None:
        """Call after `is_valid()`; None where the result waits at the counter."""
        return self.wish() if self.cleaned_data["way"] not in {"", Way.COUNTER} else None


def initial_wish(kept: ResultWish | None) -> dict[str, str]:
    return {"way": kept.way, "address": kept.address} if kept else {"way": Way.COUNTER}
