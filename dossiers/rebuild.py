"""The ledger made anew from the events of all dossiers, in one transaction: as if every transition booked again."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from common.copying import as_text, copy_text, in_bulk

from .actions.ledger import ENTRY_COLUMNS, EntryValues, entry_values
from .batches import batch_between, shared_out, stretches
from .calendars import SHELF
from .compaction import add_up_anew
from .measures import Bookings, booked_in_order, bookings
from .models import LedgerEntry, LedgerSpan, LedgerTotal
from .state import Happening

WAVE = 8  # stretches computed before their entries are written: bounds the memory


def rebuild_ledger(*, processes: int = 1) -> int:
    """Make entries and totals anew; returns the number of entries.

    Whoever books meanwhile waits. Ids go on counting, so that snapshots of finished periods are computed again.
    """
    made = 0
    with shared_out(processes) as mapped, transaction.atomic():
        with connection.cursor() as cursor:
            tables = (model._meta.db_table for model in (LedgerEntry, LedgerTotal, LedgerSpan))
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        keys = stretches()
        with in_bulk(LedgerEntry):
            for start in range(0, len(keys), WAVE):
                for count, text in mapped(_entries_between, keys[start : start + WAVE]):
                    copy_text(LedgerEntry, ENTRY_COLUMNS, text)
                    made += count
        add_up_anew()
    return made


def _entries_between(first: int, last: int) -> tuple[int, str]:
    """How many entries a stretch of dossiers has, and their text for COPY."""
    events = batch_between(first, last, ()).events
    rows = [row for pk, happened in events.items() for row in _entries_anew(pk, happened)]
    return len(rows), as_text(rows)


def _entries_anew(dossier_id: int, events: Sequence[Happening]) -> Iterator[EntryValues]:
    """What each event booked when it was recorded: the bookings with it minus those without it."""
    recorded = sorted(events, key=lambda event: event.order)
    if recorded == events:
        for event, _state, booked in booked_in_order(events, SHELF):
            yield from entry_values(dossier_id, event.order, booked)
        return
    past: Bookings = Counter()
    for known, event in enumerate(recorded, start=1):
        now = bookings(sorted(recorded[:known], key=lambda happening: happening.place), SHELF)
        changed = Counter(now)
        changed.subtract(past)
        yield from entry_values(dossier_id, event.order, changed)
        past = now
