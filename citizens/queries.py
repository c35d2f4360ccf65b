"""Questions about parties."""

from django.db.models import Q, QuerySet

from citizens.data import PartyData
from citizens.identity import is_old_number, normalise_number
from citizens.models import Discrepancy, NumberKind, Party
from common.crypto import keyed_hash
from common.text import fold

COMPARED = ("name", "birth_date", "gender")


def number_hash(kind: str, number: str) -> str:
    """Keyed hash over kind and normalised number; "" without a number."""
    plain = normalise_number(kind, number)
    return keyed_hash(f"{kind or NumberKind.UNKNOWN}:{plain}") if plain else ""


def by_number(number: str, kind: str = NumberKind.CITIZEN_ID, *, old: str = "", name: str = "") -> Party | None:
    """The party the desk knows under the number, for pages of staff only. `old` and `name` as in `under_numbers`."""
    if not number_hash(kind, number):
        return None
    rows = Party.objects.select_related("address_unit__parent")
    return under_numbers(rows, PartyData("", name, number, kind, old_number=old))


def under_numbers(rows: QuerySet[Party], data: PartyData) -> Party | None:
    """Whom the desk knows under the number, else under an old number: typed, or beside the new one on the card.

    Two people may have had one old number, so it finds nobody of another name (a declaration without a name asks who
    it is), and nobody at all where it fits several. One statement.
    """
    hashed, old_ones = number_hash(data.number_kind, data.number), _old_hashes(data)
    wanted = Q(number_hash=hashed)
    if old_ones:
        wanted |= Q(number_hash__in=old_ones) | Q(old_number_hash__in=old_ones)
    found = list(rows.filter(wanted, entered_by__isnull=True, merged_into__isnull=True).order_by("pk")[:MOST_OLD])
    exact = [party for party in found if party.number_hash == hashed]
    named = [party for party in found if not data.name.strip() or party.name_fold == fold(data.name)]
    if exact:
        return exact[0]
    return named[0] if len(named) == 1 else None


MOST_OLD = 20  # people with one old number


def _old_hashes(data: PartyData) -> list[str]:
    if data.number_kind != NumberKind.CITIZEN_ID:
        return []
    numbers = [one for one in (data.number, data.old_number) if is_old_number(one)]
    return [number_hash(NumberKind.CITIZEN_ID, one) for one in numbers]


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
