"""What the event of a decision keeps, so that how the dossier went can be judged later without asking again."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Subquery

from accounts.roles import Role
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import Dossier, DossierEvent, Paper, PaperKind
from dossiers.signals import AGAIN_WITHIN_DAYS

ASKING = [name for name, row in TRANSITIONS.items() if row.form == "02"]
BROUGHT = (PaperKind.APPLICATION, PaperKind.SUPPLEMENT)

# Written by hand (docs/adr/0011), every ending asks it. What was sent back at one center in some weeks is little; what
# bears the name of the owner, or is of the procedure, may be much: both are looked at last.
ENDING = f"""
WITH sent_back AS MATERIALIZED (
    SELECT d.id, d.status, d.version_id, d.owner_id FROM dossiers_dossier d
    WHERE (d.owner_id = %(owner)s OR d.receiving_center_id = %(center)s)
        AND d.status IN ('{Status.RETURNED}', '{Status.WITHDRAWN}') AND d.received_at IS NOT NULL
        AND d.ended_at > %(since)s AND d.id <> %(pk)s
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
        WHERE (s.owner_id = %(owner)s OR (
            SELECT o.name_fold = %(name)s AND coalesce(o.birth_date = %(birth)s::date, true)
            FROM citizens_party o WHERE o.id = s.owner_id
        )) AND (s.status = '{Status.RETURNED}' OR EXISTS (
            SELECT 1 FROM dossiers_dossierevent e
            WHERE e.dossier_id = s.id AND e.transition = 'withdraw' AND e.role = '{Role.COUNTER}'
        ))
    )
"""


def facts_of_ending(dossier: Dossier) -> dict[str, Any]:
    """`files`: the result has a file; `after_return`: the same matter was returned shortly before, or while this
    dossier was open.

    The same matter is the same procedure of the same owner; at the same center also of an owner with the same name and
    no other birth date, whatever the number: it may be missing, or typed wrong. As a return counts what the counter
    withdrew after reception, since the limit begins anew in the same way; what citizens withdraw from their own
    account does not. What is not so is left out; nothing is known of what was not received, which the table then
    refuses to end. One statement.
    """
    if dossier.received_at is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ENDING, _matter(dossier))
        has_files, after_return = cursor.fetchone()
    return {**({"files": True} if has_files else {}), **({"after_return": True} if after_return else {})}


def facts_of_matter(dossier: Dossier) -> dict[str, Any]:
    """`after_return` alone."""
    return {name: found for name, found in facts_of_ending(dossier).items() if name == "after_return"}


def _matter(dossier: Dossier) -> dict[str, Any]:
    assert dossier.received_at is not None
    return {
        "pk": dossier.pk,
        "owner": dossier.owner_id,
        "name": dossier.owner.name_fold,
        "birth": dossier.owner.birth_date,
        "center": dossier.receiving_center_id,
        "procedure": dossier.version.procedure_id,
        "since": dossier.received_at - timedelta(days=AGAIN_WITHIN_DAYS),
    }


def facts_of_waiting(dossier: Dossier, brought: bool) -> dict[str, Any]:
    """`nothing`: the wait for papers ends, and none has come: neither now nor since they were asked for.

    One statement where nothing is `brought` now.
    """
    if brought:
        return {}
    return {} if _came_since(dossier).exists() else {"nothing": True}


def _came_since(dossier: Dossier) -> QuerySet[Paper]:
    asked = DossierEvent.objects.filter(dossier=dossier, transition__in=ASKING).order_by("-at").values("at")
    return Paper.objects.filter(dossier=dossier, kind__in=BROUGHT, added_at__gte=Subquery(asked[:1]))
