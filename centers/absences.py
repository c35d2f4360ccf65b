"""Verbs about people who are away, and who does their work on a day."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from accounts.permissions import Permission
from centers.models import Absence, Office, Posting
from centers.reach import StaffContext
from common.clock import local_date
from common.errors import Refusal

ONE_AT_A_TIME = 20_261_127  # an advisory lock: absences are entered one after the other, so that no circle arises
LONGEST_REASON = 300


class AbsenceRefused(Refusal):
    """The absence cannot be entered or ended as asked; `field` says why."""


def stand_ins(on: date) -> Mapping[int, int]:
    """Who is away on a day → who has the work: of a stand-in who is away too, the stand-in of that one."""
    named = dict(Absence.objects.in_force(on).values_list("user_id", "stand_in_id"))
    return {user_id: _last_of(user_id, named) for user_id in named}


def _last_of(user_id: int, named: Mapping[int, int]) -> int:
    seen = {user_id}
    while user_id in named and named[user_id] not in seen:
        user_id = named[user_id]
        seen.add(user_id)
    return user_id


def offices_worked_in(user: User, on: date) -> frozenset[int]:
    """The offices to which somebody is posted on a day; to these their dossiers may belong."""
    posted = Posting.objects.in_force(on).filter(user=user, office__isnull=False)
    return frozenset(posted.order_by().values_list("office_id", flat=True))


def may_enter_for(staff: StaffContext, user: User, on: date) -> bool:
    """For oneself, and for those in whose office one assigns the work: its head, and the leader."""
    if staff.user is not None and staff.user.pk == user.pk:
        return True
    return bool(staff.offices_with(Permission.ASSIGN_DOSSIERS) & offices_worked_in(user, on))


@transaction.atomic
def enter_absence(
    user: User, stand_in: User, *, since: date, until: date, reason: str, at: datetime, by: User
) -> Absence:
    """Record that somebody is away from `since` to `until`, both inclusive. Raises AbsenceRefused.

    It may have begun; it may not be over. The stand-in works in one of the same offices and is there all the time.
    """
    _one_after_the_other()
    _check_days(since, until, local_date(at))
    if not reason.strip():
        raise AbsenceRefused(_("Say why, in a few words; the applicant does not read it."), field="reason")
    _check_stand_in(user, stand_in, since, until)
    _check_nothing_overlaps(user, since, until)
    return Absence.objects.create(
        user=user,
        stand_in=stand_in,
        since=since,
        until=until,
        reason=" ".join(reason.split())[:LONGEST_REASON],
        entered_at=at,
        entered_by=by,
    )


@transaction.atomic
def end_absence(absence: Absence, *, at: datetime, by: User) -> Absence:
    """The person is back, or does not go away after all. Raises AbsenceRefused when it is over already."""
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.ended_at is not None or absence.until < local_date(at):
        raise AbsenceRefused(_("This absence is over already."))
    absence.ended_at, absence.ended_by = at, by
    absence.save(update_fields=["ended_at", "ended_by"])
    return absence


def _one_after_the_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _check_days(since: date, until: date, today: date) -> None:
    if until < since:
        raise AbsenceRefused(_("The last day cannot lie before the first day."), field="until")
    if until < today:
        raise AbsenceRefused(_("This absence would be over already."), field="until")


def _check_stand_in(user: User, stand_in: User, since: date, until: date) -> None:
    if stand_in.pk == user.pk:
        raise AbsenceRefused(_("Nobody stands in for themselves. Choose a colleague."), field="stand_in")
    own = offices_worked_in(user, since)
    if not own:
        raise AbsenceRefused(_("%(name)s works in no office on that day.") % {"name": user.full_name}, field="user")
    usable = stand_in.kind == Kind.STAFF and stand_in.is_active
    if not usable or not own & offices_worked_in(stand_in, since) & offices_worked_in(stand_in, until):
        offices = Office.objects.filter(pk__in=own).values_list("name", flat=True)
        told = {"name": stand_in.full_name, "offices": ", ".join(offices)}
        raise AbsenceRefused(
            _("%(name)s does not work in %(offices)s all that time. Choose somebody of the same office.") % told,
            field="stand_in",
        )
    away = Absence.objects.touching(since, until).filter(user=stand_in).first()
    if away is not None:
        told = {"name": stand_in.full_name, **_period(away)}
        raise AbsenceRefused(
            _("%(name)s is away too, from %(since)s to %(until)s. Choose somebody who is there.") % told,
            field="stand_in",
        )


def _check_nothing_overlaps(user: User, since: date, until: date) -> None:
    other = Absence.objects.touching(since, until).filter(user=user).first()
    if other is not None:
        told = {"name": user.full_name, **_period(other)}
        raise AbsenceRefused(
            _("An absence of %(name)s from %(since)s to %(until)s is entered already; the two overlap.") % told,
            field="since",
        )


def _period(absence: Absence) -> dict[str, str]:
    return {"since": f"{absence.since:%d/%m/%Y}", "until": f"{absence.until:%d/%m/%Y}"}
