"""Who had a dossier how long: the legs of its way in working minutes. Pure.

An office answers from its own confirmation to the confirmation of the next one, the time on the way included, so the
legs add up to the whole time from reception to the end, without gap and without overlap (Circular 03/2025, form 06).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workcalendar.engine import Calendar

from .state import is_early, is_late


class Stretch(Protocol):
    """What is asked of a leg."""

    confirmed_at: datetime | None
    ended_at: datetime | None
    step_due_at: datetime | None


@dataclass(frozen=True)
class Held:
    """How long one office had it, in working minutes, and how that ended against the due date of its step.

    `timing` is "early", "on time" or "late"; "" while it lasts, or where the step has no due date.
    """

    minutes: int
    timing: str


def held(legs: Sequence[Stretch], calendar: Calendar, until: datetime) -> list[Held]:
    """One line per leg, in their order; a leg that nobody confirmed has had nothing yet."""
    return [_held(leg, calendar, until) for leg in legs]


def _held(leg: Stretch, calendar: Calendar, until: datetime) -> Held:
    if leg.confirmed_at is None:
        return Held(0, "")
    end = leg.ended_at or max(until, leg.confirmed_at)
    minutes = calendar.working_minutes_between(leg.confirmed_at, end) if leg.confirmed_at < end else 0
    return Held(minutes, _timing(leg.ended_at, leg.step_due_at))


def _timing(ended_at: datetime | None, due_at: datetime | None) -> str:
    if ended_at is None or due_at is None:
        return ""
    if is_late(ended_at, due_at):
        return "late"
    return "early" if is_early(ended_at, due_at) else "on time"
