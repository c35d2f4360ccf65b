"""From the draft to the signature: who may do what, what signing does, and what late means all the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from common.clock import LOCAL_TZ
from common.errors import Refusal
from dossiers import actions, letter_sweeps
from dossiers.actions import letters as letter_actions
from dossiers.guards import GuardRefused
from dossiers.letters import BackWithoutReason, Cause, LetterState, NotInWorkingTime, NotThisStep, Wording
from dossiers.models import DossierEvent, IssuedForm, Letter, LetterStep
from dossiers.state import is_late
from notifications.models import OutboxMessage
from tests.dossiers.world import World
from tests.dossiers_letters.desk import (
    AFTER_IT,
    AT,
    DAY,
    DAY_BEFORE,
    NEW,
    TEXT,
    TWO_DAYS_BEFORE,
    draft,
    ended_late,
    to_sign,
)

pytestmark = pytest.mark.django_db
WORDS = Wording(Cause.PARTNER, TEXT, NEW)


def sign(world: World, letter: Letter, at: datetime = DAY_BEFORE) -> Letter:
    return letter_actions.sign(letter, at=at, by=world.actor("leader"), seen=letter.revision)


def test_prepared_checked_signed(world: World) -> None:
    letter = to_sign(world)
    assert letter.state == LetterState.TO_SIGN
    letter = sign(world, letter)
    assert (letter.state, letter.signed_at, letter.is_late) == (LetterState.SIGNED, DAY_BEFORE, False)
    assert list(LetterStep.objects.order_by("pk").values_list("step", "by__username")) == [
        ("draft", None),
        ("hand_on", "officer"),
        ("check", "head"),
        ("sign", "leader"),
    ]
    event = DossierEvent.objects.get(transition="extend")
    assert event.reason == TEXT
    assert event.facts == {"cause": "partner", "extended_to": NEW.isoformat()}
    form = IssuedForm.objects.get(form="04")
    assert letter.form == form
    assert (form.number, form.issued_at, form.issued_by) == (1, DAY_BEFORE, world.personas.leader)
    assert form.content["said"]["new"] == "16 giờ 00 phút, ngày 27/11/2026"


def test_the_three_dates_after_signing(world: World) -> None:
    letter = to_sign(world)
    due = letter.dossier.due_at
    dossier = sign(world, letter).dossier
    assert (dossier.promised_at, dossier.due_at, dossier.appointment_at) == (due, due, NEW)


def test_the_applicant_is_told_by_mail(world: World) -> None:
    sign(world, to_sign(world))
    message = OutboxMessage.objects.get(template="dossier_extended")
    assert message.context["due_at"] == NEW.isoformat()


def test_a_head_of_office_checks_only_where_there_is_one(world: World) -> None:
    world.personas.head.postings.all().delete()
    letter = draft(world)
    letter = letter_actions.hand_on(letter, WORDS, at=AT, by=world.actor("officer"), seen=letter.revision)
    assert letter.state == LetterState.TO_SIGN


def test_what_the_head_prepared_goes_to_the_leader_at_once(world: World) -> None:
    letter = draft(world)
    letter = letter_actions.hand_on(letter, WORDS, at=AT, by=world.actor("head"), seen=letter.revision)
    assert letter.state == LetterState.TO_SIGN


def test_it_comes_back_with_a_reason(world: World) -> None:
    letter, leader = to_sign(world), world.actor("leader")
    with pytest.raises(BackWithoutReason):
        letter_actions.send_back(letter, at=DAY_BEFORE, by=leader, seen=letter.revision, reason=" ")
    letter = letter_actions.send_back(letter, at=DAY_BEFORE, by=leader, seen=letter.revision, reason="Ghi rõ lý do")
    assert letter.state == LetterState.DRAFT
    assert LetterStep.objects.get(step="send_back").reason == "Ghi rõ lý do"


@pytest.mark.parametrize(
    "who", ["counter", "officer", "head", "supervisor", "administrator", "officer_elsewhere", "citizen"]
)
def test_only_a_leader_signs(world: World, who: str) -> None:
    letter = to_sign(world)
    with pytest.raises(NotThisStep):
        letter_actions.sign(letter, at=DAY_BEFORE, by=world.actor(who), seen=letter.revision)
    letter.refresh_from_db()
    assert letter.state == LetterState.TO_SIGN
    assert not IssuedForm.objects.filter(form="04").exists()


def test_two_people_at_one_letter(world: World) -> None:
    letter = draft(world)
    seen = letter.revision
    letter_actions.save(letter, WORDS, at=AT, by=world.actor("head"), seen=seen)
    with pytest.raises(letter_actions.LetterMovedOn):
        letter_actions.save(letter, WORDS, at=AT, by=world.actor("officer"), seen=seen)
    with pytest.raises(letter_actions.LetterMovedOn):
        letter_actions.sign(letter, at=AT, by=world.actor("leader"), seen=seen)


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (datetime(2026, 11, 25, 9, 0, tzinfo=LOCAL_TZ), GuardRefused),  # ten minutes before the due moment
        (datetime(2026, 11, 28, 9, 0, tzinfo=LOCAL_TZ), NotInWorkingTime),  # a Saturday
        (datetime(2026, 11, 27, 12, 30, tzinfo=LOCAL_TZ), NotInWorkingTime),  # lunch
        (None, GuardRefused),
    ],
)
def test_the_new_date_comes_later_and_in_working_time(world: World, new: Any, refused: type[Refusal]) -> None:
    letter = draft(world)
    with pytest.raises(refused):
        letter_actions.save(
            letter, Wording(Cause.AGENCY, TEXT, new), at=AT, by=world.actor("officer"), seen=letter.revision
        )
    with pytest.raises(refused):
        actions.extend(letter.dossier, cause="agency", new_at=new, reason=TEXT, at=AT, by=world.actor("leader"))
    letter.refresh_from_db()
    assert (letter.state, letter.revision) == (LetterState.DRAFT, 1)
    assert not IssuedForm.objects.filter(form="04").exists()


def test_once_only(world: World) -> None:
    dossier = sign(world, to_sign(world)).dossier
    with pytest.raises(GuardRefused):
        actions.extend(
            dossier, cause="agency", new_at=NEW + 3 * DAY, reason=TEXT, at=DAY_BEFORE, by=world.actor("leader")
        )


def test_signing_on_the_dossiers_page_signs_the_letter_of_the_queue(world: World) -> None:
    letter = draft(world)
    actions.extend(letter.dossier, cause="force", new_at=NEW, reason=TEXT, at=DAY_BEFORE, by=world.actor("leader"))
    letter.refresh_from_db()
    assert (letter.state, letter.cause, letter.new_at) == (LetterState.SIGNED, Cause.FORCE, NEW)


def test_a_letter_whose_dossier_went_on_is_not_signed(world: World) -> None:
    letter = to_sign(world)
    actions.resolve(letter.dossier, at=DAY_BEFORE, by=world.actor("officer"))
    with pytest.raises(Refusal):
        sign(world, letter)
    assert not IssuedForm.objects.filter(form="04").exists()


def test_signed_after_its_time_is_recorded_as_such(world: World) -> None:
    letter = sign(world, to_sign(world), at=datetime(2026, 11, 24, 8, 0, tzinfo=LOCAL_TZ))
    assert letter.is_late
    assert DossierEvent.objects.get(transition="extend").facts["after_its_time"]


def test_late_with_and_without_letter_both_are_delivered_and_both_are_late(world: World) -> None:
    with_letter = sign(world, to_sign(world)).dossier
    officer, counter = world.actor("officer"), world.actor("counter")
    before_the_new_date = NEW - timedelta(hours=6)
    with_letter = actions.resolve(with_letter, at=before_the_new_date, by=officer)
    with_letter = actions.deliver(with_letter, "Hạng Thị Lan", at=before_the_new_date, by=counter)
    without = ended_late(world)
    for dossier in (with_letter, without):
        assert dossier.status == "DELIVERED"
        assert dossier.ended_at is not None
        assert dossier.due_at is not None
        assert is_late(dossier.ended_at, dossier.due_at)


def test_apologising_afterwards_changes_nothing_else(world: World) -> None:
    dossier = ended_late(world)
    before = {
        name: getattr(dossier, name) for name in ("status", "ended_at", "delivered_at", "due_at", "appointment_at")
    }
    letter = letter_actions.take_up(dossier, at=AFTER_IT + DAY, by=world.actor("leader"))
    assert letter.is_afterwards
    letter = sign(world, letter, at=AFTER_IT + DAY)
    dossier.refresh_from_db()
    assert {name: getattr(dossier, name) for name in before} == before
    assert letter.is_late
    assert IssuedForm.objects.get(form="04").content["said"]["new"] == ""
    assert OutboxMessage.objects.filter(template="dossier_apologised").count() == 1
    assert letter_sweeps.withdraw_outdated(at=AFTER_IT + DAY) == 0


def test_nobody_apologises_for_what_was_in_time(world: World) -> None:
    dossier = actions.resolve(world.processing(), at=AT, by=world.actor("officer"))
    with pytest.raises(GuardRefused):
        actions.apologise(dossier, cause="agency", reason=TEXT, at=AFTER_IT, by=world.actor("leader"))
    with pytest.raises(GuardRefused):
        letter_actions.take_up(dossier, at=AFTER_IT, by=world.actor("leader"))
    with pytest.raises(GuardRefused):
        letter_actions.take_up(world.processing(), at=AT, by=world.actor("leader"))


def test_a_dossier_opened_again_may_get_a_letter_again(world: World) -> None:
    dossier = sign(world, to_sign(world)).dossier
    dossier = actions.resolve(dossier, at=AFTER_IT, by=world.actor("officer"))
    dossier = actions.reopen(dossier, at=AFTER_IT, by=world.actor("leader"), reason="Có sai sót")
    assert letter_sweeps.draft(at=dossier.due_at) == 1
    assert TWO_DAYS_BEFORE < AFTER_IT
