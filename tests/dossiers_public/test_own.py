"""A citizen's own dossiers: what the pages say, and what can be done from them."""

from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from dossiers import actions
from dossiers.models import Dossier, DossierView, Paper, PaperKind
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import photo
from tests.places import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def papers_of_these_tests(world: World) -> None:
    """Only papers of the published list are asked for."""
    listed = world.versions["days"].papers
    for number, name in enumerate(("Bản sao căn cước", "Giấy chứng sinh"), start=2):
        listed.create(number=number, name=name, originals=1, copies=0)


def page_of(dossier: Dossier, page: str = "") -> str:
    return f"/tai-khoan/ho-so/{dossier.pk}/{page}"


def sent_back(world: World) -> Dossier:
    counter = world.actor("counter")
    return actions.ask_to_complete(world.submitted(), ["Bản sao căn cước"], at=AT, by=counter, reason="Ảnh bị mờ")


def awaiting(world: World) -> Dossier:
    officer = world.actor("officer")
    dossier = actions.start(world.received(channel="online"), at=AT, by=officer)
    return actions.request_supplement(dossier, ["Giấy chứng sinh"], at=AT, by=officer, reason="Thiếu bản gốc")


def test_the_page_says_who_has_it_until_when_and_why(citizen: Client, world: World) -> None:
    dossier = world.received()
    page = citizen.get(page_of(dossier)).content.decode()
    assert dossier.code in page
    assert dossier.check_word in page
    assert f"{dossier.due_at:%d/%m/%Y}" in page
    assert 'class="steps"' in page  # the lines behind the date
    assert 'class="process"' in page
    assert "Phường Sa Pa" in page


def test_looking_is_recorded(citizen: Client, world: World) -> None:
    dossier = world.received()
    citizen.get(page_of(dossier))
    citizen.get(page_of(dossier, "giay-tiep-nhan/"))
    assert [(view.what, view.user) for view in DossierView.objects.order_by("pk")] == [
        ("page", world.personas.citizen),
        ("slip", world.personas.citizen),
    ]


def test_the_list_begins_with_what_waits_for_the_citizen(citizen: Client, world: World) -> None:
    running, waiting = world.received(), sent_back(world)
    page = citizen.get("/tai-khoan/ho-so/").content.decode()
    assert page.index(page_of(waiting)) < page.index(page_of(running))


def test_the_list_costs_the_same_however_long_it_is(
    citizen: Client, world: World, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _more in range(2):
        for _dossier in range(3):
            world.received()
        with CaptureQueriesContext(connection) as queries:
            citizen.get("/tai-khoan/ho-so/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_papers_asked_for_are_added_and_sent_again(citizen: Client, world: World) -> None:
    dossier = sent_back(world)
    page = citizen.get(page_of(dossier)).content.decode()
    assert "Bản sao căn cước" in page
    assert "Ảnh bị mờ" in page
    data = {"revision": dossier.revision, "send": "1", "paper-1": photo("can-cuoc.jpg"), "note": "Đã chụp lại"}
    assert citizen.post(page_of(dossier, "bo-sung/"), data)["Location"] == page_of(dossier)
    dossier.refresh_from_db()
    assert dossier.status == "SUBMITTED"
    paper = dossier.papers.get(kind=PaperKind.SUPPLEMENT)
    assert (paper.name, paper.file_name) == ("Bản sao căn cước", "can-cuoc.jpg")
    assert dossier.events.order_by("-number")[0].reason == "Đã chụp lại"


def test_supplying_lets_the_clock_run_again(citizen: Client, world: World) -> None:
    dossier = awaiting(world)
    with clock.moved_to(AT + timedelta(days=5)):
        client = world.personas.client_of("citizen")
        data = {"revision": dossier.revision, "send": "1", "paper-1": photo()}
        assert client.post(page_of(dossier, "bo-sung/"), data).status_code == 302
    dossier.refresh_from_db()
    assert dossier.status == "PROCESSING"
    assert dossier.due_at > dossier.promised_at


def test_files_uploaded_now_can_be_sent_later_and_the_office_does_not_see_them_yet(
    citizen: Client, world: World
) -> None:
    dossier = awaiting(world)
    data = {"revision": dossier.revision, "keep": "1", "paper-1": photo("mot.jpg")}
    assert "mot.jpg" in citizen.post(page_of(dossier, "bo-sung/"), data).content.decode()
    assert not dossier.papers.exists()
    assert "mot.jpg" not in citizen.get("/nop-ho-so/").content.decode()
    citizen.post(page_of(dossier, "bo-sung/"), {"revision": dossier.revision, "send": "1"})
    assert dossier.papers.get().file_name == "mot.jpg"


def test_nothing_is_sent_without_a_file(citizen: Client, world: World) -> None:
    dossier = awaiting(world)
    data = {"revision": dossier.revision, "send": "1", "note": "Tôi đã nộp rồi"}
    response = citizen.post(page_of(dossier, "bo-sung/"), data)
    assert response.status_code == 422
    assert "Tôi đã nộp rồi" in response.content.decode()
    dossier.refresh_from_db()
    assert dossier.status == "AWAITING_SUPPLEMENT"


def test_a_wrong_file_stops_the_sending_and_the_good_one_is_kept(citizen: Client, world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    dossier = awaiting(world)
    files = [photo("tot.jpg"), SimpleUploadedFile("gia.pdf", b"khong phai pdf")]
    data = {"revision": dossier.revision, "send": "1", "paper-1": files}
    response = citizen.post(page_of(dossier, "bo-sung/"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "tot.jpg" in page
    assert "gia.pdf" in page


def test_withdrawing_asks_first(citizen: Client, world: World) -> None:
    dossier = world.received()
    assert citizen.get(page_of(dossier, "rut/")).status_code == 200
    assert Dossier.objects.get().status == "RECEIVED"
    citizen.post(page_of(dossier, "rut/"), {"revision": dossier.revision, "reason": "Không cần nữa"})
    assert Dossier.objects.get().status == "WITHDRAWN"


def test_who_looked_at_an_older_state_is_told_what_happened(citizen: Client, world: World) -> None:
    dossier = world.received()
    seen = dossier.revision
    actions.start(dossier, at=AT, by=world.actor("officer"))
    response = citizen.post(page_of(dossier, "rut/"), {"revision": seen})
    assert response.status_code == 409
    assert Dossier.objects.get().status == "PROCESSING"


def test_what_is_not_possible_any_more_says_so(citizen: Client, world: World) -> None:
    dossier = world.in_status("DELIVERED")
    for page in ("rut/", "bo-sung/"):
        assert citizen.get(page_of(dossier, page)).status_code == 409


@pytest.mark.parametrize("page", ["", "bo-sung/", "rut/", "giay-tiep-nhan/", "giay-to/1/"])
def test_another_citizen_finds_nothing_and_changes_nothing(world: World, page: str) -> None:
    dossier = world.in_status("AWAITING_SUPPLEMENT")
    stranger = world.personas.client_of("other_citizen")
    assert stranger.get(page_of(dossier, page)).status_code == 404
    if page in {"bo-sung/", "rut/"}:
        data = {"revision": dossier.revision, "send": "1", "paper-1": photo()}
        assert stranger.post(page_of(dossier, page), data).status_code == 404
    assert Dossier.objects.get().revision == dossier.revision
    assert not Paper.objects.exists()
    assert not DossierView.objects.exists()


def test_the_slip_is_there_once_it_is_received(citizen: Client, world: World) -> None:
    assert citizen.get(page_of(world.submitted(), "giay-tiep-nhan/")).status_code == 404
    response = citizen.get(page_of(world.received(), "giay-tiep-nhan/"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]


def test_the_result_is_there_once_it_is_resolved(citizen: Client, world: World) -> None:
    from common import files

    dossier = world.in_status("PROCESSING")
    kept = files.store(photo().read())
    paper = Paper.objects.create(
        dossier=dossier,
        kind=PaperKind.RESULT,
        name="Kết quả",
        file_name="ket-qua.jpg",
        content_type="image/jpeg",
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        added_at=AT,
    )
    assert citizen.get(page_of(dossier, f"giay-to/{paper.pk}/")).status_code == 404
    actions.resolve(dossier, at=AT, by=world.actor("officer"))
    Paper.objects.filter(pk=paper.pk).update(result=dossier.results.get())
    assert citizen.get(page_of(dossier, f"giay-to/{paper.pk}/")).content[:2] == b"\xff\xd8"
