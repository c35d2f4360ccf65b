"""Coordination slips that nobody answered close with the dossier; the asked offices hear why."""

from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Greatest

from dossiers.coordination import SlipState
from dossiers.models import CoordinationSlip, Dossier
from notifications.actions import office_notice, put_up


def close(dossier: Dossier, *, at: datetime, speaks: bool) -> None:
    """Close what is open; `at` is when the dossier ended, `speaks` whether offices are told."""
    waiting = CoordinationSlip.objects.filter(dossier=dossier, state=SlipState.OPEN)
    asked = list(waiting.order_by("pk").values_list("pk", "office_id"))
    waiting.update(state=SlipState.ENDED, closed_at=Greatest("asked_at", Value(at)))
    if not speaks:
        return
    put_up(
        office_notice(
            key=f"slip/{slip_id}/ended",
            office_id=office_id,
            template="slip_ended",
            context={"code": dossier.code or ""},
            url=f"/xu-ly/phoi-hop/{slip_id}/",
            at=at,
        )
        for slip_id, office_id in asked
    )
