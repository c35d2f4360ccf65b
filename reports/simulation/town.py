"""The centers a simulation plays in: who acts there, what is received and who decides it. Read once per process."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils.translation import gettext_lazy as _

from centers.models import AddressUnit, Center, Office, Unit
from common.clock import LOCAL_TZ
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.reference import Deciders, calendar_at, decided_by_commune, deciders_for, reception_at
from procedures.models import ProcedureVersion
from reports.stage import inside
from workcalendar.engine import Calendar
from workcalendar.queries import engine_of

from .people import CITIZENS, Accounts, Staff, accounts, at_the_counter, citizen


@dataclass(frozen=True)
class Choice:
    """A procedure as it is received at one center; `elsewhere` is who decides it for another commune."""

    version: ProcedureVersion
    deciders: Deciders
    elsewhere: Deciders | None
    channels: frozenset[str]


@dataclass(frozen=True)
class Town:
    """A center with its people. `choices` and `weights` go together; `days` are its working days in the period.

    `neighbour` is the center that sometimes decides or hands out instead.
    """

    center: Center
    commune: AddressUnit | None
    calendar: Calendar
    counter: Actor
    helper: int
    citizens: tuple[int, ...]
    neighbour: Center
    neighbours_counter: Actor
    choices: tuple[Choice, ...]
    weights: tuple[int, ...]
    days: tuple[date, ...]
    offices: dict[int, Staff]

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


class NothingToReceive(Refusal):
    default_message = _("No procedure is in force on the first day. Load the reference data, or give a later --from.")


@dataclass
class Province:
    """What all towns share, read once: the centers that take part, the catalogue of a day, the accounts."""

    centers: Sequence[Center]
    first: date
    last: date
    versions: list[ProcedureVersion] = field(init=False)
    known: Accounts = field(init=False)

    def __post_init__(self) -> None:
        versions = ProcedureVersion.objects.in_force(self.first).in_force(self.last).exclude(unit=None)
        wanted = versions.filter(procedure__demand_weight__gt=0).order_by("procedure__code")
        self.versions = list(wanted.select_related("procedure").prefetch_related("steps"))
        self.known = accounts()
        if not self.versions:
            raise NothingToReceive

    def town(self, place: int) -> Town:
        """One center with all that can be received there; the next one is its neighbour."""
        center, neighbour = self.centers[place], self.centers[(place + 1) % len(self.centers)]
        calendar = engine_of(calendar_at(center))
        span = range((self.last - self.first).days + 1)
        choices = tuple(_choices(self.versions, center, neighbour))
        return Town(
            center=center,
            commune=AddressUnit.objects.select_related("parent").filter(code=center.unit.code).first(),
            calendar=calendar,
            counter=self._counter(center),
            helper=self.known[f"mo-phong-ho-tro-{center.slug}"],
            citizens=tuple(self.known[citizen(center, number)] for number in range(CITIZENS)),
            neighbour=neighbour,
            neighbours_counter=self._counter(neighbour),
            choices=choices,
            weights=tuple(choice.version.procedure.demand_weight for choice in choices),
            days=tuple(day for n in span if calendar.is_working_day(day := self.first + timedelta(n))),
            offices=self._staff(choices),
        )

    def _counter(self, center: Center) -> Actor:
        return at_the_counter(self.known[f"mo-phong-quay-{center.slug}"], reception_at(center).pk)

    def _staff(self, choices: Sequence[Choice]) -> dict[int, Staff]:
        deciders = [one for choice in choices for one in (choice.deciders, choice.elsewhere) if one is not None]
        units = Unit.objects.in_bulk({one.unit_id for one in deciders})
        led: dict[int, set[int]] = {}
        for pk, unit in Office.objects.filter(unit__center__isnull=False, unit__in=units).values_list("pk", "unit"):
            led.setdefault(unit, set()).add(pk)
        return {
            one.office.pk: Staff.of(units[one.unit_id], one.office, frozenset(led.get(one.unit_id, ())), self.known)
            for one in deciders
        }


def _choices(versions: Sequence[ProcedureVersion], center: Center, neighbour: Center) -> Iterator[Choice]:
    """What can be received there, in the order of codes; what nobody decides is left out."""
    here, there = _asked(center), _asked(neighbour)
    for version in versions:
        deciders = here(version)
        if deciders is None:
            continue
        elsewhere = there(version) if decided_by_commune(version) and neighbour != center else None
        channels = frozenset(version.channels) - (frozenset() if version.takes_online else {"online"})
        yield Choice(version, deciders, elsewhere, channels or frozenset({"counter"}))


def _asked(center: Center) -> Callable[[ProcedureVersion], Deciders | None]:
    """Who decides a version received at a center. Versions with the same answers are asked for once."""
    found: dict[tuple[str, ...], Deciders | None] = {}

    def ask(version: ProcedureVersion) -> Deciders | None:
        key = (version.deciding_kind, version.deciding_slug, version.office_slug, version.procedure.level)
        if key not in found:
            try:
                found[key] = deciders_for(version, center, None)
            except Refusal:
                found[key] = None
        return found[key]

    return ask
