"""Form II.06a counted by hand: from events and due dates of dossiers, knowing nothing of bookings.

Good for dossiers whose first ending was never preceded by a pause; after a reopening the due date of the row counts.
"""

from collections import Counter
from datetime import date

from common.clock import local_date
from dossiers.models import Dossier

ENDS = {"resolve", "return_", "stop", "lapse", "withdraw"}
PAUSED = {"AWAITING_SUPPLEMENT", "AWAITING_PAYMENT"}

Key = tuple[str, str, int]  # level, code of the sector, column


def recount(first: date, last: date) -> Counter[Key]:
    """Every number of the columns that are not sums; nothing moved between places. Zeros are left out."""
    found: Counter[Key] = Counter()
    for dossier in Dossier.objects.exclude(received_at=None).select_related("version__procedure__sector"):
        _count(found, dossier, first, last)
    return Counter({key: n for key, n in found.items() if n})


def _count(found: Counter[Key], dossier: Dossier, first: date, last: date) -> None:
    def add(column: int) -> None:
        found[dossier.level, dossier.version.procedure.sector.code, column] += 1

    is_open, open_before, times_ended, promised = False, False, 0, dossier.promised_at
    assert promised is not None
    assert dossier.due_at is not None
    paused_at = None
    for event in dossier.events.order_by("at", "pk"):
        day = local_date(event.at)
        if day > last:
            break
        within = day >= first
        if event.transition in {"receive", "take_over"}:
            is_open = True
            if within:
                add(4 if dossier.channel == "online" else 5)
        elif event.transition == "reopen":
            is_open = True
            if within:
                add(6)
        elif event.transition in ENDS and is_open:
            is_open, times_ended = False, times_ended + 1
            due = local_date(promised if times_ended == 1 else dossier.due_at)
            if within:
                add(10 if day > due else 8 if event.transition == "resolve" and day < due else 9)
        if event.transition.startswith("request_"):
            paused_at = event.at
        elif event.transition in {"supply", "confirm_payment"}:
            paused_at = None
        if day < first:
            open_before = is_open
    if open_before:
        add(6)
    if is_open:
        reopened_later = not times_ended and dossier.events.filter(transition="reopen").exists()
        due_at = promised if reopened_later else dossier.due_at
        holds = paused_at is not None and paused_at < due_at
        add(13 if local_date(due_at) < last and not holds else 12)
