"""What the scorecard of Decision 766 divides: petitions taken up, every step in time, and what counts against it."""

from datetime import date, datetime, timedelta

import pytest

from common.clock import LOCAL_TZ
from feedback import actions
from feedback.handling import Handling, handling_of
from feedback.petitions import Kind, RefusalReason
from tests.dossiers.world import World
from tests.feedback.people import told

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=LOCAL_TZ)


def december(world: World, last: int) -> Handling:
    return handling_of([world.places.sa_pa.pk], first=date(2026, 12, 1), last=date(2026, 12, last), at=at(31))


def test_every_step_must_be_in_time(world: World) -> None:
    by = world.personas.leader
    answered = actions.answer(told(world.places, at=at(1)), "Đã sửa.", seen=1, at=at(22, 16), by=by)  # on the last day
    actions.publish(answered, "Chờ lâu?", "Đã sửa.", seen=2, at=at(24), by=by)
    actions.answer(told(world.places, at=at(1)), "Đã sửa.", seen=1, at=at(23), by=by)  # a day late
    actions.refuse(told(world.places, at=at(1)), RefusalReason.NOT_OURS, "Nơi khác.", seen=1, at=at(3), by=by)
    actions.refuse(told(world.places, at=at(1)), RefusalReason.NOT_OURS, "Nơi khác.", seen=1, at=at(4), by=by)  # late
    asked_late = actions.ask_sender(told(world.places, at=at(1)), "Ngày nào?", seen=1, at=at(9), by=by)
    asked_late = actions.complete(asked_late, "Thứ hai.", seen=2, at=at(10))
    actions.answer(asked_late, "Đã sửa.", seen=3, at=at(11), by=by)
    told(world.places, at=at(2), kind=Kind.PRAISE)  # nobody looks at it; to be answered by the 23rd
    assert december(world, 31) == Handling(received=6, taken_up=5, due=6, in_time=2, complaints=3)
    assert december(world, 3) == Handling(received=6, taken_up=5, due=1, in_time=1, complaints=3)


def test_an_answer_is_late_once_its_time_to_be_published_is_gone(world: World) -> None:
    answered = actions.answer(told(world.places, at=at(1)), "Đã sửa.", seen=1, at=at(3), by=world.personas.leader)
    assert answered.publish_by == at(7)
    assert (december(world, 7).in_time, december(world, 8).in_time) == (1, 0)


def test_other_centers_and_other_days_do_not_count(world: World) -> None:
    told(world.places, at=at(1), center=world.places.ta_van)
    told(world.places, at=at(1) - timedelta(days=30))
    found = december(world, 5)
    assert (found.received, found.due) == (0, 1)  # the older one is past its time
    assert handling_of(None, first=date(2026, 12, 1), last=date(2026, 12, 5), at=at(31)).received == 1
