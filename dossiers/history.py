"""From the events of a dossier to its status and dates: one pure fold, used by everything that needs them.

`advance` folds to know what a new event does, `verify_lifecycle` to compare with what is stored, `measures.bookings`
to book the figures. Nothing here asks a clock or a database; calendars are given by their version id.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.clock import LOCAL_TZ, local_date
from common.errors import Refusal
from workcalendar import engine
from workcalendar.engine import Allowance, Calendar, Unit

from .lifecycle import AWAITING, OPEN, TRANSITIONS, Clock, ReturnKind, Status
from .signals import NO_SIGNALS, Signals, arising

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


class OutOfOrder(Refusal):
    """A late-typed event would make a later event of the same dossier impossible."""

    def __init__(self, in_the_way: Happening) -> None:
        self.in_the_way = in_the_way
        super().__init__(
            _("This cannot have happened then: “%(event)s” of %(moment)s would not have been possible after it.")
            % {
                "event": TRANSITIONS[in_the_way.transition].label,
                "moment": in_the_way.at.astimezone(LOCAL_TZ).strftime("%d/%m/%Y %H:%M"),
            },
            field="at",
        )


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
    return deadline_of(_changed(state, halts=()), calendars)


def fold(events: Iterable[Happening], calendars: Calendars) -> State:
    """State after all events, which must be sorted by `place`.

    Raises `OutOfOrder` when an event does not start from the status it finds.
    """
    state = State()
    for _event, state in walk(events, calendars):  # noqa: B007
        pass
    return state


def walk(events: Iterable[Happening], calendars: Calendars) -> Iterator[tuple[Happening, State]]:
    """Each event with the state after it."""
    state = State()
    for event in events:
        state = after(state, event, calendars)
        yield event, state


def after(state: State, event: Happening, calendars: Calendars) -> State:
    """The state after one more event. Raises `OutOfOrder` when the table does not allow it from this state."""
    transition, before = TRANSITIONS[event.transition], state
    if state.status not in transition.sources:
        raise OutOfOrder(event)
    if state.status is None and event.transition == "take_over":
        return _taken_over(state, event, calendars)
    state = _with_new_keys(state, event)
    state = _CLOCK_HANDS[transition.clock](state, event, calendars)
    status = transition.target or state.status
    changed: dict[str, Any] = {"status": status}
    if transition.clock is Clock.STOP:
        changed |= {"ended_at": event.at, "return_kind": transition.return_kind}
    if status is Status.NOT_ACCEPTED:
        changed["ended_at"] = event.at
    if transition.target is Status.DELIVERED:
        changed["delivered_at"] = event.at
    if event.transition == "request_supplement":
        changed["supplement_requests"] = state.supplement_requests + 1
    if event.transition == "request_payment":
        changed["payment_requests"] = state.payment_requests + 1
    if transition.form == "04":
        changed["letters"] = state.letters + 1
    if event.is_played and not state.is_exempt:
        changed["is_exempt"] = True
    move_result = _RESULT_MOVES.get(event.transition)
    if move_result is not None:
        changed["available_at"] = move_result(before, event)
    state = _changed(state, **changed)
    arisen = arising(before, event, state, calendars)
    return _changed(state, signals=before.signals | arisen) if arisen else state


def citizen_due_at(state: State, calendars: Calendars) -> datetime:
    """What the citizen may expect: the allowance from the first submission on, as if nothing had ever paused."""
    assert state.calendar is not None
    assert state.allowance is not None
    start = state.submitted_at or state.received_at
    assert start is not None
    return engine.deadline(calendars[state.calendar], start, state.allowance).due_at


def _resolved(before: State, event: Happening) -> datetime | None:
    """At once where the office that decides hands out, too; else it has yet to arrive."""
    return event.at if event.facts.get("stays") else None


def _arrived(before: State, event: Happening) -> datetime | None:
    """What is called back on its way to the desk has not arrived there."""
    if event.facts.get("recalled"):
        return before.available_at
    if before.status in (Status.RESOLVED, Status.DELIVERED) and before.available_at is None:
        return event.at
    return before.available_at


def _gone(before: State, event: Happening) -> datetime | None:
    return None


_RESULT_MOVES = {
    "resolve": _resolved,
    "confirm_hand_over": _arrived,
    "post_result": _arrived,
    "deliver": _arrived,
    "reopen": _gone,
}


def _changed(state: State, **changes: Any) -> State:
    """`dataclasses.replace` without calling `__init__` again: histories are folded by the million."""
    new = object.__new__(State)
    vars(new).update(vars(state), **changes)
    return new


def _with_new_keys(state: State, event: Happening) -> State:
    changed = event.facts.get("keys")
    if not changed:
        return state
    return _changed(state, keys=replace(state.keys, **changed) if state.keys else Keys(**changed))


def _with_due(state: State, calendars: Calendars) -> State:
    due_at = deadline_of(state, calendars).due_at
    halt = state.open_halt
    if halt is not None:  # the clock may have been set anew under a running pause
        state = _changed(state, halts=(*state.halts[:-1], replace(halt, holds=halt.start < due_at)))
    return _changed(state, due_at=due_at, promised_at=state.promised_at or due_at)


def _none(state: State, event: Happening, calendars: Calendars) -> State:
    return state


def _first_answer(state: State, event: Happening, calendars: Calendars) -> State:
    """A first answer is due within working hours of the arrival, counted from the next opening (domain rule R6, R7)."""
    hours = Allowance(event.facts["answer_hours"], Unit.WORKING_HOURS, None)
    answer_due_at = engine.deadline(calendars[event.facts["calendar"]], event.at, hours).due_at
    return _changed(state, submitted_at=state.submitted_at or event.at, answer_due_at=answer_due_at)


def _start(state: State, event: Happening, calendars: Calendars) -> State:
    state = _changed(
        state,
        calendar=event.facts["calendar"],
        allowance=allowance_from(event.facts["allowance"]),
        received_at=event.at,
        clock_from=event.at,
    )
    return _with_due(state, calendars)


def _pause(state: State, event: Happening, calendars: Calendars) -> State:
    assert state.due_at is not None
    target = TRANSITIONS[event.transition].target
    halt = Halt(event.at, None, target or Status.AWAITING_SUPPLEMENT, event.at < state.due_at)
    return _changed(state, halts=(*state.halts, halt))


def _resume(state: State, event: Happening, calendars: Calendars) -> State:
    halt = state.open_halt
    if halt is None:
        return state
    state = _changed(state, halts=(*state.halts[:-1], replace(halt, end=event.at)))
    return _with_due(state, calendars) if halt.holds else state


def _stop(state: State, event: Happening, calendars: Calendars) -> State:
    """An ending inside a pause closes it first and moves the due date exactly as a resume would."""
    return _resume(state, event, calendars)


def _restart(state: State, event: Happening, calendars: Calendars) -> State:
    state = _changed(
        state,
        clock_from=event.at,
        calendar=event.facts.get("calendar", state.calendar),
        fixed_due=None,
        extended_to=None,
        letters=0,
        ended_at=None,
        return_kind=None,
    )
    return _with_due(state, calendars)


def _reschedule(state: State, event: Happening, calendars: Calendars) -> State:
    """`reschedule` brings a new calendar version, `reclassify` a new allowance; `clock_from` stays."""
    if state.received_at is None:
        return state
    if "allowance" in event.facts:
        state = _changed(state, allowance=allowance_from(event.facts["allowance"]), fixed_due=None)
    if "calendar" in event.facts:
        state = _changed(state, calendar=event.facts["calendar"], fixed_due=None)
    return _with_due(state, calendars)


def _appointment(state: State, event: Happening, calendars: Calendars) -> State:
    return _changed(state, extended_to=datetime.fromisoformat(event.facts["extended_to"]))


def _taken_over(state: State, event: Happening, calendars: Calendars) -> State:
    """A dossier out of another system, in one of the open statuses; `event.at` is its reception there.

    Facts: `status`, `keys`, `allowance`, `calendar`, and optionally `due_at`, which then is the promise. A dossier that
    has ended follows with the event of its ending.
    """
    status = Status(event.facts["status"])
    if status not in OPEN:
        raise OutOfOrder(event)
    due_at = event.facts.get("due_at")
    state = _changed(_with_new_keys(state, event), fixed_due=datetime.fromisoformat(due_at) if due_at else None)
    state = _changed(_start(state, event, calendars), status=status)
    if status in AWAITING:
        state = _changed(state, halts=(Halt(event.at, None, status, holds=True),))
    return _changed(state, is_exempt=True)


_CLOCK_HANDS = {
    Clock.NONE: _none,
    Clock.FIRST_ANSWER: _first_answer,
    Clock.START: _start,
    Clock.PAUSE: _pause,
    Clock.RESUME: _resume,
    Clock.STOP: _stop,
    Clock.RESTART: _restart,
    Clock.RESCHEDULE: _reschedule,
    Clock.APPOINTMENT: _appointment,
}
