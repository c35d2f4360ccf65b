"""Proofs that what is stored follows from the events: columns and pauses of dossiers, and the ledger.

Both read the dossiers in batches, so memory stays small however many there are. They may run while people work: what
differs in a batch is looked at once more under the lock of its dossier before it is reported.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet, Sum

from .actions.dates import due_of_step
from .actions.ledger import entries
from .calendars import SHELF
from .compaction import KEYS, compact
from .history import Happening, Keys, OutOfOrder, State, fold
from .measures import Booking, Bookings, Measure, bookings
from .models import Dossier, DossierEvent, LedgerEntry, LedgerTotal

BATCH = 2000


@dataclass(frozen=True)
class Difference:
    """Something stored that does not follow from the events. `dossier` is its code or #id, "" for a total."""

    dossier: str
    what: str
    stored: str
    expected: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Report:
    """How many rows were checked, and all differences."""

    checked: int
    differences: tuple[Difference, ...]

    @property
    def is_clean(self) -> bool:
        return not self.differences


Compare = Callable[[Sequence[Dossier]], dict[int, list[Difference]]]


def verify_lifecycle() -> Report:
    """Fold the events of every dossier and compare status, dates, keys, pauses and steps with what is stored."""
    return _look_at_all(_compare_states)


def verify_ledger() -> Report:
    """Compare each dossier's ledger entries with the bookings of its history, and the totals with their entries."""
    booked = _look_at_all(_compare_entries)
    return Report(booked.checked, (*booked.differences, *_compare_totals()))


@transaction.atomic
def rebuild_ledger() -> int:
    """Make entries and totals anew from the events, in one transaction; returns the number of entries.

    Whoever books meanwhile waits. Ids go on counting, so that snapshots of finished periods are computed again.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {LedgerEntry._meta.db_table}, {LedgerTotal._meta.db_table}")
    made = 0
    for batch in _batches():
        rows = [row for dossier in batch for row in _entries_anew(dossier)]
        LedgerEntry.objects.bulk_create(rows, batch_size=5000)
        made += len(rows)
    compact()
    return made


def _entries_anew(dossier: Dossier) -> Iterator[LedgerEntry]:
    """What each event booked when it was recorded: the bookings with it minus those without it."""
    recorded = sorted(_events(dossier), key=lambda event: event.number)
    past: Bookings = Counter()
    for known, event in enumerate(recorded, start=1):
        now = bookings(_sorted(recorded[:known]), SHELF)
        changed = Counter(now)
        changed.subtract(past)
        yield from entries(dossier, event.number, changed)
        past = now


def _look_at_all(compare: Compare) -> Report:
    checked, found = 0, list[Difference]()
    for batch in _batches():
        checked += len(batch)
        for pk in compare(batch):
            found += _look_again(pk, compare)
    return Report(checked, tuple(found))


@transaction.atomic
def _look_again(pk: int, compare: Compare) -> list[Difference]:
    """Under the lock that every writer takes first, dossier, events and ledger belong together."""
    Dossier.objects.select_for_update().get(pk=pk)
    return compare(list(_with_events(Dossier.objects.filter(pk=pk)))).get(pk, [])


def _batches() -> Iterator[list[Dossier]]:
    last = 0
    while batch := list(_with_events(Dossier.objects.filter(pk__gt=last).order_by("pk"))[:BATCH]):
        last = batch[-1].pk
        yield batch


def _with_events(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    events = DossierEvent.objects.only("dossier_id", "number", "transition", "at", "recorded_at", "facts")
    rows = Prefetch("events", queryset=events.order_by("number"))
    return dossiers.prefetch_related(rows, "pauses", "legs")


def _events(dossier: Dossier) -> list[DossierEvent]:
    return list(dossier.events.all())  # prefetched


def _sorted(events: Iterable[DossierEvent]) -> list[Happening]:
    return sorted((event.as_happening() for event in events), key=lambda happening: happening.place)


def _compare_states(batch: Sequence[Dossier]) -> dict[int, list[Difference]]:
    found = {}
    for dossier in batch:
        differences = list(_differences(dossier))
        if differences:
            found[dossier.pk] = differences
    return found


def _differences(dossier: Dossier) -> Iterator[Difference]:
    events = _events(dossier)
    try:
        state = fold(_sorted(events), SHELF)
    except OutOfOrder as refusal:
        yield Difference(str(dossier), "events", dossier.status, str(refusal))
        return
    for name, expected in expected_columns(state, len(events)).items():
        stored = getattr(dossier, name)
        if stored != expected:
            yield Difference(str(dossier), name, str(stored), str(expected))
    pauses = [(p.started_at, p.ended_at, p.status, p.holds) for p in sorted(dossier.pauses.all(), key=_by_number)]
    halts = [(h.start, h.end, h.status.value, h.holds) for h in state.halts]
    if pauses != halts:
        yield Difference(str(dossier), "pauses", str(pauses), str(halts))
    if state.due_at is not None and (dossier.due_at, dossier.clock_from) == (state.due_at, state.clock_from):
        yield from _differences_of_steps(dossier)


def _differences_of_steps(dossier: Dossier) -> Iterator[Difference]:
    """The step falls due by the dates of the dossier, and so does the leg of the office that has it."""
    expected = due_of_step(dossier, dossier.step_number)
    if dossier.step_due_at != expected:
        yield Difference(str(dossier), "step_due_at", str(dossier.step_due_at), str(expected))
    last = max(dossier.legs.all(), key=_by_number, default=None)
    if last is not None and last.confirmed_at and last.ended_at is None and last.step_due_at != expected:
        yield Difference(str(dossier), f"leg {last.number} step_due_at", str(last.step_due_at), str(expected))


def _by_number(row: Any) -> int:
    return int(row.number)


def expected_columns(state: State, events: int) -> dict[str, Any]:
    """The stored columns of a dossier that follow from its events."""
    allowance, keys = state.allowance, state.keys
    return {
        "status": state.status,
        "revision": events,
        "level": keys and keys.level,
        "channel": keys and keys.channel,
        "filed_by": keys and keys.filed_by,
        "receiving_center_id": keys and keys.center,
        "deciding_unit_id": keys and keys.unit,
        "submitted_at": state.submitted_at,
        "answer_due_at": state.answer_due_at,
        "received_at": state.received_at,
        "clock_from": state.clock_from,
        "promised_at": state.promised_at,
        "due_at": state.due_at,
        "appointment_at": state.appointment_at,
        "calendar_version_id": state.calendar if state.received_at else None,
        "quantity": allowance.quantity if allowance else None,
        "unit": allowance.unit.value if allowance else "",
        "cutoff": allowance.cutoff if allowance else None,
        "held_by_pause": state.is_held,
        "ended_at": state.ended_at,
        "return_kind": state.return_kind or "",
        "delivered_at": state.delivered_at,
    }


def _compare_entries(batch: Sequence[Dossier]) -> dict[int, list[Difference]]:
    stored = _stored_bookings(batch)
    found: dict[int, list[Difference]] = {}
    for dossier in batch:
        try:
            expected = bookings(_sorted(_events(dossier)), SHELF)
        except OutOfOrder as refusal:
            found[dossier.pk] = [Difference(str(dossier), "events", "", str(refusal))]
            continue
        booked = stored.get(dossier.pk, Counter())
        if booked != expected:
            found[dossier.pk] = [
                Difference(str(dossier), _words(booking), str(booked[booking]), str(expected[booking]))
                for booking in booked.keys() | expected.keys()
                if booked[booking] != expected[booking]
            ]
    return found


def _words(booking: Booking) -> str:
    day, keys, measure = booking
    return f"{day} {measure} {keys}"


def _stored_bookings(batch: Sequence[Dossier]) -> dict[int, Bookings]:
    columns = ("day", "center_id", "unit_id", "procedure_id", "level", "channel", "filed_by", "measure")
    rows = LedgerEntry.objects.filter(dossier__in=[dossier.pk for dossier in batch]).order_by()
    stored: dict[int, Bookings] = {}
    for pk, day, *keys, measure, n in rows.values_list("dossier_id", *columns).annotate(sum=Sum("n")):
        if n:
            stored.setdefault(pk, Counter())[day, Keys(*keys), Measure(measure)] = n
    return stored


UNEQUAL_TOTALS = f"""
SELECT {KEYS}, coalesce(total.n, 0), coalesce(entry.n, 0)
FROM dossiers_ledgertotal total
FULL JOIN (
    SELECT {KEYS}, sum(n) AS n FROM dossiers_ledgerentry WHERE totalled GROUP BY {KEYS}
) entry USING ({KEYS})
WHERE coalesce(total.n, 0) <> coalesce(entry.n, 0)
ORDER BY {KEYS}
"""


def _compare_totals() -> list[Difference]:
    """One statement sees totals and entries as they were at one moment, also while a job adds them up."""
    with connection.cursor() as cursor:
        cursor.execute(UNEQUAL_TOTALS)
        return [
            Difference("", "total " + " ".join(map(str, keys)), str(stored), str(expected))
            for *keys, stored, expected in cursor.fetchall()
        ]
