"""Moments: what is typed, what is told of them, and from when on something is due soon."""

from datetime import timedelta

import pytest

from common.clock import LOCAL_TZ
from dossiers import actions, sweeps
from dossiers.calendars import SHELF
from dossiers.history import OutOfOrder
from dossiers.models import Dossier, DossierPause, Reminder, ReminderKind, Source
from policies.actions import change
from policies.catalogue import PolicyKey
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_event_in_the_way_is_named_with_its_local_time(world: World) -> None:
    dossier = actions.resolve(world.processing(), at=AT + 2 * HOUR, by=world.actor("officer"))
    with pytest.raises(OutOfOrder) as refusal:
        actions.withdraw(dossier, at=AT + HOUR, typed_at=AT + 3 * HOUR, by=world.actor("counter"), reason="nhầm")
    assert (AT + 2 * HOUR).astimezone(LOCAL_TZ).strftime("%d/%m/%Y %H:%M") in str(refusal.value)
    assert refusal.value.field == "at"


def test_moments_typed_for_a_sample_dossier_follow_the_same_rules(world: World) -> None:
    dossier = world.received(source=Source.SAMPLE)
    officer = world.actor("officer")
    with pytest.raises(actions.InTheFuture) as refusal:
        actions.start(dossier, at=AT + DAY, typed_at=AT, by=officer)
    assert refusal.value.field == "at"
    with pytest.raises(actions.TypedTooLate):
        actions.start(dossier, at=AT, typed_at=AT + 30 * DAY, by=officer, reason="mất điện")


def test_due_soon_is_a_share_of_the_allowance_however_long_the_pause_was(world: World) -> None:
    plain = world.processing("days")
    paused = actions.request_supplement(
        world.processing("days"), ["Tờ khai"], at=AT, by=world.actor("officer"), reason="thiếu"
    )
    paused = actions.supply(paused, at=AT + 28 * DAY, by=world.actor("counter"))
    assert _working_minutes_left(plain) == _working_minutes_left(paused) == 288  # 20 % of three days of eight hours


def _working_minutes_left(dossier: Dossier) -> int:
    """From the moment on which it is due soon to the due moment."""
    assert dossier.soon_at is not None
    assert dossier.due_at is not None
    assert dossier.calendar_version_id is not None
    return SHELF[dossier.calendar_version_id].working_minutes_between(dossier.soon_at, dossier.due_at)


def test_a_dossier_due_today_is_still_spoken_of_when_the_worker_slept_past_the_hour(world: World) -> None:
    dossier = world.processing()
    assert dossier.due_at is not None
    assert sweeps.sweep(ReminderKind.DUE_SOON, at=dossier.due_at + HOUR) == 1
    immediate = world.received("immediate")
    sweeps.sweep(ReminderKind.DUE_SOON, at=AT + HOUR)
    assert Reminder.objects.filter(dossier=immediate, kind=ReminderKind.DUE_SOON).count() == 1


def test_one_dossier_that_cannot_end_does_not_keep_the_others_from_ending(world: World) -> None:
    change(key=PolicyKey.SUPPLEMENT_LAPSE_DAYS, value=10, valid_from=AT.date(), by=world.personas.administrator, at=AT)
    officer = world.actor("officer")
    stuck, other = (
        actions.request_supplement(world.processing(), ["Tờ khai"], at=AT, by=officer, reason="thiếu") for _ in range(2)
    )
    actions.hand_over(stuck, world.places.office("kinh-te"), at=AT + 12 * DAY, by=officer)  # ahead of the sweep
    assert sweeps.end_what_ran_out(at=AT + 11 * DAY) == 1
    stuck.refresh_from_db()
    other.refresh_from_db()
    assert (stuck.status, other.status) == ("AWAITING_SUPPLEMENT", "RETURNED")


def test_the_pause_row_follows_a_late_typed_event(world: World) -> None:
    officer, counter = world.actor("officer"), world.actor("counter")
    dossier = actions.request_supplement(world.processing(), ["Tờ khai"], at=AT + HOUR, by=officer, reason="thiếu")
    dossier = actions.supply(dossier, at=AT + 30 * HOUR, by=counter)
    now = AT + 31 * HOUR
    actions.assign(
        dossier, world.personas.head, at=AT + 2 * HOUR, typed_at=now, by=world.actor("head"), reason="nghỉ ốm"
    )
    pause = DossierPause.objects.get(dossier=dossier)
    assert (pause.started_at, pause.ended_at) == (AT + HOUR, AT + 30 * HOUR)
