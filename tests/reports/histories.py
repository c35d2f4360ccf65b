"""Random histories of a dossier, late typing included, and a recount of the figures that knows nothing of bookings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from common.clock import LOCAL_TZ, local_date
from dossiers.history import OutOfOrder, fold
from dossiers.lifecycle import OPEN, TRANSITIONS, Status
from dossiers.state import Happening, Keys, State
from workcalendar.engine import DayKind, DayNote
from workcalendar.reference import province_calendar

FIRST = datetime(2026, 10, 26, 7, 30, tzinfo=LOCAL_TZ)
KEYS = {"center": 1, "unit": 1, "procedure": 1, "level": "commune", "channel": "online", "filed_by": "owner"}
LIMITS = (("working_days", 2), ("working_hours", 4), ("calendar_days", 5), ("same_day", 1), ("months", 1))


def calendars() -> dict[int, Any]:
    """Two versions of one calendar: in the second, a week of November is off."""
    first = province_calendar()
    off = {date(2026, 11, day): DayNote(DayKind.OFF, "nghỉ", "thử") for day in range(9, 14)}
    return {1: first, 2: replace(first, days={**first.days, **off})}


CALENDARS = calendars()


def random_history(rng: Random) -> list[Happening]:
    """Up to 14 events in the order of their recording; some are typed late, before others of the same dossier."""
    recorded: list[Happening] = []
    at, recorded_at = FIRST + timedelta(minutes=rng.randrange(60 * 24 * 10)), FIRST + timedelta(days=60)
    for number in range(1, rng.randint(2, 15)):
        at += timedelta(minutes=rng.choice([0, 20, 180, 60 * 20, 60 * 50, 60 * 24 * 9]))
        recorded_at += timedelta(minutes=1)
        moment = at
        if recorded and rng.random() < 0.3:  # typed late
            moment = recorded[0].at + (at - recorded[0].at) * rng.random()
        event = _possible_event(recorded, moment, recorded_at, number, rng)
        if event is not None:
            recorded.append(event)
    return recorded


def _possible_event(
    recorded: Sequence[Happening], at: datetime, recorded_at: datetime, number: int, rng: Random
) -> Happening | None:
    """One that leaves the whole sorted history possible, as `advance` demands; None when the draw is not."""
    before = fold(in_order([event for event in recorded if event.at <= at]), CALENDARS)
    names = [name for name, row in TRANSITIONS.items() if before.status in row.sources]
    if not recorded:
        names = ["submit", "receive", "receive", "take_over"]
    if not names:
        return None
    name = rng.choice(names)
    event = Happening(name, at, recorded_at, number, _facts(name, before, at, rng))
    try:
        fold(in_order([*recorded, event]), CALENDARS)
    except OutOfOrder:
        return None
    return event


def _facts(name: str, before: State, at: datetime, rng: Random) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if before.status is None:
        facts["keys"] = dict(KEYS)
    if name in {"submit", "resubmit"}:
        facts |= {"answer_hours": 8, "calendar": 1}
    if name in {"receive", "take_over"}:
        facts |= {"calendar": 1, "allowance": _limit(rng)}
    if name == "take_over":
        facts["status"] = rng.choice(sorted(OPEN))
        if rng.random() < 0.5:
            facts["due_at"] = (at + timedelta(days=rng.randint(1, 5))).isoformat()
    if name == "reopen":
        facts["calendar"] = rng.choice([1, 2])
    if name == "reschedule":
        facts["calendar"] = rng.choice([1, 2])
    if name == "reclassify":
        facts["keys"] = {"procedure": rng.choice([1, 2])}
        facts["allowance"] = _limit(rng)
    if name == "hand_over" and rng.random() < 0.5:
        facts["keys"] = {"unit": rng.choice([1, 2]), "level": rng.choice(["commune", "province"])}
    if name == "extend":
        facts["extended_to"] = (at + timedelta(days=3)).isoformat()
    return facts


def _limit(rng: Random) -> dict[str, Any]:
    unit, quantity = rng.choice(LIMITS)
    return {"unit": unit, "quantity": quantity, "cutoff": "15:00" if unit == "same_day" else None}


def in_order(events: Sequence[Happening]) -> list[Happening]:
    return sorted(events, key=lambda event: event.place)


def days_of(events: Sequence[Happening]) -> Iterator[date]:
    """Every day from the first event to four weeks after the last, so that what turns overdue later is seen too."""
    first, last = local_date(events[0].at), local_date(events[-1].at) + timedelta(days=28)
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def stocks_at_end_of(day: date, events: Sequence[Happening]) -> Counter[tuple[Keys, str]]:
    """What a clerk would count on the evening of `day`, with the dossier and a calendar on the desk."""
    state = fold([event for event in events if local_date(event.at) <= day], CALENDARS)
    counted: Counter[tuple[Keys, str]] = Counter()
    if state.keys is None:
        return counted
    if state.status is Status.SUBMITTED:
        counted[state.keys, "unanswered"] = 1
    if state.status in OPEN:
        counted[state.keys, "open"] = 1
        halt = state.halts[-1] if state.halts and state.halts[-1].end is None else None
        if halt is not None:
            counted[state.keys, "paused"] = 1
        assert state.due_at is not None
        is_held = halt is not None and halt.start < state.due_at
        if not is_held and local_date(state.due_at) < day:
            counted[state.keys, "overdue"] = 1
    return counted


def flows_on(day: date, events: Sequence[Happening]) -> Counter[tuple[Keys, str]]:
    """What happened on `day`, told by comparing the dossier before and after each event of it."""
    counted: Counter[tuple[Keys, str]] = Counter()
    for place, event in enumerate(events):
        if local_date(event.at) != day:
            continue
        before, after = fold(events[:place], CALENDARS), fold(events[: place + 1], CALENDARS)
        assert after.keys is not None
        if event.transition in {"receive", "take_over"}:
            counted[after.keys, "received"] += 1
        if event.transition == "reopen":
            counted[after.keys, "reopened"] += 1
        is_answer = event.transition in {"receive", "decline", "ask_to_complete"} and before.status is Status.SUBMITTED
        if is_answer and before.answer_due_at is not None and event.at > before.answer_due_at:
            counted[after.keys, "first_answer_late"] += 1
        if before.status in OPEN and after.status in OPEN and before.keys is not None and before.keys != after.keys:
            counted[before.keys, "moved"] -= 1
            counted[after.keys, "moved"] += 1
        if before.status in OPEN and after.status not in OPEN:
            for measure in _outcome(after, day):
                counted[after.keys, measure] += 1
    return Counter({key: n for key, n in counted.items() if n})


def _outcome(after: State, day: date) -> tuple[str, ...]:
    assert after.due_at is not None
    due_on = local_date(after.due_at)
    if after.status is Status.RESOLVED:
        return ("late" if day > due_on else "early" if day < due_on else "on_time",)
    name = "withdrawn" if after.status is Status.WITHDRAWN else "returned"
    return (name, f"{name}_late") if day > due_on else (name,)
