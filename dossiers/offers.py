"""Exactly the actions that a person may do with a dossier now: the buttons of a page, derived from the table."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from common.errors import Refusal

from .actors import Actor
from .folder import Folder, folder_of
from .lifecycle import Transition, check, offered
from .models import Dossier
from .standpoint import Standpoint, standpoint_of
from .state import State

TYPED_LATER = {
    "papers": ["?"],
    "amount_vnd": 1,
    "collector": "?",
    "to_office": 1,
    "to_user": 1,
    "carrier": "?",
    "parcel": "?",
    "extended_to": "9999-12-31T00:00:00+07:00",
}


@dataclass(frozen=True)
class Offer:
    """One button: what it is called, and whether a reason must be typed."""

    name: str
    label: str | Promise
    reason_needed: bool
    form: str


def offers(dossier: Dossier | Folder, actor: Actor, at: datetime) -> list[Offer]:
    """What this actor may do now, in the order of the table; what is still to be typed is taken as typed."""
    folder = dossier if isinstance(dossier, Folder) else folder_of(dossier)
    now = standpoint_of(folder, actor, at)
    return offers_from(now, folder.state, at) if now.roles else []


def offers_from(now: Standpoint, state: State, at: datetime) -> list[Offer]:
    """The same for a dossier whose rows and events have been read already; asks nothing."""
    if not now.roles:
        return []
    confirmed = now.after_confirming()
    return [
        Offer(row.name, row.label, row.reason_needed, row.form)
        for row in offered(state.status, now.roles)
        if _is_possible(row, now if row.name == "confirm_hand_over" else confirmed, state, at)
    ]


def _is_possible(row: Transition, standpoint: Standpoint, state: State, at: datetime) -> bool:
    try:
        check(row, standpoint.situation(row, state, at=at, reason="?", facts=TYPED_LATER))
    except Refusal:
        return False
    return True
