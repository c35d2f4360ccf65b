"""The block of fields for one party, used at the counter and by citizens. Nothing typed is lost, nothing odd blocks."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from citizens.addresses import HOME_PROVINCE, commune_names, find_commune, place_of, province_choices
from citizens.data import PartyData
from citizens.ethnicity import ETHNIC_GROUPS
from citizens.identity import (
    Card,
    Holder,
    Warning,
    both_numbers,
    check_number,
    is_broken_card,
    number_kind_of,
    old_number_in,
    read_card,
)
from citizens.models import Gender, Party, PartyKind
from citizens.widgets import DatalistInput
from common import clock
from common.errors import Refusal
from common.names import validate_visible

PERSON_ONLY = ("birth_date", "gender", "ethnicity")
PHONE = re.compile(r"[\d\s+().-]*")
USUAL_PHONE = re.compile(r"(0|\+84)\d{9}")


class PartyForm(forms.Form):
    """One party. `warnings` holds what to check again after `is_valid()`; with `ask_again` it must be ticked once.

    `required` names further fields that must be filled (for example "number", "phone"); `kinds` limits the choice.
    With `keeps_old_number` the old number that a card says stays with the form.
    """

    kind = forms.ChoiceField(label=_("Applicant is a"), choices=PartyKind.choices, initial=PartyKind.PERSON)
    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As on the identity card, or the official name of the body"),
        max_length=300,
        validators=[validate_visible],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("Identity number or tax code"),
        help_text=_("12 digits of the identity card; passport number for foreigners; tax code for bodies"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Day/month/year, for example 01/02/1990"),
        required=False,
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y"],
        error_messages={"invalid": _("Write the date as day/month/year, for example 01/02/1990.")},
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short", "inputmode": "numeric"}),
    )
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=[("", "—"), *Gender.choices])
    ethnicity = forms.CharField(
        label=_("Ethnic group"), required=False, max_length=40, widget=DatalistInput(offers=ETHNIC_GROUPS)
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "input--short"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    province = forms.ChoiceField(label=_("Province or city"), required=False)
    commune = forms.CharField(
        label=_("Commune or ward"),
        help_text=_("Type the name; accents may be left out"),
        required=False,
        max_length=150,
        widget=DatalistInput(),
    )
    address_line = forms.CharField(
        label=_("House number, street, village"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    old_number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)  # both numbers of the card
    checked_again = forms.BooleanField(label=_("I have checked these points; they are right"), required=False)

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        required: Collection[str] = (),
        kinds: Collection[str] = (),
        ask_again: bool = True,
        keeps_old_number: bool = False,
        today: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.warnings: list[Warning] = []
        self.ask_again = ask_again
        if not keeps_old_number:
            del self.fields["old_number"]
        self.today = today or clock.local_date(clock.now())
        if data is not None:
            self.data = self._with_card(data)
        if kinds:
            choices = [choice for choice in PartyKind.choices if choice[0] in kinds]
            self._choice("kind").choices = choices
        for name in required:
            self.fields[name].required = True
        self.fields["province"].initial = HOME_PROVINCE
        self._choice("province").choices = [("", "—"), *province_choices()]
        self.fields["province"].widget.attrs.update(self._reload_attributes())
        cast(DatalistInput, self.fields["commune"].widget).offers = tuple(commune_names(self._chosen_province()))

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields to draw; the tick box only once there is something to check again."""
        return [field for field in self if field.name != "checked_again" or self.warnings]

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        if is_broken_card(number):
            raise forms.ValidationError(
                _(
                    "This is not what an identity card says, or only a part of it. "
                    "Scan or photograph the card again, or type the number."
                )
            )
        return number

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("A phone number has digits only."))
        return re.sub(r"[\s().-]", "", phone)

    def clean_birth_date(self) -> date | None:
        birth_date = cast("date | None", self.cleaned_data["birth_date"])
        if birth_date is not None and birth_date > self.today:
            raise forms.ValidationError(_("The date of birth is in the future."))
        return birth_date

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self._clean_for_kind(cleaned)
        self._clean_address(cleaned)
        self.warnings = self._look_again(cleaned)
        if self.warnings and self.ask_again and not cleaned.get("checked_again"):
            self.add_error("checked_again", _("Please check the points below, then tick this box or correct them."))
        return cleaned

    def to_data(self, *, is_sample: bool = False) -> PartyData:
        """The declaration; call it after `is_valid()`."""
        cleaned = self.cleaned_data
        return PartyData(
            kind=cleaned["kind"],
            name=cleaned["name"],
            number=cleaned["number"],
            number_kind=number_kind_of(cleaned["kind"], cleaned["number"]),
            birth_date=cleaned["birth_date"],
            gender=cleaned["gender"],
            ethnicity=cleaned["ethnicity"],
            phone=cleaned["phone"],
            email=cleaned["email"],
            address_unit=cleaned["address_unit"],
            address_line=cleaned["address_line"],
            is_sample=is_sample,
            old_number=old_number_in(cleaned.get("old_number", ""), cleaned["number"]),
        )

    def _clean_for_kind(self, cleaned: dict[str, Any]) -> None:
        kind = cleaned.get("kind")
        if kind == PartyKind.BUSINESS and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", _("A business gives its tax code."))
        if kind != PartyKind.PERSON:
            cleaned.update({"birth_date": None, "gender": "", "ethnicity": ""})
            for name in PERSON_ONLY:
                self.errors.pop(name, None)

    def _clean_address(self, cleaned: dict[str, Any]) -> None:
        cleaned["address_unit"] = None
        province, commune = cleaned.get("province"), cleaned.get("commune")
        if not commune:
            return
        if not province:
            self.add_error("province", _("Choose the province or city of the commune."))
            return
        try:
            cleaned["address_unit"] = find_commune(province, commune)
        except Refusal as refusal:
            self.add_error("commune", str(refusal))

    def _look_again(self, cleaned: dict[str, Any]) -> list[Warning]:
        number, kind = cleaned.get("number") or "", cleaned.get("kind") or PartyKind.PERSON
        holder = Holder(cleaned.get("birth_date"), cleaned.get("gender") or "")
        warnings = check_number(number_kind_of(kind, number), number, holder)
        phone = cleaned.get("phone")
        if phone and not USUAL_PHONE.fullmatch(phone):
            message = _("A phone number usually has 10 digits and begins with 0. Please check it again.")
            warnings.append(Warning("phone_shape", message, "phone"))
        return warnings

    def _with_card(self, data: Any) -> Any:
        """A card reader types the whole QR code into the number field: spread it over the fields that are empty."""
        card = read_card(str(data.get(self.add_prefix("number"), "")))
        if card is None:
            return data
        spread = data.copy() if isinstance(data, QueryDict | MultiValueDict) else dict(data)
        spread[self.add_prefix("number")] = card.number
        spread[self.add_prefix("old_number")] = both_numbers(card)
        for name in ("name", "birth_date", "gender"):
            if not spread.get(self.add_prefix(name)):
                spread[self.add_prefix(name)] = getattr(card, name)
        self._spread_address(spread, card)
        return spread

    def _spread_address(self, spread: Any, card: Card) -> None:
        """The address of the card, unless one is there; what cannot be read as a place of today stays in one line."""
        if spread.get(self.add_prefix("commune")) or spread.get(self.add_prefix("address_line")):
            return
        place = place_of(card.address)
        if place is not None:
            spread[self.add_prefix("province")], spread[self.add_prefix("commune")] = place.province, place.commune
        spread[self.add_prefix("address_line")] = place.line if place else card.address

    def _chosen_province(self) -> str:
        chosen = self["province"].value()
        return str(HOME_PROVINCE if chosen is None else chosen)

    def _reload_attributes(self) -> dict[str, str]:
        """On pages with htmx the list of communes follows the province; elsewhere it follows the next answer."""
        offers = f"#{self['commune'].auto_id}_offers"
        return {"hx-get": "/dia-gioi/xa/", "hx-trigger": "change", "hx-target": offers, "hx-swap": "innerHTML"}

    def _choice(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])


def initial_of(party: Party, *, with_number: bool = False) -> dict[str, Any]:
    """Values for a form about a known party. `with_number` only where the person reading may see it."""
    unit = party.address_unit
    return {
        "kind": party.kind,
        "name": party.name,
        "number": party.number if with_number else "",
        "birth_date": party.birth_date,
        "gender": party.gender,
        "ethnicity": party.ethnicity,
        "phone": party.phone,
        "email": party.email,
        "province": unit.parent.code if unit and unit.parent else HOME_PROVINCE,
        "commune": unit.name if unit else "",
        "address_line": party.address_line,
    }
