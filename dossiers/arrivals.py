"""The only door to arrivals: the reception where somebody came, and its leaders. Default deny."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common import crypto
from common.clock import local_date
from common.errors import Refusal

from .actors import Actor
from .models import Arrival, Visit, VisitDossier

READERS = frozenset({Role.COUNTER, Role.HEAD, Role.LEADER})
WRITERS = frozenset({Role.COUNTER})
RELATIONS = ("version__procedure", "case", "center__unit", "by", "continued_dossier", "continued_arrival")


class NoSuchArrival(Refusal):
    """Not there, or not for these eyes: the answer is the same."""

    default_message = _("There is no such visitor record, or it is not open to you.")


@dataclass(frozen=True)
class Visitor:
    """Who came, as far as it was told."""

    name: str = ""
    phone: str = ""

    def as_json(self) -> bytes:
        return json.dumps({"name": self.name, "phone": self.phone}, ensure_ascii=False).encode()


NOBODY = Visitor()


def visible_to(actor: Actor) -> QuerySet[Arrival]:
    """The arrivals that somebody with these posts may see."""
    return Arrival.objects.filter(office__in=actor.offices_as(READERS))


def arrival_for(actor: Actor, pk: int) -> Arrival:
    """One with all that a page needs of it. Raises NoSuchArrival."""
    arrival = visible_to(actor).select_related(*RELATIONS).filter(pk=pk).first()
    if arrival is None:
        raise NoSuchArrival
    return arrival


def visitor_of(arrival: Arrival) -> Visitor:
    """Who came; nobody when nothing was told, or the key is gone."""
    try:
        plain = arrival.unsealed()
    except crypto.CannotDecrypt:
        return NOBODY
    return Visitor(**json.loads(plain)) if plain else NOBODY


def visit_open_at(center_id: int, pk: int, at: datetime) -> Visit | None:
    """The visit if it is of this center and of today; a person who comes back tomorrow comes anew."""
    visit = Visit.objects.filter(center=center_id, pk=pk).first()
    return visit if visit is not None and local_date(visit.at) == local_date(at) else None


def visit_of(dossier_id: int) -> Visit | None:
    """The visit in which a dossier came, if it came with others."""
    part = VisitDossier.objects.filter(dossier=dossier_id).select_related("visit").first()
    return part.visit if part else None
