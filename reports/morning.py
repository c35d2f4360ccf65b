"""The message of the morning: what needs a leader today, with links. Nothing to do or a day off: no message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from centers.models import Center, Posting
from common.clock import LOCAL_TZ, local_date
from dossiers.access import actor_for
from notifications.actions import email, put_up, queue
from notifications.models import Notice, OutboxMessage
from policies.catalogue import PolicyKey
from policies.queries import time_of_day
from workcalendar.queries import engine_of, version_in_force

from .today import ToDo, to_do

UNTIL_LATER = timedelta(hours=2)  # a run that was missed is made up for so long; then the page says it


@dataclass(frozen=True)
class Morning:
    """One leader at one center, and what waits there for them."""

    user: User
    center: Center
    today: Sequence[ToDo]


def send(*, at: datetime) -> int:
    """Tell every leader once a working day, from policy leaders.morning_at on; returns how many were told.

    Safe to run twice and side by side: notice and e-mail have one key per day, person and center.
    """
    local = at.astimezone(LOCAL_TZ)
    opens = datetime.combine(local.date(), time_of_day(PolicyKey.LEADERS_MORNING_AT, on=local.date()), tzinfo=LOCAL_TZ)
    if not opens <= at < opens + UNTIL_LATER:
        return 0
    told = 0
    for morning in _mornings(at):
        with transaction.atomic():
            put_up([_notice(morning, at)])
            queue([_message(morning, at)] if morning.user.email else [])
        told += 1
    return told


def _mornings(at: datetime) -> Iterator[Morning]:
    known = set(Notice.objects.filter(key__startswith=f"morning/{local_date(at)}/").values_list("key", flat=True))
    working: dict[int, bool] = {}
    for posting in _leaders(at):
        center = posting.center or (posting.office.center if posting.office else None)
        if center is None or _key(posting.user, center, at) in known:
            continue
        if center.pk not in working:
            version = version_in_force(center.calendar, local_date(at))
            working[center.pk] = engine_of(version.pk).is_working_day(local_date(at))
        if working[center.pk]:
            found = to_do(center, actor_for(posting.user, at), at, petitions_too=True)
            waiting = [one for one in found if one.number]
            if waiting:
                yield Morning(posting.user, center, waiting)


def _leaders(at: datetime) -> QuerySet[Posting]:
    rows = Posting.objects.in_force(local_date(at)).filter(role=Role.LEADER, user__is_active=True)
    return rows.select_related("user", "center__calendar", "office__center__calendar").order_by("pk")


def _key(user: User, center: Center, at: datetime) -> str:
    return f"morning/{local_date(at)}/{user.pk}/{center.pk}"


def _context(morning: Morning) -> dict[str, Any]:
    today = [{"kind": one.kind, "number": one.number, "href": one.href} for one in morning.today]
    return {"today": today, "center": morning.center.name}


def _notice(morning: Morning, at: datetime) -> Notice:
    return Notice(
        key=_key(morning.user, morning.center, at),
        user_id=morning.user.pk,
        template="leader_morning",
        context=_context(morning),
        url=f"/dieu-hanh/?center={morning.center.slug}",
        created_at=at,
    )


def _message(morning: Morning, at: datetime) -> OutboxMessage:
    return email(
        key=_key(morning.user, morning.center, at),
        address=morning.user.email,
        language=morning.user.language,
        template="leader_morning",
        context=_context(morning),
        at=at,
    )
