"""Who is posted at the desks of two centers says at which they sit; a system says it with every reception."""

import pytest
from django.test import Client

from accounts.models import Kind, User
from accounts.roles import Role
from centers.actions import appoint
from centers.models import Center
from dossiers import access, actions
from dossiers.api.reception import ReceptionIn, receive
from dossiers.forms.actions import Ask, form_for
from dossiers.models import Dossier
from tests.dossiers.world import World, world
from tests.dossiers_staff.desk import typed
from tests.personas import SINCE, make_staff, sign_in
from tests.places import AT

__all__ = ["world"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(world: World) -> User:
    """The older posting is at Sa Pa."""
    user = make_staff("hai_quay", Role.COUNTER, office=world.places.office("tiep-nhan"))
    appoint(user, Role.COUNTER, office=world.places.office("tiep-nhan", world.places.ta_van), since=AT.date())
    return user


@pytest.fixture
def desk(person: User) -> Client:
    client = Client()
    sign_in(client, person)
    return client


NOWHERE = {"owner-province": "", "owner-commune": ""}


def address(world: World) -> str:
    return f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/"


def test_the_page_asks_only_who_has_several_desks(world: World, desk: Client) -> None:
    assert 'name="receiving_center"' in desk.get(address(world)).content.decode()
    other = world.personas.client_of("counter")
    assert 'name="receiving_center"' not in other.get(address(world)).content.decode()
    assert "desk-center" not in other.get("/quay/").content.decode()


def test_the_chosen_desk_receives_and_is_remembered(world: World, desk: Client) -> None:
    ta_van, sa_pa = world.places.ta_van, world.places.sa_pa
    places = {"receiving_center": str(ta_van.pk), "drawn_for": str(sa_pa.pk), "deciding_center": str(sa_pa.pk)}
    data = typed(world.versions["days"], **places, **NOWHERE)
    assert desk.post(address(world), data).status_code == 302
    made = Dossier.objects.latest("pk")
    assert (made.receiving_center, made.return_center) == (ta_van, ta_van)
    assert made.deciding_unit == ta_van.unit
    assert f'<option value="{ta_van.pk}" selected>' in desk.get(address(world)).content.decode()
    assert f'<option value="{ta_van.slug}" selected>' in desk.get("/quay/").content.decode()


def test_places_that_were_chosen_stay_when_the_desk_changes(world: World, desk: Client) -> None:
    ta_van, sa_pa = world.places.ta_van, world.places.sa_pa
    chosen = {"receiving_center": str(sa_pa.pk), "drawn_for": str(ta_van.pk), "return_center": str(sa_pa.pk)}
    data = typed(world.versions["days"], **chosen, deciding_center=str(sa_pa.pk), **NOWHERE)
    assert desk.post(address(world), data).status_code == 302
    made = Dossier.objects.latest("pk")
    assert (made.receiving_center, made.return_center, made.deciding_unit) == (sa_pa, sa_pa, sa_pa.unit)


def test_a_desk_of_others_is_refused(world: World, desk: Client) -> None:
    data = typed(world.versions["days"], receiving_center="999999", drawn_for=str(world.places.sa_pa.pk), **NOWHERE)
    before = Dossier.objects.count()
    assert desk.post(address(world), data).status_code == 422
    assert Dossier.objects.count() == before


def test_the_queues_are_those_of_the_desk(world: World, desk: Client) -> None:
    world.submitted()
    assert 'id="to-answer"' in desk.get("/quay/?trung-tam=sa-pa").content.decode()
    assert 'id="to-answer"' not in desk.get("/quay/?trung-tam=ta-van").content.decode()
    assert 'id="to-answer"' not in desk.get("/quay/").content.decode()
    assert 'id="to-answer"' in desk.get("/quay/?trung-tam=sa-pa").content.decode()


def test_a_system_names_the_center(world: World) -> None:
    account = User(kind=Kind.SYSTEM, username="he-thong", full_name="Hệ thống", created_at=AT)
    account.set_unusable_password()
    account.save()
    for center in (world.places.sa_pa, world.places.ta_van):
        appoint(account, Role.COUNTER, office=world.places.office("tiep-nhan", center), since=SINCE)
    for slug in ("ta-van", "sa-pa"):
        sent = ReceptionIn(
            data={
                "procedure": world.versions["days"].procedure.code,
                "center": slug,
                "owner": {"name": "Vàng Thị Mỷ"},
                "papers": [{"name": "Tờ khai"}],
            }
        )
        assert sent.is_valid(), sent.errors
        made = receive(sent.validated_data, by=access.actor_for(account, AT), account=account, at=AT)
        assert made.receiving_center == Center.objects.get(slug=slug)


def test_a_result_may_be_handed_to_the_desk_where_it_is_collected(world: World) -> None:
    places = world.places
    dossier = world.received(return_center=places.ta_van)
    dossier = actions.start(dossier, at=AT, by=world.actor("officer"))
    form = form_for(Ask(dossier, "hand_over", AT))
    offered = {office.pk for office in form.fields["to_office"].queryset}
    assert {places.office("tiep-nhan", places.ta_van).pk, dossier.deciding_office_id} <= offered
    assert places.office("van-phong", places.ta_van).pk not in offered
    assert places.agency_office("cong-an", "sa-pa").pk not in offered
    data = {"hand_over-revision": dossier.revision, "hand_over-to_office": places.office("tiep-nhan", places.ta_van).pk}
    done = world.personas.client_of("officer").post(f"/xu-ly/ho-so/{dossier.pk}/hand_over/", data)
    assert done.status_code == 302
    assert dossier.legs.get(confirmed_at=None).office == places.office("tiep-nhan", places.ta_van)
