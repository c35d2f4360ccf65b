"""Synthetic dossiers: consistent, reproducible, and ordinary enough to be worked on."""

import hashlib
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from accounts.roles import Role
from centers.models import Posting
from common.clock import local_date
from dossiers import access, actions, verify
from dossiers.lifecycle import OPEN, Status
from dossiers.models import Dossier, DossierEvent, LedgerEntry, LedgerTotal
from notifications.models import OutboxMessage
from procedures.load import load
from reports.measures import By
from reports.queries import figures
from reports.simulation.run import Order, simulate
from tests.personas import make_staff
from tests.places import AT, Places

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)


@pytest.fixture
def made(places: Places) -> Order:
    load(at=AT)
    order = Order(2, 500, 7, FIRST, local_date(AT), AT)
    assert simulate(order, processes=1).dossiers == order.dossiers
    return order


def digest() -> str:
    """What the dossiers and their events are, keys and secrets left out."""
    events = DossierEvent.objects.order_by("dossier__code", "dossier__submitted_at", "number")
    columns = ("dossier__code", "transition", "at", "role", "to_status", "dossier__owner__name", "dossier__due_at")
    rows = sorted(map(str, events.values_list(*columns)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def test_what_is_simulated_follows_from_its_events(made: Order) -> None:
    assert verify.verify_lifecycle() == verify.Report(made.dossiers, ())
    assert verify.verify_ledger() == verify.Report(made.dossiers, ())
    assert set(Dossier.objects.values_list("status", flat=True)) >= set(Status) - {Status.INCOMPLETE}
    assert not LedgerEntry.objects.filter(totalled=False).exists()
    assert LedgerTotal.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_figures_of_a_simulation_balance(made: Order) -> None:
    for by in By:
        found = figures(None, FIRST, local_date(AT), by, at=AT)
        assert all(one.balances for one in found.values())
        assert found["total"].received.total == Dossier.objects.exclude(received_at=None).count()
        assert found["total"].pending.total == Dossier.objects.filter(status__in=OPEN).count()
        assert found["total"].resolved.late


def test_the_same_seed_makes_the_same_dossiers_and_another_makes_others(places: Places) -> None:
    load(at=AT)
    digests = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            simulate(Order(2, 120, seed, FIRST, local_date(AT), AT), processes=1)
            digests.append(digest())
            transaction.set_rollback(True)
    assert digests[0] == digests[1] != digests[2]


def test_another_run_adds_to_what_is_there(made: Order) -> None:
    simulate(Order(2, 100, 8, FIRST, made.last, AT), processes=1)
    assert Dossier.objects.count() == made.dossiers + 100
    assert verify.verify_ledger().is_clean


def test_a_simulated_dossier_is_worked_on_like_any_other(made: Order, places: Places) -> None:
    dossier = Dossier.objects.filter(
        status=Status.PROCESSING, receiving_center=places.sa_pa, deciding_unit=places.sa_pa.unit
    ).first()
    assert dossier is not None
    officer = make_staff("nguoi_moi", Role.OFFICER, office=dossier.holder)
    assert Posting.objects.filter(user=officer).exists()
    after = actions.resolve(dossier, at=AT, by=access.actor_for(officer, AT))
    assert after.status == Status.RESOLVED
    assert verify.verify_ledger().is_clean


def test_bad_numbers_are_told_in_one_line(places: Places) -> None:
    with pytest.raises(CommandError) as told:
        call_command("simulate", dossiers=0)
    assert told.value.returncode == 2
