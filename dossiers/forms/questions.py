"""One page of questions as a form, built from the data of the procedure. Only what the person is asked is a field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.addresses import HOME_PROVINCE, commune_names, find_commune, province_choices
from citizens.ethnicity import ETHNIC_GROUPS
from citizens.forms import PHONE
from citizens.identity import normalise_number
from citizens.widgets import DatalistInput
from common.errors import Refusal
from common.names import validate_visible
from procedures.questions import NO, YES, Question, QuestionPage, words

DAY = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
DAY_OF_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
EARLIEST_YEAR = 1850
IDENTITY = re.compile(r"[A-Z0-9]{6,12}")
MOST_RADIOS = 7
SHORT = {"class": "input--short"}
PLACE_PARTS = ("province", "commune", "line")
LONGEST_LINE = 300
Choices = Sequence[tuple[str, str]]


class DayField(forms.CharField):
    """A date as people write it; with `year_alone` also a month and year, or a year. The answer is text."""

    def __init__(self, *, year_alone: bool, latest: date | None, **options: Any) -> None:
        self.year_alone, self.latest = year_alone, latest
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).strip()
        if not typed:
            return ""
        parts = _parts_of(typed)
        if parts is None or (parts[0] is None and not self.year_alone):
            if self.year_alone:
                raise forms.ValidationError(_("Write day/month/year, for example 01/02/1990, or the year alone."))
            raise forms.ValidationError(_("Write the date as day/month/year, for example 01/02/1990."))
        day, month, year = parts
        try:
            first = date(year, month or 1, day or 1)
        except ValueError as error:
            raise forms.ValidationError(_("There is no such day.")) from error
        if year < EARLIEST_YEAR:
            raise forms.ValidationError(_("The year is too far back."))
        if self.latest is not None and first > self.latest:
            raise forms.ValidationError(_("The date is in the future."))
        return "/".join(f"{part:02d}" for part in parts if part is not None)


def _parts_of(typed: str) -> tuple[int | None, int | None, int] | None:
    """Day, month (null when left out) and year of what was typed; None when it is no date at all."""
    found = DAY_OF_DIGITS.fullmatch(typed) or DAY.fullmatch(typed)
    if found is None:
        return None
    day, month, year = found.groups()
    return int(day) if day else None, int(month) if month else None, int(year)


def _as_number(day: str) -> tuple[int, ...]:
    """Year, month, day of an answer, for comparing; what is left out is not compared."""
    return tuple(int(part) for part in reversed(day.split("/")))


class IdentityField(forms.CharField):
    def clean(self, value: Any) -> str:
        plain = normalise_number("", str(super().clean(value)))
        if not plain:
            return ""
        if not IDENTITY.fullmatch(plain):
            raise forms.ValidationError(_("A number has 6 to 12 letters and digits, without spaces."))
        if plain.isdigit() and len(plain) in {10, 11}:
            raise forms.ValidationError(_("A citizen identity number has 12 digits. Please check it again."))
        return plain


class PhoneField(forms.CharField):
    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).strip()
        if typed and not (PHONE.fullmatch(typed) and any(char.isdigit() for char in typed)):
            raise forms.ValidationError(_("A phone number has digits only."))
        return re.sub(r"[\s().-]", "", typed)


@dataclass(frozen=True)
class Group:
    """Fields that belong to one question; `legend` "" for a question of one field."""

    legend: str
    fields: tuple[forms.BoundField, ...]
    hint: str = ""


class PageForm(forms.Form):
    """The questions of a page. `answers()` after `is_valid()`; `earlier` are answers of other pages, as cleaned.

    With `provinces` given the form is only checked, never drawn: no names of communes are read.
    """

    def __init__(
        self,
        page: QuestionPage,
        data: Any = None,
        *,
        today: date,
        earlier: Mapping[str, str] | None = None,
        provinces: Choices | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(data, **rest)
        self.page, self.earlier, self.today, self.provinces = page, earlier or {}, today, provinces
        for question in page.questions:
            self.fields.update(self._fields_of(question))

    @property
    def groups(self) -> list[Group]:
        """The questions in their order, a place as one group of three fields."""
        rows = []
        for question in self.page.questions:
            names = _names_of(question)
            legend, hint = (words(question.label), words(question.hint)) if len(names) > 1 else ("", "")
            rows.append(Group(legend, tuple(self[name] for name in names), hint))
        return rows

    def typed(self) -> dict[str, str]:
        """Everything typed, word for word; what is longer than any answer may be is left out."""
        names = [name for question in self.page.questions for name in _names_of(question)]
        kept = {name: str(self.data.get(name, "")) for name in names}
        return {name: text for name, text in kept.items() if len(text) <= LONGEST_KEPT}

    def answers(self) -> dict[str, str]:
        """What was answered, by question: choices as their value, dates as dd/mm/yyyy, places in one line."""
        return {one.key: answer for one in self.page.questions if (answer := self._answer(one))}

    def clean(self) -> dict[str, Any]:
        for question in self.page.questions:
            if question.type == "place":
                self._clean_place(question)
            if question.not_before:
                self._clean_order(question)
        return self.cleaned_data

    def _answer(self, question: Question) -> str:
        if question.type == "place":
            return str(self.cleaned_data.get(f"{question.key}-place", ""))
        value = self.cleaned_data.get(question.key)
        return "" if value is None else str(value).strip()

    def _clean_place(self, question: Question) -> None:
        province, commune, line = (self.cleaned_data.get(name) for name in _names_of(question))
        if not commune:
            return
        if not province:
            self.add_error(f"{question.key}-province", _("Choose the province or city of the commune."))
            return
        try:
            unit = find_commune(province, commune)
        except Refusal as refusal:
            self.add_error(f"{question.key}-commune", str(refusal))
            return
        above = unit.parent.name if unit.parent else ""
        self.cleaned_data[f"{question.key}-place"] = ", ".join(part for part in (line, unit.name, above) if part)

    def _clean_order(self, question: Question) -> None:
        day = self.cleaned_data.get(question.key)
        before = self.cleaned_data.get(question.not_before) or self.earlier.get(question.not_before)
        if not day or not before:
            return
        pairs = zip(_as_number(day), _as_number(before), strict=False)
        if next((one < other for one, other in pairs if one != other), False):
            self.add_error(question.key, _("This is before %(day)s, which cannot be.") % {"day": before})

    def _fields_of(self, question: Question) -> dict[str, forms.Field]:
        if question.type == "place":
            return self._place_fields(question)
        options: dict[str, Any] = {
            "label": words(question.label),
            "help_text": words(question.hint),
            "required": question.required,
            "initial": question.default,
        }
        return {question.key: MAKERS[question.type](question, options, self.today)}

    def _place_fields(self, question: Question) -> dict[str, forms.Field]:
        province, commune, line = _names_of(question)
        chosen = str((self.data if self.is_bound else self.initial).get(province) or HOME_PROVINCE)
        return {
            province: forms.ChoiceField(
                label=_("Province or city"),
                required=question.required,
                initial=HOME_PROVINCE,
                choices=[("", "—"), *(self.provinces or province_choices())],
                widget=forms.Select(attrs=_reloads(f"id_{commune}")),
            ),
            commune: forms.CharField(
                label=_("Commune or ward"),
                help_text=_("Type the name; accents may be left out"),
                required=question.required,
                max_length=150,
                widget=DatalistInput(offers=() if self.provinces else commune_names(chosen)),
            ),
            line: forms.CharField(
                label=_("House number, street, village"),
                required=False,
                max_length=LONGEST_LINE,
                validators=[validate_visible],
            ),
        }


LONGEST_KEPT = 2000


def _reloads(control: str) -> dict[str, str]:
    """On pages with htmx the list of communes follows the province."""
    return {
        "hx-get": "/dia-gioi/xa/",
        "hx-trigger": "change",
        "hx-target": f"#{control}_offers",
        "hx-swap": "innerHTML",
    }


def _names_of(question: Question) -> tuple[str, ...]:
    """The names of the fields of a question."""
    if question.type == "place":
        return tuple(f"{question.key}-{part}" for part in PLACE_PARTS)
    return (question.key,)


def _text(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    widget = DatalistInput(offers=ETHNIC_GROUPS) if question.offers == "ethnicity" else forms.TextInput()
    return forms.CharField(max_length=question.largest, validators=[validate_visible], widget=widget, **options)


def _long_text(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    return forms.CharField(max_length=question.largest, widget=forms.Textarea(attrs={"rows": 4}), **options)


def _day(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    attrs = SHORT if question.takes_year_alone else {**SHORT, "inputmode": "numeric"}
    latest = today if question.is_past else None
    return DayField(year_alone=question.takes_year_alone, latest=latest, widget=forms.TextInput(attrs=attrs), **options)


def _number(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    widget = forms.TextInput(attrs={**SHORT, "inputmode": "numeric"})
    return forms.IntegerField(
        min_value=question.smallest,
        max_value=question.largest,
        widget=widget,
        error_messages={"invalid": _("Write a whole number, with digits only.")},
        **options,
    )


def _phone(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    return PhoneField(max_length=20, widget=forms.TextInput(attrs={**SHORT, "type": "tel"}), **options)


def _identity(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    return IdentityField(max_length=30, widget=forms.TextInput(attrs=attrs), **options)


def _choice(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    choices = [(one.value, words(one.label)) for one in question.options]
    missing = {"required": _("Choose one of these.")}
    if len(choices) > MOST_RADIOS:
        return forms.ChoiceField(choices=[("", "—"), *choices], error_messages=missing, **options)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=missing, **options)


def _yes_no(question: Question, options: dict[str, Any], today: date) -> forms.Field:
    choices = [(YES, _("Yes")), (NO, _("No"))]
    missing = {"required": _("Choose yes or no.")}
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=missing, **options)


MAKERS = {
    "text": _text,
    "long_text": _long_text,
    "date": _day,
    "number": _number,
    "phone": _phone,
    "identity": _identity,
    "choice": _choice,
    "yes_no": _yes_no,
}
