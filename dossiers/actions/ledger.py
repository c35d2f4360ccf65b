"""Books what a transition changed: bookings(after) minus bookings(before)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dossiers.calendars import SHELF
from dossiers.history import Happening
from dossiers.measures import Bookings, bookings
from dossiers.models import Dossier, LedgerEntry

if TYPE_CHECKING:
    from .interpreter import Move


def book(move: Move, past: Sequence[Happening], events: Sequence[Happening]) -> None:
    """Write the ledger rows of one event. `past` and `events` are the sorted histories without and with it."""
    changed = bookings(events, SHELF)
    changed.subtract(bookings(past, SHELF))
    LedgerEntry.objects.bulk_create(entries(move.dossier, move.event.number, changed))


def entries(dossier: Dossier, event_number: int, booked: Bookings) -> list[LedgerEntry]:
    """Unsaved ledger rows for bookings; those of 0 are left out."""
    return [
        LedgerEntry(
            dossier=dossier,
            event_number=event_number,
            day=day,
            center_id=keys.center,
            unit_id=keys.unit,
            procedure_id=keys.procedure,
            level=keys.level,
            channel=keys.channel,
            filed_by=keys.filed_by,
            measure=measure,
            n=n,
        )
        for (day, keys, measure), n in booked.items()
        if n
    ]
