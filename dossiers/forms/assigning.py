"""Many dossiers, one colleague, one reason."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Office, Posting
from common.text import LONGEST_ID
from dossiers.actions.assigning import MOST
from dossiers.queries.absences import away_now

from .fields import name_and_absence

SEEN = re.compile(rf"(\d{{1,{LONGEST_ID}}})-(\d{{1,9}})")


def seen_of(sent: Iterable[str]) -> dict[int, int]:
    """Dossier → revision out of what a page has sent: `seen_of(["7-3", "x"]) == {7: 3}`; nonsense is left out."""
    found = (SEEN.fullmatch(text) for text in sent)
    return {int(one[1]): int(one[2]) for one in found if one}


def as_sent(seen: Mapping[int, int]) -> str:
    """The same in one field."""
    return " ".join(f"{dossier}-{revision}" for dossier, revision in seen.items())


class AssignManyForm(forms.Form):
    """`rows` are the dossiers with the revisions that the person saw."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=MOST * (LONGEST_ID + 11))
    to_user = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label="–")
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant and the leader will read it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--low"}),
    )

    def __init__(self, data: object = None, *, rows: str, offices: Collection[int], on: date) -> None:
        super().__init__(data, initial={"rows": rows})  # type: ignore[arg-type]
        field = self.fields["to_user"]
        assert isinstance(field, forms.ModelChoiceField)
        groups, people = _by_office(offices, on)
        field.queryset = User.objects.filter(pk__in=people)
        field.choices = [("", "–"), *groups]

    def clean_rows(self) -> dict[int, int]:
        return seen_of(self.cleaned_data["rows"].split())


def _by_office(offices: Collection[int], on: date) -> tuple[list[tuple[str, list[tuple[int, str]]]], set[int]]:
    """The people of each office as groups of choices, and all of them; who works in two stands in both."""
    posted = Posting.objects.in_force(on).filter(office__in=offices, user__is_active=True)
    rows = posted.select_related("user", "office").order_by("office_id", "user__sort_name", "user_id")
    away = away_now([row.user_id for row in rows], on)
    groups: dict[Office, dict[int, str]] = {}
    for row in rows:
        if row.office is not None and row.user.is_staff_member:
            groups.setdefault(row.office, {})[row.user_id] = name_and_absence(row.user, away)
    people = {person for group in groups.values() for person in group}
    return [(office.name, list(group.items())) for office, group in groups.items()], people
