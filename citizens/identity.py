"""Numbers of people and bodies: what their shape tells, without ever blocking anybody. Pure rules.

The law gives no check digit for any of them, so nothing here says "wrong": a Warning asks to look again.
Citizen identity number (Decree 137/2015, art. 7; Law on identity 2023): three digits of the place of birth
registration, one digit for century and sex (0 male and 1 female born 1900-1999, 2/3 for 2000-2099, and so on), two
digits of the year of birth, six random digits.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citizens.models import Gender, NumberKind, PartyKind

CITIZEN_ID = re.compile(r"\d{12}")
OLD_ID = re.compile(r"\d{9}")
PASSPORT = re.compile(r"[A-Z0-9]{6,12}")
PLACES = {*range(1, 97), *range(101, 1000)}
"""Places of registration: 001 (Hà Nội) to 096 (Cà Mau), and countries for people born abroad."""

CARD_MARK = "|"
"""Between the parts of what the QR code of a card says; never in a number."""

SAMPLE_PLACE = 0
"""Numbers that begin with 000 belong to no place: the sample people of this installation have them."""


@dataclass(frozen=True)
class Warning:
    """Something to check again; `field` is the form field to look at."""

    code: str
    message: str | Promise
    field: str = "number"


@dataclass(frozen=True)
class Holder:
    """What else is known about the person, to hold against the number."""

    birth_date: date | None = None
    gender: str = ""


@dataclass(frozen=True)
class Card:
    """What an identity card says; the date of birth as people type it (dd/mm/yyyy), "" for what it leaves empty."""

    number: str
    name: str
    birth_date: str
    gender: str
    address: str = ""
    old_number: str = ""  # of the identity card before this one, 9 digits


def normalise_number(kind: str, number: str) -> str:
    """The form in which numbers are compared: upper case, no spaces, dots or dashes."""
    return re.sub(r"[\s.\-‐-―]", "", number).upper()


def guess_kind(number: str) -> NumberKind:
    """The kind a number looks like, for a field in which people type just a number."""
    plain = normalise_number("", number)
    if CITIZEN_ID.fullmatch(plain) or OLD_ID.fullmatch(plain):
        return NumberKind.CITIZEN_ID
    if re.fullmatch(r"\d{10}|\d{13}", plain):
        return NumberKind.TAX_CODE
    if re.fullmatch(r"[A-Z]{1,2}\d{6,8}", plain):
        return NumberKind.PASSPORT
    return NumberKind.UNKNOWN


def check_number(kind: str, number: str, holder: Holder | None = None) -> list[Warning]:
    """What looks unusual about the number; an empty list when nothing does. Never a reason to refuse."""
    plain = normalise_number(kind, number)
    if not plain:
        return []
    if kind == NumberKind.CITIZEN_ID:
        return _check_citizen_id(plain, holder or Holder())
    if kind == NumberKind.TAX_CODE and not re.fullmatch(r"\d{10}|\d{12}|\d{13}", plain):
        return [Warning("tax_code_length", _("A tax code usually has 10 or 13 digits. Please check it again."))]
    if kind == NumberKind.PASSPORT and not PASSPORT.fullmatch(plain):
        return [Warning("passport_shape", _("A passport number usually has 6 to 12 letters and digits. Please check."))]
    return []


def number_kind_of(party_kind: str, number: str) -> str:
    """The kind of number a party of this kind gives when people type just a number; "" without a number."""
    plain = normalise_number("", number)
    if not plain:
        return ""
    if party_kind != PartyKind.PERSON:
        return NumberKind.TAX_CODE
    if plain.isdigit():
        return NumberKind.CITIZEN_ID  # of an unusual length perhaps: then check_number says so
    return NumberKind.PASSPORT if guess_kind(plain) == NumberKind.PASSPORT else NumberKind.UNKNOWN


def read_card(text: str) -> Card | None:
    """What the QR code of a citizen identity card says when a reader types it into a field; None for other text.

    "000123456789|012345678|Nguyễn Văn An|01021990|Nam|Tổ 1, …|01012022": number, old number, name, birth, sex, address.
    """
    parts = text.strip().split(CARD_MARK)
    if len(parts) < 6 or not CITIZEN_ID.fullmatch(parts[0]):
        return None
    born = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", parts[3])
    gender = {"nam": Gender.MALE, "nữ": Gender.FEMALE}.get(parts[4].strip().lower(), "")
    birth_date = "/".join(born.groups()) if born else ""
    return Card(parts[0], parts[2].strip(), birth_date, str(gender), parts[5].strip(), parts[1].strip())


def is_broken_card(text: str) -> bool:
    """Whether a reader typed something that is laid out like a card but cannot be read as one."""
    return CARD_MARK in text and read_card(text) is None


def is_old_number(number: str) -> bool:
    """Whether it is shaped like the number of an identity card before 2021: 9 digits."""
    return OLD_ID.fullmatch(normalise_number("", number)) is not None


def both_numbers(card: Card) -> str:
    """What a page keeps of a card beside the number, so that the old one counts only with the new one; "" without."""
    return f"{card.number}{CARD_MARK}{card.old_number}" if is_old_number(card.old_number) else ""


def old_number_in(both: str, number: str) -> str:
    """The old number out of `both_numbers`, if it was read from the card of this number; else ""."""
    new, _mark, old = both.partition(CARD_MARK)
    return old if is_old_number(old) and new == normalise_number("", number) else ""


def mask_number(number: str) -> str:
    """Only the last three characters stay: "000123456789" is shown as "*********789"."""
    return "*" * max(len(number) - 3, 0) + number[-3:] if len(number) > 3 else "*" * len(number)


def _check_citizen_id(plain: str, holder: Holder) -> list[Warning]:
    if OLD_ID.fullmatch(plain):
        return [Warning("old_id", _("This is an old identity card number (9 digits). Ask for the 12-digit number."))]
    if not CITIZEN_ID.fullmatch(plain):
        return [Warning("id_length", _("A citizen identity number has 12 digits. Please check it again."))]
    warnings = []
    if int(plain[:3]) not in PLACES | {SAMPLE_PLACE}:
        warnings.append(Warning("id_place", _("The first three digits are not the code of a place. Please check.")))
    return warnings + _against_holder(plain, holder)


def _against_holder(plain: str, holder: Holder) -> list[Warning]:
    century, is_female = 1900 + int(plain[3]) // 2 * 100, int(plain[3]) % 2 == 1
    warnings = []
    if holder.birth_date is not None and holder.birth_date.year != century + int(plain[4:6]):
        warnings.append(
            Warning("id_birth_year", _("The number and the date of birth name different years."), "birth_date")
        )
    if holder.gender in (Gender.MALE, Gender.FEMALE) and (holder.gender == Gender.FEMALE) != is_female:
        warnings.append(Warning("id_gender", _("The number and the gender do not agree."), "gender"))
    return warnings
