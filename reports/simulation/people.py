"""Accounts that stand on simulated events, and the actors they are. Nobody can sign in with them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts.models import Kind, User
from accounts.roles import Role
from centers.models import Center, Unit, UnitKind
from dossiers.actors import SYSTEM, Actor, Post
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier
from dossiers.reference import Room

from .lives import Who

CITIZENS = 20  # sample accounts of a center that file online
Accounts = dict[str, int]


def make_accounts(centers: Sequence[Center], *, at: datetime) -> None:
    """The accounts that are missing: counters, helpers and citizens of the centers, staff of all that decide."""
    there = set(User.objects.filter(username__startswith="mo-phong-").values_list("username", flat=True))
    deciding = Unit.objects.exclude(kind=UnitKind.COMMUNE).union(
        Unit.objects.filter(pk__in=[center.unit_id for center in centers])
    )
    User.objects.bulk_create(
        user for user in _wanted(centers, deciding.order_by("code"), at) if user.username not in there
    )


def accounts() -> Accounts:
    """Keys of the accounts by username."""
    return dict(User.objects.filter(username__startswith="mo-phong-").values_list("username", "pk"))


def _wanted(centers: Iterable[Center], units: Iterable[Unit], at: datetime) -> Iterator[User]:
    for center in centers:
        yield _staff(f"quay-{center.slug}", f"Cán bộ tiếp nhận mô phỏng {center.unit.name}", at)
        yield _staff(f"ho-tro-{center.slug}", f"Người hỗ trợ mô phỏng {center.unit.name}", at)
        for number in range(CITIZENS):
            email = citizen(center, number)
            full_name = f"Công dân mô phỏng {number}"
            yield User(
                kind=Kind.CITIZEN, username=email, email=email, full_name=full_name, created_at=at,
                password=make_password(None),
            )  # fmt: skip
    for unit in units:
        yield _staff(f"canbo-{unit.slug}", f"Cán bộ mô phỏng {unit.name}", at)
        yield _staff(f"lanh-dao-{unit.slug}", f"Lãnh đạo mô phỏng {unit.name}", at)


def citizen(center: Center, number: int) -> str:
    """The username of one of its sample citizens."""
    return f"mo-phong-{number}-{center.slug}@sapa.example"


def _staff(name: str, full_name: str, at: datetime) -> User:
    return User(
        kind=Kind.STAFF, username=f"mo-phong-{name}", full_name=full_name, is_active=False, created_at=at,
        password=make_password(None),
    )  # fmt: skip


def at_the_counter(account: int, reception: int) -> Actor:
    """Somebody at the counter of a center, by its reception."""
    return Actor(account, "", (Post(Role.COUNTER, frozenset({reception})),))


@dataclass(frozen=True)
class Staff:
    """Who decides in one office."""

    room: Room
    officer: Actor
    leader: Actor

    @classmethod
    def of(cls, unit: Unit, room: Room, led: frozenset[int], known: Accounts) -> "Staff":
        """`led` are the offices that the leader of the unit leads."""
        officer, leader = known[f"mo-phong-canbo-{unit.slug}"], known[f"mo-phong-lanh-dao-{unit.slug}"]
        return cls(
            room,
            Actor(officer, "", (Post(Role.OFFICER, frozenset({room.pk})),)),
            Actor(leader, "", (Post(Role.LEADER, led | {room.pk}),)),
        )


@dataclass(frozen=True)
class Cast:
    """Who plays in the life of one dossier. `offices` are the staff of every office that may decide it."""

    counter: Actor
    hands_out: Actor
    applicant: Actor | None
    offices: dict[int, Staff]

    def decides(self, dossier: Dossier) -> Staff:
        return self.offices[dossier.deciding_office_id]

    def actor(self, who: Who, verb: str, dossier: Dossier) -> Actor:
        if who == Who.SYSTEM:
            return SYSTEM
        if who == Who.APPLICANT:
            return self._applicant(verb)
        if who == Who.OFFICE:
            return self.decides(dossier).officer
        if who == Who.LEADER:
            return self.decides(dossier).leader
        return self.hands_out if who == Who.HANDS_OUT else self.counter

    def _applicant(self, verb: str) -> Actor:
        """The account that filed where it may do this, else the counter for them."""
        own = self.applicant
        if own is None or (Role.CITIZEN if own.is_citizen else Role.HELPER) not in TRANSITIONS[verb].who:
            return self.counter
        return own
