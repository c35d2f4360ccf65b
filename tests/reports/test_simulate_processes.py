"""Several processes make what one makes, and leave whole chunks when somebody stops them."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from django.db import connection, transaction

from common.clock import local_date
from common.kept import forget_all
from conftest import Note
from dossiers import verify
from dossiers.models import Dossier, DossierEvent, IssuedForm, LedgerTotal, Leg
from procedures.load import load
from reports.simulation.people import make_accounts
from reports.simulation.run import Order, simulate
from reports.simulation.town import centers_of
from tests.places import AT, make_places

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places(transactional_db: None) -> None:
    make_places()
    load(at=AT)


def order(dossiers: int, seed: int = 7) -> Order:
    return Order(2, dossiers, seed, date(2026, 9, 1), local_date(AT), AT)


def digest() -> str:
    """What there is, but for keys and secrets."""
    of = "dossier__owner__name", "dossier__code"
    found = [
        *DossierEvent.objects.values_list(
            *of, "number", "transition", "at", "by__username", "role", "office", "reason", "to_status", "facts"
        ),
        *Leg.objects.values_list(*of, "number", "office", "given_at", "confirmed_at", "ended_at", "step_due_at"),
        *IssuedForm.objects.values_list(*of, "form", "number", "year", "edition", "issued_at", "content__papers"),
        *IssuedForm.objects.values_list(*of, "form", "content__said__code", "content__said__owner", "content__reason"),
        *Dossier.objects.values_list(
            "owner__name", "code", "status", "due_at", "soon_at", "level", "submitter__name", "account__username"
        ),
        *LedgerTotal.objects.values_list("day", "center", "unit", "procedure", "channel", "filed_by", "measure", "n"),
    ]
    return hashlib.sha256("\n".join(sorted(map(str, found))).encode()).hexdigest()


def test_the_same_seed_makes_the_same_dossiers_with_any_number_of_processes() -> None:
    make_accounts(centers_of(2), at=AT)
    digests = []
    for seed in (7, 8):
        with transaction.atomic():
            simulate(order(60, seed), processes=1)
            digests.append(digest())
            transaction.set_rollback(True)
    forget_all()
    simulate(order(60), processes=2)
    assert digest() == digests[0] != digests[1]


STOP = """
import signal; signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
import django; django.setup()
from tests.reports.test_simulate_processes import order
from reports.simulation import run
run.CHUNK = 40
run.EVERY = 0
try:
    run.simulate(order(100_000), say=lambda line: print(line, flush=True))
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def test_who_stops_it_finds_whole_chunks(process_environment: dict[str, str]) -> None:
    given = {**process_environment, "DJANGO_SETTINGS_MODULE": "sapa_center.settings"}
    running = subprocess.Popen(
        [sys.executable, "-c", STOP], env=given, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout is not None
    try:
        for _line in range(3):
            assert "dossiers" in running.stdout.readline()
        os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C in a terminal: to all processes of this run, to no other
        assert "stopped" in running.communicate(timeout=60)[0]
        assert running.returncode == 0
    finally:
        if running.poll() is None:
            running.kill()
    made = Dossier.objects.count()
    assert made >= 120
    assert made % 40 == 0
    assert verify.verify_lifecycle() == verify.Report(made, ())
    assert verify.verify_ledger() == verify.Report(made, ())


@pytest.mark.full
def test_what_two_processes_simulate_is_proved_by_two_processes(full_size: bool, proof: Note) -> None:
    size = 50_000 if full_size else 300
    done = simulate(order(size), processes=2)
    began = time.perf_counter()
    assert verify.verify_lifecycle(processes=2) == verify.Report(size, ())
    assert verify.verify_ledger(processes=2) == verify.Report(size, ())
    connection.ensure_connection()
    proving = size / (time.perf_counter() - began)
    proof(f"{size} dossiers simulated, {size / done.seconds:.0f}/s; both proofs together {proving:.0f}/s")
