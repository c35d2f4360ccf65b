"""Who and what the replay and the sample day are played with: sample staff, receivable procedures, synthetic people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import connection

from accounts.models import User
from accounts.roles import Role
from centers.models import AddressUnit, Center, Office, Posting
from centers.people import sample_person
from centers.samples import load_samples
from citizens.actions import find_or_create
from citizens.data import PartyData
from citizens.models import NumberKind, Party, PartyKind
from common.clock import local_date
from common.errors import Refusal
from dossiers.access import actor_for
from dossiers.actors import Actor
from procedures.models import ProcedureVersion
from procedures.queries import allowance_of, counted_level, deciding_unit_for, office_for
from workcalendar.engine import Allowance, Calendar
from workcalendar.queries import current_version, engine_of


@dataclass(frozen=True)
class Choice:
    """A procedure that the sample staff of a center can receive and decide. `weight` is an assumed demand."""

    version: ProcedureVersion
    level: str  # commune | province | vertical
    office: Office
    allowance: Allowance
    channels: frozenset[str]
    weight: int


@dataclass(frozen=True)
class Stage:
    """A center with its calendar, the staff who act, and what can be received there. `officers` are by office."""

    center: Center
    commune: AddressUnit
    calendar: Calendar
    reception: Sequence[Actor]
    officers: Mapping[int, Sequence[Actor]]
    leader: Actor
    choices: Sequence[Choice]


def one_at_a_time() -> None:
    """Inside a transaction: wait until nobody else plays examples into this database, so that each is played once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('examples'))")


def set_stage(center_slug: str, *, at: datetime, on: datetime) -> Stage:
    """The stage of a center as of `on`; makes the sample accounts that are missing (SamplesRefused in production)."""
    usernames = [account.username for account in load_samples(at=at)]
    center = Center.objects.select_related("unit", "calendar").get(slug=center_slug)
    postings = Posting.objects.in_force(local_date(on)).filter(user__username__in=usernames)
    actors = {user.pk: actor_for(user, on) for user in User.objects.filter(username__in=usernames, kind="staff")}
    officers: dict[int, list[Actor]] = {}
    reception: list[Actor] = []
    leader = None
    for posting in postings.select_related("office").order_by("user__username"):
        if posting.role == Role.OFFICER and posting.office_id:
            officers.setdefault(posting.office_id, []).append(actors[posting.user_id])
        elif posting.role == Role.COUNTER and posting.office and posting.office.center_id == center.pk:
            reception.append(actors[posting.user_id])
        elif posting.role == Role.LEADER and posting.center_id == center.pk:
            leader = actors[posting.user_id]
    assert leader is not None
    calendar = engine_of(current_version(center.calendar).pk)
    commune = AddressUnit.objects.select_related("parent").get(code=center.unit.code)
    return Stage(center, commune, calendar, reception, officers, leader, choices_at(center, frozenset(officers), on))


def choices_at(center: Center, offices: frozenset[int], on: datetime) -> list[Choice]:
    """What can be received at the center and is decided by one of `offices`, in the order of codes."""
    versions = (
        ProcedureVersion.objects.in_force(local_date(on)).exclude(unit=None).filter(procedure__demand_weight__gt=0)
    )
    found = []
    for version in versions.select_related("procedure").prefetch_related("steps").order_by("procedure__code"):
        try:
            unit, office = deciding_unit_for(version, center), office_for(version, center)
        except Refusal:
            continue
        if office.pk in offices:
            level = str(counted_level(version.procedure.level, unit))
            weight = version.procedure.demand_weight
            channels = frozenset(version.channels) - (frozenset() if version.takes_online else {"online"})
            found.append(Choice(version, level, office, allowance_of(version), channels, weight))
    return found


def make_party(rng: Random, commune: AddressUnit, *, at: datetime) -> Party:
    """A synthetic person, recorded as sample data: number 000…, phone 0900 000 0xx."""
    person = sample_person(rng, commune=commune.code)
    return find_or_create(
        PartyData(
            kind=PartyKind.PERSON,
            name=person.full_name,
            number=person.number,
            number_kind=NumberKind.CITIZEN_ID,
            birth_date=person.birth_date,
            gender=person.gender,
            ethnicity=person.ethnicity,
            phone=person.phone,
            address_unit=commune,
            address_line=person.address_line,
            is_sample=True,
        ),
        at=at,
        by=None,
    )


def inside(calendar: Calendar, at: datetime, minutes: int) -> datetime:
    """The moment `minutes` of working time after `at`, always with the office open: never a closing moment."""
    found = calendar.add_minutes(at, minutes)
    return found if calendar.next_opening(found) == found else calendar.add_minutes(at, minutes - 1)
