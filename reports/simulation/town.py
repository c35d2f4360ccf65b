"""The centers a simulation plays in: who acts there, what is received and who decides it. Read once per process."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from accounts.models import Kind, User
from centers.models import Center
from common.clock import LOCAL_TZ
from common.errors import Refusal
from dossiers.reference import Deciders, calendar_at, deciders_for, identifier_of, reception_at
from procedures.models import ProcedureVersion
from procedures.queries import allowance_of, steps_of
from reports.stage import inside
from workcalendar.engine import Calendar
from workcalendar.queries import engine_of

from .lives import Way

CITIZENS = 20  # sample accounts of a center that file online


@dataclass(frozen=True)
class Choice:
    """A procedure as it is received at one center."""

    version: ProcedureVersion
    deciders: Deciders
    way: Way
    channels: frozenset[str]
    work_step: int | None  # the step that takes the time


@dataclass(frozen=True)
class Town:
    """A center with its people. `choices` and `weights` go together; `days` are its working days in the period."""

    center: Center
    identifier: str
    reception: int
    calendar_id: int
    calendar: Calendar
    counter: int
    officer: int
    citizens: tuple[int, ...]
    choices: tuple[Choice, ...]
    weights: tuple[int, ...]
    days: tuple[date, ...]

    def arrival(self, rng: Random, *, is_online: bool) -> datetime:
        """Some moment of the period: with the counter open, or at any hour of a day for what comes online."""
        day = rng.choice(self.days)
        midnight = datetime.combine(day, time.min, LOCAL_TZ)
        if is_online:
            return midnight + timedelta(minutes=rng.randrange(6 * 60, 23 * 60))
        return inside(self.calendar, self.calendar.next_opening(midnight), rng.randrange(1, 470))


def centers_of(number: int) -> list[Center]:
    """The first `number` centers in the order of their units' codes, Sa Pa first of all."""
    centers = Center.objects.select_related("unit__parent", "calendar").order_by("unit__code")
    return sorted(centers, key=lambda center: (center.slug != "sa-pa", center.unit.code))[:number]


def town_of(center: Center, first: date, last: date, *, at: datetime) -> Town:
    """A center with sample staff and all that can be received there."""
    calendar_id = calendar_at(center)
    calendar = engine_of(calendar_id)
    days = tuple(day for n in range((last - first).days + 1) if calendar.is_working_day(day := first + timedelta(n)))
    choices = tuple(_choices(center, calendar, first))
    return Town(
        center=center,
        identifier=identifier_of(center),
        reception=reception_at(center).pk,
        calendar_id=calendar_id,
        calendar=calendar,
        counter=_staff(center, "quay", at),
        officer=_staff(center, "canbo", at),
        citizens=tuple(_citizen(center, n, at) for n in range(CITIZENS)),
        choices=choices,
        weights=tuple(choice.version.procedure.demand_weight for choice in choices),
        days=days,
    )


def _choices(center: Center, calendar: Calendar, day: date) -> Iterator[Choice]:
    """What can be received there, in the order of codes; what nobody decides is left out."""
    versions = ProcedureVersion.objects.in_force(day).exclude(unit=None).filter(procedure__demand_weight__gt=0)
    for version in versions.select_related("procedure").prefetch_related("steps").order_by("procedure__code"):
        try:
            deciders = deciders_for(version, center, None)
        except Refusal:
            continue
        steps = steps_of(version)
        office_step = next((step.number for step in steps if step.role != "reception"), None)
        way = Way(calendar, allowance_of(version), office_step, steps[-1].number if steps else None)
        channels = frozenset(version.channels) - (frozenset() if version.takes_online else {"online"})
        ahead = [step for step in steps if step.number >= (office_step or 0)]
        work_step = max(ahead, key=lambda step: step.share).number if ahead else None
        yield Choice(version, deciders, way, channels or frozenset({"counter"}), work_step)


def _staff(center: Center, name: str, at: datetime) -> int:
    """An account nobody can sign in with; it only stands on simulated events."""
    username = f"mo-phong-{name}-{center.slug}"
    user = User.objects.filter(username=username).first()
    if user is None:
        full_name = f"Cán bộ mô phỏng {center.unit.name}"
        user = User(kind=Kind.STAFF, username=username, full_name=full_name, is_active=False, created_at=at)
        user.set_unusable_password()
        user.save()
    return int(user.pk)


def _citizen(center: Center, number: int, at: datetime) -> int:
    email = f"mo-phong-{number}-{center.slug}@sapa.example"
    return int(User.objects.citizen(email=email, full_name=f"Công dân mô phỏng {number}", at=at).pk)
