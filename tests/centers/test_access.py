import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.access import citizen_required
from accounts.permissions import Permission
from accounts.roles import Role
from centers.access import staff_required
from centers.models import Posting
from tests.personas import Personas, make_staff, sign_in
from tests.places import Places

pytestmark = pytest.mark.django_db


@staff_required(Permission.RECEIVE_DOSSIERS, Permission.STOP_DOSSIERS)
def _desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.staff.office_ids)))


@citizen_required
def _mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("mine")


def _request(user: object) -> HttpRequest:
    request = RequestFactory().get("/quay/?page=2")
    request.user = user
    return request


def test_any_of_the_permissions_opens_the_door(personas: Personas) -> None:
    assert _desk(_request(personas.counter)).content == b"1"
    assert _desk(_request(personas.leader)).content == b"5"


@pytest.mark.parametrize("name", ["officer", "supervisor", "administrator", "citizen"])
def test_without_permission_the_door_stays_shut(personas: Personas, name: str) -> None:
    with pytest.raises(PermissionDenied):
        _desk(_request(getattr(personas, name)))


def test_visitors_are_sent_to_the_sign_in_of_the_right_kind() -> None:
    assert _desk(_request(AnonymousUser()))["Location"] == "/dang-nhap/?next=%2Fquay%2F%3Fpage%3D2"
    assert _mine(_request(AnonymousUser()))["Location"].startswith("/tai-khoan/dang-nhap/?next=")


def test_staff_do_not_open_pages_of_citizens(personas: Personas) -> None:
    assert _mine(_request(personas.citizen)).content == b"mine"
    with pytest.raises(PermissionDenied):
        _mine(_request(personas.leader))


def test_a_posting_that_ends_shuts_the_door_at_the_next_request(personas: Personas) -> None:
    Posting.objects.filter(user=personas.counter).update(until="2025-12-31")
    with pytest.raises(PermissionDenied):
        _desk(_request(personas.counter))


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("counter", "/quay/"),
        ("officer", "/xu-ly/"),
        ("head", "/xu-ly/"),
        ("leader", "/dieu-hanh/"),
        ("supervisor", "/dieu-hanh/"),
        ("administrator", "/quan-tri/"),
        ("helper", "/giup-nop/"),
    ],
)
def test_everybody_starts_in_their_own_room(personas: Personas, name: str, room: str) -> None:
    assert personas.client_of(name).get("/lam-viec/")["Location"] == room


def test_staff_without_a_posting_are_told_so(client: Client, places: Places) -> None:
    sign_in(client, make_staff("an"))
    response = client.get("/lam-viec/")
    assert response.status_code == 200
    assert "/dang-xuat/" in response.content.decode()


def test_the_navigation_shows_what_the_person_may_open(client: Client, places: Places) -> None:
    user = make_staff("an")
    sign_in(client, user)
    assert client.get("/lam-viec/").context["staff_links"] == []
    Posting.objects.create(user=user, role=Role.HELPER, center=places.sa_pa, since="2025-07-01")
    assert client.get("/lam-viec/").status_code == 302
