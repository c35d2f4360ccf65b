"""How a result was handed over, for the applicant's page and for the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dossiers.delivery import SignedOn, way_of
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent


@dataclass(frozen=True)
class Parcel:
    carrier: str
    code: str
    sent_at: datetime


@dataclass(frozen=True)
class Receipt:
    """A delivery. `way` and `signed` in words, empty where nothing is known; `place`: who handed it over."""

    at: datetime
    collector: str
    way: str
    authorisation: str
    authorised_on: date | None
    signed: str
    place: str


@dataclass(frozen=True)
class Handed:
    """`parcel`: the one sent since the last result; `receipt`: None as long as nobody has the result."""

    parcel: Parcel | None
    receipt: Receipt | None


def handed(dossier: Dossier, events: Iterable[DossierEvent]) -> Handed:
    """From the events in their order, with their offices."""
    parcel, receipt = None, None
    for event in events:
        if event.transition in {"resolve", "reopen"}:
            parcel = receipt = None
        elif event.transition == "post_result":
            parcel = Parcel(event.facts["carrier"], event.facts["parcel"], event.at)
        elif event.transition == "deliver":
            receipt = _receipt(event)
    return Handed(parcel, receipt if dossier.status == Status.DELIVERED else None)


def _receipt(event: DossierEvent) -> Receipt:
    facts = event.facts
    on, signed = facts.get("authorised_on"), facts.get("signed", "")
    return Receipt(
        at=event.at,
        collector=facts.get("collector", ""),
        way=way_of(facts),
        authorisation=facts.get("authorisation", ""),
        authorised_on=date.fromisoformat(on) if on else None,
        signed=str(SignedOn(signed).label) if signed in SignedOn.values else "",
        place=event.office.name if event.office else "",
    )
