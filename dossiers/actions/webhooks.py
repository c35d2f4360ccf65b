"""Tells other systems: one row per webhook whose account may see the dossier, in the transaction of the event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from accounts.models import Kind
from accounts.roles import Role
from common.clock import LOCAL_TZ
from notifications.tasks import nudge_webhooks
from notifications.webhooks import are_there_any

if TYPE_CHECKING:
    from .interpreter import Move

QUEUE = """
INSERT INTO notifications_webhookdelivery
    (uid, hook_id, topic, sequence, event, payload, state, attempts, created_at, next_at, last_error)
SELECT gen_random_uuid(), hook.id, %(topic)s, told.sequence, told.event, told.payload, 'waiting', 0,
       moment.learned, moment.learned, ''
FROM jsonb_to_recordset(%(told)s::jsonb) AS told (event_id bigint, sequence integer, event text, payload jsonb)
JOIN dossiers_dossierevent happened ON happened.id = told.event_id
CROSS JOIN LATERAL (
    SELECT greatest(happened.at, happened.recorded_at) AS learned,
           (greatest(happened.at, happened.recorded_at) AT TIME ZONE %(zone)s)::date AS day
) moment
JOIN notifications_webhook hook
  ON hook.is_active AND hook.counts_from <= moment.learned
 AND (hook.events = '{}' OR told.event = ANY (hook.events))
JOIN accounts_user account ON account.id = hook.account_id AND account.kind = %(kind)s AND account.is_active
WHERE EXISTS (
    SELECT FROM dossiers_dossieraccess access
    WHERE access.dossier_id = %(dossier)s
      AND access.since <= moment.learned AND (access.until IS NULL OR access.until > moment.learned)
      AND (access.account_id = hook.account_id OR access.office_id IN (
        SELECT office.id
        FROM centers_posting posting
        JOIN centers_office office ON office.id = posting.office_id
             OR (posting.role = %(leader)s AND office.center_id = posting.center_id AND office.unit_id = (
                 SELECT center.unit_id FROM centers_center center WHERE center.id = posting.center_id))
             OR (posting.role = %(leader)s AND posting.center_id IS NULL AND office.unit_id = posting.unit_id)
        WHERE posting.user_id = hook.account_id
          AND posting.since <= moment.day AND (posting.until IS NULL OR posting.until >= moment.day)
      ))
)
ORDER BY hook.id, told.sequence
ON CONFLICT DO NOTHING
"""


def queue(moves: Sequence[Move]) -> None:
    """Queue what happened to one dossier for the webhooks that may hear it: one statement, none without webhooks."""
    if not moves or not are_there_any():
        return
    told = [
        {
            "event_id": move.event.pk,
            "sequence": move.event.number,
            "event": move.event.transition,
            "payload": payload_of(move),
        }
        for move in moves
    ]
    dossier = moves[0].dossier
    parameters: dict[str, str | int] = {
        "topic": f"dossier/{dossier.pk}",
        "told": json.dumps(told, ensure_ascii=False),
        "dossier": dossier.pk,
        "kind": Kind.SYSTEM.value,
        "leader": Role.LEADER.value,
        "zone": LOCAL_TZ.key,
    }
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, parameters)
        queued = cursor.rowcount
    if queued:
        transaction.on_commit(nudge_webhooks, robust=True)


def payload_of(move: Move) -> dict[str, Any]:
    """What other systems hear: which dossier, what happened, when, until when. No name, no number, no reason."""
    dossier, event = move.dossier, move.event
    return {
        "event_id": event.pk,
        "dossier": {"id": dossier.pk, "code": dossier.code},
        "transition": event.transition,
        "from_status": event.from_status,
        "to_status": event.to_status,
        "status": dossier.status,
        "at": _iso(event.at),
        "due_at": _iso(dossier.due_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(LOCAL_TZ).isoformat() if moment else None
