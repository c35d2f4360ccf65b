"""Asking and answering on pages: the list of either side, the page of a slip, the page of the dossier."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from common.clock import moved_to
from dossiers import actions
from dossiers.actions import coordination
from dossiers.coordination import Answer, SlipState
from dossiers.models import CoordinationSlip, Dossier, PaperKind
from tests.coordination.asking import ANSWER, DUE, NEXT_DAY, ON_THE_DAY, QUESTION, TOO_LATE, ask, elsewhere
from tests.dossiers.world import World
from tests.dossiers_staff.desk import picture
from tests.places import AT

pytestmark = pytest.mark.django_db


def client(world: World, name: str) -> Client:
    reader = world.personas.client_of(name)
    reader.cookies["django_language"] = "en"
    return reader


def look(world: World, name: str, address: str, at: datetime = NEXT_DAY) -> Any:
    with moved_to(at):
        return client(world, name).get(address)


def send(world: World, name: str, address: str, at: datetime = NEXT_DAY, **typed: Any) -> Any:
    with moved_to(at):
        return client(world, name).post(address, typed)


def asking(world: World, dossier: Dossier, **changed: Any) -> dict[str, Any]:
    return {
        "to_office": elsewhere(world).pk,
        "question": QUESTION,
        "due_on": "23/11/2026",
        "due_time": "09:10",
        "revision": dossier.revision,
        **changed,
    }


def answering(slip: CoordinationSlip, **changed: Any) -> dict[str, Any]:
    return {"competence": "yes", "answer": ANSWER, "draft": "6f0b7a52-4a3e-4a5e-9d2b-0c8f0f1e2d3c", **changed}


def lines(world: World, name: str, section: str, at: datetime = NEXT_DAY) -> list[Any]:
    found = {one.name: one for one in look(world, name, "/xu-ly/phoi-hop/", at).context["sections"]}
    return list(found[section].lines)


def test_asked_on_the_page_and_listed_on_both_sides(world: World) -> None:
    dossier = world.processing()
    address = f"/xu-ly/ho-so/{dossier.pk}/phoi-hop/"
    form = look(world, "officer", address, AT).context["form"]
    assert (form["due_on"].value().isoformat(), f"{form['due_time'].value():%H:%M}") == ("2026-11-23", "09:10")
    assert send(world, "officer", address, AT, **asking(world, dossier)).status_code == 302
    slip = CoordinationSlip.objects.get()
    assert (slip.question, slip.due_at, slip.office) == (QUESTION, DUE, elsewhere(world))
    assert [(one.id, one.light) for one in lines(world, "officer_elsewhere", "of-us")] == [(slip.pk, "green")]
    assert [one.light for one in lines(world, "officer_elsewhere", "of-us", ON_THE_DAY)] == ["red"]
    assert [one.id for one in lines(world, "head", "by-us")] == [slip.pk]
    assert lines(world, "department_leader", "of-us") == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"question": " "}, "question"),
        ({"due_on": "19/11/2026", "due_time": "08:00"}, "due_on"),
        ({"due_on": "24/11/2026"}, "due_on"),  # a day off
        ({"due_on": ""}, "due_on"),
        ({"to_office": ""}, "to_office"),
        ({"papers": ["999999"]}, "papers"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(world: World, wrong: Any, field: str) -> None:
    dossier = world.processing()
    dossier.papers.create(name="Trích lục", added_at=AT)
    typed = asking(world, dossier, **wrong)
    page = send(world, "officer", f"/xu-ly/ho-so/{dossier.pk}/phoi-hop/", AT, **typed)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "question" in wrong or QUESTION in page.content.decode()
    assert not CoordinationSlip.objects.exists()


def test_who_was_overtaken_keeps_what_was_typed(world: World) -> None:
    dossier = world.processing()
    typed = asking(world, dossier)
    actions.request_payment(dossier, 10_000, legal_basis="Nghị quyết mẫu", at=AT, by=world.actor("officer"))
    page = send(world, "officer", f"/xu-ly/ho-so/{dossier.pk}/phoi-hop/", AT, **typed)
    assert page.status_code == 409
    assert QUESTION in page.content.decode()


def test_the_asked_office_asks_nobody_itself(world: World) -> None:
    dossier = ask(world).dossier
    address = f"/xu-ly/ho-so/{dossier.pk}/phoi-hop/"
    assert look(world, "officer_elsewhere", address).status_code == 403
    typed = asking(world, dossier, to_office=world.places.office("kinh-te", world.places.ta_van).pk)
    assert send(world, "officer_elsewhere", address, **typed).status_code in {403, 422}
    assert CoordinationSlip.objects.count() == 1


def test_answered_with_a_file_that_the_applicant_never_sees(world: World) -> None:
    slip = ask(world)
    address = f"/xu-ly/phoi-hop/{slip.pk}/"
    assert QUESTION in look(world, "officer_elsewhere", address).content.decode()
    answer = send(world, "officer_elsewhere", address, **answering(slip, enclosed=picture("trich-luc.png")))
    assert answer.status_code == 302
    slip.refresh_from_db()
    assert (slip.state, slip.answer) == (SlipState.ANSWERED, ANSWER)
    paper = slip.files.get()
    assert (paper.kind, paper.dossier_id) == (PaperKind.OPINION, slip.dossier_id)
    page = look(world, "officer", f"/xu-ly/ho-so/{slip.dossier_id}/").content.decode()
    assert ANSWER in page
    assert "trich-luc.png" in page
    own = look(world, "citizen", f"/tai-khoan/ho-so/{slip.dossier_id}/").content.decode()
    assert "trich-luc.png" not in own
    assert QUESTION not in own


def test_a_refused_answer_keeps_text_and_file(world: World) -> None:
    slip = ask(world)
    address = f"/xu-ly/phoi-hop/{slip.pk}/"
    typed = answering(slip, competence="", enclosed=picture("trich-luc.png"))
    page = send(world, "officer_elsewhere", address, **typed)
    assert page.status_code == 422
    assert ANSWER in page.content.decode()
    assert "trich-luc.png" in page.content.decode()
    send(world, "officer_elsewhere", address, **answering(slip, competence="no"))
    slip.refresh_from_db()
    assert (slip.state, slip.files.count()) == (SlipState.NOT_COMPETENT, 1)


def test_after_the_end_the_asked_office_reads_why_and_not_the_dossier(world: World) -> None:
    slip = ask(world)
    actions.resolve(slip.dossier, at=NEXT_DAY, by=world.actor("officer"))
    later = NEXT_DAY + timedelta(hours=1)
    address = f"/xu-ly/phoi-hop/{slip.pk}/"
    page = look(world, "officer_elsewhere", address, later)
    assert "The dossier ended before an answer came. Its status now: Resolved." in page.content.decode()
    assert look(world, "officer_elsewhere", f"/xu-ly/ho-so/{slip.dossier_id}/", later).status_code == 404
    refused = send(world, "officer_elsewhere", address, later, **answering(slip))
    assert refused.status_code == 422
    assert ANSWER in refused.content.decode()  # what was written can be used elsewhere
    assert [one.id for one in lines(world, "officer_elsewhere", "closed", later)] == [slip.pk]


def test_a_late_answer_says_by_how_much(world: World) -> None:
    slip = ask(world)
    coordination.answer(slip, Answer(ANSWER), at=TOO_LATE, by=world.actor("officer_elsewhere"))
    page = look(world, "officer", f"/xu-ly/ho-so/{slip.dossier_id}/", TOO_LATE).content.decode()
    assert "late by" in page
    assert [one.late_minutes for one in lines(world, "officer", "answered", TOO_LATE)] == [410]


def test_withdrawn_on_the_page_of_the_dossier(world: World) -> None:
    slip = ask(world)
    page = look(world, "officer", f"/xu-ly/ho-so/{slip.dossier_id}/").content.decode()
    assert f"/xu-ly/phoi-hop/{slip.pk}/rut/" in page
    assert "/rut/" not in look(world, "officer_elsewhere", f"/xu-ly/ho-so/{slip.dossier_id}/").content.decode()
    send(world, "officer", f"/xu-ly/phoi-hop/{slip.pk}/rut/", reason="Đã rõ")
    slip.refresh_from_db()
    assert (slip.state, slip.reason) == (SlipState.WITHDRAWN, "Đã rõ")


def test_the_lists_cost_the_same_however_long_they_are(world: World, django_assert_max_num_queries: Any) -> None:
    def cost() -> int:
        with moved_to(NEXT_DAY), django_assert_max_num_queries(60) as queries:
            reader.get("/xu-ly/phoi-hop/")
        return len(queries)

    reader = client(world, "officer_elsewhere")
    ask(world)
    reader.get("/xu-ly/phoi-hop/")
    one = cost()
    for _number in range(4):
        ask(world)
    assert cost() == one


def test_the_slip_is_printed_before_and_after_the_answer(world: World) -> None:
    slip = ask(world)
    address = f"/xu-ly/phoi-hop/{slip.pk}/phieu.pdf"
    first = look(world, "officer", address)
    assert first.content.startswith(b"%PDF")
    assert look(world, "officer", address).content == first.content
    coordination.answer(slip, Answer(ANSWER), at=NEXT_DAY, by=world.actor("officer_elsewhere"))
    after = look(world, "officer_elsewhere", address, NEXT_DAY + timedelta(hours=1))
    assert after.content.startswith(b"%PDF")
    assert after.content != first.content
