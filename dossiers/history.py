"""From the events of a dossier to its status and dates: one pure fold, used by everything that needs them.

`advance` folds to know what a new event does, `verify_lifecycle` to compare with what is stored, `measures.bookings`
to book the figures. Nothing here asks a clock or a database; calendars are given by their version id.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.clock import LOCAL_TZ
from common.errors import Refusal
from workcalendar import engine
from workcalendar.engine import Allowance, Unit

from .lifecycle import AWAITING, OPEN, TRANSITIONS, Clock, Status
from .signals import arising
from .state import (
    Calendars,
    Halt,
    Happening,
    Keys,
    State,
    allowance_from,
    deadline_of,
    state_with,
)


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
    if is_answer(before, event) and before.answer_due_at is not None and event.at > before.answer_due_at:
        changed["missed_answer"] = True
    if event.facts.get("late"):
        changed["typed_late_on"] = state.typed_late_on | {event.typed_on}
    if event.is_played and not state.is_exempt:
        changed["is_exempt"] = True
    move_result = _RESULT_MOVES.get(event.transition)
    if move_result is not None:
        changed["available_at"] = move_result(before, event)
    state = state_with(state, **changed)
    arisen = arising(before, event, state, calendars)
    return state_with(state, signals=before.signals | arisen) if arisen else state


def is_answer(before: State, event: Happening) -> bool:
    """Whether an event answers what was submitted, or ends at the counter that anybody waits for an answer."""
    if before.status is not Status.SUBMITTED:
        return False
    return event.transition in ANSWERS or (event.transition == "withdraw" and bool(event.facts.get("by_counter")))


ANSWERS = frozenset({"receive", "decline", "ask_to_complete"})


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


def _with_new_keys(state: State, event: Happening) -> State:
    changed = event.facts.get("keys")
    if not changed:
        return state
    return state_with(state, keys=replace(state.keys, **changed) if state.keys else Keys(**changed))


def _with_due(state: State, calendars: Calendars) -> State:
    due_at = deadline_of(state, calendars).due_at
    halt = state.open_halt
    if halt is not None:  # the clock may have been set anew under a running pause
        state = state_with(state, halts=(*state.halts[:-1], replace(halt, holds=halt.start < due_at)))
    return state_with(state, due_at=due_at, promised_at=state.promised_at or due_at)


def _none(state: State, event: Happening, calendars: Calendars) -> State:
    return state


def _first_answer(state: State, event: Happening, calendars: Calendars) -> State:
    """A first answer is due within working hours of the arrival, counted from the next opening (domain rule R6, R7)."""
    hours = Allowance(event.facts["answer_hours"], Unit.WORKING_HOURS, None)
    answer_due_at = engine.deadline(calendars[event.facts["calendar"]], event.at, hours).due_at
    return state_with(state, submitted_at=state.submitted_at or event.at, answer_due_at=answer_due_at)


def _start(state: State, event: Happening, calendars: Calendars) -> State:
    state = state_with(
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
    return state_with(state, halts=(*state.halts, halt))


def _resume(state: State, event: Happening, calendars: Calendars) -> State:
    halt = state.open_halt
    if halt is None:
        return state
    state = state_with(state, halts=(*state.halts[:-1], replace(halt, end=event.at)))
    return _with_due(state, calendars) if halt.holds else state


def _stop(state: State, event: Happening, calendars: Calendars) -> State:
    """An ending inside a pause closes it first and moves the due date exactly as a resume would."""
    return _resume(state, event, calendars)


def _restart(state: State, event: Happening, calendars: Calendars) -> State:
    state = state_with(
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
        state = state_with(state, allowance=allowance_from(event.facts["allowance"]), fixed_due=None)
    if "calendar" in event.facts:
        state = state_with(state, calendar=event.facts["calendar"], fixed_due=None)
    return _with_due(state, calendars)


def _appointment(state: State, event: Happening, calendars: Calendars) -> State:
    return state_with(state, extended_to=datetime.fromisoformat(event.facts["extended_to"]))


def _taken_over(state: State, event: Happening, calendars: Calendars) -> State:
    """A dossier out of another system, in one of the open statuses; `event.at` is its reception there.

    Facts: `status`, `keys`, `allowance`, `calendar`, and optionally `due_at`, which then is the promise. A dossier that
    has ended follows with the event of its ending.
    """
    status = Status(event.facts["status"])
    if status not in OPEN:
        raise OutOfOrder(event)
    due_at = event.facts.get("due_at")
    state = state_with(_with_new_keys(state, event), fixed_due=datetime.fromisoformat(due_at) if due_at else None)
    state = state_with(_start(state, event, calendars), status=status)
    if status in AWAITING:
        state = state_with(state, halts=(Halt(event.at, None, status, holds=True),))
    return state_with(state, is_exempt=True)


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
