"""Two-level addresses of the whole country as people type them: a province, and the name of a commune in it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from centers.models import AddressUnit
from centers.queries import address_communes, address_provinces
from common.errors import Refusal
from common.text import fold

PREFIXES = ("phuong ", "xa ", "dac khu ", "thi tran ")
HOME_PROVINCE = "15"
"""Lào Cai: where most applicants live; only the first value of an empty form."""


class CommuneUnknown(Refusal):
    """No commune, or more than one, of the province has this name."""


def province_choices() -> list[tuple[str, str]]:
    """(code, name) of the 34 provinces in Vietnamese order."""
    return [(unit.code, unit.name) for unit in address_provinces()]


def commune_names(province_code: str) -> list[str]:
    """Names of the communes of a province in Vietnamese order, empty for an unknown code."""
    is_code = province_code.isascii() and province_code.isdecimal()
    return [unit.name for unit in address_communes(province_code)] if is_code else []


def find_commune(province_code: str, name: str) -> AddressUnit:
    """The commune with this name, with or without accents and "Phường" or "Xã"; raises CommuneUnknown."""
    wanted = fold(name)
    communes = address_communes(province_code)
    exact = [unit for unit in communes if unit.name_fold == wanted]
    found = exact or [unit for unit in communes if _own_name(unit.name_fold) == _own_name(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(unit.name for unit in found)
        raise CommuneUnknown(_("Several communes have this name; choose one: %(names)s.") % {"names": names})
    raise CommuneUnknown(_("This province has no such commune or ward. Choose one of the list."))


@dataclass(frozen=True)
class Place:
    """An address in the three fields of a form; `commune` is "" where the address names none that exists today."""

    province: str  # code
    commune: str
    line: str


def place_of(address: str) -> Place | None:
    """An address in one line, as an identity card has it: "Tổ 2, Sa Pa, Lào Cai", smallest place first.

    Cards issued before July 2025 name a district and an older commune: what does not exist any more stays in the line.
    None where no province is named, so that nothing is guessed.
    """
    parts = [part.strip() for part in address.split(",") if part.strip()]
    province = next((unit for unit in address_provinces() if parts and _is_named(unit.name_fold, parts[-1])), None)
    if province is None:
        return None
    rest = parts[:-1]
    for number, part in reversed(list(enumerate(rest))):
        try:
            commune = find_commune(province.code, part)
        except CommuneUnknown:
            continue
        return Place(province.code, commune.name, ", ".join(rest[:number]))
    return Place(province.code, "", ", ".join(rest))


def _is_named(folded: str, part: str) -> bool:
    wanted = fold(part)
    return folded == wanted or folded.removeprefix("tinh ").removeprefix("thanh pho ") == wanted


def _own_name(folded: str) -> str:
    for prefix in PREFIXES:
        if folded.startswith(prefix):
            return folded.removeprefix(prefix)
    return folded
