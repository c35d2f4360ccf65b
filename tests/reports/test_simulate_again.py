"""A simulated life is one that the portal would have let happen, and its rows are those the actions write."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from accounts.roles import Role
from centers.models import Office
from common.clock import local_date
from dossiers.actions.interpreter import advance, work_on
from dossiers.actions.results import Document, record
from dossiers.actors import SYSTEM, Actor, Post
from dossiers.codes import new_check_word, new_secret
from dossiers.models import Dossier, DossierEvent, Source
from dossiers.reference import reception_at
from reports.simulation import shares
from reports.simulation.run import Order, simulate
from tests.catalogue import load_catalogue
from tests.places import AT, Places

from .test_simulate import OFTEN

pytestmark = pytest.mark.django_db
DRAWN_ANEW = {"id", "code", "secret", "check_word"}
SEARCHED = {"dossier_id", "id", "number", "event_id", "recorded_at", "totalled"}


def actor_of(event: DossierEvent, decides: Office) -> Actor:
    """Who did it, with no more posts than the event tells of; a leader leads all offices of the unit that decides."""
    role = Role(event.role)
    if role == Role.SYSTEM:
        return SYSTEM
    if role in {Role.CITIZEN, Role.HELPER}:
        return Actor(event.by_id, "", is_citizen=role == Role.CITIZEN, is_helper=role == Role.HELPER)
    led = Office.objects.filter(unit=decides.unit_id).values_list("pk", flat=True) if role == Role.LEADER else ()
    assert event.office_id is not None
    return Actor(event.by_id, "", (Post(role, frozenset({event.office_id, *led})),))


def played_again(simulated: Dossier) -> Dossier:
    """The same events, one transaction each, through `advance` with all guards, on the real database."""
    known = {field.attname for field in Dossier._meta.concrete_fields} - DRAWN_ANEW
    kept = ("version_id", "case_id", "account_id", "owner_id", "submitter_id", "receiving_center_id",
            "deciding_office_id", "return_center_id", "language")  # fmt: skip
    events = list(simulated.events.order_by("number"))
    keys = events[0].facts["keys"]
    again = Dossier(
        **{name: getattr(simulated, name) for name in kept if name in known},
        deciding_unit_id=keys["unit"],
        level=keys["level"],
        channel=keys["channel"],
        filed_by=keys["filed_by"],
        holder_id=reception_at(simulated.receiving_center).pk,
        secret=new_secret(),
        check_word=new_check_word(),
        source=Source.SAMPLE,
    )
    for event in events:
        by = actor_of(event, simulated.deciding_office)
        with work_on(again) as work:
            advance(work, event.transition, at=event.at, by=by, reason=event.reason, facts=event.facts)
            if event.transition == "resolve":
                record(work, Document(event.facts["result"]), at=event.at, by=by)
        again = work.dossier
    return again


def rows(related: Iterable[Any]) -> list[str]:
    """Rows without keys and numbers that are drawn anew."""
    columns = [field.attname for field in related.model._meta.concrete_fields]  # type: ignore[attr-defined]
    wanted = [name for name in columns if name not in SEARCHED and name != "content"]  # forms say code and secret
    return sorted(str(values) for values in related.values_list(*wanted))  # type: ignore[attr-defined]


def test_a_sample_passes_every_guard_again_and_leaves_the_same_rows(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_catalogue()
    for name, share in OFTEN.items():
        monkeypatch.setattr(shares, name, share)
    simulate(Order(2, 60, 11, date(2026, 9, 1), local_date(AT), AT), processes=1)
    simulated = list(Dossier.objects.exclude(events__transition="reclassify").order_by("pk"))
    assert len(simulated) > 40
    for dossier in simulated:
        again = played_again(dossier)
        for name in {field.attname for field in Dossier._meta.concrete_fields} - DRAWN_ANEW:
            assert getattr(again, name) == getattr(dossier, name), (dossier, name)
        for name in ("events", "legs", "access", "pauses", "forms", "results", "bookings"):
            assert rows(getattr(again, name)) == rows(getattr(dossier, name)), (dossier, name)
