"""The register of dossiers (form 07) on screen and as a spreadsheet."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.clock import LOCAL_TZ, moved_to
from dossiers import actions
from dossiers.models import ExportKind, ExportRecord
from tests.dossiers.world import World
from tests.exports.sheets import opened, table, take
from tests.exports.test_lists import copies, owned
from tests.places import AT

pytestmark = pytest.mark.django_db
REGISTER = "/quay/so-theo-doi/"
EXPORT = "/quay/so-theo-doi/excel/"


def look(client: Client, address: str = REGISTER, **asked: str) -> Any:
    client.cookies["django_language"] = "en"
    with moved_to(AT):
        return client.get(address, asked)


def shown(client: Client, **asked: str) -> list[str]:
    return [entry.code for entry in look(client, **asked).context["register"].entries]


def local(moment: Any) -> Any:
    return moment.astimezone(LOCAL_TZ).replace(tzinfo=None)


def test_the_file_has_the_columns_of_form_07_and_the_lines_of_the_page(world: World) -> None:
    done = world.processing(at=AT - timedelta(hours=1))
    done = actions.resolve(done, at=AT - timedelta(minutes=30), by=world.actor("officer"))
    done = actions.deliver(done, "Hạng A Páo", at=AT - timedelta(minutes=10), by=world.actor("counter"))
    back = world.processing(at=AT - timedelta(minutes=5))
    back = actions.return_(back, at=AT, by=world.actor("officer"), reason="không đủ điều kiện")
    client = world.personas.client_of("counter")
    page = opened(take(client, EXPORT, AT)).active
    first, second = table(page)
    assert list(first) == [
        "No.",
        "Code",
        "Content of the dossier (procedure)",
        "Sets",
        "Owner",
        "Address",
        "Phone number",
        "Received on",
        "Appointment for the result",
        "Result received from the authority",
        "Result handed to the applicant",
        "How it is handed over",
        "Handed over by",
        "Taken by",
        "Note",
    ]
    assert (first["No."], first["Code"], first["Owner"]) == (1, done.code, "Hạng Thị Lan")
    assert first["Received on"] == local(done.received_at)
    assert first["Appointment for the result"] == local(done.appointment_at)
    assert first["Result received from the authority"] == local(AT - timedelta(minutes=10))
    assert first["Result handed to the applicant"] == local(done.delivered_at)
    assert (first["Handed over by"], first["Taken by"]) == ("Counter", "Hạng A Páo")
    assert second["Note"] == "Returned: does not meet the conditions"
    assert second["Taken by"] is None
    entries = look(client).context["register"].entries
    assert [(entry.number, entry.code, entry.note) for entry in entries] == [
        (1, done.code, first["Note"] or ""),
        (2, back.code, second["Note"]),
    ]


def test_the_names_of_the_columns_follow_the_language(world: World) -> None:
    world.received()
    client = world.personas.client_of("counter")
    with moved_to(AT):
        page = opened(client.post(EXPORT, {})).active
    assert page.title == "Sổ theo dõi hồ sơ"
    assert {"STT", "Mã hồ sơ", "Chủ hồ sơ", "Ghi chú"} <= set(table(page)[0])


def test_period_status_channel_and_text_narrow_it(world: World) -> None:
    old = world.received(at=AT - timedelta(days=40))
    new, ended = world.received(), world.in_status("WITHDRAWN")
    owned(world, "Vàng Thị Mỷ")
    client = world.personas.client_of("counter")
    assert old.code not in shown(client)
    assert shown(client, tu="01/10/2026", den="31/10/2026") == [old.code]
    assert shown(client, **{"trang-thai": "WITHDRAWN"}) == [ended.code]
    assert shown(client, kenh="online") == []
    assert len(shown(client, q="vang thi my")) == 1
    assert new.code in shown(client)


@pytest.mark.parametrize(
    "wrong", [{"tu": "31/02/2026"}, {"tu": "20/11/2026", "den": "19/11/2026"}, {"trung-tam": "ta-van"}, {"kenh": "x"}]
)
def test_a_wrong_question_answers_422_and_keeps_what_was_typed(world: World, wrong: dict[str, str]) -> None:
    client = world.personas.client_of("counter")
    for address in (REGISTER, EXPORT):
        answer = look(client, address, **wrong)
        assert answer.status_code == 422
        if "tu" in wrong:
            assert f'value="{wrong["tu"]}"' in answer.content.decode()


def test_of_dossiers_that_were_taken_over_nobody_is_said_to_have_handed_them_over(world: World) -> None:
    done = world.in_status("DELIVERED")
    copies(done, 1)  # a delivered dossier without an event of the delivery
    entries = look(world.personas.client_of("counter")).context["register"].entries
    assert [(entry.way, entry.giver, entry.taker, entry.result_at is None) for entry in entries] == [
        ("At the counter", "Counter", "Hạng Thị Lan", False),
        ("", "", "", True),
    ]


def test_another_center_reads_nothing_of_it(world: World) -> None:
    world.received()
    counter = world.personas.counter
    counter.postings.update(office=world.places.office("tiep-nhan", world.places.ta_van))
    assert shown(world.personas.client_of("counter")) == []


def test_phones_are_masked_on_screen_and_in_the_file_unless_a_leader_says_why(world: World) -> None:
    owned(world)
    assert "0900000012" not in look(world.personas.client_of("counter")).content.decode()
    leader = world.personas.client_of("leader")
    assert table(opened(take(leader, EXPORT, AT)).active)[0]["Phone number"] == "*******012"
    full = table(opened(take(leader, EXPORT, AT, extent="full", reason="đối chiếu")).active)[0]
    assert (full["Phone number"], full["Address"]) == ("0900000012", "Tổ 3")
    assert [record.what for record in ExportRecord.objects.all()] == [ExportKind.REGISTER] * 2


def test_the_page_costs_the_same_for_one_dossier_and_for_a_hundred(world: World) -> None:
    client = world.personas.client_of("counter")
    dossier = world.in_status("DELIVERED")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert look(client).status_code == 200
        return len(queries)

    cost()
    one = cost()
    copies(dossier, 99)
    assert cost() == one
    found = look(client, page="2").context["register"]
    assert (found.total, found.entries[0].number, len(found.entries)) == (100, 51, 50)


def test_leaders_come_to_it_from_the_worklist_and_the_counter_from_its_own_pages(world: World) -> None:
    assert f'href="{REGISTER}"' in look(world.personas.client_of("leader"), "/xu-ly/").content.decode()
    assert f'href="{REGISTER}"' not in look(world.personas.client_of("officer"), "/xu-ly/").content.decode()
    assert f'href="{REGISTER}"' in look(world.personas.client_of("counter"), "/quay/").content.decode()
