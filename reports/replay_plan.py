"""The lives of the 639 dossiers of July 2025: pure, decided by a seed, all within what Sa Pa published.

Published are only sums (reports/facts/sa_pa_2025_07.json). Procedures, moments and offices are drawn so that every
sum comes true by the ordinary rules: what was pending at the end of the period has its due date after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any

from common.clock import LOCAL_TZ, local_date
from workcalendar.engine import Calendar, deadline

from .stage import Choice, inside

TRIES = 5000
FIRST_ANSWER = 8 * 60  # working minutes in which an online submission is answered


@dataclass(frozen=True)
class Life:
    """One dossier from its reception to its end; all moments with the office open. Returned: never delivered."""

    choice: Choice
    channel: str
    submitted_at: datetime | None
    received_at: datetime
    started_at: datetime
    ended_at: datetime
    is_returned: bool
    delivered_at: datetime | None


@dataclass(frozen=True)
class Period:
    """The published period, from the first opening to the last closing, and the opening after it."""

    start: datetime
    end: datetime
    next_opening: datetime
    last: date


class NoSuchLife(Exception):
    """The catalogue has no procedure with which the published sums could come true."""


def plan(facts: Mapping[str, Any], calendar: Calendar, choices: Sequence[Choice], rng: Random) -> list[Life]:
    """One life per published dossier, in the order of their receptions. Raises NoSuchLife."""
    period = period_of(facts, calendar)
    lives = []
    for level, published in facts["levels"].items():
        channels = [name for name, number in published["received"].items() for _n in range(number)]
        fates = [fate for fate in ("resolved", "pending", "returned") for _n in range(published[fate])]
        rng.shuffle(channels)
        offered = [choice for choice in choices if choice.level == level]
        lives += [
            _life(channel, fate, offered, calendar, period, rng) for channel, fate in zip(channels, fates, strict=True)
        ]
    return sorted(lives, key=lambda life: (life.received_at, life.choice.version.pk))


def period_of(facts: Mapping[str, Any], calendar: Calendar) -> Period:
    first, last = date.fromisoformat(facts["period_start"]), date.fromisoformat(facts["period_end"])
    end = calendar.closing_of(last)
    opening = calendar.next_opening(datetime.combine(first, time.min, LOCAL_TZ))
    return Period(opening, end, calendar.next_opening(end), last)


def _life(channel: str, fate: str, choices: Sequence[Choice], calendar: Calendar, period: Period, rng: Random) -> Life:
    """Draw until a life fits its fate."""
    takes = [choice for choice in choices if channel in choice.channels]
    if not takes:
        raise NoSuchLife(f"{channel}: no procedure is offered that way")
    weights = [choice.weight for choice in takes]
    for _try in range(TRIES):
        choice = rng.choices(takes, weights)[0]
        submitted_at, received_at = _arrival(channel, calendar, period, rng)
        due_at = deadline(calendar, received_at, choice.allowance).due_at
        ended_at = _end(fate, received_at, due_at, calendar, period, rng)
        if ended_at is None or received_at > period.end:
            continue
        worked = calendar.working_minutes_between(received_at, ended_at)
        started_at = inside(calendar, received_at, rng.randint(5, max(6, min(FIRST_ANSWER, worked - 5))))
        delivered_at = None if fate == "returned" else inside(calendar, ended_at, rng.randint(20, 3 * FIRST_ANSWER))
        return Life(choice, channel, submitted_at, received_at, started_at, ended_at, fate == "returned", delivered_at)
    raise NoSuchLife(f"{channel}, {fate}: nothing fits")


def _arrival(channel: str, calendar: Calendar, period: Period, rng: Random) -> tuple[datetime | None, datetime]:
    """When it was submitted (online only) and received; an online one is answered within the 8 working hours."""
    length = calendar.working_minutes_between(period.start, period.end)
    arrived_at = inside(calendar, period.start, rng.randint(5, length - 1))
    if channel != "online":
        return None, arrived_at
    return arrived_at, inside(calendar, arrived_at, rng.randint(3, FIRST_ANSWER - 60))


def _end(
    fate: str, received_at: datetime, due_at: datetime, calendar: Calendar, period: Period, rng: Random
) -> datetime | None:
    """A moment on or before the due date: in the period, or for what was pending at its end after it. None: no fit."""
    if fate == "pending":
        if local_date(due_at) <= period.last:
            return None
        earliest, least = period.next_opening, 15
    else:
        earliest, least = received_at, 20
    span = calendar.working_minutes_between(earliest, due_at)
    if span <= least:
        return None
    ended_at = inside(calendar, earliest, rng.randint(max(least, span // 3), span))
    if fate != "pending" and ended_at > period.end:
        return None
    return ended_at if local_date(ended_at) <= local_date(due_at) else None
