"""A petition from sending to publishing: timers, who reads what, and what is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client

from common.clock import LOCAL_TZ
from common.errors import Refusal
from feedback import actions, sweeps
from feedback.access import NoSuchPetition, petition_for
from feedback.models import Petition, PetitionStep
from feedback.petitions import MovedOn, NothingWritten, RefusalReason, State
from feedback.queries import counts_of
from notifications.gateway import deliver_due
from notifications.models import Notice
from tests.dossiers.world import World
from tests.feedback.people import SENDER, told
from tests.places import AT

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LOCAL_TZ)


def staff(world: World, name: str) -> Any:
    from centers.reach import staff_of

    return staff_of(world.personas.people[name], on=AT.date())


def test_the_timers_are_working_days_from_reception(world: World) -> None:
    petition = told(world.places, at=at(1))  # a Tuesday
    assert (petition.refuse_by, petition.ask_by, petition.answer_by) == (at(3), at(8), at(22))
    assert (petition.code, told(world.places, at=at(1)).code) == ("PA-1/2026", "PA-2/2026")


def test_waiting_for_the_sender_moves_the_answer_and_nothing_else(world: World) -> None:
    petition = told(world.places, at=at(1))
    actions.ask_sender(petition, "Ngày nào?", seen=1, at=at(2), by=world.personas.leader)
    done = actions.complete(petition, "Thứ hai.", seen=2, at=at(4))
    assert (done.state, done.answer_by, done.refuse_by) == (State.OPEN, at(24), at(3))


def test_answered_then_published_within_two_days(world: World) -> None:
    petition, leader = told(world.places, at=at(1)), world.personas.leader
    answered = actions.answer(petition, "Đã kê thêm ghế.", seen=1, at=at(3), by=leader)
    assert (answered.state, answered.publish_by) == (State.ANSWERED, at(7))
    actions.publish(answered, "Chờ lâu?", "Đã kê thêm ghế.", seen=2, at=at(4), by=leader)
    page = Client().get("/gop-y/tra-loi/").content.decode()
    assert "Chờ lâu?" in page
    assert "không có ghế" not in page
    assert SENDER["name"] not in page


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("answer", {"text": "  "}),
        ("complete", {"text": "x"}),
        ("publish", {"question": "x", "public_answer": "y"}),
    ],
)
def test_what_does_not_fit_the_state_is_refused(world: World, verb: str, given: dict[str, str]) -> None:
    petition = told(world.places)
    who = {} if verb == "complete" else {"by": world.personas.leader}
    with pytest.raises((MovedOn, NothingWritten)):
        getattr(actions, verb)(petition, **given, seen=1, at=AT, **who)
    petition.refresh_from_db()
    assert (petition.state, petition.revision, petition.steps.count()) == (State.OPEN, 1, 1)


def test_two_people_at_once_the_second_is_told(world: World) -> None:
    petition, leader = told(world.places), world.personas.leader
    actions.answer(petition, "Một.", seen=1, at=AT, by=leader)
    with pytest.raises(Refusal):
        actions.answer(petition, "Hai.", seen=1, at=AT, by=leader)
    assert Petition.objects.get().answer == "Một."


def test_the_same_button_twice_is_one_petition(world: World) -> None:
    first = told(world.places)
    assert told(world.places, key=first.key).pk == first.pk
    assert Petition.objects.count() == 1


def test_who_sent_it_lies_nowhere_in_the_clear(world: World) -> None:
    told(world.places)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM feedback_petition p")
        kept = str(cursor.fetchone()[0])
    assert not [value for value in SENDER.values() if value in kept]


def test_steps_are_only_ever_added(world: World) -> None:
    told(world.places)
    with pytest.raises(DatabaseError), transaction.atomic():
        PetitionStep.objects.update(text="anders")


def test_another_center_does_not_read_it(world: World) -> None:
    petition = told(world.places, center=world.places.ta_van)
    with pytest.raises(NoSuchPetition):
        petition_for(staff(world, "leader"), petition.pk)


def test_mails_carry_number_and_address_and_not_what_was_said(world: World) -> None:
    petition = told(world.places)
    actions.refuse(petition, RefusalReason.OTHER_LAW, "Gửi Thanh tra tỉnh.", seen=1, at=AT, by=world.personas.leader)
    deliver_due(AT + timedelta(minutes=1))
    assert [message.to for message in mail.outbox] == [[SENDER["email"]]] * 2
    for message in mail.outbox:
        told_by_mail = message.subject + message.body
        assert petition.code in message.subject
        assert petition.secret in told_by_mail
        assert "Thanh tra" not in told_by_mail
        assert "ghế" not in told_by_mail


def test_reminders_come_once_per_moment(world: World) -> None:
    told(world.places, at=at(1))
    before = Notice.objects.count()
    assert [sweeps.remind(at=at(15)), sweeps.remind(at=at(21)), sweeps.remind(at=at(22))] == [0, 1, 0]
    assert Notice.objects.count() == before + 1


def test_counts_by_dates(world: World) -> None:
    leader = world.personas.leader
    late, in_time, refused = (told(world.places, at=at(1)) for _ in range(3))
    told(world.places, at=at(30))
    actions.answer(late, "Muộn.", seen=1, at=at(23), by=leader)
    actions.answer(in_time, "Đúng.", seen=1, at=at(22, 16), by=leader)  # after the hour, on the day
    actions.refuse(refused, RefusalReason.NOT_OURS, "Hỏi thuế.", seen=1, at=at(4), by=leader)
    found = counts_of(staff(world, "leader"), first=at(1).date(), last=at(31).date(), at=at(31))
    assert (found.received, found.answered, found.answered_late, found.refused, found.refused_late, found.open) == (
        4, 2, 1, 1, 1, 1,
    )  # fmt: skip


class TestPages:
    def test_told_followed_completed(self, world: World, client: Client) -> None:
        sent = client.post(
            "/gop-y/",
            {
                "key": "5e1f0a52-7d3c-4b57-9d6e-0d9f6d1b2c3d",
                "center": "sa-pa",
                "kind": "conduct",
                "text": "Cán bộ nói to.",
                "name": "",
                "phone": "",
                "email": "",
            },
        )
        assert sent.status_code == 302
        petition = Petition.objects.get()
        actions.ask_sender(petition, "Ở quầy nào?", seen=1, at=AT, by=world.personas.leader)
        page = client.get(sent["Location"])
        assert "Ở quầy nào?" in page.content.decode()
        assert page["Referrer-Policy"] == "same-origin"
        assert client.post(sent["Location"], {"seen": 2, "text": "Quầy 3"}).status_code == 302
        assert Petition.objects.get().state == State.OPEN

    def test_what_was_typed_stays(self, world: World, client: Client) -> None:
        page = client.post("/gop-y/", {"text": "Chưa chọn loại", "email": "không phải"})
        assert page.status_code == 422
        assert "Chưa chọn loại" in page.content.decode()

    def test_a_colleague_was_quicker_and_nothing_typed_is_lost(self, world: World) -> None:
        petition, leader = told(world.places), world.personas.client_of("leader")
        actions.answer(petition, "Trước.", seen=1, at=AT, by=world.personas.leader)
        address = f"/dieu-hanh/gop-y/{petition.pk}/answer/"
        page = leader.post(address, {"answer-seen": "1", "answer-text": "Sau một lúc."})
        assert page.status_code == 422
        assert "Sau một lúc." in page.content.decode()

    def test_an_unknown_address_is_not_there(self, client: Client, world: World) -> None:
        assert client.get("/gop-y/" + "x" * 32 + "/").status_code == 404
