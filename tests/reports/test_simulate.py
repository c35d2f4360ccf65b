"""Synthetic dossiers: consistent, of every kind, reproducible, and ordinary enough to be worked on."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from accounts.roles import Role
from centers.models import AddressUnit, Posting
from citizens.models import Party
from common.clock import local_date, moved_to
from common.copying import analyse
from common.kept import forget_all
from dossiers import access, actions, verify
from dossiers.lifecycle import OPEN, TRANSITIONS, Status
from dossiers.models import (
    Channel,
    CodeCounter,
    Dossier,
    DossierEvent,
    DossierPause,
    FigureLevel,
    FiledBy,
    LedgerEntry,
    LedgerTotal,
)
from dossiers.models.access import Ground
from notifications.models import OutboxMessage
from policies.catalogue import PolicyKey
from policies.models import Policy
from reports.measures import By
from reports.queries import figures
from reports.simulation import shares
from reports.simulation.run import Order, simulate
from tests.catalogue import load_catalogue
from tests.kept_rows import as_if_committed
from tests.personas import make_staff
from tests.places import AT, Places, make_places

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)
ORDER = Order(2, 500, 7, FIRST, local_date(AT), AT)


OFTEN = {
    "SILENT": 0.4, "INCOMPLETE": 0.2, "SUPPLEMENT": 0.3, "PAYMENT": 0.15, "SECOND": 0.4,
    "NEVER_SUPPLIED": 0.2, "NEVER_PAID": 0.2,
    "LATE": 0.25, "PAUSED_TOO_LATE": 0.5, "REOPENED": 0.1, "RECLASSIFIED": 0.08, "CORRECTED": 0.08, "STOPPED": 0.05,
    "ELSEWHERE": 0.2, "COLLECTED_ELSEWHERE": 0.2, "ENDED_IN_PAUSE": 0.2, "ASSIGNED": 0.2, "HELPED": 0.1,
    "ANSWERED_LATE": 0.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def simulated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Places]:
    """A few hundred dossiers, in which what is rare happens often; made once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        places = make_places()
        load_catalogue()
        analyse()
        for name, share in OFTEN.items():
            patch.setattr(shares, name, share)
        Policy.objects.create(
            key=PolicyKey.SUPPLEMENT_LAPSE_DAYS, value=10, valid_from=date(2020, 1, 1), source="thử", confidence="U"
        )
        with as_if_committed():
            assert simulate(ORDER, processes=1).dossiers == ORDER.dossiers
            yield places
        transaction.set_rollback(True)
    forget_all()


@pytest.fixture
def made(simulated: Places, db: None) -> Order:
    return ORDER


def test_lives_are_played_without_reading_papers_or_addresses_again_and_again(made: Order, simulated: Places) -> None:
    code = simulated.sa_pa.unit.code
    AddressUnit.objects.create(code=code, name="Sa Pa", name_fold="sa pa", name_sort="sa pa")
    with CaptureQueriesContext(connection) as queries:
        simulate(Order(1, 60, 11, FIRST, made.last, AT), processes=1)
    read = [query["sql"] for query in queries if query["sql"].lstrip().startswith("SELECT")]
    assert sum("dossiers_paper" in sql for sql in read) == 0
    assert sum('FROM "centers_addressunit"' in sql for sql in read) <= 1
    assert Dossier.objects.filter(owner__address_unit__code=code, legs__number=2).exists()


def test_what_is_simulated_follows_from_its_events(made: Order) -> None:
    assert verify.verify_lifecycle() == verify.Report(made.dossiers, ())
    assert verify.verify_ledger() == verify.Report(made.dossiers, ())
    assert not LedgerEntry.objects.filter(totalled=False).exists()
    assert LedgerTotal.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_lives_are_of_every_kind(made: Order) -> None:
    assert set(Dossier.objects.values_list("status", flat=True)) == set(Status)
    done = set(DossierEvent.objects.values_list("transition", flat=True))
    not_played = {"ask_opinion", "answer_opinion", "withdraw_opinion", "end_help"}
    assert done == set(TRANSITIONS) - {"take_over", "reschedule", "apologise", "post_result", *not_played}
    assert set(Dossier.objects.values_list("channel", flat=True)) == set(Channel)
    assert set(Dossier.objects.values_list("filed_by", flat=True)) == set(FiledBy)
    assert set(Dossier.objects.values_list("level", flat=True)) == set(FigureLevel)
    assert set(Dossier.objects.values_list("return_kind", flat=True)) == {"", "conditions", "stopped", "lapsed"}
    withdrawn = Dossier.objects.filter(status=Status.WITHDRAWN)
    assert withdrawn.filter(received_at=None).exists()
    assert withdrawn.exclude(received_at=None).exists()
    assert {entry.measure for entry in LedgerEntry.objects.all()} >= {"early", "on_time", "late", "returned_late"}


def test_pauses_hold_or_come_too_late_and_come_again(made: Order) -> None:
    assert set(DossierPause.objects.values_list("holds", flat=True)) == {True, False}
    again = Dossier.objects.filter(events__transition="request_supplement", events__role=Role.LEADER)
    assert again.filter(pauses__number=2).exists()


def test_three_offices_may_differ(made: Order, simulated: Places) -> None:
    elsewhere = Dossier.objects.exclude(return_center=F("receiving_center"))
    assert elsewhere.filter(status=Status.DELIVERED).exists()
    decided = Dossier.objects.filter(receiving_center=simulated.sa_pa, deciding_unit=simulated.ta_van.unit)
    assert decided.filter(status=Status.DELIVERED).exists()


def test_the_figures_of_a_simulation_balance(made: Order) -> None:
    for by in By:
        found = figures(None, FIRST, local_date(AT), by, at=AT)
        assert all(one.balances for one in found.values())
        assert found["total"].received.total == Dossier.objects.exclude(received_at=None).count()
        assert found["total"].pending.total == Dossier.objects.filter(status__in=OPEN).count()
        assert found["total"].resolved.late


def test_another_run_adds_to_what_is_there_also_with_the_same_seed(made: Order) -> None:
    before = set(Dossier.objects.values_list("secret", flat=True))
    simulate(Order(2, 100, made.seed, FIRST, made.last, AT), processes=1)
    added = Dossier.objects.exclude(secret__in=before)
    assert added.count() == 100
    assert verify.verify_ledger().is_clean


def test_codes_taken_over_from_elsewhere_are_skipped(made: Order) -> None:
    """As if what the counters have still to reach had been taken over."""
    CodeCounter.objects.update(last=0)
    simulate(Order(2, 120, made.seed, FIRST, made.last, AT), processes=1)
    codes = list(Dossier.objects.exclude(code=None).values_list("code", flat=True))
    assert len(set(codes)) == len(codes)


def test_each_may_be_laid_several_times_with_keys_and_codes_of_its_own(made: Order) -> None:
    before, people = set(Dossier.objects.values_list("pk", flat=True)), Party.objects.count()
    done = simulate(Order(2, 60, 11, FIRST, made.last, AT, times=3), processes=1)
    assert done.dossiers == 180
    added = Dossier.objects.exclude(pk__in=before)
    assert added.count() == 180
    assert Party.objects.count() > people + 100
    codes = list(Dossier.objects.exclude(code=None).values_list("code", flat=True))
    assert len(set(codes)) == len(codes)
    assert {len(secret) for secret in added.values_list("secret", flat=True)} == {32}
    assert verify.verify_lifecycle().is_clean
    assert verify.verify_ledger().is_clean
    simulate(Order(2, 40, 12, FIRST, made.last, AT), processes=1)
    assert verify.verify_ledger().is_clean


def test_public_addresses_cannot_be_guessed_from_the_seed(made: Order) -> None:
    before = set(Dossier.objects.values_list("pk", flat=True))
    order = Order(1, 20, 3, FIRST, local_date(AT), AT)
    simulate(order, processes=1)
    simulate(order, processes=1)
    secrets = Dossier.objects.exclude(pk__in=before).order_by("pk").values_list("secret", "check_word")
    assert len(set(secrets)) == 40
    assert len({word for _secret, word in secrets}) > 35
    assert {len(secret) for secret, _word in secrets} == {32}


def test_a_citizens_account_sees_what_it_filed(made: Order) -> None:
    rows = Dossier.objects.filter(filed_by=FiledBy.OWNER, channel=Channel.ONLINE)
    assert rows.exists()
    for dossier in rows:
        assert dossier.access.filter(account_id=dossier.account_id, ground=Ground.SUBMITTER).count() == 1


def test_a_simulated_dossier_is_worked_on_like_any_other(made: Order, simulated: Places) -> None:
    dossier = Dossier.objects.filter(
        status=Status.PROCESSING,
        receiving_center=simulated.sa_pa,
        holder__unit=simulated.sa_pa.unit,
        holder=F("deciding_office"),
    ).first()
    assert dossier is not None
    officer = make_staff("nguoi_moi", Role.OFFICER, office=dossier.holder)
    assert Posting.objects.filter(user=officer).exists()
    after = actions.resolve(dossier, at=AT, by=access.actor_for(officer, AT))
    assert after.status == Status.RESOLVED
    assert verify.verify_ledger().is_clean


def test_the_command_simulates_the_year_that_ended_yesterday(made: Order) -> None:
    before = set(Dossier.objects.values_list("pk", flat=True))
    out = StringIO()
    with moved_to(AT):
        call_command("simulate", "--json", dossiers=30, centers=1, processes=1, stdout=out)
    assert json.loads(out.getvalue())["dossiers"] == 30
    moments = [event.at for event in DossierEvent.objects.exclude(dossier__in=before)]
    assert local_date(max(moments)) <= local_date(AT) - timedelta(days=1)
    assert local_date(min(moments)) > local_date(AT) - timedelta(days=366)


@pytest.mark.parametrize(
    "wrong", [{"dossiers": 0}, {"dossiers": 5, "start": "2026-11-02", "end": "2026-11-01"}, {"dossiers": 5, "end": "x"}]
)
def test_bad_input_is_told_in_one_line(made: Order, wrong: dict[str, object]) -> None:
    with pytest.raises(CommandError) as told:
        call_command("simulate", **wrong)
    assert told.value.returncode == 2
    assert "\n" not in str(told.value)


def test_a_day_before_any_procedure_is_told_in_one_line(made: Order) -> None:
    with pytest.raises(CommandError, match=r"2024|--from"):
        call_command("simulate", dossiers=5, start="2024-01-01", end="2024-02-01", processes=1)
