"""What a dossier is at a moment, as its events tell it: plain values, and the dates that follow from them.

Nothing here asks a clock or a database; calendars are given by their version id. `history` makes one state of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from common.clock import local_date
from workcalendar import engine
from workcalendar.engine import Allowance, Calendar, Unit

from .lifecycle import OPEN, ReturnKind, Status
from .signals import NO_SIGNALS, Signals

Calendars = Mapping[int, Calendar]


@dataclass(frozen=True)
class Keys:
    """What a figure can be grouped by; ids of rows, and codes of `level`, `channel` and who filed."""

    center: int
    unit: int
    procedure: int
    level: str
    channel: str
    filed_by: str


@dataclass(frozen=True)
class Happening:
    """One event as the fold sees it. `facts` are the JSON facts of the event; `order` breaks ties of both times.

    `is_played`: it was played from a published example, so nobody worked at that moment.
    """

    transition: str
    at: datetime
    recorded_at: datetime
    order: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_played: bool = False

    @property
    def typed_on(self) -> date:
        """The local date on which it was entered; for what was entered at once, that of its moment."""
        typed_on = self.facts.get("typed_on")
        return date.fromisoformat(typed_on) if typed_on else local_date(self.at)

    @property
    def place(self) -> tuple[datetime, datetime, int]:
        return (self.at, self.recorded_at, self.order)


@dataclass(frozen=True)
class Halt:
    """A pause of the clock, with the status that caused it; `holds` when it began before the due moment."""

    start: datetime
    end: datetime | None
    status: Status
    holds: bool


@dataclass(frozen=True)
class State:
    """Everything that follows from the events up to some moment. Dates are aware; None before they exist."""

    status: Status | None = None
    keys: Keys | None = None
    calendar: int | None = None
    allowance: Allowance | None = None
    submitted_at: datetime | None = None
    answer_due_at: datetime | None = None
    missed_answer: bool = False  # an answer to what was submitted came too late
    received_at: datetime | None = None
    clock_from: datetime | None = None
    fixed_due: datetime | None = None
    promised_at: datetime | None = None
    due_at: datetime | None = None
    extended_to: datetime | None = None
    ended_at: datetime | None = None
    return_kind: ReturnKind | None = None
    delivered_at: datetime | None = None
    halts: tuple[Halt, ...] = ()
    supplement_requests: int = 0
    payment_requests: int = 0
    letters: int = 0  # forms 04 since the clock started
    available_at: datetime | None = None  # the result lies where it is to be collected
    signals: Signals = NO_SIGNALS
    typed_late_on: frozenset[date] = frozenset()
    is_exempt: bool = False  # taken over or played: how it was worked on is not known here

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def open_halt(self) -> Halt | None:
        return self.halts[-1] if self.halts and self.halts[-1].end is None else None

    @property
    def is_held(self) -> bool:
        """Paused by a pause that holds: overdue cannot come while it lasts."""
        return self.open_halt is not None and self.open_halt.holds

    @property
    def appointment_at(self) -> datetime | None:
        """What the applicant is told now: the later of the due moment and the signed extension. It never decides."""
        if self.due_at is None or self.extended_to is None:
            return self.due_at
        return max(self.due_at, self.extended_to)


def is_late(ended_at: datetime, due_at: datetime) -> bool:
    """Late is a matter of local dates, never of hours (Circular 01/2020/TT-VPCP, form II.06a, as practised)."""
    return local_date(ended_at) > local_date(due_at)


def is_early(ended_at: datetime, due_at: datetime) -> bool:
    return local_date(ended_at) < local_date(due_at)


def allowance_from(facts: Mapping[str, Any]) -> Allowance:
    cutoff = facts.get("cutoff")
    return Allowance(facts["quantity"], Unit(facts["unit"]), time.fromisoformat(cutoff) if cutoff else None)


def allowance_facts(allowance: Allowance) -> dict[str, Any]:
    cutoff = allowance.cutoff.isoformat("minutes") if allowance.cutoff else None
    return {"quantity": allowance.quantity, "unit": allowance.unit.value, "cutoff": cutoff}


def deadline_of(state: State, calendars: Calendars) -> engine.Deadline:
    """Due moment of a received dossier with its explanation; only pauses since `clock_from` count."""
    assert state.calendar is not None
    assert state.clock_from is not None
    assert state.allowance is not None
    pauses = tuple(engine.Pause(halt.start, halt.end) for halt in state.halts if halt.start >= state.clock_from)
    calendar = calendars[state.calendar]
    return engine.deadline(calendar, state.clock_from, state.allowance, pauses, fixed_due=state.fixed_due)


def unpaused_deadline(state: State, calendars: Calendars) -> engine.Deadline:
    """The due moment as it would be without any pause."""
    return deadline_of(state_with(state, halts=()), calendars)


def citizen_due_at(state: State, calendars: Calendars) -> datetime:
    """What the citizen may expect: the allowance from the first submission on, as if nothing had ever paused."""
    assert state.calendar is not None
    assert state.allowance is not None
    start = state.submitted_at or state.received_at
    assert start is not None
    return engine.deadline(calendars[state.calendar], start, state.allowance).due_at


def state_with(state: State, **changes: Any) -> State:
    """`dataclasses.replace` without calling `__init__` again: histories are folded by the million."""
    new = object.__new__(State)
    vars(new).update(vars(state), **changes)
    return new
