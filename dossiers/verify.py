"""Proofs that what is stored follows from the events: columns and pauses of dossiers, and the ledger.

Both read the dossiers in batches, so memory stays small however many there are. They may run while people work: what
differs in a batch is looked at once more under the lock of its dossier before it is reported.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction

from .actions.dates import due_of_step
from .batches import Batch, batch_between, batch_of, shared_out, stretches
from .calendars import SHELF
from .compaction import KEYS, SPAN_KEYS, SPANS_OF
from .history import OutOfOrder, fold
from .measures import Bookings, bookings
from .models import Dossier, DossierPause, LedgerEntry, Leg
from .state import State


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


Found = dict[int, list[Difference]]
Compare = Callable[[Batch], Found]
Say = Callable[[int, int], None]  # how many of how many stretches of keys have been looked at


def _silent(done: int, of: int) -> None:
    return


def verify_lifecycle(*, processes: int = 1, say: Say = _silent) -> Report:
    """Fold the events of every dossier and compare status, dates, keys, pauses and steps with what is stored."""
    return _look_at_all(_states_between, processes, say)


def verify_ledger(*, processes: int = 1, say: Say = _silent) -> Report:
    """Compare each dossier's ledger entries with the bookings of its history, and the totals with their entries."""
    booked = _look_at_all(_entries_between, processes, say)
    return Report(booked.checked, (*booked.differences, *_compare_totals()))


def _look_at_all(look: Callable[[int, int], Report], processes: int, say: Say) -> Report:
    """Every stretch of keys; several processes share them, but inside a transaction, of which others see nothing."""
    keys, checked, found = stretches(), 0, list[Difference]()
    with shared_out(processes) as mapped:
        for done, report in enumerate(mapped(look, keys), start=1):
            checked += report.checked
            found += report.differences
            say(done, len(keys))
    return Report(checked, tuple(found))


def _states_between(first: int, last: int) -> Report:
    return _report(batch_between(first, last, COLUMNS), _compare_states, COLUMNS)


def _entries_between(first: int, last: int) -> Report:
    return _report(batch_between(first, last, ()), _compare_entries, ())


def _report(batch: Batch, compare: Compare, columns: Sequence[str]) -> Report:
    found = [one for pk in compare(batch) for one in _look_again(pk, compare, columns)]
    return Report(len(batch.names), tuple(found))


@transaction.atomic
def _look_again(pk: int, compare: Compare, columns: Sequence[str]) -> list[Difference]:
    """Under the lock that every writer takes first, dossier, events and ledger belong together."""
    Dossier.objects.select_for_update().get(pk=pk)
    return compare(batch_of(pk, columns)).get(pk, [])


def _compare_states(batch: Batch) -> Found:
    stored: dict[int, list[tuple[Any, ...]]] = {}
    rows = DossierPause.objects.filter(batch.wanted).order_by("dossier_id", "number")
    for pk, *pause in rows.values_list("dossier_id", "started_at", "ended_at", "status", "holds"):
        stored.setdefault(pk, []).append(tuple(pause))
    legs = Leg.objects.filter(batch.wanted).order_by("dossier_id", "number")
    named = legs.values_list("dossier_id", "number", "confirmed_at", "ended_at", "step_due_at")
    last = {pk: tuple(leg) for pk, *leg in named}
    found = {pk: list(_differences(batch, pk, stored.get(pk, []), last.get(pk))) for pk in batch.names}
    return {pk: differences for pk, differences in found.items() if differences}


def _differences(
    batch: Batch, pk: int, pauses: list[tuple[Any, ...]], leg: tuple[Any, ...] | None
) -> Iterator[Difference]:
    name, events, columns = batch.names[pk], batch.events[pk], batch.columns[pk]
    try:
        state = fold(events, SHELF)
    except OutOfOrder as refusal:
        yield Difference(name, "events", columns[0], str(refusal))
        return
    for column, stored, expected in zip(
        STATE_COLUMNS, columns[: len(STATE_COLUMNS)], _expected(state, len(events)), strict=True
    ):
        if stored != expected:
            yield Difference(name, column, str(stored), str(expected))
    halts = [(halt.start, halt.end, halt.status.value, halt.holds) for halt in state.halts]
    if pauses != halts:
        yield Difference(name, "pauses", str(pauses), str(halts))
    if state.due_at is not None:
        yield from _differences_of_steps(name, state, columns, leg)


def _differences_of_steps(
    name: str, state: State, columns: tuple[Any, ...], leg: tuple[Any, ...] | None
) -> Iterator[Difference]:
    """The step falls due by the dates of the dossier, and so does the leg of the office that has it."""
    version, step, stored = columns[len(STATE_COLUMNS) :]
    dates = {"clock_from": state.clock_from, "due_at": state.due_at, "calendar_version_id": state.calendar}
    expected = due_of_step(Dossier(version_id=version, **dates), step)
    if stored != expected:
        yield Difference(name, "step_due_at", str(stored), str(expected))
    if leg is None:
        return
    number, confirmed_at, ended_at, leg_due_at = leg
    if confirmed_at and ended_at is None and leg_due_at != expected:
        yield Difference(name, f"leg {number} step_due_at", str(leg_due_at), str(expected))


STATE_COLUMNS = (
    "status", "revision", "level", "channel", "filed_by", "receiving_center_id", "deciding_unit_id", "submitted_at",
    "answer_due_at", "received_at", "clock_from", "promised_at", "due_at", "appointment_at", "calendar_version_id",
    "quantity", "unit", "cutoff", "held_by_pause", "ended_at", "return_kind", "delivered_at",
)  # fmt: skip
COLUMNS = (*STATE_COLUMNS, "version_id", "step_number", "step_due_at")


def _expected(state: State, events: int) -> tuple[Any, ...]:
    """The stored columns of a dossier that follow from its events, in the order of `STATE_COLUMNS`."""
    limit, keys = state.allowance, state.keys
    return (
        state.status, events, keys and keys.level, keys and keys.channel, keys and keys.filed_by, keys and keys.center,
        keys and keys.unit, state.submitted_at, state.answer_due_at, state.received_at, state.clock_from,
        state.promised_at, state.due_at, state.appointment_at, state.calendar if state.received_at else None,
        limit.quantity if limit else None, limit.unit.value if limit else "", limit.cutoff if limit else None,
        state.is_held, state.ended_at, state.return_kind or "", state.delivered_at,
    )  # fmt: skip


Sums = Counter[tuple[Any, ...]]  # by day, keys and measure


def _compare_entries(batch: Batch) -> Found:
    stored = _stored_sums(batch)
    found: Found = {}
    for pk, events in batch.events.items():
        try:
            expected = _sums(bookings(events, SHELF))
        except OutOfOrder as refusal:
            found[pk] = [Difference(batch.names[pk], "events", "", str(refusal))]
            continue
        booked = stored.get(pk, Counter())
        if booked != expected:
            found[pk] = [
                Difference(batch.names[pk], " ".join(map(str, what)), str(booked[what]), str(expected[what]))
                for what in sorted(booked.keys() | expected.keys())
                if booked[what] != expected[what]
            ]
    return found


def _sums(booked: Bookings) -> Sums:
    return Counter(
        {
            (day, k.center, k.unit, k.procedure, k.level, k.channel, k.filed_by, measure.value): n
            for (day, k, measure), n in booked.items()
        }
    )


def _stored_sums(batch: Batch) -> dict[int, Sums]:
    """Sums that are 0 count as nothing, as Counters compare."""
    columns = ("day", "center_id", "unit_id", "procedure_id", "level", "channel", "filed_by", "measure", "n")
    rows = LedgerEntry.objects.filter(batch.wanted).order_by().values_list("dossier_id", *columns)
    stored: dict[int, Sums] = {}
    for pk, *what, n in rows.iterator(chunk_size=10_000):
        stored.setdefault(pk, Counter())[tuple(what)] += n
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
UNEQUAL_SPANS = f"""
SELECT {SPAN_KEYS}, coalesce(span.n, 0), coalesce(summed.n, 0)
FROM dossiers_ledgerspan span
FULL JOIN ({SPANS_OF.format(source="dossiers_ledgertotal")}) summed USING ({SPAN_KEYS})
WHERE coalesce(span.n, 0) <> coalesce(summed.n, 0)
ORDER BY {SPAN_KEYS}
"""


def _compare_totals() -> list[Difference]:
    """Each statement sees what it compares as it was at one moment, also while a job adds entries up."""
    found = []
    for name, statement in (("total", UNEQUAL_TOTALS), ("span", UNEQUAL_SPANS)):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            found += [
                Difference("", f"{name} " + " ".join(map(str, keys)), str(stored), str(expected))
                for *keys, stored, expected in cursor.fetchall()
            ]
    return found
