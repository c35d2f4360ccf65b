"""Which dossiers are late in a period, and how each came to be: the facts of the overdue list.

Late are those of `reports.letters`: what ended late in the period, and what is overdue at its end. Everything is told
as it was then: due date, end and pauses come out of the events up to the end of the period, by the same fold that
decides what is late. A constant number of statements for any number of dossiers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import User
from common.clock import end_of_day, local_date, start_of_day
from dossiers.access import visible_to
from dossiers.calendars import SHELF
from dossiers.history import walk
from dossiers.letters import Cause
from dossiers.measures import Measure, ending
from dossiers.models import Dossier, DossierEvent, IssuedForm, LedgerEntry, Leg
from dossiers.state import State
from reports import letters
from reports.groups import names_of_steps
from reports.measures import LetterFate
from reports.queries import Scope

from .asked import Asked

Key = tuple[int, str]  # dossier and measure: a dossier that ended late and is overdue again has two lines


@dataclass(frozen=True)
class Lost:
    """The leg where most time was lost: working hours it took, and those beyond the share of its step."""

    step: str
    office: str
    hours: float
    over: float


@dataclass(frozen=True)
class Causes:
    """What is recorded of why: `cause` of form 04, the extension, pauses with their working days, and the rest."""

    cause: Cause | None = None
    extended_to: datetime | None = None
    pauses: int = 0
    paused_days: int = 0
    idle_pauses: int = 0
    supplements: int = 0
    is_reopened: bool = False


@dataclass(frozen=True)
class Late:
    """One late dossier as it stood at its end, or at the end of the period. Names only where the reader may look."""

    dossier: int
    code: str
    is_visible: bool
    procedure: str
    office: str
    officer: str
    received_on: date
    due_on: date
    ended_on: date | None
    measure: Measure
    times: int
    days: int
    lost: Lost | None
    causes: Causes
    letter: LetterFate
    letter_on: date | None


def keys_of(scope: Scope) -> QuerySet[LedgerEntry, Any]:
    """Rows of `dossier`, `measure` and `times`, by kind, the oldest first; the sum of `times` is the figure.

    Sorted by what the ledger itself has: the due date would make the database read every dossier there is.
    """
    rows = letters.late(scope).values("dossier", "measure").annotate(times=Sum("n")).exclude(times=0)
    return rows.order_by("measure", "dossier")


def dossiers_of(scope: Scope) -> QuerySet[Dossier]:
    late = letters.late(scope).values("dossier", "measure").annotate(times=Sum("n")).exclude(times=0).order_by()
    return Dossier.objects.filter(pk__in=late.values("dossier"))


def late_ones(asked: Asked, rows: Iterable[Mapping[str, Any]]) -> list[Late]:
    """The facts of some rows of `keys_of`, in their order."""
    wanted = list(rows)
    keys = sorted({row["dossier"] for row in wanted})
    facts = _Facts.of(keys, asked.scope, asked.reader, asked.at)
    return [facts.late(row["dossier"], Measure(row["measure"]), row["times"]) for row in wanted]


@dataclass(frozen=True)
class _Facts:
    scope: Scope
    at: datetime
    dossiers: Mapping[int, Dossier]
    visible: frozenset[int]
    events: Mapping[int, Sequence[DossierEvent]]
    legs: Mapping[int, Sequence[Leg]]
    steps: Mapping[tuple[int, int], str]  # names by version and number
    fates: Mapping[Key, LetterFate]
    forms: Mapping[int, tuple[datetime, Cause | None]]

    @classmethod
    def of(cls, keys: Sequence[int], scope: Scope, reader: User, at: datetime) -> "_Facts":
        related = ("version__procedure", "deciding_office", "assignee")
        events = DossierEvent.objects.filter(dossier__in=keys).select_related("by")
        dossiers = {one.pk: one for one in Dossier.objects.filter(pk__in=keys).select_related(*related)}
        legs = Leg.objects.filter(dossier__in=keys, confirmed_at__isnull=False).select_related("office")
        return cls(
            scope,
            at,
            dossiers,
            frozenset(visible_to(reader, at).filter(pk__in=keys).values_list("pk", flat=True)),
            _by_dossier(events.order_by("at", "recorded_at", "number")),
            _by_dossier(legs.order_by("number")),
            names_of_steps({one.version_id for one in dossiers.values()}),
            _fates(keys, scope),
            _forms(keys, scope),
        )

    def late(self, pk: int, measure: Measure, times: int) -> Late:
        dossier, is_visible = self.dossiers[pk], pk in self.visible
        event, state = _then(self.events[pk], measure, self.scope.until)
        assert state.received_at is not None
        assert state.due_at is not None
        officer = event.by if state.ended_at else dossier.assignee
        end = state.ended_at or min(end_of_day(self.scope.until), self.at)
        issued_at, cause = self.forms.get(pk, (None, None))
        fate = self.fates.get((pk, measure.value), LetterFate.MISSING)
        is_issued = fate is LetterFate.ISSUED and issued_at is not None
        return Late(
            dossier=pk,
            code=dossier.code or f"#{pk}",
            is_visible=is_visible,
            procedure=dossier.version.procedure.name,
            office=dossier.deciding_office.name,
            officer=officer.full_name if officer and is_visible else "",
            received_on=local_date(state.received_at),
            due_on=local_date(state.due_at),
            ended_on=local_date(state.ended_at) if state.ended_at else None,
            measure=measure,
            times=times,
            days=days_late(state, self.scope.until),
            lost=self._lost(dossier, state, end),
            causes=_causes(state, end, cause if is_issued else None),
            letter=fate,
            letter_on=local_date(issued_at) if is_issued and issued_at else None,
        )

    def _lost(self, dossier: Dossier, state: State, end: datetime) -> Lost | None:
        """The leg that went furthest beyond its share; where none did, the longest. None where nobody confirmed one."""
        assert state.calendar is not None
        calendar = SHELF[state.calendar]

        def minutes(start: datetime | None, stop: datetime) -> int:
            return calendar.working_minutes_between(start, stop) if start is not None and start < stop else 0

        found = []
        for leg in self.legs.get(dossier.pk, ()):
            stop = min(leg.ended_at or end, end)
            found.append((minutes(leg.step_due_at, stop), minutes(leg.confirmed_at, stop), -leg.number, leg))
        if not found:
            return None
        over, took, _number, leg = max(found, key=lambda row: row[:3])
        step = self.steps.get((dossier.version_id, leg.step_number or 0), leg.office.name)
        return Lost(step, leg.office.name, round(took / 60, 1), round(over / 60, 1))


def _by_dossier(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _then(events: Sequence[DossierEvent], measure: Measure, until: date) -> tuple[DossierEvent, State]:
    """The event after which the dossier was late in this way, and its state: the ending, or the end of the period."""
    before, found = State(), None
    numbers = {event.number: event for event in events}
    for happening, state in walk((event.as_happening() for event in events), SHELF):
        if local_date(happening.at) > until:
            break
        ended = state.received_at is not None and state.ended_at is not None and before.ended_at is None
        if measure is Measure.OVERDUE or (ended and measure in ending(state)):
            found = (numbers[happening.order], state)
        before = state
    assert found is not None  # the ledger has it from these events
    return found


def days_late(state: State, until: date) -> int:
    """Working days after the due date, up to the end or to the end of the period; days off do not count."""
    assert state.due_at is not None
    assert state.calendar is not None
    first, last = local_date(state.due_at) + timedelta(days=1), local_date(state.ended_at) if state.ended_at else until
    return SHELF[state.calendar].working_days_between(first, last) if first <= last else 0


def _causes(state: State, end: datetime, cause: Cause | None) -> Causes:
    assert state.calendar is not None
    calendar = SHELF[state.calendar]
    days = sum(
        calendar.working_days_between(local_date(halt.start), local_date(halt.end or end)) for halt in state.halts
    )
    return Causes(
        cause=cause,
        extended_to=state.extended_to,
        pauses=len(state.halts),
        paused_days=days,
        idle_pauses=sum(not halt.holds for halt in state.halts),
        supplements=state.supplement_requests,
        is_reopened=state.clock_from != state.received_at,
    )


def _fates(keys: Sequence[int], scope: Scope) -> dict[Key, LetterFate]:
    """With or without form 04, as the figures of letters have it."""
    entries = letters.late(scope).filter(dossier__in=keys).annotate(fate=letters.fate_of(scope))
    rows = entries.values_list("dossier", "measure", "fate").annotate(number=Sum("n")).order_by()
    return {(pk, measure): letters.FATES[fate] for pk, measure, fate, number in rows if number > 0}


def _forms(keys: Sequence[int], scope: Scope) -> dict[int, tuple[datetime, Cause | None]]:
    """The last form 04 by the end of the period: when, and the class of its reason where a leader signed it here."""
    before = start_of_day(scope.until + timedelta(days=1))
    forms = IssuedForm.objects.filter(dossier__in=keys, form="04", issued_at__lt=before).order_by("issued_at", "pk")
    rows = forms.values_list("dossier", "issued_at", "letter__cause")
    return {pk: (issued_at, Cause(cause) if cause else None) for pk, issued_at, cause in rows}
