"""Puts what the fold says into the stored columns of a dossier."""

from datetime import date, datetime

from common.clock import local_date
from dossiers import deadlines
from dossiers.calendars import SHELF
from dossiers.models import Dossier
from dossiers.reference import spans_of
from dossiers.state import State, unpaused_deadline
from policies.catalogue import PolicyKey
from policies.queries import value


def put_state(dossier: Dossier, state: State, *, step: int | None) -> None:
    """Assign every column that follows from the events, and the current step. The one place that writes a status."""
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
    dossier.level, dossier.channel, dossier.filed_by = state.keys.level, state.keys.channel, state.keys.filed_by
    if state.received_at is not None:
        _put_clock(dossier, state, step)


def _put_clock(dossier: Dossier, state: State, step: int | None) -> None:
    assert state.allowance is not None
    assert state.calendar is not None
    due_moved = dossier.due_at != state.due_at or dossier.clock_from != state.clock_from
    step_moved, dossier.step_number = dossier.step_number != step, step
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
        dossier.soon_at = _soon_at(state)
    if due_moved or step_moved:
        dossier.step_due_at = due_of_step(dossier, step)


def due_of_step(dossier: Dossier, step: int | None) -> datetime | None:
    """The due date of a step by the dates that a received dossier has now."""
    assert dossier.calendar_version_id is not None
    assert dossier.clock_from is not None
    assert dossier.due_at is not None
    return deadlines.due_of_step(
        SHELF[dossier.calendar_version_id],
        spans_of(dossier),
        step,
        clock_from=dossier.clock_from,
        due_at=dossier.due_at,
    )


def _soon_at(state: State) -> datetime:
    assert state.allowance is not None
    assert state.calendar is not None
    assert state.due_at is not None
    unpaused = unpaused_deadline(state, SHELF)
    return deadlines.soon_at(
        SHELF[state.calendar],
        state.allowance.unit,
        start=unpaused.starts_at,
        unpaused_due=unpaused.due_at,
        due_at=state.due_at,
        rules=soon_rules(local_date(unpaused.starts_at)),
    )


def soon_rules(on: date) -> deadlines.SoonRules:
    """The policies due_soon.* as rules."""
    return deadlines.SoonRules(
        least=int(value(PolicyKey.DUE_SOON_MIN_MINUTES, on=on)),
        most=int(value(PolicyKey.DUE_SOON_MAX_MINUTES, on=on)),
        share=float(value(PolicyKey.DUE_SOON_SHARE, on=on)),
        same_day_at=value(PolicyKey.DUE_SOON_SAME_DAY_AT, on=on),
    )
