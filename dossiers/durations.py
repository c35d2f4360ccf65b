"""How long work took: working minutes from the start of the clock to the result, without the pauses that held it.

Pure, part of the fold. Minutes are booked as one measure per class
(docs/adr/0014-durations-are-booked-in-classes.md), so that classes of days, centers, and procedures can be added up,
and the median of any sum is known to the class.
"""

from bisect import bisect_left

from .state import Calendars, State

HOUR, DAY = 60, 480  # a working day as the law counts it has 8 hours

EDGES: tuple[int, ...] = (
    *(HOUR, 2 * HOUR, 4 * HOUR, DAY, 3 * DAY // 2),
    *(days * DAY for days in (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 90, 120)),
)
"""Upper edges of the classes in working minutes, each class with its edge; what took longer is one more class."""


def class_of(minutes: int) -> int:
    """The number of the class that holds so many working minutes: 0 to len(EDGES)."""
    return bisect_left(EDGES, minutes)


def minutes_taken(state: State, calendars: Calendars) -> int:
    """Working minutes from `clock_from` to the end of a dossier that has ended, pauses that held taken off."""
    assert state.calendar is not None
    assert state.clock_from is not None
    assert state.ended_at is not None
    assert state.due_at is not None
    calendar = calendars[state.calendar]
    taken = calendar.working_minutes_between(state.clock_from, state.ended_at)
    for halt in state.halts:
        if state.clock_from <= halt.start < state.due_at:  # whatever began later held nothing
            taken -= calendar.working_minutes_between(halt.start, halt.end or state.ended_at)
    return max(taken, 0)
