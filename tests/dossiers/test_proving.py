"""An account is proven to be a person: which dossiers open then, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.models import User
from citizens.actions import AccountIsAnother, NotACitizen, NotAPerson, ProvenForAnother, find_or_create
from citizens.data import PartyData
from citizens.models import Discrepancy, Party
from common.errors import Refusal
from dossiers.access import visible_to
from dossiers.actions.merge import merge_parties
from dossiers.actions.proving import prove_owner
from dossiers.models import Dossier, DossierAccess, Ground
from dossiers.queries.filing import known_about
from dossiers.reach import MergeReach
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
LAN = PartyData("person", "Hạng Thị Lan", "000190000011", "citizen_id", date(1990, 3, 2), phone="0900000011")


def of(world: World, owner: Party) -> Dossier:
    dossier = world.received()
    Dossier.objects.filter(pk=dossier.pk).update(owner=owner)
    return dossier


def seen_by(account: User) -> set[int]:
    return set(visible_to(account, LATER).values_list("pk", flat=True))


def test_dossiers_received_before_open_to_the_owner_at_the_proof_and_to_nobody_else(world: World) -> None:
    lan = world.personas.other_citizen
    hers = of(world, find_or_create(LAN, at=AT, by=None))
    world.received()  # somebody else's
    assert seen_by(lan) == set()
    party = prove_owner(LAN, lan, at=LATER)
    assert seen_by(lan) == {hers.pk}
    assert (party.account, party.account_proven_at) == (lan, LATER)
    again = prove_owner(LAN, lan, at=LATER + timedelta(days=1))
    assert again.account_proven_at == LATER
    assert DossierAccess.objects.filter(account=lan, ground=Ground.OWNER).count() == 1


def test_what_a_relative_declared_opens_only_with_the_same_name(world: World) -> None:
    relative, lan = world.personas.citizen, world.personas.other_citizen
    hers = of(world, find_or_create(LAN, at=AT, by=relative))
    of(world, find_or_create(replace(LAN, name="Vàng A Páo"), at=AT, by=relative))  # a digit typed wrong
    prove_owner(LAN, lan, at=LATER)
    assert seen_by(lan) == {hers.pk}


def test_what_a_merge_has_moved_stays_closed(world: World) -> None:
    lan, by = world.personas.other_citizen, world.personas.administrator
    keep = find_or_create(LAN, at=AT, by=None)
    drop = find_or_create(replace(LAN, number="", number_kind=""), at=AT, by=None)
    of(world, drop)
    reach = MergeReach(frozenset(), everywhere=True)
    merge_parties(keep, drop, reach=reach, at=AT, by=by, reason="cùng một người")
    prove_owner(LAN, lan, at=LATER)
    assert seen_by(lan) == set()


def test_a_changed_name_is_noted_and_overwrites_nothing(world: World) -> None:
    find_or_create(LAN, at=AT, by=None)
    party = prove_owner(replace(LAN, name="Hạng Thị Lan Anh"), world.personas.citizen, at=LATER)
    assert party.name == LAN.name
    assert Discrepancy.objects.get(party=party).given == "Hạng Thị Lan Anh"


def test_what_is_known_of_the_proven_person_is_filled_in_when_filing(world: World) -> None:
    prove_owner(LAN, world.personas.citizen, at=AT)
    known = known_about(world.personas.citizen)
    assert (known["name"], known["number"], known["phone"]) == (LAN.name, LAN.number, LAN.phone)


def test_one_person_has_one_account_and_one_account_is_one_person(world: World) -> None:
    lan, other = world.personas.citizen, world.personas.other_citizen
    of(world, find_or_create(LAN, at=AT, by=None))
    prove_owner(LAN, lan, at=AT)
    refused(LAN, other, ProvenForAnother)
    refused(replace(LAN, number="000190000012", phone="0900000012"), lan, AccountIsAnother)
    assert seen_by(other) == set()


def test_staff_organisations_and_the_nameless_are_never_proven(world: World) -> None:
    refused(LAN, world.personas.counter, NotACitizen)
    refused(replace(LAN, number="", number_kind=""), world.personas.citizen, NotAPerson)
    refused(replace(LAN, kind="organisation"), world.personas.citizen, NotAPerson)


def refused(data: PartyData, account: User, refusal: type[Refusal]) -> None:
    """It is refused and leaves no trace."""
    before = list(Party.objects.order_by("pk").values_list("pk", "phone", "account"))
    with pytest.raises(refusal):
        prove_owner(data, account, at=LATER)
    assert list(Party.objects.order_by("pk").values_list("pk", "phone", "account")) == before
