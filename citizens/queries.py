"""Questions about parties."""

from django.db.models import QuerySet

from citizens.data import PartyData
from citizens.identity import normalise_number
from citizens.models import Discrepancy, NumberKind, Party
from common.crypto import keyed_hash
from common.text import fold

COMPARED = ("name", "birth_date", "gender")


def number_hash(kind: str, number: str) -> str:
    """Keyed hash over kind and normalised number; "" without a number."""
    plain = normalise_number(kind, number)
    return keyed_hash(f"{kind or NumberKind.UNKNOWN}:{plain}") if plain else ""


def by_number(number: str, kind: str = NumberKind.CITIZEN_ID) -> Party | None:
    """The party the desk knows under the number, for pages of staff only."""
    hashed = number_hash(kind, number)
    if not hashed:
        return None
    return (
        Party.objects.filter(number_hash=hashed, entered_by__isnull=True, merged_into__isnull=True)
        .select_related("address_unit__parent")
        .first()
    )


def differences(party: Party, data: PartyData) -> dict[str, str]:
    """Fields in which the declaration contradicts the known party, with what was given. Accents and case count."""
    found = {}
    for field in COMPARED:
        given, known = getattr(data, field), getattr(party, field)
        if field == "name":
            given, known = " ".join(given.split()), " ".join(known.split())
        if given and known and given != known:
            found[field] = f"{given:%d/%m/%Y}" if field == "birth_date" else str(given)
    return found


def open_discrepancies(party: Party) -> QuerySet[Discrepancy]:
    """What was declared differently and not yet looked at."""
    return party.discrepancies.filter(settled_at__isnull=True)


def namesakes(name: str, *, limit: int = 20) -> QuerySet[Party]:
    """Parties of the desk whose name begins so, without accents; for pages of staff only."""
    return Party.objects.filter(name_fold__startswith=fold(name), entered_by__isnull=True, merged_into__isnull=True)[
        :limit
    ]
