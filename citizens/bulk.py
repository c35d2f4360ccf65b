"""Many parties at once, for dossiers that are taken over. Few statements; writes no history rows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from citizens.data import PartyData
from citizens.identity import guess_kind, normalise_number, number_kind_of
from citizens.models import Discrepancy, NumberKind, Party, PartyKind
from citizens.queries import differences, number_hash
from common import crypto


def declared(name: str, *, number: str = "", phone: str = "") -> PartyData:
    """A party as a list names it, without its kind: a number shaped like a tax code makes it a business."""
    kind = PartyKind.BUSINESS if guess_kind(number) == NumberKind.TAX_CODE else PartyKind.PERSON
    return PartyData(kind=kind, name=name, number=number, number_kind=number_kind_of(kind, number), phone=phone)


@transaction.atomic
def find_or_create_all(declarations: Sequence[PartyData], *, at: datetime) -> list[Party]:
    """The party of each declaration, in their order: the one the desk knows under the number, or a new one.

    As `actions.find_or_create` for the system, but what is known never gives way to an old list: a phone number is
    taken where none was known, another name becomes a Discrepancy. Without number there is always a new party.
    """
    hashes = [number_hash(data.number_kind, data.number) for data in declarations]
    known = _known({hashed for hashed in hashes if hashed})
    found, new, met = [], [], list[tuple[Party, PartyData]]()
    for data, hashed in zip(declarations, hashes, strict=True):
        party = known.get(hashed)
        if party is None:
            party = _new(data, hashed, at)
            new.append(party)
            if hashed:
                known[hashed] = party
        else:
            met.append((party, data))
        found.append(party)
    Party.objects.bulk_create(new)
    _meet_again(met, at)
    return found


def _known(hashes: set[str]) -> dict[str, Party]:
    unmerged = Party.objects.select_for_update(of=("self",)).filter(merged_into=None)
    rows = unmerged.filter(number_hash__in=hashes, entered_by=None)
    return {party.number_hash: party for party in rows.order_by("pk")}


def _new(data: PartyData, hashed: str, at: datetime) -> Party:
    party = Party(kind=data.kind, name=data.name, number_hash=hashed, phone=data.phone, created_at=at)
    if hashed:
        party.number_kind = data.number_kind
        party.number_key_id, party.number_encrypted = crypto.encrypt(
            normalise_number(data.number_kind, data.number).encode()
        )
    party.fill_derived()
    return party


def _meet_again(met: Sequence[tuple[Party, PartyData]], at: datetime) -> None:
    rows = [
        Discrepancy(party=party, field=field, given=given, noticed_at=at)
        for party, data in met
        for field, given in differences(party, data).items()
    ]
    Discrepancy.objects.bulk_create(rows, ignore_conflicts=True)
    called = {}
    for party, data in met:
        if data.phone and not party.phone:
            party.phone = data.phone
            called[party.pk] = party
    Party.objects.bulk_update(called.values(), ["phone"], batch_size=500)
