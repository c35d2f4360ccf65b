"""What an identity provider says about a person, in our words. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from citizens.data import PartyData
from common.errors import Refusal


class ClaimsIncomplete(Refusal):
    default_message = _("The identity provider did not tell your name and identity number. Nothing was changed.")


def person_of(claims: Mapping[str, Any], names: Mapping[str, str], *, is_sample: bool) -> PartyData:
    """`names` maps number, name, birth_date, gender, phone, address to the claims of the gateway.

    Raises ClaimsIncomplete without name or a number of twelve digits. What else cannot be read is left out.
    """
    told = {ours: str(claims.get(theirs) or "").strip() for ours, theirs in names.items()}
    number = told.get("number", "")
    if not told.get("name") or len(number) != 12 or not (number.isascii() and number.isdecimal()):
        raise ClaimsIncomplete
    return PartyData(
        kind="person",
        name=told["name"][:300],
        number=number,
        number_kind="citizen_id",
        birth_date=_date(told.get("birth_date", "")),
        gender=told["gender"] if told.get("gender") in {"male", "female", "other"} else "",
        phone=told.get("phone", "")[:20],
        address_line=told.get("address", "")[:300],
        is_sample=is_sample,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
