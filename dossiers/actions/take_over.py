"""Dossiers out of another system: `take_over`, and the event of the ending for those that have ended there.

Set-based: thousands of dossiers in a few statements. Nothing is decided here that `advance` decides otherwise: status
and dates come from the fold, columns from `dates.put_state`, figures from the bookings of the same events. Only these
events have the source `take_over`; nobody is told of them. What people do with the dossiers later happens here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.roles import Role
from centers.models import Center, Office, Unit
from centers.queries import reception_of
from citizens.models import Party
from dossiers.calendars import SHELF
from dossiers.codes import new_check_word, new_secret
from dossiers.lifecycle import ENDED, OPEN, TRANSITIONS, Status
from dossiers.measures import Bookings, booked_in_order
from dossiers.models import (
    Channel,
    Dossier,
    DossierAccess,
    DossierEvent,
    DossierPause,
    FigureLevel,
    FiledBy,
    Ground,
    LedgerEntry,
    Leg,
    Source,
)
from dossiers.reference import process_of
from dossiers.state import Happening, Keys, State, allowance_facts
from procedures.models import ProcedureVersion
from workcalendar.engine import Allowance

from .dates import put_state
from .effects import applicant_due
from .ledger import entries

ENDINGS = {
    Status.WITHDRAWN: ("withdraw",),
    Status.RETURNED: ("return_",),
    Status.RESOLVED: ("resolve",),
    Status.DELIVERED: ("resolve", "deliver"),
}
WITH_THE_RECEPTION = frozenset({Status.RESOLVED, Status.DELIVERED})


@dataclass(frozen=True)
class Taken:
    """A dossier as it stood in the other system. Moments are aware; `finished_at` is there exactly when it ended.

    `due_at` is the promise given there; None: it follows from `allowance` and `calendar` (id of a version).
    """

    code: str
    version: ProcedureVersion
    level: FigureLevel
    channel: Channel
    deciding_unit: Unit
    deciding_office: Office
    status: Status
    received_at: datetime
    allowance: Allowance
    calendar: int
    due_at: datetime | None = None
    finished_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Past:
    """The events of a taken dossier with the state after each and what each books."""

    events: tuple[tuple[Happening, State, Bookings], ...]

    @property
    def state(self) -> State:
        return self.events[-1][1]


def past_of(taken: Taken, center: Center, *, at: datetime) -> Past:
    """What `take_over` makes of it, without writing anything. Raises OutsideCalendar."""
    return Past(tuple(booked_in_order(_happenings(taken, center, at), SHELF)))


@dataclass(frozen=True)
class Arrival:
    """A taken dossier with its past and its owner; `origin` (file and line) is kept with its first event."""

    taken: Taken
    past: Past
    owner: Party
    origin: Mapping[str, Any]


@transaction.atomic
def take_over(center: Center, arrivals: Sequence[Arrival], *, at: datetime) -> list[Dossier]:
    """Write dossiers with everything that belongs to them. A code that is in use is an IntegrityError."""
    reception = reception_of(center)
    dossiers = [_dossier(arrival, center, reception, at) for arrival in arrivals]
    Dossier.objects.bulk_create(dossiers)
    pasts = [(dossier, arrival.past) for dossier, arrival in zip(dossiers, arrivals, strict=True)]
    origins = [arrival.origin for arrival in arrivals]
    DossierEvent.objects.bulk_create(
        event
        for (dossier, past), origin in zip(pasts, origins, strict=True)
        for event in _events(dossier, past, origin)
    )
    DossierPause.objects.bulk_create(pause for dossier, past in pasts for pause in _pauses(dossier, past.state))
    Leg.objects.bulk_create(leg for dossier in dossiers for leg in _legs(dossier, reception))
    DossierAccess.objects.bulk_create(row for dossier in dossiers for row in _access(dossier, reception))
    LedgerEntry.objects.bulk_create(
        entry
        for dossier, past in pasts
        for event, _state, booked in past.events
        for entry in entries(dossier.pk, event.order, booked)
    )
    return dossiers


def _happenings(taken: Taken, center: Center, at: datetime) -> Iterator[Happening]:
    keys = Keys(
        center=center.pk,
        unit=taken.deciding_unit.pk,
        procedure=taken.version.procedure_id,
        level=str(taken.level),
        channel=str(taken.channel),
        filed_by=str(_filed_by(taken.channel)),
    )
    facts: dict[str, Any] = {
        "status": str(taken.status if taken.status in OPEN else Status.PROCESSING),
        "keys": asdict(keys),
        "allowance": allowance_facts(taken.allowance),
        "calendar": taken.calendar,
    }
    if taken.due_at is not None:
        facts["due_at"] = taken.due_at.isoformat()
    yield Happening("take_over", taken.received_at, at, 1, facts)
    for number, name in enumerate(ENDINGS.get(taken.status, ()), start=2):
        moment = taken.delivered_at if name == "deliver" else taken.finished_at
        assert moment is not None
        yield Happening(name, moment, at, number)


def _filed_by(channel: Channel) -> FiledBy:
    """Spreadsheets do not say who filed: the owner, unless it came by post. Nothing taken over counts as assisted."""
    return FiledBy.POST if channel == Channel.POST else FiledBy.OWNER


def _dossier(arrival: Arrival, center: Center, reception: Office, at: datetime) -> Dossier:
    taken, state = arrival.taken, arrival.past.state
    dossier = Dossier(
        code=taken.code,
        secret=new_secret(),
        check_word=new_check_word(),
        source=Source.TAKE_OVER,
        version=taken.version,
        level=taken.level,
        channel=taken.channel,
        filed_by=_filed_by(taken.channel),
        owner=arrival.owner,
        submitter=arrival.owner,
        receiving_center=center,
        deciding_office=taken.deciding_office,
        return_center=center,
        holder=reception if taken.status in WITH_THE_RECEPTION else taken.deciding_office,
        revision=1 + len(ENDINGS.get(taken.status, ())),
    )
    put_state(dossier, state, step=_step_in(dossier, taken.status))
    # what is left of the applicant's time was agreed elsewhere; here it is counted from the day of taking over
    dossier.applicant_due_at = applicant_due(state.status, at)
    return dossier


def _step_in(dossier: Dossier, status: Status) -> int | None:
    """Spreadsheets do not say how far the work is: received, in the step that takes the time, or at the end."""
    steps = process_of(dossier)
    if status in ENDED or not steps:
        return steps[-1].number if steps and status in WITH_THE_RECEPTION else None
    if status == Status.RECEIVED:
        return next((step.number for step in steps if step.role != "reception"), None)
    return max(steps, key=lambda step: step.share).number


def _events(dossier: Dossier, past: Past, origin: Mapping[str, Any]) -> Iterator[DossierEvent]:
    before = ""
    for happening, state, _booked in past.events:
        yield DossierEvent(
            dossier=dossier,
            number=happening.order,
            transition=TRANSITIONS[happening.transition].name,
            from_status=before,
            to_status=state.status or "",
            at=happening.at,
            role=Role.SYSTEM,
            facts={**happening.facts, **origin} if happening.order == 1 else dict(happening.facts),
            source=Source.TAKE_OVER,
        )
        before = state.status or ""


def _pauses(dossier: Dossier, state: State) -> Iterator[DossierPause]:
    for number, halt in enumerate(state.halts, start=1):
        yield DossierPause(
            dossier=dossier,
            number=number,
            status=halt.status,
            started_at=halt.start,
            ended_at=halt.end,
            holds=halt.holds,
        )


def _legs(dossier: Dossier, reception: Office) -> Iterator[Leg]:
    """The deciding office answers from reception on (Decree 118/2025: the electronic hand-over follows at once); a
    result went back to the reception when it existed. Who carried what in between nobody here knows."""
    received, ended = dossier.received_at, dossier.ended_at
    assert received is not None
    back = ended if dossier.status in WITH_THE_RECEPTION else None
    yield Leg(
        dossier=dossier,
        number=1,
        given_at=received,
        office=dossier.deciding_office,
        confirmed_at=received,
        ended_at=back,
        step_number=None if back else dossier.step_number,
        step_due_at=None if back else dossier.step_due_at,
    )
    if back is not None:
        yield Leg(
            dossier=dossier,
            number=2,
            from_office=dossier.deciding_office,
            given_at=back,
            office=reception,
            confirmed_at=back,
            step_number=dossier.step_number,
            step_due_at=dossier.step_due_at,
        )


def _access(dossier: Dossier, reception: Office) -> Iterator[DossierAccess]:
    """The offices that would see it had it been received here, and the owner whose account is proven."""
    since, owner = dossier.received_at, dossier.owner
    assert since is not None
    yield DossierAccess(dossier=dossier, office=reception, ground=Ground.RECEIVING, since=since)
    yield DossierAccess(dossier=dossier, office=dossier.deciding_office, ground=Ground.DECIDING, since=since)
    if dossier.status in WITH_THE_RECEPTION and dossier.ended_at is not None:
        yield DossierAccess(dossier=dossier, office=reception, ground=Ground.RETURNING, since=dossier.ended_at)
    if owner.account_id and owner.account_proven_at:
        yield DossierAccess(dossier=dossier, account_id=owner.account_id, ground=Ground.OWNER, since=since)
