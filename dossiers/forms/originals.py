"""Ticking originals one by one, with hand-overs and on their own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.actions.originals import under_way, where
from dossiers.models import Dossier
from dossiers.originals import Whereabouts, counted

from .base import ActionForm


def ticks(dossier: Dossier, found: Iterable[Whereabouts]) -> list[tuple[str, str]]:
    """One choice per original: "12.1" is the first of paper 12."""
    numbers = counted(found)
    names = dict(dossier.papers.filter(pk__in=numbers).values_list("pk", "name"))
    return [
        (f"{paper_id}.{one}", names[paper_id] if count == 1 else f"{names[paper_id]} ({one}/{count})")
        for paper_id, count in numbers.items()
        for one in range(1, count + 1)
    ]


def counts_of(ticked: Sequence[str]) -> Mapping[int, int]:
    """Paper → how many of its originals were ticked; the same one twice is one."""
    counts: dict[int, int] = {}
    for value in set(ticked):
        paper_id = int(value.partition(".")[0])
        counts[paper_id] = counts.get(paper_id, 0) + 1
    return counts


def ticked_field(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


def note_field(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "class": "input--low"})
    return forms.CharField(label=label, required=False, max_length=500, widget=widget)


class OriginalsForm(ActionForm):
    """An action with a list of originals. `listed` tells that a page showed it, so that no tick means none of them."""

    ticked = ""  # the name of the list
    listed = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")

    def offer(self, choices: Sequence[tuple[str, str]], *others: str) -> None:
        """Put the choices into the list; without any the action says nothing about originals."""
        if not choices:
            for name in (self.ticked, "listed", *others):
                del self.fields[name]
            return
        field = self.fields[self.ticked]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)

    @property
    def counts(self) -> Mapping[int, int] | None:
        """What was ticked; None where nothing was said."""
        if self.ticked not in self.fields:
            return None
        was_said = self.cleaned_data["listed"] or self.add_prefix(self.ticked) in self.data
        return counts_of(self.cleaned_data[self.ticked]) if was_said else None


class ConfirmForm(OriginalsForm):
    """The originals that come with a hand-over from another place; all of them unless said otherwise."""

    ticked = "arrived"
    arrived = ticked_field(_("Originals that are here"))
    note = note_field(_("If one is missing: which, and who was told"))
    field_order = ["arrived", "note"]

    def prepare(self) -> None:
        leg = self.dossier.legs.filter(confirmed_at=None).first()
        self.offer(ticks(self.dossier, under_way(where(self.dossier), leg)) if leg else [], "note")
        if "arrived" in self.fields:
            self.fields["arrived"].initial = [value for value, _label in self.fields["arrived"].choices]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"arrived": self.counts, "note": self.cleaned_data.get("note", "")}


class MoveForm(forms.Form):
    """Originals that move without the dossier."""

    originals = ticked_field(_("Originals"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=500)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], revision: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["originals"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)
        field.initial = [value for value, _label in choices]
        self.fields["revision"].initial = revision
