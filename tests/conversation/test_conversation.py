"""Applicant and office write to each other about a dossier: among them only, for good, and not for ever."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from citizens.models import Party
from common import clock
from dossiers import access, actions
from dossiers.actions.conversation import say
from dossiers.actions.coordination import ask, withdraw_slip
from dossiers.conversation import ConversationOver, NotInConversation, WaitForAnswer
from dossiers.coordination import Question
from dossiers.models import ConversationLine, Dossier, Ground
from dossiers.queries.conversation import conversation_for
from notifications.models import Notice, OutboxMessage
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.places import AT

pytestmark = pytest.mark.django_db
SECRET = "Con tôi sinh ngày 3 tháng 5"
ANSWER = "Mời bà mang giấy chứng sinh"


def own(dossier: Dossier, page: str = "") -> str:
    return f"/tai-khoan/ho-so/{dossier.pk}/{page}"


def desk(dossier: Dossier, page: str = "") -> str:
    return f"/xu-ly/ho-so/{dossier.pk}/{page}"


def test_both_sides_write_and_read(world: World) -> None:
    dossier = world.processing()
    citizen, officer = speaking_english(world, "citizen"), speaking_english(world, "officer")
    sent = citizen.post(own(dossier, "trao-doi/"), {"message-text": SECRET})
    assert (sent.status_code, sent["Location"]) == (302, f"{own(dossier)}#conversation")
    page = officer.get(desk(dossier)).content.decode()
    assert SECRET in page
    assert "1 new message" in page
    assert "1 new message" not in officer.get(desk(dossier)).content.decode(), "it has been read"
    answered = officer.post(desk(dossier, "trao-doi/"), {"message-text": ANSWER})
    assert answered["Location"] == f"{desk(dossier)}#conversation"
    assert "1 new message" in citizen.get("/tai-khoan/ho-so/").content.decode()
    page = citizen.get(own(dossier)).content.decode()
    assert ANSWER in page
    assert world.personas.officer.full_name not in page, "citizens read the office, not the official"
    assert "1 new message" not in citizen.get("/tai-khoan/ho-so/").content.decode()


def test_the_notices_say_nothing_of_what_was_written(world: World) -> None:
    dossier = world.processing()
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    notice = Notice.objects.get(template="dossier_message")
    assert notice.office_id == dossier.holder_id
    assert SECRET not in str(notice.context)
    say(dossier, ANSWER, at=AT, by=world.actor("officer"))
    told = OutboxMessage.objects.get(template="dossier_message")
    assert ANSWER not in str(told.context)
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    assert Notice.objects.filter(template="dossier_message").count() == 2, "after the answer it is told again"


@pytest.mark.parametrize("person", ["other_citizen", "helper", "supervisor", "officer_elsewhere", "counter", "system"])
def test_nobody_else_writes(world: World, person: str) -> None:
    dossier = world.in_status("PROCESSING")
    with pytest.raises(NotInConversation):
        say(dossier, "không được", at=AT, by=world.actor(person))
    assert not ConversationLine.objects.exists()


@pytest.mark.parametrize("person", ["other_citizen", "helper", "supervisor", "officer_elsewhere", "system"])
def test_nobody_else_reads(world: World, person: str) -> None:
    dossier = world.in_status("PROCESSING")
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    assert not conversation_for(dossier, world.actor(person), AT).is_shown


def test_a_supervisor_sees_the_page_without_the_messages(world: World) -> None:
    dossier = world.processing()
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    answer = speaking_english(world, "supervisor").get(desk(dossier))
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


def test_an_asked_office_reads_while_its_slip_is_open(world: World) -> None:
    dossier, officer = world.processing(), world.actor("officer")
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    asked = world.places.office("van-phong", world.places.ta_van)
    elsewhere = world.actor("officer_elsewhere")
    assert not conversation_for(dossier, elsewhere, AT).is_shown
    slip = ask(dossier, asked, Question("Có biết không?", AT + timedelta(days=1)), at=AT, by=officer)
    seen = conversation_for(dossier, elsewhere, AT)
    assert [line.text for line in seen.lines] == [SECRET]
    assert not seen.may_write
    withdraw_slip(slip, at=AT, by=officer)
    assert not conversation_for(dossier, elsewhere, AT).is_shown


def test_the_proven_owner_reads_what_the_submitter_wrote(world: World) -> None:
    dossier = world.processing()
    other = world.personas.other_citizen
    access.grant(dossier, Ground.OWNER, since=AT, account_id=other.pk)
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    assert conversation_for(dossier, world.actor("other_citizen"), AT).may_write


def test_nothing_is_written_long_after_the_end(world: World) -> None:
    dossier = actions.resolve(world.processing(), at=AT, by=world.actor("officer"))
    say(dossier, SECRET, at=AT + timedelta(days=30), by=world.actor("citizen"))
    late = AT + timedelta(days=31)
    with pytest.raises(ConversationOver):
        say(dossier, SECRET, at=late, by=world.actor("citizen", late))
    with clock.moved_to(late):
        answer = speaking_english(world, "citizen").post(own(dossier, "trao-doi/"), {"message-text": ANSWER})
    assert answer.status_code == 422
    assert ANSWER in answer.content.decode(), "what was typed is not lost"
    assert ConversationLine.objects.count() == 1


def test_an_applicant_waits_for_an_answer_after_several_messages(world: World) -> None:
    dossier = world.processing()
    for number in range(5):
        say(dossier, f"tin {number}", at=AT, by=world.actor("citizen"))
    with pytest.raises(WaitForAnswer):
        say(dossier, "nữa", at=AT, by=world.actor("citizen"))
    say(dossier, ANSWER, at=AT, by=world.actor("officer"))
    say(dossier, "cảm ơn", at=AT, by=world.actor("citizen"))


def test_the_office_that_gave_it_away_reads_and_writes_no_more(world: World) -> None:
    dossier = world.processing()
    counter = conversation_for(dossier, world.actor("counter"), AT)
    assert not counter.may_write
    assert not counter.is_shown
    answer = speaking_english(world, "counter").post(desk(dossier, "trao-doi/"), {"message-text": "thử"})
    assert answer.status_code == 422


def test_an_empty_message_is_refused(world: World) -> None:
    dossier = world.processing()
    answer = speaking_english(world, "citizen").post(own(dossier, "trao-doi/"), {"message-text": " "})
    assert answer.status_code == 422
    assert 'id="id_message-text_error"' in answer.content.decode()


def test_a_message_is_neither_changed_nor_deleted(world: World) -> None:
    line = say(world.processing(), SECRET, at=AT, by=world.actor("citizen"))
    for spoil in (line.delete, lambda: ConversationLine.objects.update(text="khác")):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            spoil()


def test_the_public_page_shows_no_message(world: World) -> None:
    dossier = world.processing()
    say(dossier, SECRET, at=AT, by=world.actor("citizen"))
    assert SECRET not in speaking_english(world, "anonymous").get(f"/tra-cuu/{dossier.secret}/").content.decode()


def test_another_citizen_posts_to_a_dossier_that_is_not_there_for_them(world: World) -> None:
    dossier = world.processing()
    answer = speaking_english(world, "other_citizen").post(own(dossier, "trao-doi/"), {"message-text": "thử"})
    assert answer.status_code == 404
    assert not ConversationLine.objects.exists()
    assert Party.objects.count() == 1
