"""What stands beside the legal rate on the page of leaders, and who made it so."""

from datetime import date

from django.db import connection

from centers.models import Center
from common.clock import moved_to
from dossiers import actions
from dossiers.measures import Measure
from dossiers.models import LedgerEntry
from dossiers.rebuild import rebuild_ledger
from dossiers.verify import verify_ledger, verify_lifecycle
from reports.honesty import SIGNALS, Honesty
from reports.measures import By
from reports.queries import Scope, account
from tests.dossiers.world import World
from tests.reports.lives import live, moment

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}


def november(center: Center) -> Honesty:
    return account(Scope.of(center, date(2026, 11, 1), date(2026, 11, 30), By.RECEIVING, NOW)).honesty["total"]


def test_each_signal_is_counted_where_it_arose(world: World) -> None:
    live(world)
    found = november(world.places.sa_pa)
    signals = {key.removeprefix("signal."): n for key, n in found.signals.items() if n}
    assert signals == {
        "late_supplement": 1,  # overdue, asked for papers four days after its due date
        "idle_pause": 1,
        "no_document": 3,
        "received_late": 1,
        "recorded_late": 1,
        "reopened": 1,
    }
    assert (found.kept.total, found.kept.doubtful, found.kept.exempt) == (2, 2, 0)
    assert str(found.doubtful_rate) == "100.00"


def test_a_result_counts_for_the_citizen_when_it_has_arrived_at_the_desk(world: World) -> None:
    officer, counter = world.actor("officer"), world.actor("counter")
    dossier = world.received(at=moment(2))  # due on the 5th
    dossier = actions.start(dossier, at=moment(2, 10), by=officer)
    dossier = actions.resolve(dossier, at=moment(5), by=officer, result="12/QĐ-UBND")
    assert november(world.places.sa_pa).citizen_rate is None
    actions.confirm_hand_over(dossier, at=moment(6), by=counter)
    found = november(world.places.sa_pa)
    assert (found.citizen.on_time, found.citizen.late, found.kept.total, found.kept.doubtful) == (0, 1, 1, 0)


def test_who_resolves_while_the_hand_over_waits_sends_the_result_on_its_way_too(world: World) -> None:
    officer, counter = world.actor("officer"), world.actor("counter")
    dossier = actions.resolve(world.received("same_day", at=moment(2)), at=moment(2, 11), by=officer, result="9/UBND")
    assert november(world.places.sa_pa).citizen_rate is None
    actions.confirm_hand_over(dossier, at=moment(3), by=counter)
    found = november(world.places.sa_pa)
    assert (found.citizen.on_time, found.citizen.late) == (0, 1)


def test_registered_again_after_a_return_makes_an_ending_doubtful(world: World) -> None:
    officer = world.actor("officer")
    first = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)
    actions.return_(first, at=moment(3), by=officer, reason="thiếu điều kiện")
    again = actions.start(world.received(at=moment(4)), at=moment(4, 10), by=officer)
    actions.resolve(again, at=moment(5), by=officer, result="13/QĐ-UBND")
    found = november(world.places.sa_pa)
    assert found.signals["signal.registered_again"] == 1
    assert found.kept.doubtful == 1


def test_a_result_that_is_called_back_on_its_way_has_not_reached_the_citizen(world: World) -> None:
    officer, leader = world.actor("officer"), world.actor("leader")
    dossier = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)
    dossier = actions.resolve(dossier, at=moment(3), by=officer, result="15/QĐ-UBND")
    dossier = actions.reopen(dossier, at=moment(3, 10), by=leader, reason="sai kết quả")
    actions.return_(dossier, at=moment(4), by=officer, reason="thiếu điều kiện")
    found = november(world.places.sa_pa)
    assert (found.citizen.on_time, found.citizen.late) == (0, 0)
    assert verify_ledger().is_clean
    assert verify_lifecycle().is_clean


def test_received_again_before_the_first_was_returned_makes_an_ending_doubtful(world: World) -> None:
    officer = world.actor("officer")
    first = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)
    again = actions.start(world.received(at=moment(3)), at=moment(3, 10), by=officer)
    actions.return_(first, at=moment(4), by=officer, reason="thiếu điều kiện")
    actions.resolve(again, at=moment(5), by=officer, result="13/QĐ-UBND")
    assert november(world.places.sa_pa).signals["signal.registered_again"] == 1


def test_registered_again_after_the_counter_withdrew_it_makes_an_ending_doubtful(world: World) -> None:
    officer, counter = world.actor("officer"), world.actor("counter")
    actions.withdraw(world.received(at=moment(2)), at=moment(3), by=counter)
    again = actions.start(world.received(at=moment(4)), at=moment(4, 10), by=officer)
    actions.resolve(again, at=moment(5), by=officer, result="13/QĐ-UBND")
    assert november(world.places.sa_pa).signals["signal.registered_again"] == 1


def test_what_is_stopped_on_the_day_of_the_due_date_is_returned_on_the_last_day(world: World) -> None:
    dossier = world.received(at=moment(2))
    due_at = dossier.due_at
    assert due_at is not None
    actions.stop(dossier, at=due_at, by=world.actor("leader"), reason="không đủ điều kiện")
    assert november(world.places.sa_pa).signals["signal.refused_last_day"] == 1


def test_a_payment_asked_for_shortly_before_the_due_moment_makes_an_ending_doubtful(world: World) -> None:
    officer = world.actor("officer")
    dossier = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)  # due on the 5th
    dossier = actions.request_payment(dossier, 1, at=moment(4, 16), by=officer, legal_basis="abc")
    dossier = actions.confirm_payment(dossier, at=moment(9), by=world.actor("counter"), cash=True)
    actions.resolve(dossier, at=moment(9, 10), by=officer, result="14/QĐ-UBND")
    found = november(world.places.sa_pa)
    assert {key for key, n in found.signals.items() if n} == {"signal.late_payment"}
    assert (found.kept.total, found.kept.doubtful) == (1, 1)


def test_a_payment_asked_for_at_once_is_no_signal(world: World) -> None:
    officer = world.actor("officer")
    dossier = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)
    actions.request_payment(dossier, 1, at=moment(2, 11), by=officer, legal_basis="abc")
    assert not any(november(world.places.sa_pa).signals.values())


def test_the_ledger_made_anew_holds_the_same_signals(world: World) -> None:
    live(world)
    before = november(world.places.sa_pa)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    rebuild_ledger()
    assert november(world.places.sa_pa) == before
    assert LedgerEntry.objects.filter(measure=Measure.RECORDED_LATE).count() == 1


def test_the_page_names_who_intervened_and_lists_each_change(world: World) -> None:
    live(world)
    leader = world.personas.client_of("leader")
    with moved_to(NOW):
        page = leader.get("/dieu-hanh/", NOVEMBER)
        who = {person.name: (person.reopened, person.late) for person in page.context["people"]}
        changes = leader.get("/dieu-hanh/thay-doi/", NOVEMBER)
        person = world.personas.people["leader"]
        only = leader.get("/dieu-hanh/thay-doi/", {**NOVEMBER, "person": person.pk})
        nobody = leader.get("/dieu-hanh/thay-doi/", {**NOVEMBER, "person": "0"})
    assert who == {person.full_name: (1, 0), world.personas.people["officer"].full_name: (0, 1)}
    assert len(changes.context["rows"]) == 2
    assert [row.reason for row in only.context["rows"]] == ["sai số hộ tịch"]
    assert "sai số hộ tịch" in only.content.decode()
    assert not nobody.context["rows"]


def test_every_signal_stands_on_the_page_with_its_explanation(world: World) -> None:
    leader = world.personas.client_of("leader")
    with moved_to(NOW):
        lines = leader.get("/dieu-hanh/", NOVEMBER).context["signal_lines"]
    assert len(lines) == len(SIGNALS)
    assert all(str(line.why) for line in lines)
