"""What can be asked of the page of figures: a period, a center within reach, and for whom dossiers count."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center

from . import labels
from .facets import CHOICES, FACETS
from .measures import DEFINITIONS, LEVELS, LISTED, TOTAL, By
from .periods import Period
from .queries import Scope
from .reach import Reach
from .scorecard.words import KEY_WORDS as SCORECARD
from .statutory.words import KEY_WORDS

MOST_ROWS = 2**63 - 1  # keys of rows end there
OVERSIGHT, LONGEST_BACK = "/dieu-hanh/", 500
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]  # as addresses carry it, and as people type it


def as_typed(day: str) -> str:
    """A day of an address as people write it here; anything else as it is."""
    try:
        return f"{date.fromisoformat(day):%d/%m/%Y}"
    except ValueError:
        return day


def own_page(address: str) -> str:
    """The address of a page of oversight as it is, "" for any other."""
    path = address.partition("?")[0]
    return address if path.startswith(OVERSIGHT) and ".." not in path and len(address) <= LONGEST_BACK else ""


def day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short", "inputmode": "numeric"})
    wrong = {
        "invalid": _("This is not a day. Enter it as 22/07/2025."),
        "required": _("Enter a day, such as 22/07/2025."),
    }
    return forms.DateField(label=label, input_formats=DAY_FORMATS, widget=widget, error_messages=wrong)


class PeriodForm(forms.Form):
    """Read from the address, so that every report can be passed on. `reach` is whose figures the person may see.

    A period that begins after `today` has no figures; without a day nobody asks.
    """

    def __init__(self, data: Mapping[str, Any], reach: Reach, *, today: date | None = None) -> None:
        super().__init__({**data, **{name: as_typed(data[name]) for name in ("from", "to")}})
        self._reach, self._today = reach, today
        self._centers = {center.slug: center for center in reach.centers}
        self.fields["from"] = day_field(_("From"))
        self.fields["to"] = day_field(_("To"))
        self.fields["by"] = forms.ChoiceField(label=_("Counted"), choices=[(by.value, labels.BY[by]) for by in By])
        self.fields["center"] = forms.ChoiceField(
            label=_("Center"), required=not reach.may_add_up, choices=self._choices_of_centers()
        )
        self._add_fields()

    def _choices_of_centers(self) -> list[tuple[str, Any]]:
        one_by_one: list[tuple[str, Any]] = [(slug, center.name) for slug, center in self._centers.items()]
        if not self._reach.may_add_up:
            return one_by_one
        together = _("All centers") if self._reach.is_whole else _("All centers of your range")
        return [("", together), *one_by_one]

    def _add_fields(self) -> None:
        """What a more special form asks besides."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day must not lie before the first."))
        if first and self._today and first > self._today:
            self.add_error("from", _("This period has not begun yet."))
        return cleaned

    @property
    def center(self) -> Center | None:
        """The chosen center, None for all within reach."""
        return self._centers.get(self.cleaned_data["center"])

    def scope(self, at: datetime) -> Scope:
        """What is asked for; without a center the range of the person, never more."""
        center = self.center
        within = self._reach.within if center is None else None
        return Scope.of(center, self.period.start, self.period.end, self.by, at, within)

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["from"], self.cleaned_data["to"])

    @property
    def by(self) -> By:
        return By(self.cleaned_data["by"])

    @property
    def query(self) -> dict[str, str]:
        """The parameters of an address that asks the same."""
        return self.period_query

    @property
    def period_query(self) -> dict[str, str]:
        """Period, for whom dossiers count, and the center alone."""
        period: tuple[date, date] = (self.period.start, self.period.end)
        center = self.center
        return {
            "from": period[0].isoformat(),
            "to": period[1].isoformat(),
            "by": self.by.value,
            "center": center.slug if center else "",
        }


class BehindForm(PeriodForm):
    """The same, and the figure whose dossiers are wanted."""

    def _add_fields(self) -> None:
        self.fields["figure"] = forms.ChoiceField(
            label=_("Figure"),
            choices=[
                (key, labels.full(key))
                for key in (*DEFINITIONS, *LISTED, *labels.LETTERS, *labels.BESIDE, *KEY_WORDS, *SCORECARD)
            ],
        )
        self.fields["level"] = forms.ChoiceField(
            label=_("Level"), choices=[(level, labels.LEVELS[level]) for level in LEVELS], initial=TOTAL
        )
        for name, facet in FACETS.items():
            self.fields[name] = forms.IntegerField(label=facet.label, required=False, min_value=1, max_value=MOST_ROWS)
        for name, choice in CHOICES.items():
            self.fields[name] = forms.ChoiceField(label=choice.label, required=False, choices=[*choice.words.items()])
        self.fields["back"] = forms.CharField(required=False)

    @property
    def back(self) -> str:
        """The address of the page whose figure was opened, "" where the address names none of ours."""
        return own_page(self.cleaned_data["back"])

    @property
    def facets(self) -> dict[str, int | str]:
        """What the figure is narrowed down to, by key."""
        return {name: self.cleaned_data[name] for name in (*FACETS, *CHOICES) if self.cleaned_data[name]}

    @property
    def query(self) -> dict[str, str]:
        """The same with what the figure is narrowed down to."""
        return {**self.period_query, **{name: str(given) for name, given in self.facets.items()}}
