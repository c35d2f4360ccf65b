"""One party as JSON: the same rules as `citizens.forms.PartyForm`, with codes where people type names."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from centers.models import AddressUnit
from citizens.addresses import CommuneUnknown
from citizens.data import PartyData
from citizens.forms import PHONE
from citizens.identity import number_kind_of
from citizens.models import Gender, PartyKind
from common import clock
from common.names import validate_visible


class PartyIn(serializers.Serializer[Any]):
    """A declaration. A number proves nothing; what differs from what is known is noted, never overwritten."""

    kind = serializers.ChoiceField(PartyKind.choices, default=PartyKind.PERSON)
    name = serializers.CharField(max_length=300, validators=[validate_visible])
    number = serializers.RegexField(
        r"^[0-9A-Za-z .-]*$", max_length=40, required=False, default="", allow_blank=True,
        help_text="Citizen identity number, passport or tax code",
    )  # fmt: skip
    birth_date = serializers.DateField(required=False, allow_null=True, default=None)
    gender = serializers.ChoiceField(Gender.choices, required=False, default="", allow_blank=True)
    ethnicity = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    phone = serializers.RegexField(rf"^{PHONE.pattern}$", max_length=20, required=False, default="", allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, default="", allow_blank=True)
    commune = serializers.RegexField(
        r"^[0-9]*$", max_length=5, required=False, default="", allow_blank=True,
        help_text="Code of the commune or ward (General Statistics Office), such as 03006",
    )  # fmt: skip
    address_line = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["kind"] == PartyKind.BUSINESS and not attrs["number"]:
            raise serializers.ValidationError({"number": _("A business gives its tax code.")})
        born = attrs["birth_date"]
        if born is not None and born > clock.local_date(clock.now()):
            raise serializers.ValidationError({"birth_date": _("The date of birth is in the future.")})
        return attrs


def data_of(declared: dict[str, Any]) -> PartyData:
    """The declaration behind validated data. Raises CommuneUnknown; asks for the commune only."""
    is_person = declared["kind"] == PartyKind.PERSON
    return PartyData(
        kind=declared["kind"],
        name=declared["name"],
        number=declared["number"],
        number_kind=number_kind_of(declared["kind"], declared["number"]),
        birth_date=declared["birth_date"] if is_person else None,
        gender=declared["gender"] if is_person else "",
        ethnicity=declared["ethnicity"] if is_person else "",
        phone="".join(letter for letter in declared["phone"] if letter in "+0123456789"),
        email=declared["email"],
        address_unit=_commune(declared["commune"]),
        address_line=declared["address_line"],
    )


def _commune(code: str) -> AddressUnit | None:
    if not code:
        return None
    unit = AddressUnit.objects.filter(code=code, parent__isnull=False).first()
    if unit is None:
        raise CommuneUnknown(_("There is no commune or ward with this code."), field="commune")
    return unit
