"""What of a person stands in a spreadsheet. Masked unless a leader takes it in full for dossiers of their own center.

Personal Data Protection Law 91/2025/QH15: an export carries no more than it is needed for.
"""

from dataclasses import dataclass, field

from django.db.models import F

from accounts.roles import Role
from centers.models import Office
from citizens.identity import mask_number
from citizens.models import Party
from dossiers.actors import Actor
from dossiers.models import Dossier, ExportRecord


@dataclass(frozen=True)
class Masking:
    """The centers and offices whose dossiers are shown in full; none of them: everything is masked."""

    center_ids: frozenset[int] = field(default_factory=frozenset)
    office_ids: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, record: ExportRecord, by: Actor) -> "Masking":
        """In full only where the person leads, and only when that was asked for."""
        if not record.is_full:
            return cls()
        led = by.offices_as(frozenset({Role.LEADER}))
        centers = Office.objects.filter(pk__in=led, unit=F("center__unit")).values_list("center_id", flat=True)
        return cls(frozenset(center_id for center_id in centers if center_id is not None), led)

    def shows(self, dossier: Dossier) -> bool:
        """Whether this dossier's people are shown in full."""
        return dossier.receiving_center_id in self.center_ids or dossier.deciding_office_id in self.office_ids


@dataclass(frozen=True)
class Contact:
    """How a person is found; masked, only the last characters and the commune stay."""

    number: str
    phone: str
    address: str


def contact_of(party: Party, *, in_full: bool) -> Contact:
    """Needs `address_unit__parent` loaded."""
    if in_full:
        return Contact(party.number, party.phone, party.address)
    unit = party.address_unit
    return Contact(mask_number(party.number), mask_number(party.phone), unit.name if unit else "")
