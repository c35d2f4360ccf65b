"""Petitions whose answer or publication is due in two days, today or overdue: told to the house, once per moment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet

from centers.models import Office, OfficeKind
from common.clock import end_of_day, local_date
from feedback.models import Petition
from feedback.petitions import State
from notifications.actions import office_notice, put_up

AHEAD = timedelta(days=2)
ANSWER, PUBLISH = "answer", "publish"
INSERT = """
INSERT INTO feedback_petitionreminder (petition_id, timer, due_at, at)
SELECT unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::timestamptz[]), %s
ON CONFLICT (petition_id, timer, due_at) DO NOTHING
RETURNING petition_id, timer
"""


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Safe to run twice and side by side; returns how many reminders were new."""
    due = [(row, timer) for timer, rows in _due(at) for row in rows]
    if not due:
        return 0
    with connection.cursor() as cursor:
        keys, timers = [row.pk for row, _timer in due], [timer for _row, timer in due]
        cursor.execute(INSERT, [keys, timers, [_by(row, timer) for row, timer in due], at])
        new = set(cursor.fetchall())
    receptions = dict(
        Office.objects.filter(kind=OfficeKind.RECEPTION, center__in={row.center_id for row, _t in due}).values_list(
            "center", "pk"
        )
    )
    put_up(
        office_notice(
            key=f"petition/{row.pk}/{timer}/{_by(row, timer).isoformat()}",
            office_id=receptions[row.center_id],
            template=f"petition_{timer}_due",
            context={"code": row.code, "due_at": _by(row, timer).isoformat()},
            url=f"/dieu-hanh/gop-y/{row.pk}/",
            at=at,
        )
        for row, timer in due
        if (row.pk, timer) in new
    )
    return len(new)


def _due(at: datetime) -> Iterator[tuple[str, QuerySet[Petition]]]:
    limit = end_of_day(local_date(at + AHEAD))
    yield ANSWER, Petition.objects.filter(state=State.OPEN, answer_by__lte=limit).order_by(F("answer_by"), "pk")
    yield PUBLISH, Petition.objects.filter(state=State.ANSWERED, publish_by__lte=limit).order_by("publish_by", "pk")


def _by(petition: Petition, timer: str) -> datetime:
    if timer == ANSWER:
        return petition.answer_by
    assert petition.publish_by is not None
    return petition.publish_by
