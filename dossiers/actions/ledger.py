"""Books what a transition changed: bookings(after) minus bookings(before)."""

from collections.abc import Iterator, Sequence
from typing import Any

from dossiers.calendars import SHELF
from dossiers.compaction import KEYS
from dossiers.measures import Bookings, booked_by, bookings
from dossiers.models import LedgerEntry
from dossiers.state import Happening, State


def added(before: State, event: Happening, state: State) -> Bookings:
    """What an event books that comes after all others: only its own step has to be looked at."""
    return booked_by(before, event, state, SHELF)


def difference(past: Sequence[Happening], events: Sequence[Happening]) -> Bookings:
    """What an event books that was typed between others. Both are sorted histories, without and with it."""
    changed = bookings(events, SHELF)
    changed.subtract(bookings(past, SHELF))
    return changed


def entries(dossier_id: int, event_number: int, booked: Bookings) -> list[LedgerEntry]:
    """Unsaved ledger rows for bookings; those of 0 are left out."""
    return [
        LedgerEntry(
            dossier_id=dossier_id,
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


EntryValues = tuple[Any, ...]
"""A ledger entry in the order of `ENTRY_COLUMNS`."""
ENTRY_COLUMNS = (*KEYS.split(", "), "n", "dossier_id", "event_number", "totalled")


def entry_values(dossier_id: int, event_number: int, booked: Bookings) -> Iterator[EntryValues]:
    """The same rows as `entries`, for COPY, marked as added up."""
    for (day, keys, measure), n in booked.items():
        if n:
            of_keys = (keys.center, keys.unit, keys.procedure, keys.level, keys.channel, keys.filed_by)
            yield (day, *of_keys, measure, n, dossier_id, event_number, True)
