"""Fields that several forms of staff share: several files at once, a day with an hour, one paper a line."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Absence
from common.clock import LOCAL_TZ, local_date
from common.errors import Refusal
from common.files import ACCEPT

DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y"]
LONGEST_AMOUNT = 12  # digits
HOUR_FORMATS = ["%H:%M", "%Hh%M", "%H.%M", "%H%M"]


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"accept": ACCEPT, "multiple": True, **attrs})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class SeveralFilesField(forms.FileField):
    """Any number of files; what is in them is looked at by `dossiers.desk_files`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": SeveralFilesInput(), "required": False, "allow_empty_file": True, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: Iterable[UploadedFile] = data if isinstance(data, list | tuple) else [data] if data else []
        return list(given)


class PhotosField(SeveralFilesField):
    """The same; a phone or tablet opens its camera, other machines let files be chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=SeveralFilesInput(accept="image/*", capture="environment"), **kwargs)


class DayField(forms.DateField):
    """dd/mm/yyyy; dots, dashes and no separator at all are understood."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(
            format="%d/%m/%Y", attrs={"class": "input--short", "inputmode": "numeric", "placeholder": "dd/mm/yyyy"}
        )
        errors = {"invalid": _("Write the date as day/month/year, for example 01/02/2026.")}
        super().__init__(
            **{"input_formats": DAY_FORMATS, "widget": widget, "error_messages": errors, "required": False, **kwargs}
        )


class HourField(forms.TimeField):
    """hh:mm, "9h10" and "0910" are understood."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"class": "input--short", "placeholder": "hh:mm"})
        errors = {"invalid": _("Write the time as hours:minutes, for example 09:10.")}
        super().__init__(
            **{"input_formats": HOUR_FORMATS, "widget": widget, "error_messages": errors, "required": False, **kwargs}
        )


class AmountField(forms.CharField):
    """Whole đồng as people write them: "150.000 đ", "150000". None where nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"})
        super().__init__(**{"widget": widget, "max_length": 20, "required": False, **kwargs})

    def clean(self, value: Any) -> Any:
        digits = re.sub(r"[\s.,đ]|VND", "", str(super().clean(value)))
        if not digits:
            return None
        if not digits.isdecimal():
            raise forms.ValidationError(_("Write the amount in whole đồng, for example 150.000."))
        if len(digits) > LONGEST_AMOUNT:
            raise forms.ValidationError(_("This amount is too large."))
        return int(digits)


def ground_basis_field() -> forms.CharField:
    """The text of the law behind an exemption; only where the ground names none."""
    return forms.CharField(
        label=_("Text of the law that exempts"),
        help_text=_("May stay empty where the ground names it."),
        required=False,
        max_length=500,
    )


def legal_basis_field() -> forms.CharField:
    """The law behind a refusal (form 03)."""
    return forms.CharField(label=_("Legal basis"), required=False, max_length=500)


def moment_of(form: forms.Form, day_field: str, hour_field: str, *, at: datetime) -> datetime | None:
    """The moment typed into two fields; None when both are empty (= now). A time alone means today."""
    day, hour = form.cleaned_data.get(day_field), form.cleaned_data.get(hour_field)
    if day is None and hour is None:
        return None
    if hour is None:
        if hour_field not in form.errors:
            form.add_error(hour_field, _("Enter the time too."))
        hour = time()
    return datetime.combine(day or local_date(at), hour, LOCAL_TZ)


def one_per_line(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def put_refusal(form: forms.Form, refusal: Refusal, aliases: dict[str, str]) -> None:
    """Beside the field that the refusal names, else above the form."""
    name = refusal.field if refusal.field in form.fields else aliases.get(refusal.field or "")
    form.add_error(name if name in form.fields else None, str(refusal))


def without_errors(form: forms.BaseForm, *, but: tuple[str, ...] = ()) -> None:
    """Nobody has pressed the button yet, so nothing is wrong yet: the form is drawn with what was typed only."""
    kept = {name: errors for name, errors in form.errors.items() if name in but}
    form._errors = ErrorDict(kept)  # type: ignore[attr-defined]


def name_and_absence(person: User, away: Mapping[int, Absence]) -> str:
    """The same where work is given out: who is away says who gets it instead."""
    absence = away.get(person.pk)
    if absence is None:
        return person.full_name
    told = {"name": person.full_name, "until": f"{absence.until:%d/%m/%Y}", "stand_in": absence.stand_in.full_name}
    return gettext("%(name)s (absent until %(until)s; %(stand_in)s gets it)") % told


def name_only(person: User) -> str:
    """How people stand in a choice."""
    return person.full_name
