"""The worklist: by due date, with light, searchable, and as cheap for a hundred dossiers as for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from centers.reach import staff_of
from citizens.actions import find_or_create
from citizens.data import PartyData
from common.clock import local_date
from dossiers import actions
from dossiers.lifecycle import Status
from dossiers.models import Dossier
from dossiers.queries.standing import Standings
from dossiers.queries.worklist import View, Wish, Worklist, worklist
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db


def _list(world: World, person: str = "officer", view: View = View.OFFICE, **wish: str) -> Worklist:
    user = world.personas.people[person]
    offices = staff_of(user, on=local_date(AT)).office_ids
    return worklist(user, offices, Wish(view=view, **wish), at=AT)


def _ids(found: Worklist) -> list[int]:
    return [line.id for line in found.lines]


def test_what_is_due_first_stands_first_also_when_it_was_only_handed_over(world: World) -> None:
    later, sooner = world.received("month"), world.received("same_day")
    found = _list(world)
    assert _ids(found) == [sooner.pk, later.pk]
    assert all(line.is_handed for line in found.lines)


def test_lights_tell_late_from_soon_and_paused(world: World) -> None:
    late = world.processing(at=AT - timedelta(days=9))
    paused = world.in_status("AWAITING_SUPPLEMENT")
    relaxed = world.processing("month")
    lines = {line.id: line.standing for line in _list(world).lines}
    assert (lines[late.pk].light, lines[paused.pk].light, lines[relaxed.pk].light) == ("red", "grey", "green")
    assert lines[late.pk].minutes is not None
    assert lines[late.pk].minutes < 0
    assert lines[paused.pk].minutes is None


def test_each_view_narrows_the_list(world: World) -> None:
    mine, handed = world.processing(), world.received()
    late = world.processing(at=AT - timedelta(days=9))
    paused = world.in_status("AWAITING_PAYMENT")
    assert set(_ids(_list(world, view=View.MINE))) == {mine.pk, late.pk, paused.pk}
    assert _ids(_list(world, view=View.CONFIRM)) == [handed.pk]
    assert _ids(_list(world, view=View.OVERDUE)) == [late.pk]
    assert _ids(_list(world, view=View.PAUSED)) == [paused.pk]
    assert _ids(_list(world, status=Status.RECEIVED)) == [handed.pk]


def test_what_was_resolved_and_given_on_leaves_the_list_but_can_be_found(world: World) -> None:
    dossier = world.in_status("RESOLVED")
    assert _ids(_list(world)) == []
    assert _ids(_list(world, view=View.ALL)) == [dossier.pk]
    assert _ids(_list(world, "counter")) == [dossier.pk]


def test_another_center_sees_nothing(world: World) -> None:
    world.processing()
    assert _ids(_list(world, "officer_elsewhere", View.ALL)) == []


def _with_owner(world: World, name: str, **known: str) -> Dossier:
    data = PartyData(kind="person", name=name, number_kind="citizen_id", is_sample=True, **known)
    owner = find_or_create(data, at=AT, by=None)
    intake = world.intake(owner=owner, submitter=owner)
    return actions.receive_at_counter(intake, at=AT, by=world.actor("counter"))


@pytest.mark.parametrize(
    "text", ["vang thi my", "Vàng Thị", "000199000001", "0900000012", "0900 000 012", "261119-0002", "0002"]
)
def test_a_dossier_is_found_by_what_people_have_in_their_hands(world: World, text: str) -> None:
    _with_owner(world, "Lý Láo Chiêu", number="000088000002", phone="0900000077")
    wanted = _with_owner(world, "Vàng Thị Mỷ", number="000199000001", phone="0900000012")
    assert _ids(_list(world, view=View.ALL, text=text)) == [wanted.pk]


def test_part_of_an_identity_number_finds_nobody(world: World) -> None:
    _with_owner(world, "Vàng Thị Mỷ", number="000199000001")
    assert _ids(_list(world, view=View.ALL, text="00019900000")) == []


def test_the_page_costs_the_same_for_one_dossier_and_for_a_hundred(world: World) -> None:
    client = world.personas.client_of("officer")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/xu-ly/").status_code == 200
        return len(queries)

    world.received()
    world.submitted()
    cost()  # calendars and policies are read once per process
    one = cost()
    first = Dossier.objects.get(status=Status.RECEIVED)
    for _number in range(99):
        world.received()
    assert Dossier.objects.filter(holder=first.holder).count() >= 100
    assert cost() == one
    assert len(_list(world).lines) == 50


def test_the_page_shows_light_words_and_filters(world: World) -> None:
    dossier = world.received("same_day")
    client: Client = world.personas.client_of("officer")
    client.cookies["django_language"] = "en"
    page = client.get("/xu-ly/").content.decode()
    assert dossier.code in page
    assert "Waiting for your confirmation" in page
    assert 'data-tone="green"' in page
    assert "Nothing waits here" in client.get("/xu-ly/?muc=qua-han").content.decode()
    assert client.get("/xu-ly/?muc=unsinn&trang-thai=unsinn&page=unsinn").status_code == 200


def test_what_is_late_before_the_offices_open_again_has_no_time_left(world: World) -> None:
    late = world.processing("same_day")
    standing = Standings((AT + timedelta(days=1)).replace(hour=6)).of(late)
    assert (standing.light, standing.minutes) == ("red", None)
    assert Standings((AT + timedelta(days=1)).replace(hour=8)).of(late).minutes == -40
