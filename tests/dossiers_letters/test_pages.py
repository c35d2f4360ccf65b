"""The queue, the page of one letter, and what the applicant sees of it."""

from typing import Any

import pytest
from django.test import Client

from common.clock import moved_to
from dossiers import actions
from dossiers.actions import letters as letter_actions
from dossiers.letters import LetterState
from dossiers.models import Dossier, Letter
from tests.dossiers.world import World
from tests.dossiers_letters.desk import AFTER_IT, DAY_BEFORE, NEW, TEXT, TWO_DAYS_BEFORE, draft, ended_late, to_sign

pytestmark = pytest.mark.django_db


def client(world: World, name: str) -> Client:
    reader = world.personas.client_of(name)
    reader.cookies["django_language"] = "en"
    return reader


def open_queue(world: World, name: str, at: Any = DAY_BEFORE) -> dict[str, list[str]]:
    """Section → codes."""
    with moved_to(at):
        sections = client(world, name).get("/xu-ly/ky/").context["sections"]
    return {section.name: [line.code for line in section.lines] for section in sections}


def post(world: World, name: str, letter: Letter, step: str, at: Any = DAY_BEFORE, **typed: Any) -> Any:
    data = {"revision": letter.revision, **typed}
    with moved_to(at):
        return client(world, name).post(f"/xu-ly/ky/{letter.pk}/{step}/", data)


WORDS = {"cause": "partner", "text": TEXT, "new_on": "27/11/2026", "new_time": "16:00"}


def test_each_sees_what_waits_for_them(world: World) -> None:
    letter = draft(world)
    code = letter.dossier.code
    assert open_queue(world, "officer") == {"draft": [code]}
    assert open_queue(world, "head") == {"to_check": [], "draft": [code]}
    assert open_queue(world, "leader") == {"to_sign": [], "to_check": [], "draft": [code], "missing": []}
    assert open_queue(world, "officer_elsewhere") == {"draft": []}


def test_from_the_officer_over_the_head_to_the_leader(world: World) -> None:
    letter = draft(world)
    assert post(world, "officer", letter, "hand_on", TWO_DAYS_BEFORE, **WORDS).status_code == 302
    letter.refresh_from_db()
    assert letter.state == LetterState.TO_CHECK
    assert post(world, "head", letter, "check", TWO_DAYS_BEFORE, **WORDS).status_code == 302
    letter.refresh_from_db()
    assert open_queue(world, "leader")["to_sign"] == [letter.dossier.code]
    answer = post(world, "leader", letter, "sign")
    assert answer.headers["Location"] == "/xu-ly/ky/"
    letter.refresh_from_db()
    assert letter.state == LetterState.SIGNED
    assert Dossier.objects.get().appointment_at == NEW


def test_after_signing_comes_the_next_letter(world: World) -> None:
    first, second = to_sign(world), to_sign(world)
    assert post(world, "leader", first, "sign").headers["Location"] == f"/xu-ly/ky/{second.pk}/"


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(world: World) -> None:
    letter = draft(world)
    answer = post(world, "officer", letter, "hand_on", **{**WORDS, "new_on": "28/11/2026"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_new_on_error"' in page
    assert TEXT in page
    letter.refresh_from_db()
    assert (letter.state, letter.revision) == (LetterState.DRAFT, 1)


def test_sending_back_asks_for_a_reason(world: World) -> None:
    letter = to_sign(world)
    assert post(world, "leader", letter, "send_back").status_code == 422
    assert post(world, "leader", letter, "send_back", reason="Nêu rõ cơ quan phối hợp").status_code == 302
    with moved_to(DAY_BEFORE):
        page = client(world, "officer").get(f"/xu-ly/ky/{letter.pk}/").content.decode()
    assert "Nêu rõ cơ quan phối hợp" in page


def test_somebody_was_faster(world: World) -> None:
    letter = to_sign(world)
    letter_actions.send_back(letter, at=DAY_BEFORE, by=world.actor("leader"), seen=letter.revision, reason="sửa lại")
    answer = post(world, "head", letter, "save", **{**WORDS, "text": "Chữ đã gõ"})
    assert answer.status_code == 409
    assert "Chữ đã gõ" in answer.content.decode()


def test_only_what_the_person_may_do_is_offered(world: World) -> None:
    letter = to_sign(world)
    with moved_to(DAY_BEFORE):
        for name, offered in (("leader", True), ("head", False), ("officer", False)):
            page = client(world, name).get(f"/xu-ly/ky/{letter.pk}/").content.decode()
            assert ("/sign/" in page) is offered
            assert ("/send_back/" in page) is offered


def test_the_preview_is_a_picture_of_the_draft(world: World) -> None:
    letter = draft(world)
    with moved_to(DAY_BEFORE):
        reader = client(world, "leader")
        picture = reader.get(f"/xu-ly/ky/{letter.pk}/trang/1.png")
        assert picture.headers["Content-Type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
        assert reader.get(f"/xu-ly/ky/{letter.pk}/trang/2.png").status_code == 404


def test_late_dossier_with_and_without_letter(world: World) -> None:
    """Both are delivered, both are late against `due_at`; only the one without letter is on the leader's list."""
    letter = to_sign(world)
    letter_actions.sign(letter, at=DAY_BEFORE, by=world.actor("leader"), seen=letter.revision)
    dossier = actions.resolve(letter.dossier, at=AFTER_IT, by=world.actor("officer"))
    with_letter = actions.deliver(dossier, "Hạng Thị Lan", at=AFTER_IT, by=world.actor("counter"))
    without = ended_late(world)
    assert {with_letter.status, without.status} == {"DELIVERED"}
    assert open_queue(world, "leader", AFTER_IT)["missing"] == [without.code]
    with moved_to(AFTER_IT):
        figures = client(world, "leader").get("/dieu-hanh/").context["total"]
    assert figures.resolved.late == 2
    assert figures.resolved.early + figures.resolved.on_time == 0


def test_a_missing_letter_is_written_afterwards_and_leaves_the_list(world: World) -> None:
    dossier = ended_late(world)
    with moved_to(AFTER_IT):
        answer = client(world, "leader").post(f"/xu-ly/ky/thieu/{dossier.pk}/")
    letter = Letter.objects.get()
    assert answer.headers["Location"] == f"/xu-ly/ky/{letter.pk}/"
    assert post(world, "leader", letter, "sign", AFTER_IT).status_code == 302
    letter.refresh_from_db()
    assert letter.is_late
    assert open_queue(world, "leader", AFTER_IT)["missing"] == []


def test_an_overdue_dossier_stands_on_the_list_with_the_letter_that_is_prepared(world: World) -> None:
    letter = draft(world)
    with moved_to(AFTER_IT):
        section = client(world, "leader").get("/xu-ly/ky/").context["sections"][-1]
    assert [(line.code, line.letter_id) for line in section.lines] == [(letter.dossier.code, letter.pk)]


def test_the_queue_costs_the_same_however_long_it_is(world: World, django_assert_max_num_queries: Any) -> None:
    def cost() -> int:
        with moved_to(AFTER_IT), django_assert_max_num_queries(60) as queries:
            reader.get("/xu-ly/ky/")
        return len(queries)

    reader = client(world, "leader")
    to_sign(world)
    ended_late(world)
    reader.get("/xu-ly/ky/")
    one = cost()
    for _number in range(4):
        to_sign(world)
        ended_late(world)
    assert cost() == one


def signed_dossier(world: World) -> Dossier:
    letter = to_sign(world)
    return letter_actions.sign(letter, at=DAY_BEFORE, by=world.actor("leader"), seen=letter.revision).dossier


def test_the_applicant_sees_the_letter_and_all_three_dates_and_nobody_else_the_letter(world: World) -> None:
    dossier = signed_dossier(world)
    form = dossier.forms.get(form="04")
    reader = client(world, "citizen")
    with moved_to(DAY_BEFORE):
        own = reader.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()
        tracked = Client().get(f"/tra-cuu/{dossier.secret}/").content.decode()
        letter = reader.get(f"/tai-khoan/ho-so/{dossier.pk}/thu/{form.pk}/")
    assert TEXT in own
    assert own.count("25/11/2026") >= 2  # promised and due
    assert "27/11/2026" in own
    assert TEXT not in tracked
    assert "27/11/2026" in tracked
    assert letter.content.startswith(b"%PDF")
    assert "Hạng Thị Lan" not in tracked


def test_the_page_of_the_dossier_shows_all_three_dates_and_the_letter(world: World) -> None:
    dossier = signed_dossier(world)
    with moved_to(DAY_BEFORE):
        page = client(world, "officer").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    for told in ("Promised on the slip", "Due now", "Told to the applicant", "thu/"):
        assert told in page


def test_the_leader_signs_on_the_page_of_the_dossier(world: World) -> None:
    dossier = world.processing()
    typed = {
        "cause": "agency",
        "new_on": "27/11/2026",
        "new_time": "16:00",
        "reason": TEXT,
        "revision": dossier.revision,
    }
    with moved_to(DAY_BEFORE):
        answer = client(world, "leader").post(
            f"/xu-ly/ho-so/{dossier.pk}/extend/", {f"extend-{name}": value for name, value in typed.items()}
        )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert Letter.objects.get().state == LetterState.SIGNED
