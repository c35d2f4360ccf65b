"""What narrows a figure down besides its level: a procedure, a sector, an office, who resolved it, how it came.

The same condition groups the table of the page of leaders and opens the dossiers behind one of its numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from centers.models import Center, Office, Unit, UnitKind
from dossiers.models import Channel, DossierEvent, Leg
from dossiers.models.dossier import ASSISTED
from procedures.models import OnlineLevel, Procedure, Sector

from . import digital


@dataclass(frozen=True)
class Facet:
    """`narrow` tells, of ledger entries, those of one row of `model`; `name` is its column with the official name."""

    label: Any
    model: type[Model]
    name: str
    narrow: Callable[[int], Q]


@dataclass(frozen=True)
class Choice:
    """One of a few words instead of a row: `narrow` tells, of ledger entries, those of one of the `words`."""

    label: Any
    words: Mapping[str, Any]
    narrow: Callable[[str], Q]


BOOKED = DossierEvent.objects.filter(dossier=OuterRef("dossier"), number=OuterRef("event_number"))
"""The event that a ledger entry was booked for."""


def _recorded_by(person: int) -> Q:
    return Q(Exists(BOOKED.filter(by=person).exclude(role=Role.CITIZEN)))


def _had_by(person: int) -> Q:
    return Q(Exists(Leg.objects.filter(dossier=OuterRef("dossier"), confirmed_by=person)))


FACETS: Mapping[str, Facet] = {
    "procedure": Facet(_("Procedure"), Procedure, "name", lambda pk: Q(procedure=pk)),
    "sector": Facet(_("Sector"), Sector, "name", lambda pk: Q(procedure__sector=pk)),
    "office": Facet(_("Office"), Office, "name", lambda pk: Q(dossier__deciding_office=pk)),
    "unit": Facet(_("Deciding authority"), Unit, "name", lambda pk: Q(unit=pk)),
    "desk": Facet(_("Received by"), Center, "name", lambda pk: Q(center=pk)),
    "officer": Facet(_("Officer"), User, "full_name", _recorded_by),
    "hand": Facet(_("Had in hand by"), User, "full_name", _had_by),
}


IN_FULL, IN_PART, OTHERWISE = "full", "partial", "other"
_LEVEL = "dossier__version__online_level"


def _of_online_level(word: str) -> Q:
    offered = [OnlineLevel.FULL, OnlineLevel.PARTIAL]
    return ~Q(**{f"{_LEVEL}__in": offered}) if word == OTHERWISE else Q(**{_LEVEL: word})


BY_NOBODY = {
    "applicant": (_("the applicants themselves"), Q(Exists(BOOKED.filter(role=Role.CITIZEN)))),
    "system": (_("the system by itself"), Q(Exists(BOOKED.filter(by=None).exclude(role=Role.CITIZEN)))),
}
OTHERS = ~Q(unit=F("center__unit"))  # received in one place, decided in another
ACROSS: Mapping[str, tuple[Any, Q]] = {
    "commune": (_("Received here for other communes"), OTHERS & Q(unit__kind=UnitKind.COMMUNE)),
    "province": (
        _("Received here for the province and its departments"),
        OTHERS & ~Q(unit__kind__in=[UnitKind.COMMUNE, UnitKind.AGENCY]),
    ),
    "agency": (_("Received here for police, military, insurance, tax"), OTHERS & Q(unit__kind=UnitKind.AGENCY)),
    "by_others": (_("Received by others for this commune"), OTHERS),
    "own": (_("Received here for this commune"), ~OTHERS),
    "returned": (_("Result wanted at another center"), ~Q(dossier__return_center=F("center"))),
}


CHOICES: Mapping[str, Choice] = {
    "channel": Choice(_("Channel"), dict(Channel.choices), lambda word: Q(channel=word)),
    "online_level": Choice(
        _("Service of the procedure"),
        {
            IN_FULL: OnlineLevel.FULL.label,
            IN_PART: OnlineLevel.PARTIAL.label,
            OTHERWISE: _("no level published, or information only"),
        },
        _of_online_level,
    ),
    "digital": Choice(
        _("Digital"),
        {word: label for word, (label, _condition) in digital.RESULTS.items()},
        lambda word: digital.RESULTS[word][1],
    ),
    "nobody": Choice(
        _("Recorded by"),
        {word: label for word, (label, _condition) in BY_NOBODY.items()},
        lambda word: BY_NOBODY[word][1],
    ),
    "across": Choice(
        _("Across boundaries"),
        {word: label for word, (label, _condition) in ACROSS.items()},
        lambda word: ACROSS[word][1],
    ),
    "assisted": Choice(
        _("Filed"),
        {"yes": _("with assistance"), "no": _("without assistance")},
        lambda word: Q(filed_by__in=ASSISTED) if word == "yes" else ~Q(filed_by__in=ASSISTED),
    ),
}
Asked = Mapping[str, int | str]
"""By name of a facet or a choice: the key of a row, or a word."""


def narrowed(asked: Asked) -> Q:
    """The condition on ledger entries of everything that was asked for."""
    condition = Q()
    for name, given in asked.items():
        condition &= CHOICES[name].narrow(str(given)) if name in CHOICES else FACETS[name].narrow(int(given))
    return condition


def words(asked: Asked, *, found: bool) -> list[tuple[Any, str]]:
    """Label and name of what a list is narrowed down to. One statement for each row.

    A person is named only where dossiers of theirs were `found`: an address may ask for any key.
    """
    told: list[tuple[Any, str]] = []
    for name, pk in asked.items():
        if name in CHOICES:
            told.append((CHOICES[name].label, str(CHOICES[name].words[str(pk)])))
            continue
        facet = FACETS[name]
        if facet.model is User and not found:
            continue
        known = facet.model._default_manager.filter(pk=pk).values_list(facet.name, flat=True).first()
        told.append((facet.label, str(known or pk)))
    return told
