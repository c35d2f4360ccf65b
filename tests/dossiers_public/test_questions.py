"""Filing by questions: page by page, nothing lost, nothing smuggled in, the answers with the dossier."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from citizens.models import Party
from common import crypto
from dossiers import questionnaire
from dossiers.forms.questions import PageForm
from dossiers.models import Declaration, Dossier, Filing
from dossiers.rotation import declared_keys, reencrypt_answers
from procedures.questions import parse, shown
from tests.dossiers.world import World
from tests.dossiers_public.asked import PAGES, ask, both, question
from tests.dossiers_public.test_filing import ME, at, begin, photo
from tests.places import AT

pytestmark = pytest.mark.django_db
CHILD = {"child_name": "Hạng Gia Bảo", "child_born": "1/11/2026", "relation": "mother", "married": "yes"}
MOTHER = {
    "mother_name": "Hạng Thị Lan",
    "mother_id": "000123456789",
    "mother_home-province": "15",
    "mother_home-commune": "sa pa",
    "mother_home-line": "Tổ 3",
}
WEDDING = {"wedding_on": "2020", "wedding_note": ""}


@pytest.fixture
def filing(citizen: Client, world: World) -> Filing:
    """Begun, with the people declared and every question still open."""
    ask(world.versions["days"].procedure)
    filing = begin(citizen, world)
    citizen.post(at(filing, "nguoi-nop/"), ME)
    citizen.post(at(filing, "chu-ho-so/"), {"owner": "me"})
    filing.refresh_from_db()
    return filing


def answer(client: Client, filing: Filing, **changed: Any) -> None:
    for page, data in (("child", CHILD), ("mother", MOTHER), ("wedding", WEDDING)):
        assert client.post(at(filing, f"khai/{page}/"), {**data, **changed}).status_code == 302, page


def finish(client: Client, filing: Filing) -> Any:
    paper = filing.version.papers.get()
    client.post(at(filing, "giay-to/"), {f"paper-{paper.pk}": photo()})
    client.post(at(filing, "noi-dung/"), {"return_center": "sa-pa"})
    return client.post(at(filing, "kiem-tra/"), {"declared": "on"})


def test_a_citizen_answers_and_sends(citizen: Client, filing: Filing) -> None:
    first = citizen.post(at(filing, "khai/child/"), CHILD)
    assert first["Location"] == at(filing, "khai/mother/")
    page = citizen.get(at(filing, "khai/mother/")).content.decode()
    assert "Hạng Thị Lan" in page  # who she is was told before
    assert "000123456789" in page
    assert citizen.post(at(filing, "khai/mother/"), MOTHER)["Location"] == at(filing, "khai/wedding/")
    assert citizen.post(at(filing, "khai/wedding/"), WEDDING)["Location"] == at(filing, "giay-to/")
    review = citizen.get(at(filing, "kiem-tra/")).content.decode()
    assert "Hạng Gia Bảo" in review
    assert at(filing, "khai/mother/") in review
    assert finish(citizen, filing)["Location"] == at(filing, "da-gui/")
    declaration = Dossier.objects.get().declarations.get()
    assert declaration.answers == {
        "child_name": "Hạng Gia Bảo",
        "child_born": "01/11/2026",
        "relation": "mother",
        "married": "yes",
        "mother_name": "Hạng Thị Lan",
        "mother_id": "000123456789",
        "mother_home": "Tổ 3, Phường Sa Pa, Tỉnh Lào Cai",
        "wedding_on": "2020",
    }
    assert Filing.objects.get().declared == {}


def test_answers_lie_encrypted_before_and_after_and_follow_the_keys(citizen: Client, filing: Filing) -> None:
    answer(citizen, filing)
    filing.refresh_from_db()
    assert "Hạng Gia Bảo" not in json.dumps(filing.declared, ensure_ascii=False)
    assert declared_keys() == {crypto.keyring().current: 2}
    finish(citizen, filing)
    declaration = Declaration.objects.get()
    assert b"Gia B" not in bytes(declaration.content)
    assert reencrypt_answers() == 0


def test_nothing_is_sent_while_a_question_is_open(citizen: Client, filing: Filing) -> None:
    citizen.post(at(filing, "khai/child/"), CHILD)
    citizen.post(at(filing, "khai/mother/"), MOTHER)
    answer_ = finish(citizen, filing)
    assert answer_.status_code == 422
    assert at(filing, "khai/wedding/") in answer_.content.decode()
    assert not Dossier.objects.exists()


def test_a_wrong_page_keeps_what_was_typed_and_links_to_the_fields(citizen: Client, filing: Filing) -> None:
    wrong = {**CHILD, "child_born": "31/02/2026", "relation": ""}
    response = citizen.post(at(filing, "khai/child/"), wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_child_born"' in page
    assert "31/02/2026" in citizen.get(at(filing, "khai/child/")).content.decode()  # even after going away
    assert "Hạng Gia Bảo" in citizen.get(at(filing, "khai/child/")).content.decode()


def test_a_new_session_finds_every_answer_and_every_file(citizen: Client, filing: Filing, world: World) -> None:
    answer(citizen, filing)
    citizen.post(at(filing, "giay-to/"), {f"paper-{filing.version.papers.get().pk}": photo("giay.jpg")})
    citizen.logout()
    assert citizen.get(at(filing, "khai/child/"))["Location"].startswith("/tai-khoan/dang-nhap/")
    again = world.personas.client_of("citizen")
    for page, expected in (
        ("nguoi-nop/", "000123456789"),
        ("khai/child/", "Hạng Gia Bảo"),
        ("khai/mother/", "Tổ 3"),
        ("khai/wedding/", "2020"),
        ("giay-to/", "giay.jpg"),
        ("kiem-tra/", "Hạng Gia Bảo"),
    ):
        assert expected in again.get(at(filing, page)).content.decode(), page


# What somebody might try


def test_answers_to_hidden_and_unknown_questions_are_not_taken(citizen: Client, filing: Filing) -> None:
    forged = {**CHILD, "married": "no", "wedding_on": "2019", "is_admin": "yes", "mother_name": "Kẻ Khác"}
    citizen.post(at(filing, "khai/child/"), forged)
    assert citizen.get(at(filing, "khai/wedding/")).status_code == 404
    assert citizen.post(at(filing, "khai/wedding/"), WEDDING).status_code == 404
    assert citizen.post(at(filing, "khai/nothing/"), CHILD).status_code == 404
    filing.refresh_from_db()
    assert set(questionnaire.typed_of(filing)) == set(CHILD)


def test_what_became_hidden_is_not_declared(citizen: Client, filing: Filing) -> None:
    answer(citizen, filing)
    citizen.post(at(filing, "khai/child/"), {**CHILD, "married": "no"})
    finish(citizen, filing)
    assert "wedding_on" not in Dossier.objects.get().declarations.get().answers


def test_a_choice_that_is_not_offered_is_refused(citizen: Client, filing: Filing) -> None:
    assert citizen.post(at(filing, "khai/child/"), {**CHILD, "relation": "king"}).status_code == 422


def test_text_that_is_too_long_is_refused_and_not_kept(citizen: Client, filing: Filing) -> None:
    assert citizen.post(at(filing, "khai/child/"), {**CHILD, "child_name": "a" * 201}).status_code == 422
    assert citizen.post(at(filing, "khai/child/"), {**CHILD, "child_name": "a" * 500_000}).status_code == 422
    filing.refresh_from_db()
    assert (
        "child_name" not in questionnaire.typed_of(filing) or len(questionnaire.typed_of(filing)["child_name"]) < 2001
    )


def test_control_characters_break_nothing(citizen: Client, filing: Filing) -> None:
    assert citizen.post(at(filing, "khai/child/"), {**CHILD, "child_name": "a\0b"}).status_code == 422
    assert citizen.get(at(filing, "khai/child/")).status_code == 200


def test_another_citizen_finds_nothing_and_changes_nothing(citizen: Client, filing: Filing, world: World) -> None:
    answer(citizen, filing)
    before = Filing.objects.values().get()
    stranger = world.personas.client_of("other_citizen")
    assert stranger.get(at(filing, "khai/child/")).status_code == 404
    assert stranger.post(at(filing, "khai/child/"), CHILD).status_code == 404
    assert Filing.objects.values().get() == before


# The questions change meanwhile


def test_changed_questions_are_told_and_answered_again(citizen: Client, filing: Filing, world: World) -> None:
    answer(citizen, filing)
    pages = json.loads(json.dumps(PAGES))
    pages[1]["questions"].append(question("mother_job", "text"))
    ask(world.versions["days"].procedure, pages)
    page = citizen.get(at(filing)).content.decode()
    assert at(filing, "khai/mother/") in page
    filing.refresh_from_db()
    assert filing.questions
    assert filing.questions.number == 2
    assert filing.answers["look_again"] == ["mother"]
    assert finish(citizen, filing).status_code == 422
    kept = citizen.get(at(filing, "khai/mother/")).content.decode()
    assert "Hạng Thị Lan" in kept
    citizen.post(at(filing, "khai/mother/"), {**MOTHER, "mother_job": "Nông dân"})
    assert finish(citizen, filing).status_code == 302
    assert Dossier.objects.get().declarations.get().answers["mother_job"] == "Nông dân"


def test_a_procedure_without_questions_is_filed_the_short_way(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    citizen.post(at(filing, "nguoi-nop/"), ME)
    assert citizen.post(at(filing, "chu-ho-so/"), {"owner": "me"})["Location"] == at(filing, "giay-to/")
    assert finish(citizen, filing).status_code == 302
    assert not Declaration.objects.exists()


# Papers of the case


def test_a_paper_that_is_not_needed_is_not_asked_for(citizen: Client, filing: Filing) -> None:
    citizen.post(at(filing, "khai/child/"), {**CHILD, "married": "no"})
    citizen.post(at(filing, "khai/mother/"), MOTHER)
    citizen.post(at(filing, "noi-dung/"), {"return_center": "sa-pa"})
    assert citizen.post(at(filing, "kiem-tra/"), {"declared": "on"}).status_code == 302
    assert Dossier.objects.get().papers.count() == 0


# Readers


@pytest.fixture
def dossier(citizen: Client, filing: Filing) -> Dossier:
    answer(citizen, filing)
    finish(citizen, filing)
    return Dossier.objects.get()


def test_the_desk_reads_and_prints_the_answers(dossier: Dossier, world: World) -> None:
    desk = world.personas.client_of("counter")
    page = desk.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert "Hạng Gia Bảo" in page
    assert "*********789" in page
    assert "000123456789" not in page
    sheet = desk.get(f"/xu-ly/ho-so/{dossier.pk}/to-khai.pdf")
    assert sheet.content.startswith(b"%PDF-")
    assert list(dossier.views.order_by("pk").values_list("what", flat=True)) == ["page", "slip"]


def test_the_receipt_is_the_same_whenever_it_is_asked_for(citizen: Client, dossier: Dossier) -> None:
    address = f"/tai-khoan/ho-so/{dossier.pk}/xac-nhan-gui.pdf"
    assert address in citizen.get(at(dossier.filing, "da-gui/")).content.decode()
    first, second = citizen.get(address), citizen.get(address)
    assert first.content.startswith(b"%PDF-")
    assert first.content == second.content


def test_a_dossier_without_questions_has_no_declaration_sheet(world: World) -> None:
    dossier = world.submitted()
    assert world.personas.client_of("counter").get(f"/xu-ly/ho-so/{dossier.pk}/to-khai.pdf").status_code == 404


# One page as a form


def form(kind: str, value: str, **rest: Any) -> PageForm:
    schema = parse({"pages": [{"key": "p", "title": both("p"), "questions": [question("one", kind, **rest)]}]})
    [page] = shown(schema, {}, {"filed_for": "me"})
    return PageForm(page, {"one": value}, today=AT.date())


@pytest.mark.parametrize(
    ("kind", "typed", "rest", "expected"),
    [
        ("date", "1/2/1990", {}, "01/02/1990"),
        ("date", "01021990", {}, "01/02/1990"),
        ("date", "1990", {}, None),
        ("date", "1990", {"year_alone": True}, "1990"),
        ("date", "2/1990", {"year_alone": True}, "02/1990"),
        ("date", "30/02/1990", {}, None),
        ("date", "20/11/2026", {"past": True}, None),  # tomorrow
        ("date", "20/11/2026", {}, "20/11/2026"),
        ("date", "hôm qua", {}, None),
        ("identity", "000 123 456 789", {}, "000123456789"),
        ("identity", "00012345678", {}, None),  # a digit is missing
        ("identity", "b1234567", {}, "B1234567"),
        ("identity", "<script>", {}, None),
        ("phone", "0900 000 001", {}, "0900000001"),
        ("phone", "không có", {}, None),
        ("number", "3", {"min": 0, "max": 5}, "3"),
        ("number", "6", {"min": 0, "max": 5}, None),
        ("number", "ba", {}, None),
        ("yes_no", "yes", {}, "yes"),
        ("yes_no", "maybe", {}, None),
        ("text", "", {}, None),
        ("text", "   ", {}, None),
        ("text", "a\u200bb", {}, None),
    ],
)
def test_what_an_answer_may_be(kind: str, typed: str, rest: dict[str, Any], expected: str | None) -> None:
    page = form(kind, typed, **rest)
    assert (page.answers()["one"] if page.is_valid() else None) == expected


def test_a_date_before_another_is_refused() -> None:
    questions = [question("born", "date", year_alone=True), question("died", "date", not_before="born")]
    schema = parse({"pages": [{"key": "p", "title": both("p"), "questions": questions}]})
    [page] = shown(schema, {}, {"filed_for": "me"})

    def is_right(born: str, died: str) -> bool:
        return PageForm(page, {"born": born, "died": died}, today=date(2026, 11, 19)).is_valid()

    assert is_right("1951", "01/02/1951")
    assert is_right("01/02/1951", "01/02/1951")
    assert not is_right("02/02/1951", "01/02/1951")
    assert not is_right("1952", "01/02/1951")


def test_nobody_learns_of_a_party_by_a_question(citizen: Client, filing: Filing) -> None:
    Party.objects.create(kind="person", name="Người Ngoài", created_at=AT, is_sample=True)
    assert "Người Ngoài" not in citizen.get(at(filing, "khai/mother/")).content.decode()
