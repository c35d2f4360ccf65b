"""Reminders of slips: once per slip, kind and due moment."""

from datetime import timedelta

import pytest

from dossiers import slip_sweeps
from dossiers.actions import coordination
from dossiers.coordination import Answer
from notifications.models import Notice
from tests.coordination.asking import ANSWER, NEXT_DAY, ON_THE_DAY, TOO_LATE, ask
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[int | None]:
    return set(Notice.objects.filter(template=f"slip_{kind}").values_list("office_id", flat=True))


def test_the_asked_office_is_reminded_before_and_both_afterwards(world: World) -> None:
    slip = ask(world)
    assert slip_sweeps.remind(at=AT) == 0
    assert slip_sweeps.remind(at=ON_THE_DAY) == 1
    assert told("due_soon") == {slip.office_id}
    assert slip_sweeps.remind(at=TOO_LATE) == 1
    assert told("overdue") == {slip.office_id, slip.by_office_id}


def test_running_again_says_nothing_new(world: World) -> None:
    ask(world)
    assert [slip_sweeps.remind(at=ON_THE_DAY) for _run in range(3)] == [1, 0, 0]
    assert [slip_sweeps.remind(at=TOO_LATE + timedelta(hours=run)) for run in range(3)] == [1, 0, 0]
    assert Notice.objects.filter(template__startswith="slip_").count() == 3


def test_what_is_answered_is_not_reminded_of(world: World) -> None:
    slip = ask(world)
    coordination.answer(slip, Answer(ANSWER), at=NEXT_DAY, by=world.actor("officer_elsewhere"))
    assert slip_sweeps.remind(at=TOO_LATE) == 0
