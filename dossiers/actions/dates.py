"""Puts what the fold says into the stored columns of a dossier."""

from collections.abc import Sequence
from datetime import date

from common.clock import local_date
from dossiers import deadlines
from dossiers.calendars import SHELF
from dossiers.history import State, deadline_of
from dossiers.models import Dossier
from policies.catalogue import PolicyKey
from policies.queries import value
from procedures.queries import steps_of
from workcalendar.engine import Calendar


def put_state(dossier: Dossier, state: State) -> None:
    """Assign every column that follows from the events. The one place that writes a status."""
    assert state.status is not None
    assert state.keys is not None
    dossier.status = state.status
    dossier.submitted_at = state.submitted_at
    dossier.answer_due_at = state.answer_due_at
    dossier.ended_at = state.ended_at
    dossier.return_kind = state.return_kind or ""
    dossier.delivered_at = state.delivered_at
    dossier.held_by_pause = state.is_held
    dossier.deciding_unit_id = state.keys.unit
    if state.received_at is not None:
        _put_clock(dossier, state)


def _put_clock(dossier: Dossier, state: State) -> None:
    assert state.allowance is not None
    assert state.calendar is not None
    assert state.due_at is not None
    due_moved = dossier.due_at != state.due_at or dossier.clock_from != state.clock_from
    dossier.received_at = state.received_at
    dossier.clock_from = state.clock_from
    dossier.promised_at = state.promised_at
    dossier.due_at = state.due_at
    dossier.appointment_at = state.appointment_at
    dossier.calendar_version_id = state.calendar
    dossier.quantity = state.allowance.quantity
    dossier.unit = state.allowance.unit
    dossier.cutoff = state.allowance.cutoff
    if due_moved:
        put_soon(dossier, state)
        put_step(dossier, dossier.step_number)


def put_soon(dossier: Dossier, state: State) -> None:
    assert state.allowance is not None
    assert state.calendar is not None
    deadline = deadline_of(state, SHELF)
    rules = soon_rules(local_date(deadline.starts_at))
    dossier.soon_at = deadlines.soon_at(
        SHELF[state.calendar], state.allowance, deadline.starts_at, deadline.due_at, rules
    )


def put_step(dossier: Dossier, number: int | None) -> None:
    """Set the current step and its due date: a share of the span from reception to due."""
    dossier.step_number = number
    dossier.step_due_at = None
    if number is None or dossier.due_at is None or dossier.clock_from is None or dossier.calendar_version_id is None:
        return
    calendar: Calendar = SHELF[dossier.calendar_version_id]
    start = min(calendar.next_opening(dossier.clock_from), dossier.due_at)
    dossier.step_due_at = deadlines.step_due(calendar, spans_of(dossier), number, start, dossier.due_at)


def spans_of(dossier: Dossier) -> Sequence[deadlines.StepSpan]:
    return [deadlines.StepSpan(step.number, float(step.share)) for step in steps_of(dossier.version)]


def soon_rules(on: date) -> deadlines.SoonRules:
    """The policies due_soon.* as rules."""
    return deadlines.SoonRules(
        least=int(value(PolicyKey.DUE_SOON_MIN_MINUTES, on=on)),
        most=int(value(PolicyKey.DUE_SOON_MAX_MINUTES, on=on)),
        share=float(value(PolicyKey.DUE_SOON_SHARE, on=on)),
        same_day_at=value(PolicyKey.DUE_SOON_SAME_DAY_AT, on=on),
    )
