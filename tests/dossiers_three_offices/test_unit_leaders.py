"""A department and an agency have leaders too: they stop, reopen and ask again where their own offices decide."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from centers.models import Office, Unit
from common.errors import Refusal
from dossiers import access, actions
from dossiers.actors import Actor
from dossiers.models import Dossier
from procedures.models import DecidingKind
from tests.dossiers.world import World, world
from tests.personas import make_staff, sign_in
from tests.places import AT

__all__ = ["world"]

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def office_of(unit: str) -> Office:
    return Office.objects.get(unit__slug=unit, slug="chuyen-mon")


@pytest.fixture
def officer(world: World) -> User:
    return make_staff("so_noivu", Role.OFFICER, office=office_of("so-noi-vu"))


@pytest.fixture
def dossier(world: World, officer: User) -> Dossier:
    """Received at Sa Pa, decided by the department of home affairs, in its hands."""
    version = world.versions["days"]
    version.deciding_kind, version.deciding_slug, version.office_slug = DecidingKind.DEPARTMENT, "so-noi-vu", ""
    version.save()
    received = world.received()
    assert received.deciding_unit.slug == "so-noi-vu"
    return actions.start(received, at=AT, by=access.actor_for(officer, AT))


def leader_of(unit: str) -> Actor:
    return access.actor_for(make_staff(f"gd_{unit}", Role.LEADER, unit=Unit.objects.get(slug=unit)), AT)


def test_the_leader_stops_what_the_own_department_decides(dossier: Dossier) -> None:
    other = leader_of("so-y-te")
    with pytest.raises(Refusal):
        actions.stop(dossier, at=AT, by=other, reason="dừng")
    assert Dossier.objects.get(pk=dossier.pk).status == "PROCESSING"
    stopped = actions.stop(dossier, at=AT, by=leader_of("so-noi-vu"), reason="dừng")
    assert stopped.return_kind == "stopped"


def test_the_leader_reopens_and_asks_a_second_time(world: World, dossier: Dossier, officer: User) -> None:
    for number, name in enumerate(("Tờ khai", "Bản đồ"), start=901):
        dossier.version.papers.create(number=number, name=name, originals=1, copies=0)
    leader, works = leader_of("so-noi-vu"), access.actor_for(officer, AT)
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=works, reason="thiếu")
    dossier = actions.supply(dossier, at=AT, by=world.actor("counter"))
    with pytest.raises(Refusal):
        actions.request_supplement(dossier, ["Bản đồ"], at=AT, by=works, reason="thiếu nữa")
    dossier = actions.request_supplement(dossier, ["Bản đồ"], at=AT, by=leader, reason="thiếu nữa")
    dossier = actions.supply(dossier, at=AT, by=world.actor("counter"))
    returned = actions.return_(dossier, at=AT, by=works, reason="không đủ điều kiện")
    for by in (works, world.actor("leader"), leader_of("so-y-te")):
        with pytest.raises(Refusal):
            actions.reopen(returned, at=AT + HOUR, by=by, reason="xem lại")
    assert actions.reopen(returned, at=AT + HOUR, by=leader, reason="xem lại").status == "PROCESSING"


def test_the_leader_sees_exactly_what_the_own_offices_see(world: World, dossier: Dossier, officer: User) -> None:
    at_home = world.received("month")
    leader = User.objects.get(pk=leader_of("so-noi-vu").account_id or 0)
    for at in (AT - HOUR, AT, AT + HOUR):
        seen, own = (set(access.visible_to(user, at)) for user in (leader, officer))
        assert seen == own == ({dossier} if at >= AT else set())
    assert at_home not in access.visible_to(leader, AT)
    elsewhere = User.objects.get(pk=leader_of("so-y-te").account_id or 0)
    assert not access.visible_to(elsewhere, AT).exists()


def test_a_leader_of_two_units_gets_only_what_each_has(world: World) -> None:
    """The office that serves Sa Pa for a department is led by the department, not by the ward."""
    registry = Office.objects.get(slug="dang-ky-dat-dai-sa-pa")
    ward = access.actor_for(world.personas.leader, AT)
    department = leader_of("so-nong-nghiep-va-moi-truong")
    assert registry.pk not in ward.office_ids
    assert registry.pk in department.office_ids
    assert not ward.office_ids & department.office_ids


def test_pages_work_or_refuse_clearly(world: World, dossier: Dossier) -> None:
    leader = User.objects.get(pk=leader_of("so-noi-vu").account_id or 0)
    client = Client()
    sign_in(client, leader)
    assert client.get("/lam-viec/").headers["Location"] == "/xu-ly/"
    worklist = client.get("/xu-ly/").content.decode()
    assert str(dossier.code) in worklist
    assert "/quay/so-theo-doi/" not in worklist
    page = client.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert 'id="stop"' in page
    refused = client.get("/dieu-hanh/")
    assert refused.status_code == 403
    assert "/xu-ly/" in refused.content.decode()
    assert client.get("/quay/so-theo-doi/").status_code == 403
    stopped = client.post(
        f"/xu-ly/ho-so/{dossier.pk}/stop/", {"stop-revision": dossier.revision, "stop-reason": "Dừng theo đề nghị"}
    )
    assert stopped.status_code == 302
    dossier.refresh_from_db()
    assert dossier.status == "RETURNED"


def test_a_system_can_stand_for_the_leader_of_a_unit(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command(
        "api_token", "create", "he-thong-so", "--post", "leader:so-noi-vu", "--scope", "dossiers:read", "--json"
    )
    account = User.objects.get(username="he-thong-so")
    assert access.actor_for(account, AT + timedelta(days=400)).offices_as(frozenset({Role.LEADER})) == {
        office_of("so-noi-vu").pk
    }
    call_command("api_token", "create", "he-thong-xa", "--post", "leader:ta-van", "--scope", "dossiers:read", "--json")
    commune = User.objects.get(username="he-thong-xa").postings.get()
    assert (commune.center, commune.unit) == (world.places.ta_van, None)
