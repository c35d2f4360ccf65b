"""Nothing lapses without a word: applicants are warned before their time is over, and so is the office that waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from common.clock import local_date
from notifications.actions import put_up
from notifications.models import Notice, OutboxMessage
from policies.catalogue import PolicyKey
from policies.queries import value

from .letterbox import post, to_applicant
from .lifecycle import AWAITING, Status
from .models import Dossier, ReminderKind, Source

BATCH = 500
SPEAKING = (Source.HERE, Source.TAKE_OVER)  # what people do with these happens here


@dataclass(frozen=True)
class _Warning:
    """One warning of one dossier: the moment from which on it was to be given."""

    dossier_id: int
    moment: datetime


def warn(*, at: datetime) -> int:
    """Warn of each dossier whose applicant has no longer than policy supplement.warning_days; returns how many.

    One warning per number of days; where several were missed, only the last of them. A set time that is shorter than a
    warning has none of it.
    """
    warned = 0
    while batch := _unwarned(at):
        warned += _warn(batch, at)
    return warned


FIND = """
SELECT DISTINCT ON (d.id) d.id, d.applicant_due_at - make_interval(days => ahead.days)
FROM dossiers_dossier d
JOIN unnest(%(statuses)s::text[], %(days)s::int[]) AS ahead(status, days) ON ahead.status = d.status
WHERE d.applicant_due_at > %(at)s AND d.applicant_due_at - make_interval(days => ahead.days) <= %(at)s
  AND NOT EXISTS (
    SELECT FROM dossiers_reminder r WHERE r.dossier_id = d.id AND r.kind = %(kind)s
      AND r.due_at >= d.applicant_due_at - make_interval(days => ahead.days) AND r.due_at < d.applicant_due_at)
ORDER BY d.id, ahead.days
LIMIT %(batch)s
"""
INSERT = """
INSERT INTO dossiers_reminder (dossier_id, kind, due_at, at)
SELECT unnest(%s::bigint[]), %s, unnest(%s::timestamptz[]), %s
ON CONFLICT (dossier_id, kind, due_at) DO NOTHING RETURNING dossier_id
"""


def _unwarned(at: datetime) -> list[_Warning]:
    ahead = list(_ahead(at))
    values: dict[str, Any] = {
        "statuses": [status.value for status, _days in ahead],
        "days": [days for _status, days in ahead],
        "at": at,
        "kind": ReminderKind.LAPSE_SOON.value,
        "batch": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, values)
        return [_Warning(*row) for row in cursor.fetchall()]


def _ahead(at: datetime) -> Sequence[tuple[Status, int]]:
    """How many days ahead is warned in each status; only what lies within the set time."""
    on = local_date(at)
    given = {status: value(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=on) for status in sorted(AWAITING)}
    given[Status.INCOMPLETE] = value(PolicyKey.INCOMPLETE_EXPIRY_DAYS, on=on)
    wanted = value(PolicyKey.SUPPLEMENT_WARNING_DAYS, on=on)
    return [(status, days) for status, most in given.items() for days in wanted if most is None or days < most]


@transaction.atomic
def _warn(batch: Sequence[_Warning], at: datetime) -> int:
    moments = {one.dossier_id: one.moment for one in batch}
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [list(moments), ReminderKind.LAPSE_SOON.value, list(moments.values()), at])
        new = [row[0] for row in cursor.fetchall()]
    related = ("version__procedure", "submitter", "account")
    fresh = list(Dossier.objects.filter(pk__in=new).select_related(*related).order_by("pk"))
    post(_to_applicant(dossier, moments[dossier.pk], at) for dossier in fresh)
    put_up(_to_office(dossier, moments[dossier.pk], at) for dossier in fresh)
    return len(fresh)


def _to_applicant(dossier: Dossier, moment: datetime, at: datetime) -> OutboxMessage | None:
    if dossier.source not in SPEAKING or dossier.applicant_due_at is None:
        return None
    return to_applicant(
        dossier,
        key=f"dossier/{dossier.pk}/lapse/{moment.isoformat()}",
        template="dossier_lapse_soon",
        at=at,
        status=dossier.status,
        due_at=dossier.applicant_due_at.isoformat(),
    )


def _to_office(dossier: Dossier, moment: datetime, at: datetime) -> Notice:
    assert dossier.applicant_due_at is not None
    return Notice(
        key=f"{ReminderKind.LAPSE_SOON}/{dossier.pk}/{moment.isoformat()}",
        office_id=dossier.holder_id,
        template="dossier_lapse_soon",
        context={"code": dossier.code or "", "due_at": dossier.applicant_due_at.isoformat()},
        url=f"/xu-ly/ho-so/{dossier.pk}/",
        created_at=at,
    )
