"""Forms of the sections of a version, made from the columns of the workbook, which say what may stand in a cell."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.models import Confidence, DecidingKind, Level, OnlineLevel, StepRole, TimeUnit
from procedures.workbook import sheets
from procedures.workbook.cells import BadCell, Choice, Hour, Hours, Lines, Number, Several, Text, YesNo
from procedures.workbook.sheets import DESCRIPTION, LAW, Column, Sheet

BLANK_ROWS = 3
SHORT = {"class": "input--short"}

WORDS: tuple[tuple[dict[str, str], type[TextChoices]], ...] = (
    (sheets.UNITS, TimeUnit),
    (sheets.LEVELS, Level),
    (sheets.ONLINE, OnlineLevel),
    (sheets.DECIDING, DecidingKind),
    (sheets.CONFIDENCE, Confidence),
    (sheets.ROLES, StepRole),
)

CHANNELS = {"online": _("Online"), "post": _("By post"), "counter": _("At the counter")}

LABELS: Mapping[str, str | Promise] = {
    "name": _("Name"),
    "name_en": _("Name in English"),
    "sector_code": _("Sector code"),
    "level": _("Level"),
    "aliases": _("Everyday names, one per line"),
    "portal_url": _("Address on the national portal"),
    "note": _("Note"),
    "quantity": _("How many"),
    "unit": _("Unit of time"),
    "cutoff": _("Same-day limit: received by"),
    "time_label": _("This time is for"),
    "time_note": _("Note on the time limit"),
    "time_source": _("Source of the time limit"),
    "channels": _("Channels"),
    "takes_online": _("Can be filed online here"),
    "online_level": _("Online service"),
    "deciding_kind": _("Who decides"),
    "deciding_slug": _("Short name of the deciding department or agency"),
    "deciding_agency": _("Deciding authority, official words"),
    "office_slug": _("Office of the commune that works on it"),
    "result": _("Results, one per line"),
    "legal_basis": _("Legal basis, one per line"),
    "decision_no": _("Decision that published it"),
    "number": _("No."),
    "label": _("Title"),
    "case_label": _("Group of papers"),
    "originals": _("Originals"),
    "copies": _("Copies"),
    "is_note": _("Only a remark, not handed in"),
    "amount_vnd": _("Amount in đồng (empty: not known)"),
    "confidence": _("How sure it is"),
    "role": _("Role"),
    "role_name": _("Carried out by, official words"),
    "hours": _("Hours (8 a day)"),
    "hours_text": _("Time as printed"),
    "counted": _("Counts towards the time limit"),
    "wait_kind": _("What is waited for"),
    "wait_days": _("Days of waiting"),
    "is_modelled": _("Modelled, not published"),
    "source": _("Source"),
}


@dataclass(frozen=True)
class Section:
    """A page of the editor: some fields of `law` or `description`, or the rows of a sheet."""

    slug: str
    title: str | Promise
    part: str  # law, description or parts
    columns: tuple[Column, ...]
    sheet: Sheet | None = None


def _of(columns: tuple[Column, ...], *keys: str) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.key in keys)


TIME = ("quantity", "unit", "cutoff", "time_label", "time_note", "time_source")
CHANNEL = ("channels", "takes_online", "online_level")
OTHERS = tuple(column.key for column in LAW if column.key not in (*TIME, *CHANNEL))
SECTIONS: Mapping[str, Section] = {
    section.slug: section
    for section in (
        Section("thoi-han", _("Time limit"), "law", _of(LAW, *TIME)),
        Section("truong-hop", _("Cases with a time of their own"), "parts", sheets.CASES.columns[1:], sheets.CASES),
        Section("buoc", _("Steps"), "parts", sheets.STEPS.columns[1:], sheets.STEPS),
        Section("giay-to", _("Papers"), "parts", sheets.PAPERS.columns[1:], sheets.PAPERS),
        Section("phi", _("Fees"), "parts", sheets.FEES.columns[1:], sheets.FEES),
        Section("kenh", _("Channels"), "law", _of(LAW, *CHANNEL)),
        Section("tham-quyen", _("Who decides, results, legal basis"), "law", _of(LAW, *OTHERS)),
        Section("ten-goi", _("Name and sector (count at once)"), "description", DESCRIPTION),
    )
}


class SectionForm(forms.Form):
    """Fields for columns; what is typed is read by the kinds of the workbook's cells."""

    def __init__(self, *args: Any, columns: tuple[Column, ...], is_row: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column in columns:
            field = _field(column)
            field.required = field.required and not is_row  # an empty row is a row taken away
            self.fields[column.key] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.is_empty(given):
            return {}
        read = {}
        for column in self.columns:
            if column.key in self.errors:
                continue
            try:
                read[column.key] = column.kind.read(_cell(column, given.get(column.key) or self._number(column)))
            except BadCell as refusal:
                self.add_error(column.key, str(refusal))
        return read

    def _number(self, column: Column) -> Any:
        """A row without a number has that of its place."""
        return self.initial.get("number") if column.key == "number" else None

    def is_empty(self, given: Mapping[str, Any]) -> bool:
        """Whether nothing was typed but a number, which stands there by itself, and what is ticked or chosen."""
        return all(
            not given.get(column.key) or column.key == "number" or isinstance(column.kind, YesNo | Choice)
            for column in self.columns
        ) and any(column.key == "number" or column.key == "label" for column in self.columns)


def values_of(fields: Mapping[str, Any], columns: tuple[Column, ...]) -> dict[str, Any]:
    """Stored values as the form shows them."""
    return {column.key: _shown(column, fields[column.key]) for column in columns}


def _shown(column: Column, value: Any) -> Any:
    if isinstance(column.kind, YesNo | Several):
        return value
    if isinstance(column.kind, Hours):
        return "" if value is None else f"{value.normalize():f}".replace(".", ",")
    return column.kind.write(value)


def _cell(column: Column, typed: Any) -> Any:
    if isinstance(column.kind, YesNo):
        return bool(typed)
    if isinstance(column.kind, Several):
        return ", ".join(word for word, value in column.kind.words.items() if value in (typed or []))
    return typed


def _field(column: Column) -> forms.Field:
    label = LABELS[column.key]
    for kinds, make in _MAKERS:
        if isinstance(column.kind, kinds):
            field = make(column)
            field.label = str(label)
            return field
    raise TypeError(f"no field for {column.kind}")


def _choice(column: Column) -> forms.Field:
    kind = column.kind
    assert isinstance(kind, Choice)
    labels = next(labels for words, labels in WORDS if words is kind.words)
    choices = [(word, labels(value).label) for word, value in kind.words.items()]
    return forms.ChoiceField(choices=[("", "—"), *choices], required=kind.required)


def _several(column: Column) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=list(CHANNELS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )


def _number(column: Column) -> forms.Field:
    widget = forms.TextInput(attrs={**SHORT, "inputmode": "decimal"})
    return forms.CharField(required=bool(getattr(column.kind, "required", False)), widget=widget)


def _text(column: Column) -> forms.Field:
    kind = column.kind
    longest = kind.longest if isinstance(kind, Text) else None
    is_long = longest is None or longest > 300
    widget: forms.Widget = forms.Textarea(attrs={"rows": 2}) if is_long else forms.TextInput()
    required = isinstance(kind, Text) and kind.required
    return forms.CharField(required=required, max_length=longest, widget=widget)


_MAKERS: tuple[tuple[Any, Callable[[Column], forms.Field]], ...] = (
    (YesNo, lambda column: forms.BooleanField(required=False)),
    (Several, _several),
    (Choice, _choice),
    ((Number, Hours, Hour), _number),
    ((Text, Lines), _text),
)


class RowForms:
    """The rows of a sheet, each a form, with some empty ones at the end; a row that is emptied is taken away."""

    def __init__(self, section: Section, rows: tuple[Mapping[str, Any], ...], sent: Any = None) -> None:
        self.section, self.sent = section, sent
        asked = sent.get("rows", "") if sent is not None else ""
        count = min(int(asked), 200) if asked.isascii() and asked.isdecimal() else len(rows) + BLANK_ROWS
        if sent is not None and sent.get("more"):
            count += BLANK_ROWS
        self.forms = [self._form(place, rows) for place in range(count)]

    def _form(self, place: int, rows: tuple[Mapping[str, Any], ...]) -> SectionForm:
        columns = self.section.columns
        initial = values_of(rows[place], columns) if place < len(rows) else {"counted": True, "number": place + 1}
        return SectionForm(
            self.sent, columns=columns, is_row=True, prefix=f"r{place}", initial=initial, use_required_attribute=False
        )

    def __iter__(self) -> Iterator[SectionForm]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # all of them, so that every error is told
        return all(valid)

    def rows(self) -> tuple[dict[str, Any], ...]:
        """What was typed, without the emptied rows."""
        return tuple(form.cleaned_data for form in self.forms if form.cleaned_data)
