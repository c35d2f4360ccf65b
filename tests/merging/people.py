"""People who were entered twice at the desk."""

from datetime import date
from typing import Any

from citizens.actions import find_or_create
from citizens.data import PartyData
from citizens.models import Party, PartyMerge
from dossiers import access, actions
from dossiers.actions.merge import merge_parties
from dossiers.models import Channel, Dossier, FiledBy
from dossiers.reach import MergeReach
from procedures.models import Sector
from tests.dossiers.world import World, make_version
from tests.personas import Personas
from tests.places import AT

BORN = date(1990, 2, 1)
NUMBER = "000199000001"


def person(name: str = "Vàng Thị Mỷ", by: Any = None, **known: Any) -> Party:
    if known.get("number"):
        known.setdefault("number_kind", "citizen_id")
    return find_or_create(PartyData(kind="person", name=name, is_sample=True, **known), at=AT, by=by)


def dossier_of(world: World, party: Party, **changed: Any) -> Dossier:
    intake = world.intake(owner=party, submitter=party, account=None, **changed)
    return actions.receive_at_counter(intake, at=AT, by=world.actor("counter"))


def twice(world: World) -> tuple[Party, Party]:
    """One person with a number and once without, each with a dossier received at Sa Pa."""
    keep = person(number=NUMBER, birth_date=BORN, phone="0900000012")
    drop = person("Vàng thị Mỵ", birth_date=BORN, phone="0900000013", email="my@sapa.example")
    dossier_of(world, keep)
    dossier_of(world, drop)
    return keep, drop


EVERYWHERE = MergeReach(frozenset(), everywhere=True)


def make_pair(personas: Personas) -> tuple[Party, Party]:
    """For the rows of the access matrix: both with a dossier at Sa Pa."""
    pair = person(birth_date=BORN), person(birth_date=BORN)
    version = make_version("6.000001", Sector.objects.create(code="TRUNG", name="Mẫu"), quantity=3, unit="working_days")
    for party in pair:
        intake = actions.Intake(
            version=version,
            channel=Channel.COUNTER,
            filed_by=FiledBy.OWNER,
            owner=party,
            submitter=party,
            receiving_center=personas.places.sa_pa,
        )
        actions.receive_at_counter(intake, at=AT, by=access.actor_for(personas.counter, AT))
    return pair


def make_merge(personas: Personas) -> PartyMerge:
    keep, drop = make_pair(personas)
    by = personas.administrator
    return merge_parties(keep, drop, reach=EVERYWHERE, at=AT, by=by, reason="cùng một người")
