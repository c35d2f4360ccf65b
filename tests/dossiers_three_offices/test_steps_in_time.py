"""The due date of a step moves with the due date of the dossier: no pause and no new limit makes a leg late."""

from datetime import timedelta

import pytest

from dossiers import actions, custody, verify
from dossiers.calendars import SHELF
from dossiers.models import Dossier, Leg
from dossiers.queries.worklist import View, Wish, worklist
from tests.dossiers.world import World, world
from tests.places import AT

__all__ = ["world"]

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def leg_of(dossier: Dossier) -> Leg:
    found = dossier.legs.get(confirmed_at__isnull=False, ended_at=None)
    assert found.step_due_at is not None
    return found


def assert_in_time(dossier: Dossier) -> None:
    leg = leg_of(dossier)
    assert (leg.step_number, leg.step_due_at) == (dossier.step_number, dossier.step_due_at)
    report = verify.verify_lifecycle()
    assert report.is_clean, report.differences


def asked(world: World) -> Dossier:
    officer = world.actor("officer")
    return actions.request_supplement(world.processing(), ["Tờ khai"], at=AT, by=officer, reason="thiếu")


def test_who_starts_answers_for_the_step_that_takes_the_time(world: World) -> None:
    received = world.received()
    confirmed = actions.confirm_hand_over(received, at=AT, by=world.actor("officer"))
    before = leg_of(confirmed)
    started = actions.start(confirmed, at=AT, by=world.actor("officer"))
    assert leg_of(started).step_due_at > before.step_due_at
    assert_in_time(started)


def test_a_pause_moves_the_step_of_who_has_it(world: World) -> None:
    paused = asked(world)
    before = leg_of(paused).step_due_at
    resumed = actions.supply(paused, at=AT + 7 * DAY, by=world.actor("counter"))
    assert leg_of(resumed).step_due_at > before + 3 * DAY
    assert leg_of(resumed).step_due_at <= resumed.due_at
    assert_in_time(resumed)
    done = actions.resolve(resumed, at=AT + 7 * DAY, by=world.actor("officer"))
    done = actions.confirm_hand_over(done, at=AT + 7 * DAY, by=world.actor("counter"))
    assert done.calendar_version_id is not None
    had = custody.held(list(done.legs.order_by("number")), SHELF[done.calendar_version_id], AT + 7 * DAY)
    assert [one.timing for one in had][1] != "late"


def test_while_a_pause_holds_no_step_is_called_late(world: World) -> None:
    paused = asked(world)
    user = world.personas.officer
    offices = world.actor("officer").office_ids
    at = AT + 20 * DAY
    assert [line.step_is_late for line in worklist(user, offices, Wish(view=View.OFFICE), at=at).lines] == [False]
    actions.supply(paused, at=at, by=world.actor("counter"))
    late = worklist(user, offices, Wish(view=View.OFFICE), at=at + 20 * DAY)
    assert [line.step_is_late for line in late.lines] == [True]


def test_a_step_is_never_due_after_the_dossier(world: World) -> None:
    for limit in ("days", "calendar", "month", "hours", "same_day"):
        dossier = world.processing(limit)
        assert leg_of(dossier).step_due_at <= dossier.due_at, limit
        assert_in_time(dossier)


def test_another_procedure_and_a_reopening_move_it_too(world: World) -> None:
    leader = world.actor("leader")
    dossier = world.processing()
    before = leg_of(dossier).step_due_at
    longer = actions.reclassify(dossier, world.versions["month"].procedure, at=AT, by=leader, reason="nhầm")
    assert leg_of(longer).step_due_at > before
    assert_in_time(longer)
    returned = actions.return_(longer, at=AT + DAY, by=world.actor("officer"), reason="không đủ")
    again = actions.reopen(returned, at=AT + 3 * DAY, by=leader, reason="xem lại")
    assert leg_of(again).step_due_at > leg_of(longer).given_at + DAY
    assert_in_time(again)


def test_the_giver_keeps_the_own_step_while_it_is_on_its_way(world: World) -> None:
    paused = asked(world)
    own = leg_of(paused)
    to = world.places.office("kinh-te")
    sent = actions.hand_over(paused, to, at=AT, by=world.actor("officer"), step=5)
    assert sent.step_number == 5
    assert leg_of(sent).step_number == own.step_number
    resumed = actions.supply(sent, at=AT + 7 * DAY, by=world.actor("counter"))
    assert leg_of(resumed).step_number == own.step_number
    assert leg_of(resumed).step_due_at > own.step_due_at + 3 * DAY
    assert leg_of(resumed).step_due_at < resumed.step_due_at


def test_a_step_that_does_not_follow_is_found(world: World) -> None:
    dossier = world.processing()
    leg = leg_of(dossier)
    Leg.objects.filter(pk=leg.pk).update(step_due_at=leg.step_due_at - DAY)
    assert [one.what for one in verify.verify_lifecycle().differences] == ["leg 2 step_due_at"]
