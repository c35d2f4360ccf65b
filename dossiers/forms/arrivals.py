"""What the desk types about somebody who gets no code, and which of these records somebody wishes to see."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from dossiers import refusals
from dossiers.actions.arrivals import MissingPaper, Walkin
from dossiers.arrivals import Visitor
from dossiers.models import ArrivalOutcome
from dossiers.queries.arrivals import ArrivalWish
from procedures.models import ProcedureCase, ProcedureVersion
from procedures.queries import PaperRow, papers_of

from .fields import DayField, legal_basis_field, one_per_line

LOW = {"rows": 3, "class": "input--low"}
LONGEST = 100
MOST_DAYS = 31  # who came is searched after decryption, so a search reads all of its days


@dataclass(frozen=True)
class MissingInput:
    """One row of the published list: the tick, and what is wrong."""

    name: str
    tick: BoundField
    wrong: BoundField


@dataclass(frozen=True)
class MissingGroup:
    label: str
    rows: Sequence[MissingInput]


class ArrivalForm(forms.Form):
    """Without a `version` there is guidance only. `walkin` speaks after `is_valid()`."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    outcome = forms.ChoiceField(label=_("What the visitor gets"), widget=forms.RadioSelect)
    case = forms.ChoiceField(label=_("Case"), required=False)
    name = forms.CharField(label=_("Name of the visitor"), required=False, max_length=200)
    phone = forms.CharField(
        label=_("Phone number"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    papers = forms.CharField(
        label=_("What is missing, one paper per line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=LOW),
    )
    refusal_code = forms.ChoiceField(label=_("Reason of the list"), required=False, choices=refusals.choices)
    legal_basis = legal_basis_field()
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Printed on the form; form 03 needs one"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=LOW),
    )
    note = forms.CharField(
        label=_("What was explained"),
        help_text=_("Stays in the house"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=LOW),
    )

    def __init__(self, data: Any = None, *, version: ProcedureVersion | None, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.version = version
        self.cases: dict[str, ProcedureCase] = {str(case.pk): case for case in version.cases.all()} if version else {}
        self.groups = papers_of(version) if version else ()
        outcomes = ArrivalOutcome.choices if version else [(ArrivalOutcome.GUIDANCE, ArrivalOutcome.GUIDANCE.label)]
        self._choose("outcome", outcomes)
        self.fields["outcome"].initial = ArrivalOutcome.FORM_02 if version else ArrivalOutcome.GUIDANCE
        if version:
            self._choose("case", [("", version.time_label or _("Ordinary case")), *_labels(self.cases)])
            self.fields["legal_basis"].help_text = refusals.help_for(version.legal_basis)
        for paper in self._listed():
            self.fields[f"missing_{paper.id}"] = forms.BooleanField(required=False)
            self.fields[f"wrong_{paper.id}"] = forms.CharField(required=False, max_length=300)

    @property
    def has_list(self) -> bool:
        """Whether the papers of the procedure are published here; then no other paper may be asked for."""
        return any(True for _paper in self._listed())

    @property
    def checklist(self) -> list[MissingGroup]:
        return [
            MissingGroup(group.label, [self._row(paper) for paper in group.papers])
            for group in self.groups
            if group.papers
        ]

    @property
    def walkin(self) -> Walkin:
        cleaned = self.cleaned_data
        outcome = ArrivalOutcome(cleaned["outcome"])
        return Walkin(
            key=cleaned["key"],
            outcome=outcome,
            version=self.version,
            case=self.cases.get(cleaned["case"]),
            visitor=Visitor(cleaned["name"].strip(), cleaned["phone"].strip()),
            papers=list(self._missing()) if outcome == ArrivalOutcome.FORM_02 else (),
            refusal_code=cleaned["refusal_code"],
            legal_basis=cleaned["legal_basis"],
            reason=cleaned["reason"] if outcome != ArrivalOutcome.GUIDANCE else "",
            note=cleaned["note"],
        )

    def _missing(self) -> Iterator[MissingPaper]:
        for paper in self._listed():
            wrong = self.cleaned_data[f"wrong_{paper.id}"].strip()
            if wrong or self.cleaned_data[f"missing_{paper.id}"]:  # what was written about a paper counts as its tick
                yield MissingPaper(paper.name, wrong, paper.id)
        if not self.has_list:
            yield from (MissingPaper(name) for name in one_per_line(self.cleaned_data["papers"]))

    def _listed(self) -> Iterator[PaperRow]:
        return (paper for group in self.groups for paper in group.papers)

    def _row(self, paper: PaperRow) -> MissingInput:
        return MissingInput(paper.name, self[f"missing_{paper.id}"], self[f"wrong_{paper.id}"])

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _labels(cases: Mapping[str, ProcedureCase]) -> list[tuple[str, str]]:
    return [(pk, case.label) for pk, case in cases.items()]


def initial_from_reception(typed: Mapping[str, Any], version: ProcedureVersion) -> dict[str, Any]:
    """What stood on the reception page: who it is, and as missing whatever was not handed in."""
    handed_in = {name.removeprefix("has_") for name in typed if name.startswith("has_")}
    listed = [paper for group in papers_of(version) for paper in group.papers]
    missing = {f"missing_{paper.id}": True for paper in listed if str(paper.id) not in handed_in}
    return {
        "name": typed.get("owner-name", ""),
        "phone": typed.get("owner-phone", ""),
        "case": typed.get("case", ""),
        **(missing if handed_in else {}),
    }


class ArrivalListForm(forms.Form):
    """`tu`, `den` days (today unless told), `trung-tam`, `q`."""

    q = forms.CharField(label=_("Name, phone, procedure or number of the form"), required=False, max_length=LONGEST)

    def __init__(self, data: Mapping[str, Any], centers: Sequence[Center], *, today: date) -> None:
        day = f"{today:%d/%m/%Y}"
        super().__init__({"tu": day, "den": day, "trung-tam": centers[0].slug if centers else "", **data})
        self.centers = centers
        self.fields["tu"] = DayField(label=_("From"), required=True)
        self.fields["den"] = DayField(label=_("To"), required=True)
        self.fields["trung-tam"] = forms.ChoiceField(label=_("Center"), choices=[(c.slug, c.name) for c in centers])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("tu"), cleaned.get("den")
        if first and last and last < first:
            self.add_error("den", _("The last day must not lie before the first."))
        elif first and last and last - first >= timedelta(days=MOST_DAYS):
            self.add_error("den", _("Choose at most %(days)s days.") % {"days": MOST_DAYS})
        return cleaned

    @property
    def wish(self) -> ArrivalWish:
        cleaned = self.cleaned_data
        center = next(center for center in self.centers if center.slug == cleaned["trung-tam"])
        return ArrivalWish(center, cleaned["tu"], cleaned["den"], cleaned["q"].strip())
