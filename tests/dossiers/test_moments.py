"""Two times of an event, late typing, and two people at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from common.clock import LOCAL_TZ
from dossiers import actions
from dossiers.actions.legs import WayIsTaken
from dossiers.guards import GuardRefused
from dossiers.history import OutOfOrder
from dossiers.lifecycle import NotInThisStatus, ReasonMissing
from dossiers.models import Dossier, DossierEvent, DossierPause, LedgerEntry
from dossiers.models.event import TYPED_LATE
from tests.dossiers.world import World
from tests.places import AT
from workcalendar.engine import OutsideCalendar

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_reception_in_the_future_is_refused(world: World) -> None:
    with pytest.raises(actions.InTheFuture):
        actions.receive_at_counter(world.intake(), at=AT + HOUR, typed_at=AT, by=world.actor("counter"))
    assert Dossier.objects.count() == 0


def test_a_reception_before_the_calendar_begins_is_refused(world: World) -> None:
    long_ago = AT.replace(year=2024)
    with pytest.raises((OutsideCalendar, actions.TypedTooLate)):
        actions.receive_at_counter(world.intake(), at=long_ago, typed_at=AT, by=world.actor("counter"), reason="x")
    assert Dossier.objects.count() == 0


def test_what_happened_before_a_power_cut_is_typed_late_with_a_reason(world: World) -> None:
    now = AT + timedelta(days=1)
    with pytest.raises(ReasonMissing):
        actions.receive_at_counter(world.intake(), at=AT, typed_at=now, by=world.actor("counter"))
    dossier = actions.receive_at_counter(
        world.intake(), at=AT, typed_at=now, by=world.actor("counter"), reason="mất điện"
    )
    assert dossier.received_at == AT
    typed = dossier.events.get(transition="receive").facts
    assert (typed["late"], typed["typed_on"]) == (True, now.date().isoformat())
    assert [event.transition for event in DossierEvent.objects.filter(TYPED_LATE)] == ["receive"]
    assert set(LedgerEntry.objects.filter(measure="received").values_list("day", flat=True)) == {AT.date()}


def test_after_the_set_number_of_days_nothing_is_typed_late(world: World) -> None:
    with pytest.raises(actions.TypedTooLate):
        actions.receive_at_counter(
            world.intake(), at=AT, typed_at=AT + timedelta(days=30), by=world.actor("counter"), reason="mất điện"
        )


def test_a_late_typed_pause_goes_to_its_place_and_moves_the_due_date(world: World) -> None:
    dossier, officer = world.processing(), world.actor("officer")
    due_at = dossier.due_at
    asked, supplied, now = AT + HOUR, AT + 5 * HOUR, AT + 7 * HOUR
    dossier = actions.request_supplement(
        dossier, ["Tờ khai"], at=asked, typed_at=now, by=officer, reason="mất điện, thiếu tờ khai"
    )
    dossier = actions.supply(dossier, at=supplied, typed_at=now, by=world.actor("counter"), reason="mất điện")
    assert dossier.due_at is not None
    assert due_at is not None
    assert dossier.due_at > due_at
    pause = DossierPause.objects.get(dossier=dossier)
    assert (pause.started_at, pause.ended_at, pause.holds) == (asked, supplied, True)


def test_late_typing_that_makes_a_later_event_impossible_is_refused_and_names_it(world: World) -> None:
    dossier, officer = world.processing(), world.actor("officer")
    dossier = actions.resolve(dossier, at=AT + 2 * HOUR, by=officer)
    with pytest.raises(OutOfOrder) as refusal:
        actions.withdraw(dossier, at=AT + HOUR, typed_at=AT + 3 * HOUR, by=world.actor("counter"), reason="nhầm")
    assert refusal.value.in_the_way.transition == "resolve"
    assert Dossier.objects.get(pk=dossier.pk).status == "RESOLVED"


def test_late_typing_that_does_not_fit_its_own_moment_tells_the_status_of_that_moment(world: World) -> None:
    dossier, officer = world.received(), world.actor("officer")
    dossier = actions.start(dossier, at=AT + 2 * HOUR, by=officer)
    with translation.override("en"):
        with pytest.raises(NotInThisStatus) as refusal:
            actions.request_payment(
                dossier, 5000, at=AT + HOUR, typed_at=AT + 3 * HOUR, by=officer, legal_basis="abc", reason="nhập muộn"
            )
        then = (AT + HOUR).astimezone(LOCAL_TZ).strftime("%H:%M %d/%m/%Y")
        assert str(refusal.value) == f"At {then} “Ask for payment” was not possible: the dossier was “Received” then."


def test_a_guard_that_refuses_late_typing_tells_the_status_of_that_moment(world: World) -> None:
    dossier, officer = world.received(), world.actor("officer")
    dossier = actions.start(dossier, at=AT + 2 * HOUR, by=officer)
    with translation.override("en"):
        with pytest.raises(GuardRefused) as refusal:
            actions.resolve(dossier, at=AT + HOUR, typed_at=AT + 3 * HOUR, by=officer, reason="nhập muộn")
        then = (AT + HOUR).astimezone(LOCAL_TZ).strftime("%H:%M %d/%m/%Y")
        assert str(refusal.value).startswith(f"At {then} the dossier was “Received”. ")


def test_the_second_of_two_officers_is_told_what_the_first_one_did(world: World) -> None:
    dossier, officer = world.processing(), world.actor("officer")
    seen = dossier.revision
    actions.return_(dossier, at=AT + HOUR, by=officer, seen=seen, reason="không đủ điều kiện")
    with pytest.raises(actions.MovedOn) as refusal:
        actions.resolve(dossier, at=AT + HOUR, by=world.actor("leader"), seen=seen)
    assert "Officer" in str(refusal.value)
    assert (AT + HOUR).astimezone(LOCAL_TZ).strftime("%H:%M") in str(refusal.value)
    with pytest.raises(NotInThisStatus):
        actions.resolve(dossier, at=AT + HOUR, by=world.actor("leader"))


def test_a_reception_is_told_before_the_hand_over_that_it_brings(world: World) -> None:
    dossier, counter = world.in_status("SUBMITTED"), world.actor("counter")
    seen = dossier.revision
    actions.receive(dossier, at=AT + HOUR, by=counter, seen=seen)
    with translation.override("en"):
        with pytest.raises(actions.MovedOn) as refusal:
            actions.decline(dossier, at=AT + HOUR, by=counter, seen=seen, reason="không đủ giấy tờ")
        assert "“Receive, Hand over”" in str(refusal.value)


def test_the_same_filing_sent_twice_is_one_dossier(world: World) -> None:
    filing, citizen = world.filing(), world.actor("citizen")
    intake = world.intake(channel="online")
    first = actions.submit(filing, intake, at=AT, by=citizen)
    second = actions.submit(filing, intake, at=AT + HOUR, by=citizen)
    assert first.pk == second.pk
    assert DossierEvent.objects.count() == 1


@pytest.mark.parametrize("table", ["dossiers_dossierevent", "dossiers_ledgerentry", "dossiers_dossier"])
def test_the_database_never_deletes_what_happened(table: str, world: World) -> None:
    world.received()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_database_refuses_to_change_an_event_or_a_booking(world: World) -> None:
    world.received()
    for statement in (
        "UPDATE dossiers_dossierevent SET reason = 'x'",
        "UPDATE dossiers_ledgerentry SET n = 7",
        "UPDATE dossiers_dossier SET due_at = NULL",
        "UPDATE dossiers_dossier SET status = 'LOST'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_hand_over_is_not_confirmed_before_it_was_given(world: World) -> None:
    office = world.places.office("kinh-te")
    dossier = actions.hand_over(world.processing(), office, at=AT + 2 * HOUR, by=world.actor("officer"))
    with pytest.raises(WayIsTaken):
        actions.confirm_hand_over(
            dossier, at=AT + HOUR, typed_at=AT + 3 * HOUR, by=world.actor("leader"), reason="mất điện"
        )
