"""What is held about somebody, who looked at it, and requests with the timers of the law."""

from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from citizens.data import PartyData
from common.clock import LOCAL_TZ
from dossiers import access
from dossiers.actions.data_requests import AskedAlready, StaleRequest, act_on_data, ask_about_data
from dossiers.actions.proving import prove_owner
from dossiers.data_rights import DataMovedOn, DataState, DataVerb, DataWish, ExtendedBefore, NoReason
from dossiers.models import DataRequest, DataRequestStep
from dossiers.queries.own_data import LOOKS, document_of, own_data
from notifications.gateway import deliver_due
from notifications.models import Notice
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
WHAT = "page"


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=LOCAL_TZ)


FIRST, SECOND = on(1), on(2)


def asked(
    world: World, wish: DataWish = DataWish.CORRECT, at: datetime = FIRST, text: str = "Sai số nhà"
) -> DataRequest:
    return ask_about_data(world.personas.citizen, wish, text, center=world.places.sa_pa, at=at)


def act(
    world: World, request: DataRequest, verb: DataVerb, seen: int, at: datetime = SECOND, text: str = "Đã rõ"
) -> Any:
    return act_on_data(request, verb, text, seen=seen, at=at, by=world.personas.leader)


@pytest.mark.parametrize(("wish", "day"), [(DataWish.CORRECT, 11), (DataWish.RESTRICT, 16)])
def test_two_working_days_then_calendar_days(world: World, wish: DataWish, day: int) -> None:
    request = asked(world, wish)
    assert (request.first_answer_by, request.fulfil_by) == (on(3), on(day))


def test_extended_once_by_fifteen_days(world: World) -> None:
    request = asked(world)
    act(world, request, DataVerb.ACKNOWLEDGE, 1)
    assert act(world, request, DataVerb.EXTEND, 2).fulfil_by.date().isoformat() == "2026-12-28"  # 26th: Saturday
    with pytest.raises(ExtendedBefore):
        act(world, request, DataVerb.EXTEND, 3)


def test_done_is_over(world: World) -> None:
    request = asked(world)
    done = act(world, request, DataVerb.FINISH, 1)
    assert (done.state, done.first_answer_at, done.ended_at) == (DataState.DONE, on(2), on(2))
    with pytest.raises(DataMovedOn):
        act(world, request, DataVerb.REFUSE, 2)


def test_somebody_was_quicker(world: World) -> None:
    request = asked(world)
    act(world, request, DataVerb.ACKNOWLEDGE, 1)
    with pytest.raises(StaleRequest):
        act(world, request, DataVerb.FINISH, 1)


def test_the_download_names_the_old_number_of_the_card(world: World) -> None:
    card = PartyData("person", "Chảo Thị Sẩu", "000151000027", "citizen_id", old_number="000000027")
    prove_owner(card, world.personas.citizen, at=AT)
    [person] = [one for one in document_of(world.personas.citizen, AT)["persons"] if one["proven_at"]]
    assert (person["number"], person["old_number"]) == ("000151000027", "000000027")


@pytest.mark.parametrize("text", ["", "   "])
def test_not_without_words(world: World, text: str) -> None:
    with pytest.raises(NoReason):
        asked(world, text=text)
    request = asked(world)
    with pytest.raises(NoReason):
        act(world, request, DataVerb.REFUSE, 1, text=text)
    assert DataRequest.objects.get().state == DataState.OPEN


def test_the_same_twice_is_asked_once(world: World) -> None:
    asked(world)
    with pytest.raises(AskedAlready):
        asked(world)


def test_leaders_hear_of_it_and_the_person_of_the_answer(world: World) -> None:
    request = asked(world)
    assert Notice.objects.get(template="data_request").user == world.personas.leader
    act(world, request, DataVerb.REFUSE, 1, text="Luật Hộ tịch không cho xóa")
    deliver_due(on(2, 10))
    [message] = mail.outbox
    assert message.to == [world.personas.citizen.email]
    assert "Hộ tịch" not in message.subject + message.body


def test_steps_are_only_ever_added(world: World) -> None:
    asked(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        DataRequestStep.objects.update(text="anders")


def test_who_looked_is_told_by_place_and_never_the_looks_of_others_dossiers(world: World) -> None:
    mine = world.submitted()
    access.record_view(mine, world.personas.counter, "page", AT)
    access.record_view(mine, world.personas.citizen, "page", AT)
    held = own_data(world.personas.citizen, AT)
    assert [(str(LOOKS[WHAT]), look.who) for look in held.looks if look.what == str(LOOKS[WHAT])] == [
        (str(LOOKS[WHAT]), "Quầy tiếp nhận và trả kết quả, Phường Sa Pa")
    ]
    assert own_data(world.personas.other_citizen, AT).looks == []


class TestPages:
    ADDRESS = "/tai-khoan/du-lieu/"

    def test_asked_and_answered(self, world: World, at_nine_ten: object) -> None:
        citizen, leader = world.personas.client_of("citizen"), world.personas.client_of("leader")
        assert citizen.post(self.ADDRESS, {"wish": "delete", "center": "sa-pa", "text": ""}).status_code == 422
        assert citizen.post(self.ADDRESS, {"wish": "delete", "center": "sa-pa", "text": "Ảnh cũ"}).status_code == 302
        page = f"/dieu-hanh/du-lieu-ca-nhan/{DataRequest.objects.get().pk}/"
        assert leader.post(page, {"seen": 1, "verb": "finish", "text": "Đã xóa ảnh cũ."}).status_code == 302
        assert "Đã xóa ảnh cũ." in citizen.get(self.ADDRESS).content.decode()
        late = leader.post(page, {"seen": 1, "verb": "finish", "text": "Nữa"})
        assert late.status_code in {200, 422}

    def test_the_file_holds_my_dossiers_and_nobody_elses(self, world: World, at_nine_ten: object) -> None:
        mine = world.submitted()
        for name, there in (("citizen", True), ("other_citizen", False)):
            held = world.personas.client_of(name).get(f"{self.ADDRESS}tai-ve/").json()
            assert (mine.version.procedure.name in [dossier["procedure"] for dossier in held["dossiers"]]) == there

    def test_it_takes_no_more_statements_for_more(
        self, world: World, at_nine_ten: object, django_assert_max_num_queries: Any
    ) -> None:
        client = world.personas.client_of("citizen")
        for _number in range(4):
            access.record_view(world.submitted(), world.personas.counter, "page", AT)
        client.get(self.ADDRESS)
        with django_assert_max_num_queries(16):
            client.get(self.ADDRESS)


def test_a_record_that_is_not_proven_to_be_mine_is_not_shown(world: World) -> None:
    party = world.owner
    type(party).objects.filter(pk=party.pk).update(
        account=world.personas.citizen, account_proven_at=None, entered_by=None
    )
    assert party not in own_data(world.personas.citizen, AT).parties
    type(party).objects.filter(pk=party.pk).update(account_proven_at=AT)
    assert party in own_data(world.personas.citizen, AT).parties
