"""What is handed in at the desk: the published list as a checklist, other papers, the authorisation, scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db import models
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.text import row_ids
from dossiers.actions.intake import PaperIn
from procedures.models import ProcedureVersion
from procedures.queries import PaperGroup, papers_of

from .fields import PhotosField, SeveralFilesField, one_per_line

MOST_OF_ONE = 99
AUTHORISATION = "Văn bản ủy quyền"  # the name of the paper on the slip


class Authorisation(models.TextChoices):
    """What somebody shows who files for the owner; a legal representative, for example, needs no authorisation."""

    ORIGINAL = "original", _("Authorisation, original")
    CERTIFIED = "certified", _("Authorisation, certified copy")
    NOT_NEEDED = "none", _("None needed, because …")


@dataclass(frozen=True)
class PaperInputs:
    """One row of the checklist: the tick and the three numbers with what they count."""

    name: str
    tick: BoundField
    numbers: Sequence[BoundField]


@dataclass(frozen=True)
class PaperInputGroup:
    label: str
    rows: Sequence[PaperInputs]
    notes: Sequence[str]


class HandedInForm(forms.Form):
    """The papers of a reception. `papers_in` speaks after `is_valid()`; who is `authorised` needs an authorisation."""

    other_papers = forms.CharField(
        label=_("Other papers, one per line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--low"}),
    )
    authorisation = forms.ChoiceField(
        label=_("What shows that they may file it"),
        required=False,
        choices=Authorisation.choices,
        widget=forms.RadioSelect,
    )
    no_authorisation = forms.CharField(
        label=_("Why no authorisation is needed"),
        help_text=_("For example: father of the owner, legal representative"),
        required=False,
        max_length=300,
    )
    scans = SeveralFilesField(
        label=_("Scans"), help_text=_("Several at once; they can also be dropped anywhere on this page.")
    )
    photos = PhotosField(label=_("Photos with the camera"))

    def __init__(self, *args: Any, version: ProcedureVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups: tuple[PaperGroup, ...] = papers_of(version)
        for paper in (paper for group in self.groups for paper in group.papers):
            self._add_paper(paper.id, paper.originals, paper.copies)

    @property
    def papers_in(self) -> list[PaperIn]:
        """What was handed in on paper: ticked rows of the list, what was added by hand, the authorisation."""
        given = [
            PaperIn(
                name=paper.name,
                required_id=paper.id,
                originals=self._count("originals", paper.id),
                certified=self._count("certified", paper.id),
                copies=self._count("copies", paper.id),
            )
            for group in self.groups
            for paper in group.papers
            if self.cleaned_data.get(f"has_{paper.id}")
        ]
        return given + [PaperIn(name, originals=1) for name in one_per_line(self.cleaned_data.get("other_papers", ""))]

    @property
    def authorisation_in(self) -> list[PaperIn]:
        """The paper that shows that the submitter may file it, if there is one."""
        shown = self.cleaned_data.get("authorisation")
        if shown not in {Authorisation.ORIGINAL, Authorisation.CERTIFIED}:
            return []
        is_original = shown == Authorisation.ORIGINAL
        return [PaperIn(AUTHORISATION, originals=int(is_original), certified=int(not is_original))]

    def ask_for_authorisation(self) -> None:
        """Call it where owner and submitter differ: a paper, or why none is needed."""
        shown, why = self.cleaned_data.get("authorisation"), self.cleaned_data.get("no_authorisation", "")
        if not shown and "authorisation" not in self.errors:
            self.add_error("authorisation", _("Choose what they showed."))
        elif shown == Authorisation.NOT_NEEDED and not why.strip():
            self.add_error("no_authorisation", _("Write why none is needed."))

    @property
    def dropped(self) -> set[int]:
        """Ids of enclosed files that are to be taken out again."""
        return row_ids(cast(QueryDict, self.data).getlist("drop"))

    @property
    def checklist(self) -> list[PaperInputGroup]:
        return [
            PaperInputGroup(group.label, [self._row(paper.id, paper.name) for paper in group.papers], group.notes)
            for group in self.groups
        ]

    @property
    def first_tick(self) -> str:
        """Name of the field of the first paper of the list; that for other papers without a list."""
        papers = [paper.id for group in self.groups for paper in group.papers]
        return f"has_{papers[0]}" if papers else "other_papers"

    def _add_paper(self, pk: int, originals: int | None, copies: int | None) -> None:
        unclear = originals is None and copies is None
        self.fields[f"has_{pk}"] = forms.BooleanField(required=False)
        counted = (
            ("originals", _("Originals"), 1 if unclear else originals),
            ("certified", _("Certified copies"), 0),
            ("copies", _("Copies"), copies),
        )
        for name, label, number in counted:
            self.fields[f"{name}_{pk}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=MOST_OF_ONE,
                initial=number or 0,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input input--number", "size": 2}),
            )

    def _row(self, pk: int, name: str) -> PaperInputs:
        numbers = [self[f"{what}_{pk}"] for what in ("originals", "certified", "copies")]
        return PaperInputs(name, self[f"has_{pk}"], numbers)

    def _count(self, what: str, pk: int) -> int:
        return self.cleaned_data.get(f"{what}_{pk}") or 0
