"""A dossier that came back: its applicant changes answers and sends again; nothing that was declared before is lost."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from common import crypto
from dossiers import actions
from dossiers.models import Declaration, Dossier, DossierView
from dossiers.rotation import reencrypt_answers
from tests.dossiers.world import World
from tests.dossiers_public.asked import PAGES, ask
from tests.dossiers_public.test_filing import photo
from tests.dossiers_public.test_questions import CHILD, MOTHER, answer, filing, finish
from tests.places import AT

__all__ = ["filing"]
pytestmark = pytest.mark.django_db
OTHER_NAME = {**CHILD, "child_name": "Hạng Gia Bảo An"}


@pytest.fixture
def dossier(citizen: Client, filing: Any, world: World) -> Dossier:
    """Sent with answers, and sent back by the desk."""
    answer(citizen, filing)
    finish(citizen, filing)
    paper = filing.version.papers.get().name
    sent = Dossier.objects.get()
    return actions.ask_to_complete(sent, [paper], at=AT, by=world.actor("counter"), reason="Sai tên cháu bé")


def page_of(dossier: Dossier, page: str = "") -> str:
    return f"/tai-khoan/ho-so/{dossier.pk}/{page}"


def change(client: Client, dossier: Dossier, page: str, data: dict[str, str]) -> Any:
    return client.post(page_of(dossier, f"bo-sung/khai/{page}/"), data)


def send(client: Client, dossier: Dossier, **more: Any) -> Any:
    return client.post(page_of(dossier, "bo-sung/"), {"revision": dossier.revision, "send": "1", **more})


def test_an_answer_is_changed_and_sent_and_the_desk_sees_old_and_new(
    citizen: Client, dossier: Dossier, world: World
) -> None:
    receipt = citizen.get(page_of(dossier, "xac-nhan-gui.pdf")).content
    assert change(citizen, dossier, "child", OTHER_NAME)["Location"] == page_of(dossier, "bo-sung/")
    changed_id = {**MOTHER, "mother_id": "000123456111"}
    assert change(citizen, dossier, "mother", changed_id).status_code == 302
    before = citizen.get(page_of(dossier, "bo-sung/")).content.decode()
    assert "Hạng Gia Bảo An" in before
    desk = world.personas.client_of("counter")
    assert "Bảo An" not in desk.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()  # not sent yet
    assert send(citizen, dossier)["Location"] == page_of(dossier)
    dossier.refresh_from_db()
    event = dossier.events.order_by("-number")[0]
    assert (dossier.status, event.transition, event.facts["declared"]) == ("SUBMITTED", "resubmit", 2)
    first, second = dossier.declarations.order_by("number")
    assert (first.answers["child_name"], second.answers["child_name"]) == ("Hạng Gia Bảo", "Hạng Gia Bảo An")
    seen = desk.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    removed, added = seen.split("<del>", 1)[1].split("<ins>", 1)
    assert "Hạng Gia Bảo</del>" in removed
    assert "Hạng Gia Bảo An</ins>" in added
    assert "*********789" in seen
    assert "*********111" in seen
    assert "000123456" not in seen
    assert citizen.get(page_of(dossier, "xac-nhan-gui.pdf")).content == receipt  # of the first sending


def test_papers_and_answers_go_together(citizen: Client, dossier: Dossier) -> None:
    change(citizen, dossier, "child", OTHER_NAME)
    send(citizen, dossier, **{"paper-1": photo("to-khai.jpg"), "note": "Đã sửa"})
    assert dossier.papers.filter(file_name="to-khai.jpg").exists()
    assert dossier.declarations.count() == 2


def test_nothing_changed_is_nothing_sent(citizen: Client, dossier: Dossier) -> None:
    change(citizen, dossier, "mother", MOTHER)  # a place is typed in three fields and kept in one line
    response = send(citizen, dossier, note="Không có gì")
    assert response.status_code == 422
    assert "Không có gì" in response.content.decode()
    assert Declaration.objects.count() == 1


def test_papers_alone_declare_nothing_anew(citizen: Client, dossier: Dossier) -> None:
    assert send(citizen, dossier, **{"paper-1": photo()}).status_code == 302
    assert Declaration.objects.count() == 1


def test_a_wrong_answer_is_kept_and_not_sent(citizen: Client, dossier: Dossier) -> None:
    response = change(citizen, dossier, "child", {**OTHER_NAME, "child_born": "31/02/2026"})
    assert response.status_code == 422
    assert 'href="#id_child_born"' in response.content.decode()
    kept = citizen.get(page_of(dossier, "bo-sung/khai/child/")).content.decode()
    assert "31/02/2026" in kept
    assert "Bảo An" in kept
    assert send(citizen, dossier, **{"paper-1": photo()}).status_code == 422
    dossier.refresh_from_db()
    assert (dossier.status, Declaration.objects.count()) == ("INCOMPLETE", 1)


def test_what_becomes_hidden_is_told_as_gone_and_what_is_asked_now_must_be_answered(
    citizen: Client, dossier: Dossier, world: World
) -> None:
    change(citizen, dossier, "child", {**CHILD, "married": "no"})
    send(citizen, dossier)
    assert "wedding_on" not in dossier.declarations.latest("number").answers
    dossier.refresh_from_db()
    paper = dossier.version.papers.get().name
    dossier = actions.ask_to_complete(dossier, [paper], at=AT, by=world.actor("counter"), reason="Vẫn sai")
    assert change(citizen, dossier, "child", CHILD)["Location"] == page_of(dossier, "bo-sung/khai/wedding/")
    assert send(citizen, dossier).status_code == 422
    assert change(citizen, dossier, "wedding", {"wedding_on": "2021"}).status_code == 302
    assert send(citizen, dossier).status_code == 302
    assert dossier.declarations.latest("number").answers["wedding_on"] == "2021"
    assert dossier.declarations.count() == 3


def test_the_note_survives_the_way_to_the_questions(citizen: Client, dossier: Dossier) -> None:
    data = {"revision": dossier.revision, "note": "Xin sửa giúp", "change": "child"}
    assert citizen.post(page_of(dossier, "bo-sung/"), data)["Location"] == page_of(dossier, "bo-sung/khai/child/")
    assert "Xin sửa giúp" in citizen.get(page_of(dossier, "bo-sung/")).content.decode()
    forged = {**data, "change": "../../x"}
    assert citizen.post(page_of(dossier, "bo-sung/"), forged)["Location"] == page_of(dossier, "bo-sung/")


def test_newer_questions_do_not_change_what_is_asked_again(citizen: Client, dossier: Dossier) -> None:
    pages = json.loads(json.dumps(PAGES))
    pages[0]["questions"] = pages[0]["questions"][1:]
    ask(dossier.version.procedure, pages)
    assert "Hạng Gia Bảo" in citizen.get(page_of(dossier, "bo-sung/khai/child/")).content.decode()


def test_not_while_the_office_has_it_and_never_by_others(citizen: Client, dossier: Dossier, world: World) -> None:
    stranger = world.personas.client_of("other_citizen")
    assert change(stranger, dossier, "child", OTHER_NAME).status_code == 404
    assert change(citizen, dossier, "nothing", OTHER_NAME).status_code == 404
    send(citizen, dossier, **{"paper-1": photo()})
    assert change(citizen, dossier, "child", OTHER_NAME).status_code == 409
    assert Declaration.objects.get().answers["child_name"] == "Hạng Gia Bảo"


def test_the_database_refuses_another_past_and_takes_another_key(dossier: Dossier, settings: Any) -> None:
    for verb in (lambda: Declaration.objects.update(declared_at=AT), lambda: Declaration.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            verb()
    key_id, content = crypto.encrypt(b"{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Declaration.objects.update(content=content)
    Declaration.objects.update(key_id=f"{key_id}-older")
    assert reencrypt_answers() == 0  # what cannot be read stays


def test_own_data_has_the_answers(citizen: Client, dossier: Dossier, world: World) -> None:
    change(citizen, dossier, "child", OTHER_NAME)
    send(citizen, dossier)
    page = citizen.get("/tai-khoan/du-lieu/").content.decode()
    assert "Hạng Gia Bảo An" in page
    assert "000123456789" not in page
    [told] = citizen.get("/tai-khoan/du-lieu/tai-ve/").json()["dossiers"]
    assert [one["version"] for one in told["declared"]] == [1, 2]
    assert {"question": "mother_id", "answer": "000123456789"} in told["declared"][1]["answers"]
    stranger = world.personas.client_of("other_citizen")
    assert "Gia Bảo" not in stranger.get("/tai-khoan/du-lieu/").content.decode()
    assert stranger.get("/tai-khoan/du-lieu/tai-ve/").json()["dossiers"] == []
    assert not DossierView.objects.filter(user=world.personas.other_citizen).exists()


def test_the_applicant_reads_the_answers_on_the_page_of_the_dossier(citizen: Client, dossier: Dossier) -> None:
    page = citizen.get(page_of(dossier)).content.decode()
    assert "Hạng Gia Bảo" in page
    assert "*********789" in page
