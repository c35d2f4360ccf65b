"""One of each kind of visitor. Ask for `personas` and take the person you need: `personas.counter`.

`personas.client_of("counter")` is a client signed in as that person ("anonymous" is nobody). All staff belong to Sa Pa
but `officer_elsewhere`, who is an officer of Tả Van, `department_leader`, who leads a department of the province, and
`supervisor`, who belongs to the province itself.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.backends import CITIZEN_BACKEND, STAFF_BACKEND
from accounts.models import Kind, User
from accounts.roles import Role
from centers.models import Posting, Unit
from tests.kept_rows import made_once
from tests.places import AT, Places

NAMES = (
    "anonymous",
    "citizen",
    "other_citizen",
    "counter",
    "officer",
    "officer_elsewhere",
    "head",
    "leader",
    "department_leader",
    "supervisor",
    "helper",
    "administrator",
)
SINCE = date(2025, 7, 1)


@dataclass(frozen=True)
class Personas:
    places: Places
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def client_of(self, name: str) -> Client:
        client = Client()
        if name != "anonymous":
            sign_in(client, self.people[name])
        return client


def sign_in(client: Client, user: User) -> None:
    """A session of the right kind, without password or code."""
    client.force_login(user, backend=STAFF_BACKEND if user.kind == Kind.STAFF else CITIZEN_BACKEND)


def make_staff(username: str, role: Role | None = None, **place: Any) -> User:
    """A staff account (password unusable) with one posting since 1 July 2025, or without any."""
    user = User(kind=Kind.STAFF, username=username, full_name=username.replace("_", " ").title(), created_at=AT)
    user.set_unusable_password()
    user.save()
    if role is not None:
        Posting.objects.create(user=user, role=role, **{"since": SINCE, **place})
    return user


@pytest.fixture
def personas(places: Places) -> Personas:
    return make_personas(places)


def make_personas(places: Places) -> Personas:
    def again(keys: dict[str, int]) -> Personas:
        people = User.objects.in_bulk(keys.values())
        return Personas(places, {name: people[pk] for name, pk in keys.items()})

    return made_once(
        ("personas", places.sa_pa.pk),
        lambda: _new_personas(places),
        lambda made: {name: user.pk for name, user in made.people.items()},
        again,
    )


def _new_personas(places: Places) -> Personas:
    office = places.office
    people = {
        "citizen": User.objects.citizen(email="citizen@sapa.example", full_name="Hạng Thị Lan", at=AT),
        "other_citizen": User.objects.citizen(email="other@sapa.example", full_name="Triệu Kim Phú", at=AT),
        "counter": make_staff("counter", Role.COUNTER, office=office("tiep-nhan")),
        "officer": make_staff("officer", Role.OFFICER, office=office("van-phong")),
        "officer_elsewhere": make_staff("officer_elsewhere", Role.OFFICER, office=office("van-phong", places.ta_van)),
        "head": make_staff("head", Role.HEAD, office=office("van-phong")),
        "leader": make_staff("leader", Role.LEADER, center=places.sa_pa),
        "department_leader": make_staff("department_leader", Role.LEADER, unit=Unit.objects.get(slug="so-noi-vu")),
        "supervisor": make_staff("supervisor", Role.SUPERVISOR, unit=places.province),
        "helper": make_staff("helper", Role.HELPER, center=places.sa_pa),
        "administrator": make_staff("administrator", Role.ADMINISTRATOR, center=places.sa_pa),
    }
    return Personas(places, people)
