"""What somebody declares about a party, before it is one."""

from dataclasses import dataclass
from datetime import date

from centers.models import AddressUnit


@dataclass(frozen=True)
class PartyData:
    """A declaration. `number` in the clear, as typed; `number_kind` empty when there is no number."""

    kind: str
    name: str
    number: str = ""
    number_kind: str = ""
    birth_date: date | None = None
    gender: str = ""
    ethnicity: str = ""
    phone: str = ""
    email: str = ""
    address_unit: AddressUnit | None = None
    address_line: str = ""
    is_sample: bool = False
    old_number: str = ""  # as a card said it, 9 digits
