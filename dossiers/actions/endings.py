"""What the event of a decision keeps, so that how the dossier went can be judged later without asking again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, Subquery

from accounts.roles import Role
from common.clock import local_date, start_of_day
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import Dossier, DossierEvent, Paper, PaperKind, Payment
from dossiers.signals import AGAIN_WITHIN_DAYS

ASKING = [name for name, row in TRANSITIONS.items() if row.form == "02"]
BROUGHT = (PaperKind.APPLICATION, PaperKind.SUPPLEMENT)

SAME_OWNER = """(s.owner_id = %(owner)s OR (
    SELECT o.name_fold = %(name)s AND coalesce(o.birth_date = %(birth)s::date, true)
    FROM citizens_party o WHERE o.id = s.owner_id
))"""
"""The owner, or somebody with the same name and no other birth date."""

# Written by hand (docs/adr/0011), every ending asks it. What was sent back at one center in some weeks is little; what
# bears the name of the owner, or is of the procedure, may be much: both are looked at last.
ENDING = f"""
WITH sent_back AS MATERIALIZED (
    SELECT d.id, d.status, d.version_id, d.owner_id FROM dossiers_dossier d
    WHERE (d.owner_id = %(owner)s OR d.receiving_center_id = %(center)s)
        AND d.status IN ('{Status.RETURNED}', '{Status.WITHDRAWN}')
        AND coalesce(d.received_at, d.submitted_at) < %(day)s AND d.ended_at > %(since)s
), same AS MATERIALIZED (
    SELECT s.* FROM sent_back s JOIN procedures_procedureversion v ON v.id = s.version_id
    WHERE v.procedure_id = %(procedure)s
)
SELECT
    EXISTS (
        SELECT 1 FROM dossiers_paper
        WHERE dossier_id = %(pk)s AND kind = '{PaperKind.RESULT}' AND result_id IS NULL
    ),
    EXISTS (
        SELECT 1 FROM same s
        WHERE {SAME_OWNER} AND (s.status = '{Status.RETURNED}' OR EXISTS (
            SELECT 1 FROM dossiers_dossierevent e
            WHERE e.dossier_id = s.id AND e.transition = 'withdraw' AND e.role = '{Role.COUNTER}'
        ))
    )
"""

RETURN = f"""
WITH later AS MATERIALIZED (
    SELECT d.version_id, d.owner_id FROM dossiers_dossier d
    WHERE (d.owner_id = %(owner)s OR d.receiving_center_id = %(center)s)
        AND d.received_at >= %(next_day)s AND d.status = ANY(%(resolved)s)
), same AS MATERIALIZED (
    SELECT l.* FROM later l JOIN procedures_procedureversion v ON v.id = l.version_id
    WHERE v.procedure_id = %(procedure)s
)
SELECT EXISTS (
    SELECT 1 FROM same s WHERE {SAME_OWNER}
)
"""


def facts_of_ending(dossier: Dossier) -> dict[str, Any]:
    """`files`: the result has a file; `after_return`: the same matter, received on an earlier day, was returned within
    30 days before, or while this dossier was open.

    The same matter is the same procedure of the same owner; at the same center also of an owner with the same name and
    no other birth date, whatever the number: it may be missing, or typed wrong. As a return counts what the counter
    withdrew, since the limit begins anew in the same way; what citizens withdraw from their own account does not.
    What was received on one day are several matters, or one that was entered twice: no day is won. What is not so is
    left out; nothing is known of what was not received, which the table then refuses to end. One statement.
    """
    if dossier.received_at is None:
        return {}
    has_files, after_return = _asked(ENDING, dossier, dossier.received_at)
    return {**({"files": True} if has_files else {}), **({"after_return": True} if after_return else {})}


def facts_of_matter(dossier: Dossier) -> dict[str, Any]:
    """`after_return` alone."""
    return {name: found for name, found in facts_of_ending(dossier).items() if name == "after_return"}


def facts_of_return(dossier: Dossier) -> dict[str, Any]:
    """`resolved_again`: the same matter was received on a later day, and is resolved before this one ends. One
    statement."""
    begun_at = dossier.received_at or dossier.submitted_at
    if begun_at is None:
        return {}
    (resolved_again,) = _asked(RETURN, dossier, begun_at)
    return {"resolved_again": True} if resolved_again else {}


def _asked(statement: str, dossier: Dossier, begun_at: datetime) -> tuple[bool, ...]:
    day = local_date(begun_at)
    matter: dict[str, Any] = {
        "pk": dossier.pk,
        "owner": dossier.owner_id,
        "name": dossier.owner.name_fold,
        "birth": dossier.owner.birth_date,
        "center": dossier.receiving_center_id,
        "procedure": dossier.version.procedure_id,
        "day": start_of_day(day),
        "next_day": start_of_day(day + timedelta(days=1)),
        "since": begun_at - timedelta(days=AGAIN_WITHIN_DAYS),
        "resolved": [Status.RESOLVED.value, Status.DELIVERED.value],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, matter)
        found: tuple[bool, ...] = cursor.fetchone()
    return found


def facts_of_waiting(dossier: Dossier, brought: bool) -> dict[str, Any]:
    """`nothing`: the wait for papers ends, and none has come: neither now nor since they were asked for; nor was what
    was declared corrected since. One statement where nothing is `brought` now.
    """
    if brought:
        return {}
    asked_at = _last(dossier, ASKING)
    papers = Paper.objects.filter(dossier=dossier, kind__in=BROUGHT, added_at__gte=asked_at)
    corrections = DossierEvent.objects.filter(dossier=dossier, transition="correct", at__gte=asked_at)
    has_come = Dossier.objects.filter(Exists(papers) | Exists(corrections), pk=dossier.pk).exists()
    return {} if has_come else {"nothing": True}


def facts_of_paying(dossier: Dossier, cash: bool) -> dict[str, Any]:
    """`nothing`: the wait for a payment ends, and nothing was paid since it was asked for. One statement."""
    if cash:
        return {}
    paid = Payment.objects.filter(dossier=dossier, amount_vnd__gt=0, at__gte=_last(dossier, ["request_payment"]))
    return {} if paid.exists() else {"nothing": True}


def _last(dossier: Dossier, transitions: Sequence[str]) -> Subquery:
    """The moment of the last of these transitions."""
    events = DossierEvent.objects.filter(dossier=dossier, transition__in=transitions)
    return Subquery(events.order_by("-at").values("at")[:1])
