"""Exactly the actions that a person may do with a dossier now: the buttons of a page, derived from the table."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise

from common.clock import local_date
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number
from workcalendar.engine import Unit

from . import access
from .actors import Actor
from .lifecycle import Situation, Status, Transition, check, offered
from .models import Dossier, DossierEvent, Leg

TYPED_LATER = {"papers": ["?"], "amount_vnd": 1, "collector": "?", "to_office": 1, "to_user": 1}


@dataclass(frozen=True)
class Offer:
    """One button: what it is called, and whether a reason must be typed."""

    name: str
    label: str | Promise
    reason_needed: bool
    form: str


def offers(dossier: Dossier, actor: Actor, at: datetime) -> list[Offer]:
    """What this actor may do now, in the order of the table; what is still to be typed is taken as typed."""
    roles = access.roles_on(dossier, actor, at)
    if not roles:
        return []
    status = Status(dossier.status)
    waiting = Leg.objects.filter(dossier=dossier, confirmed_at=None).first()
    receives = waiting is not None and waiting.office_id in actor.office_ids
    situation = Situation(
        status=status,
        at=at,
        roles=roles,
        unit=Unit(dossier.unit) if dossier.unit else None,
        holds=dossier.holder_id in actor.office_ids or receives,
        receives=receives,
        in_transit=waiting is not None and not receives,
        decides=dossier.deciding_office_id in actor.office_ids,
        supplement_requests=DossierEvent.objects.filter(dossier=dossier, transition="request_supplement").count(),
        supplement_soft_max=number(PolicyKey.SUPPLEMENT_SOFT_MAX, on=local_date(at)),
        deadline=dossier.applicant_due_at,
        reason="?",
        facts=TYPED_LATER,
    )
    return [_offer(row) for row in offered(status, roles) if _possible(row, situation)]


def _possible(row: Transition, situation: Situation) -> bool:
    if row.name == "confirm_hand_over":
        situation = replace(situation, in_transit=situation.in_transit or situation.receives)
    try:
        check(row, situation)
    except Refusal:
        return False
    return True


def _offer(row: Transition) -> Offer:
    return Offer(row.name, row.label, row.reason_needed, row.form)
