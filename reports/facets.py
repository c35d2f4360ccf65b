"""What narrows a figure down besides level and channel: a procedure, a sector, an office, who resolved it.

The same condition groups the table of the page of leaders and opens the dossiers behind one of its numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Office
from dossiers.models import DossierEvent
from procedures.models import Procedure, Sector


@dataclass(frozen=True)
class Facet:
    """`narrow` tells, of ledger entries, those of one row of `model`; `name` is its column with the official name."""

    label: Any
    model: type[Model]
    name: str
    narrow: Callable[[int], Q]


def _ended_by(person: int) -> Q:
    ending = DossierEvent.objects.filter(dossier=OuterRef("dossier"), number=OuterRef("event_number"), by=person)
    return Q(Exists(ending))


FACETS: Mapping[str, Facet] = {
    "procedure": Facet(_("Procedure"), Procedure, "name", lambda pk: Q(procedure=pk)),
    "sector": Facet(_("Sector"), Sector, "name", lambda pk: Q(procedure__sector=pk)),
    "office": Facet(_("Office"), Office, "name", lambda pk: Q(dossier__deciding_office=pk)),
    "officer": Facet(_("Officer"), User, "full_name", _ended_by),
}


def narrowed(asked: Mapping[str, int]) -> Q:
    """The condition on ledger entries of everything that was asked for."""
    condition = Q()
    for name, pk in asked.items():
        condition &= FACETS[name].narrow(pk)
    return condition


def words(asked: Mapping[str, int]) -> list[tuple[Any, str]]:
    """Label and official name of what a list is narrowed down to. One statement each."""
    found = []
    for name, pk in asked.items():
        facet = FACETS[name]
        known = facet.model._default_manager.filter(pk=pk).values_list(facet.name, flat=True).first()
        found.append((facet.label, str(known or pk)))
    return found
