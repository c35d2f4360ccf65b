"""Form 04 is drafted by itself: when, for whom, once, and withdrawn when it is not needed any more."""

from datetime import datetime, timedelta

import pytest

from common.clock import LOCAL_TZ
from dossiers import actions, letter_sweeps
from dossiers.letters import Cause, LetterState
from dossiers.models import Dossier, Letter, LetterStep, Reminder, Source
from notifications.models import Notice
from tests.dossiers.world import World
from tests.dossiers_letters.desk import AFTER_IT, AT, DAY, DAY_BEFORE, TWO_DAYS_BEFORE, draft, to_sign

pytestmark = pytest.mark.django_db


def test_it_is_drafted_two_working_days_before_the_due_date_and_once(world: World) -> None:
    dossier = world.processing()
    assert letter_sweeps.draft(at=AT) == 0
    assert letter_sweeps.draft(at=TWO_DAYS_BEFORE) == 1
    assert letter_sweeps.draft(at=TWO_DAYS_BEFORE) == 0
    letter = Letter.objects.get()
    assert (letter.about_at, letter.state, letter.cause) == (dossier.due_at, LetterState.DRAFT, Cause.AGENCY)
    assert letter.text.startswith("Hồ sơ cần thêm thời gian")
    # half of three working days, in whole days, at the hour of the due moment
    assert letter.new_at == datetime(2026, 11, 27, 9, 10, tzinfo=LOCAL_TZ)
    assert Notice.objects.get(template="dossier_apology").office_id == dossier.holder_id
    assert LetterStep.objects.get().step == "draft"


def test_working_days_are_counted_not_dates(world: World) -> None:
    """Received on Monday, due on Thursday: two working days before is Tuesday, not Monday."""
    dossier = world.processing(at=datetime(2026, 11, 16, 9, 0, tzinfo=LOCAL_TZ))
    assert dossier.due_at == datetime(2026, 11, 19, 9, 0, tzinfo=LOCAL_TZ)
    assert letter_sweeps.draft(at=datetime(2026, 11, 16, 16, 0, tzinfo=LOCAL_TZ)) == 0
    assert letter_sweeps.draft(at=datetime(2026, 11, 17, 7, 0, tzinfo=LOCAL_TZ)) == 1


def test_a_weekend_before_the_due_date_brings_the_draft_forward(world: World) -> None:
    dossier = world.processing()
    assert dossier.due_at == datetime(2026, 11, 25, 9, 10, tzinfo=LOCAL_TZ)
    saturday = datetime(2026, 11, 21, 10, 0, tzinfo=LOCAL_TZ)
    assert letter_sweeps.draft(at=saturday) == 1  # Friday's run was missed


def test_short_limits_are_drafted_when_they_are_due_soon(world: World) -> None:
    dossier = world.processing("same_day")
    soon = dossier.soon_at
    assert soon is not None
    assert letter_sweeps.draft(at=soon - timedelta(minutes=1)) == 0
    assert letter_sweeps.draft(at=soon) == 1


def test_nothing_is_drafted_for_what_is_paused_or_has_ended(world: World) -> None:
    officer = world.actor("officer")
    actions.request_supplement(world.processing(), ["Tờ khai"], at=AT, by=officer, reason="thiếu")
    actions.resolve(world.processing(), at=AT, by=officer)
    assert letter_sweeps.draft(at=AFTER_IT) == 0


def test_the_published_example_gets_no_letters(world: World) -> None:
    world.processing()
    Dossier.objects.update(source=Source.REPLAY)
    assert letter_sweeps.draft(at=AFTER_IT) == 0


def test_a_draft_is_withdrawn_when_the_dossier_ends(world: World) -> None:
    letter = draft(world)
    actions.resolve(letter.dossier, at=DAY_BEFORE, by=world.actor("officer"))
    assert letter_sweeps.withdraw_outdated(at=DAY_BEFORE) == 1
    assert letter_sweeps.withdraw_outdated(at=DAY_BEFORE) == 0
    letter.refresh_from_db()
    assert letter.state == LetterState.WITHDRAWN
    assert [step.step for step in letter.steps.order_by("pk")] == ["draft", "withdraw"]


def test_a_draft_is_withdrawn_and_made_anew_when_the_due_date_moves(world: World) -> None:
    letter = draft(world)
    officer = world.actor("officer")
    dossier = actions.request_supplement(letter.dossier, ["Tờ khai"], at=DAY_BEFORE, by=officer, reason="thiếu")
    dossier = actions.supply(dossier, at=DAY_BEFORE + 3 * DAY, by=world.actor("counter"))
    assert dossier.due_at != letter.about_at
    assert letter_sweeps.withdraw_outdated(at=DAY_BEFORE + 3 * DAY) == 1
    assert letter_sweeps.draft(at=dossier.due_at) == 1
    assert Letter.objects.get(state=LetterState.DRAFT).about_at == dossier.due_at


def test_a_withdrawn_draft_comes_back_when_the_dossier_is_opened_again_in_time(world: World) -> None:
    letter = draft(world)
    Letter.objects.update(state=LetterState.WITHDRAWN)
    assert letter_sweeps.draft(at=DAY_BEFORE) == 1
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFT


def test_no_second_draft_once_the_letter_is_signed(world: World) -> None:
    letter = to_sign(world)
    actions.letters.sign(letter, at=TWO_DAYS_BEFORE, by=world.actor("leader"), seen=letter.revision)
    assert letter_sweeps.draft(at=AFTER_IT) == 0


def test_the_leader_is_reminded_once_on_the_last_working_day_before(world: World) -> None:
    letter = to_sign(world)
    assert letter_sweeps.remind_leaders(at=TWO_DAYS_BEFORE) == 0
    assert letter_sweeps.remind_leaders(at=DAY_BEFORE) == 1
    assert letter_sweeps.remind_leaders(at=DAY_BEFORE) == 0
    assert Notice.objects.get(template="dossier_sign_apology").office.slug == "lanh-dao"
    assert Reminder.objects.get(kind="sign_apology").due_at == letter.about_at


def test_the_cost_of_a_sweep_does_not_grow_with_the_dossiers(
    world: World, django_assert_max_num_queries: object
) -> None:
    for _number in range(7):
        world.processing()
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert letter_sweeps.draft(at=TWO_DAYS_BEFORE) == 7
