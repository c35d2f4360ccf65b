"""Asking, answering, declining, withdrawing: who sees the dossier how long, who hears, what the history says."""

from datetime import timedelta

import pytest

from common.errors import Refusal
from dossiers import access, actions
from dossiers.actions import coordination
from dossiers.coordination import Answer, AskedAlready, NotToBeAsked, Question, SlipIsClosed, SlipState
from dossiers.lifecycle import NotYourRole
from dossiers.models import CoordinationSlip, Dossier
from dossiers.offers import offers
from notifications.models import Notice, OutboxMessage
from tests.coordination.asking import ANSWER, DUE, NEXT_DAY, QUESTION, ask, elsewhere
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
GIVEN = Answer(ANSWER)


def sees(world: World, name: str, dossier: Dossier, at: object = NEXT_DAY) -> bool:
    return access.visible_to(world.personas.people[name], at).filter(pk=dossier.pk).exists()  # type: ignore[arg-type]


def test_the_asked_office_reads_the_dossier_as_long_as_the_slip_is_open(world: World) -> None:
    dossier = world.processing()
    assert not sees(world, "officer_elsewhere", dossier)
    slip = ask(world, dossier)
    assert sees(world, "officer_elsewhere", dossier)
    assert not sees(world, "department_leader", dossier)  # a fourth office never does
    coordination.answer(slip, GIVEN, at=NEXT_DAY, by=world.actor("officer_elsewhere"))
    assert not sees(world, "officer_elsewhere", dossier, NEXT_DAY + timedelta(seconds=1))


def test_the_asked_office_only_reads(world: World) -> None:
    dossier = ask(world).dossier
    asked = world.actor("officer_elsewhere")
    assert offers(dossier, asked, NEXT_DAY) == []
    with pytest.raises(NotYourRole):
        actions.resolve(dossier, at=NEXT_DAY, by=asked)
    to = world.places.office("kinh-te")
    with pytest.raises(NotYourRole):
        coordination.ask(dossier, to, Question(QUESTION, DUE), at=NEXT_DAY, by=asked)


def test_nobody_but_the_asked_office_answers(world: World) -> None:
    slip = ask(world)
    for name in ("officer", "leader", "department_leader", "counter", "citizen"):
        with pytest.raises(Refusal):
            coordination.answer(slip, GIVEN, at=NEXT_DAY, by=world.actor(name))
    slip.refresh_from_db()
    assert slip.is_open


def test_everything_stands_in_the_history_and_the_clock_runs_on(world: World) -> None:
    dossier = world.processing()
    due_at = dossier.due_at
    slip = ask(world, dossier)
    coordination.answer(slip, GIVEN, at=NEXT_DAY, by=world.actor("officer_elsewhere"))
    dossier.refresh_from_db()
    assert (dossier.status, dossier.due_at) == ("PROCESSING", due_at)
    asked, answered = dossier.events.order_by("-number")[:2][::-1]
    assert (asked.transition, asked.office_id) == ("ask_opinion", dossier.holder_id)
    assert (answered.transition, answered.office_id) == ("answer_opinion", elsewhere(world).pk)


def test_the_other_side_hears_and_the_applicant_does_not(world: World) -> None:
    dossier = world.processing()
    told = OutboxMessage.objects.count()
    slip = ask(world, dossier)
    assert Notice.objects.get(template="dossier_ask_opinion").office_id == elsewhere(world).pk
    coordination.answer(
        slip, Answer("Không thuộc thẩm quyền.", False), at=NEXT_DAY, by=world.actor("officer_elsewhere")
    )
    assert Notice.objects.get(template="dossier_answer_opinion").office_id == dossier.holder_id
    slip.refresh_from_db()
    assert slip.state == SlipState.NOT_COMPETENT
    assert OutboxMessage.objects.count() == told


def test_one_office_is_asked_once_at_a_time(world: World) -> None:
    dossier = world.processing()
    first = ask(world, dossier)
    with pytest.raises(AskedAlready):
        ask(world, dossier)
    coordination.withdraw_slip(first, at=AT, by=world.actor("officer"), reason="Đã rõ")
    assert ask(world, dossier).number == 2
    assert sees(world, "officer_elsewhere", dossier)


def test_neither_the_holder_nor_a_reception_is_asked(world: World) -> None:
    for to in (world.places.office("van-phong"), world.places.office("tiep-nhan", world.places.ta_van)):
        with pytest.raises(NotToBeAsked):
            ask(world, to=to)
    assert not CoordinationSlip.objects.exists()


def test_only_who_has_the_dossier_withdraws(world: World) -> None:
    slip = ask(world)
    with pytest.raises(NotYourRole):
        coordination.withdraw_slip(slip, at=NEXT_DAY, by=world.actor("officer_elsewhere"))
    coordination.withdraw_slip(slip, at=NEXT_DAY, by=world.actor("leader"))
    assert not sees(world, "officer_elsewhere", slip.dossier, NEXT_DAY + timedelta(seconds=1))
    assert Notice.objects.get(template="dossier_withdraw_opinion").office_id == slip.office_id


@pytest.mark.parametrize("verb", ["resolve", "return_", "withdraw"])
def test_slips_close_with_the_dossier_and_nobody_answers_any_more(world: World, verb: str) -> None:
    slip = ask(world)
    by = world.actor("citizen" if verb == "withdraw" else "officer")
    getattr(actions, verb)(slip.dossier, at=NEXT_DAY, by=by, reason="lý do")
    slip.refresh_from_db()
    assert (slip.state, slip.closed_at) == (SlipState.ENDED, NEXT_DAY)
    assert Notice.objects.get(template="slip_ended").office_id == slip.office_id
    later = NEXT_DAY + timedelta(hours=1)
    assert not sees(world, "officer_elsewhere", slip.dossier, later)
    with pytest.raises(SlipIsClosed):
        coordination.answer(slip, GIVEN, at=later, by=world.actor("officer_elsewhere"))


def test_the_answer_is_due_after_two_working_days(world: World) -> None:
    assert coordination.answer_by(world.processing(), at=AT) == DUE
