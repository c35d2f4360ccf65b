"""Absences as the page of officers shows them: one's own, those of people one leads, those one covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission
from centers.models import Absence, Posting
from centers.queries import people_of
from centers.reach import StaffContext
from common.clock import local_date
from dossiers.models import Dossier


@dataclass(frozen=True)
class AbsenceLine:
    """`held` counts the dossiers that are with the stand-in now; `may_end` is about the reader."""

    id: int
    name: str
    stand_in: str
    since: date
    until: date
    reason: str
    is_now: bool
    is_own: bool
    may_end: bool
    held: int


def absence_lines(staff: StaffContext, *, at: datetime) -> list[AbsenceLine]:
    """What has not ended, the next one first; in two queries whatever their number. Who covers reads no reason."""
    assert staff.user is not None
    on = local_date(at)
    led = set(led_by(staff, on).values_list("pk", flat=True))
    mine = Q(user=staff.user) | Q(stand_in=staff.user) | Q(user__in=led)
    found = list(Absence.objects.filter(mine, ended_at=None, until__gte=on).select_related("user", "stand_in"))
    held = _held_for([row.user_id for row in found if row.since <= on])
    return [_line(row, staff.user.pk, row.user_id in led, held.get(row.user_id, 0), on) for row in found]


def led_by(staff: StaffContext, on: date) -> QuerySet[User]:
    """People whose work this person assigns: those of the offices of a head, of the center of a leader."""
    return people_of(staff.offices_with(Permission.ASSIGN_DOSSIERS), on)


def away_now(people: Sequence[int], on: date) -> dict[int, Absence]:
    """Of these people those who are away on a day, with their absence and stand-in."""
    rows = Absence.objects.in_force(on).filter(user__in=people).select_related("stand_in")
    return {row.user_id: row for row in rows}


def colleagues_of(people: QuerySet[User], on: date) -> QuerySet[User]:
    """Everybody who works in an office of any of these people."""
    offices = Posting.objects.in_force(on).filter(user__in=people.values("pk"), office__isnull=False)
    return people_of(list(offices.order_by().values_list("office_id", flat=True).distinct()), on)


def _held_for(people: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for person in Dossier.objects.filter(stands_in_for__in=people).values_list("stands_in_for_id", flat=True):
        assert person is not None  # by the filter
        found[person] = found.get(person, 0) + 1
    return found


def _line(row: Absence, reader: int, leads: bool, held: int, on: date) -> AbsenceLine:
    may_end = leads or row.user_id == reader
    return AbsenceLine(
        id=row.pk,
        name=row.user.full_name,
        stand_in=row.stand_in.full_name,
        since=row.since,
        until=row.until,
        reason=row.reason if may_end else "",
        is_now=row.since <= on,
        is_own=row.user_id == reader,
        may_end=may_end,
        held=held,
    )
