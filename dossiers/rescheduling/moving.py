"""Prepare a change of the calendar, look at it, confirm it, and move the dossiers of its list one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from centers.calendars import centers_under
from centers.models import Center, Office
from common.clock import local_date
from common.errors import Refusal
from dossiers.actions.reschedule import DatesDiffer, HasEnded, reschedule
from dossiers.actors import Actor, Post
from dossiers.models import CalendarChange, CalendarMove, MoveState
from policies.catalogue import PolicyKey
from policies.queries import number
from workcalendar.actions import family_of
from workcalendar.changes import Document, carry_out, rehearse
from workcalendar.content import calendar_from
from workcalendar.models import Calendar, CalendarVersion
from workcalendar.queries import current_version
from workcalendar.worktime import Calendar as WorkingTime

from .affected import affected, how_many

log = structlog.get_logger(__name__)
ROWS = 1000
LISTED_AT_ONCE = 2000
"""So many open dossiers are looked through while a page waits (some seconds); more in the background."""


class StillMoving(Refusal):
    default_message = _("An earlier change of the calendar is still moving dossiers. Wait until it is finished.")


class StillListing(Refusal):
    default_message = _("The list of this change is still being made. Wait until it is complete.")


class CalendarHasChanged(Refusal):
    default_message = _("The calendar has changed since this list was made. Make the list anew, then confirm.")


class NotToBeTakenBack(Refusal):
    default_message = _("This change has been confirmed; it cannot be discarded any more.")


@transaction.atomic
def draft(calendar: Calendar, change: Document, *, reason: str, by: User, at: datetime) -> CalendarChange:
    """Keep a change with the list of dossiers it would move. Nothing counts before it is confirmed. Where very many are
    open, `listed_at` is None and `make_list` has to follow.

    Raises StillMoving, and what `workcalendar.changes.carry_out` raises.
    """
    row = CalendarChange(calendar=calendar, change=dict(change), reason=reason.strip(), drafted_by=by, drafted_at=at)
    _begin_list(row, at=at)
    return row


@transaction.atomic
def list_anew(key: UUID, *, at: datetime) -> CalendarChange:
    """Make the list again, with the dossiers and the calendar of now. Raises NotToBeTakenBack and as `draft`."""
    row = _locked(key)
    if row.confirmed_at is not None:
        raise NotToBeTakenBack
    row.moves.all().delete()
    row.drafted_at, row.listed_at = at, None
    _begin_list(row, at=at)
    return row


@transaction.atomic
def make_list(key: UUID, *, at: datetime) -> CalendarChange:
    """Complete the list of a change that `draft` or `list_anew` left to the background; twice is once.

    Raises what `workcalendar.changes.carry_out` raises.
    """
    row = _locked(key)
    if row.listed_at is None:
        _list_dossiers(row, _targets(row, at=at), at=at)
    return row


def _begin_list(row: CalendarChange, *, at: datetime) -> None:
    if CalendarChange.objects.filter(confirmed_at__isnull=False, done_at=None).exists():
        raise StillMoving
    targets = _targets(row, at=at)
    row.save()
    if how_many(targets) <= LISTED_AT_ONCE:
        _list_dossiers(row, targets, at=at)


def _targets(row: CalendarChange, *, at: datetime) -> dict[int, WorkingTime]:
    """The calendar that each center would have."""
    contents = rehearse(row.calendar, row.change, at=at)
    engines = {calendar_id: calendar_from(content) for calendar_id, content in contents.items()}
    return {center.pk: engines[center.calendar_id] for center in centers_under(row.calendar)}


def _list_dossiers(row: CalendarChange, targets: Mapping[int, WorkingTime], *, at: datetime) -> None:
    found = affected(targets)
    row.basis, row.kept_promises, row.listed_at = _numbers(row.calendar), found.kept_promises, at
    row.save()
    moves = (CalendarMove(change=row, **vars(shift)) for shift in found.shifts)
    CalendarMove.objects.bulk_create(moves, batch_size=ROWS)


def _numbers(calendar: Calendar) -> dict[str, int]:
    """The newest version number of each calendar of the family, by id."""
    newest = CalendarVersion.objects.filter(calendar__in=[member.pk for member in family_of(calendar)])
    found = newest.order_by("calendar_id", "-number").distinct("calendar_id").values_list("calendar_id", "number")
    return {str(calendar_id): version for calendar_id, version in found}


@transaction.atomic
def confirm(key: UUID, *, by: User, at: datetime) -> CalendarChange:
    """The calendar changes now; its dossiers may be moved from now on. Twice is once.

    Raises StillMoving, StillListing, CalendarHasChanged, and what `workcalendar.changes.carry_out` raises.
    """
    Calendar.objects.select_for_update().order_by("pk").first()  # one confirmation at a time
    row = _locked(key)
    if row.confirmed_at is not None:
        return row
    if CalendarChange.objects.filter(confirmed_at__isnull=False, done_at=None).exists():
        raise StillMoving
    if row.listed_at is None:
        raise StillListing
    if _numbers(row.calendar) != row.basis:
        raise CalendarHasChanged
    carry_out(row.calendar, row.change, by=by, at=at)
    row.versions = {str(center.pk): current_version(center.calendar).pk for center in centers_under(row.calendar)}
    row.confirmed_by, row.confirmed_at = by, at
    row.done_at = None if row.moves.exists() else at
    row.save()
    return row


@transaction.atomic
def discard(key: UUID) -> None:
    """Forget a change that nobody confirmed. Raises NotToBeTakenBack."""
    row = _locked(key)
    if row.confirmed_at is not None:
        raise NotToBeTakenBack
    row.delete()


def _locked(key: UUID) -> CalendarChange:
    return CalendarChange.objects.select_for_update(of=("self",)).select_related("calendar").get(key=key)


def goes_at_once(row: CalendarChange, *, at: datetime) -> bool:
    """Whether the list is short enough to be moved while somebody waits (policy calendar.moves_at_once)."""
    return row.moves.count() <= number(PolicyKey.CALENDAR_MOVES_AT_ONCE, on=local_date(at))


def move_waiting(row: CalendarChange, *, at: datetime) -> int:
    """Move what waits, each dossier in a transaction of its own; returns how many moved.

    Safe to run twice, side by side, and to be killed: a dossier is moved in the transaction that says so.
    """
    if row.confirmed_at is None or row.confirmed_by is None:
        return 0
    actor = _actor(row.confirmed_by, row.versions)
    waiting = row.moves.filter(state=MoveState.WAITING).order_by("pk")
    moved, last = 0, 0
    while keys := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:ROWS]):
        moved += sum(_move(row, key, actor, at) for key in keys)
        last = keys[-1]
    if not row.moves.filter(state=MoveState.WAITING).exists():
        CalendarChange.objects.filter(pk=row.pk, done_at=None).update(done_at=at)
        row.refresh_from_db(fields=["done_at"])
    return moved


def continue_all(*, at: datetime) -> int:
    """Go on with every list and every confirmed change whose worker was lost; returns how many dossiers moved."""
    for key in CalendarChange.objects.filter(listed_at=None).order_by("pk").values_list("key", flat=True):
        try:
            make_list(key, at=at)
        except Refusal as refusal:  # the calendar has changed meanwhile; the page offers to discard it
            log.info("list of a change not made", key=str(key), reason=str(refusal))
    under_way = CalendarChange.objects.filter(confirmed_at__isnull=False, done_at=None).select_related("confirmed_by")
    return sum(move_waiting(row, at=at) for row in under_way.order_by("confirmed_at", "pk"))


@transaction.atomic
def _move(row: CalendarChange, key: int, actor: Actor, at: datetime) -> bool:
    lines = CalendarMove.objects.select_for_update(of=("self",), skip_locked=True).select_related("dossier")
    line = lines.filter(pk=key, state=MoveState.WAITING).first()
    if line is None:
        return False
    version_id = row.versions[str(line.dossier.receiving_center_id)]
    dates = {"due_before": line.due_before, "due_after": line.due_after}
    try:
        reschedule(line.dossier, version_id, **dates, at=at, by=actor, reason=row.reason)
    except HasEnded:
        line.state = MoveState.ENDED
    except DatesDiffer:
        line.state = MoveState.DIFFERENT
    except Refusal as refusal:
        line.state = MoveState.REFUSED
        log.warning("dossier not rescheduled", dossier=line.dossier_id, reason=str(refusal))
    else:
        line.state = MoveState.MOVED
    line.save(update_fields=["state"])
    return line.state == MoveState.MOVED


def _actor(user: User, versions: Mapping[str, int]) -> Actor:
    """The administrator who confirmed, for the dossiers of the centers concerned: by this one act, not by rows."""
    centers: Sequence[int] = [int(center_id) for center_id in versions]
    offices = Office.objects.filter(center__in=Center.objects.filter(pk__in=centers)).values_list("pk", flat=True)
    return Actor(user.pk, user.full_name, posts=(Post(Role.ADMINISTRATOR, frozenset(offices)),))
