"""Where each page of a scan goes: its place, how it is turned, and whether it becomes a paper of its own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.pages import TURNS, Leaf
from dossiers.actions.arranging import Arrangement
from procedures.models import RequiredPaper

TURN_NAMES = {0: _("as it is"), 90: _("a quarter to the right"), 180: _("upside down"), 270: _("a quarter to the left")}


class ArrangeForm(forms.Form):
    """Three controls for each page, and what is split off, once."""

    file = forms.CharField(widget=forms.HiddenInput, max_length=64)
    required = forms.ModelChoiceField(
        label=_("The split off pages are this paper of the list"),
        queryset=RequiredPaper.objects.none(),
        required=False,
        empty_label="—",
    )
    name = forms.CharField(label=_("or another paper, called"), max_length=300, required=False)

    def __init__(self, *args: Any, count: int, listed: Sequence[RequiredPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count
        required: Any = self.fields["required"]
        required.queryset = RequiredPaper.objects.filter(pk__in=[row.pk for row in listed])
        required.label_from_instance = lambda row: row.name if len(row.name) <= 90 else f"{row.name[:89]}…"
        turns = [(turn, TURN_NAMES[turn]) for turn in TURNS]
        for number in range(1, count + 1):
            self.fields[f"place_{number}"] = forms.IntegerField(
                label=_("Place in the file"), min_value=1, max_value=count, initial=number,
                widget=forms.NumberInput(attrs={"class": "input--number"}),
            )  # fmt: skip
            self.fields[f"turn_{number}"] = forms.TypedChoiceField(
                label=_("Turn"), choices=turns, coerce=int, initial=0
            )
            self.fields[f"goes_{number}"] = forms.BooleanField(label=_("Split off"), required=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the page: number, and the bound fields of each page of the file."""
        controls = ("place", "turn", "goes")
        return [
            {"number": number} | {control: self[f"{control}_{number}"] for control in controls}
            for number in range(1, self.count + 1)
        ]

    @property
    def arrangement(self) -> Arrangement:
        """Pages by their places; of two with the same place the one that was earlier comes first."""
        given: dict[str, Any] = self.cleaned_data
        ordered = sorted(range(1, self.count + 1), key=lambda number: (given[f"place_{number}"], number))
        leaves = [(Leaf(number, given[f"turn_{number}"]), given[f"goes_{number}"]) for number in ordered]
        return Arrangement(
            stays=[leaf for leaf, goes in leaves if not goes],
            goes=[leaf for leaf, goes in leaves if goes],
            name=given["name"],
            required=given["required"],
        )
