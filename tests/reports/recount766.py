"""Item 2.1 of the scorecard counted by hand: each dossier's own events, folded up to the end of the report."""

from datetime import date, datetime

from common.clock import local_date
from dossiers.calendars import SHELF
from dossiers.history import walk
from dossiers.models import Dossier
from dossiers.models.event import history_of
from dossiers.state import State


def recount(first: date, last: date, cut: datetime) -> tuple[int, int]:
    """All that ended in the days or is open at `cut`, and how many of these are late."""
    judged = late = 0
    for dossier in Dossier.objects.exclude(received_at=None):
        before, state, asked = State(), State(), 0
        for event, state in walk(history_of(dossier), SHELF):
            if event.at > cut:
                state = before
                break
            asked += event.transition == "request_supplement"
            has_ended = before.is_open and not state.is_open
            if has_ended and first <= local_date(event.at) <= last:
                assert state.due_at is not None
                judged += 1
                late += event.at > state.due_at or (asked > 1 and not state.is_exempt)
            before = state
        if state.is_open:
            assert state.due_at is not None
            judged += 1
            late += (asked > 1 and not state.is_exempt) or (not state.is_held and state.due_at < cut)
    return judged, late
