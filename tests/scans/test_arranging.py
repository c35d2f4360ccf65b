"""Scans side by side, page by page; their pages turned, ordered and split, the original kept."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from common import files
from common.clock import moved_to
from dossiers import access
from dossiers.actions.digitising import Description, digitise
from dossiers.models import Dossier, DossierView, EarlierFile, Paper, PaperKind
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.pdfs import signed_pdf
from tests.places import AT
from tests.scans.desk import content_of, look_of, pdf_of, photo, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(world: World) -> Dossier:
    return world.processing()


@pytest.fixture
def officer(world: World) -> Client:
    return speaking_english(world, "officer")


def _address(paper: Paper) -> str:
    return f"/xu-ly/ho-so/{paper.dossier_id}/giay-to/{paper.pk}/sap-xep/"


def _send(client: Client, paper: Paper, count: int, **changed: Any) -> HttpResponse:
    data = {"file": paper.sha256, "name": "", "required": ""}
    for number in range(1, count + 1):
        data |= {f"place_{number}": str(number), f"turn_{number}": "0"}
    with moved_to(AT):
        return client.post(_address(paper), {**data, **changed})


def _look(client: Client, address: str) -> str:
    with moved_to(AT):
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_pages_are_turned_and_ordered_and_the_original_stays(dossier: Dossier, officer: Client, world: World) -> None:
    before = pdf_of(200, 300, 400)
    paper = put(dossier, before)
    old = paper.sha256
    assert _send(officer, paper, 3, place_1="3", place_3="1", turn_3="90").status_code == 302
    paper.refresh_from_db()
    assert look_of(content_of(paper)) == [(400, 90), (300, 0), (200, 0)]
    assert paper.sha256 != old
    kept = EarlierFile.objects.get(paper=paper)
    assert (kept.sha256, kept.by, kept.at, kept.moved_to) == (old, world.personas.officer, AT, None)
    assert files.load(kept.sha256, kept.key_id) == before
    page = _look(officer, f"/xu-ly/ho-so/{dossier.pk}/giay-to/")
    assert old[:16] in page
    assert b"".join(officer.get(f"/xu-ly/ho-so/{dossier.pk}/giay-to/{paper.pk}/ban-truoc/{kept.pk}/")) == before


def test_pages_split_off_become_a_paper_of_the_list(dossier: Dossier, officer: Client) -> None:
    paper = put(dossier, pdf_of(200, 300, 400))
    row = dossier.version.papers.filter(is_note=False).first()
    assert row is not None
    nameless = _send(officer, paper, 3, goes_2="on")
    assert nameless.status_code == 422
    assert "Say what the pages are" in nameless.content.decode()
    assert _send(officer, paper, 3, goes_2="on", turn_2="180", required=row.pk).status_code == 302
    paper.refresh_from_db()
    new = Paper.objects.get(dossier=dossier, required=row, file_name=paper.file_name)
    assert look_of(content_of(paper)) == [(200, 0), (400, 0)]
    assert look_of(content_of(new)) == [(300, 180)]
    assert (new.kind, new.name) == (paper.kind, row.name)
    assert EarlierFile.objects.get(paper=paper).moved_to == new


def test_a_photo_is_turned(dossier: Dossier, officer: Client) -> None:
    paper = put(dossier, photo((40, 20)), "anh.jpg")
    assert _send(officer, paper, 1, turn_1="270").status_code == 302
    paper.refresh_from_db()
    assert EarlierFile.objects.filter(paper=paper).count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "Nothing was changed"),
        ({"goes_1": "on", "goes_2": "on", "name": "Khác"}, "at least one stays"),
        ({"place_1": "7"}, "less than or equal to 2"),
        ({"turn_1": "45"}, "Select a valid choice"),
        ({"file": "0" * 64, "turn_1": "90"}, "since you opened it"),
    ],
)
def test_what_makes_no_sense_is_refused_and_keeps_what_was_typed(
    changed: dict[str, Any], told: str, dossier: Dossier, officer: Client
) -> None:
    paper = put(dossier, pdf_of(200, 300))
    answer = _send(officer, paper, 2, **changed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    if "place_1" in changed:
        assert 'value="7"' in answer.content.decode()
    assert not EarlierFile.objects.exists()
    assert Paper.objects.get(pk=paper.pk).sha256 == paper.sha256


def test_two_at_once_do_not_undo_each_other(dossier: Dossier, officer: Client, world: World) -> None:
    paper = put(dossier, pdf_of(200, 300))
    assert _send(officer, paper, 2, turn_1="90").status_code == 302
    late = _send(speaking_english(world, "head"), paper, 2, turn_2="90")
    assert late.status_code == 422
    assert EarlierFile.objects.count() == 1


@pytest.mark.parametrize("how", ["delete", "change"])
def test_the_database_keeps_the_original(how: str, dossier: Dossier, officer: Client) -> None:
    paper = put(dossier, pdf_of(200, 300))
    _send(officer, paper, 2, turn_1="90")
    kept = EarlierFile.objects.filter(paper=paper)
    assert kept.update(key_id="other") == 1  # keys are changed from time to time
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        kept.delete() if how == "delete" else kept.update(sha256="0" * 64)


def test_a_described_paper_is_turned_but_not_split(dossier: Dossier, officer: Client, world: World) -> None:
    paper = put(dossier, pdf_of(200, 300))
    by = access.actor_for(world.personas.officer, AT)
    digitise(dossier, paper.pk, Description("Căn cước", "Cục C06", date(2024, 2, 1)), at=AT, by=by)
    assert "cannot be split" in _send(officer, paper, 2, goes_2="on", name="Khác").content.decode()
    assert _send(officer, paper, 2, turn_2="90").status_code == 302


def test_results_drafts_and_signed_files_stay_as_they_are(dossier: Dossier, officer: Client) -> None:
    draft = put(dossier, pdf_of(200), kind=PaperKind.DRAFT)
    assert officer.get(_address(draft)).status_code == 404
    signed = put(dossier, signed_pdf())
    answer = officer.get(_address(signed), follow=True)
    assert "carries an electronic signature" in answer.content.decode()
    assert _send(officer, signed, 1, turn_1="90").status_code == 302
    unclear = put(dossier, signed_pdf(times_named=2))
    assert _send(officer, unclear, 1, turn_1="90").status_code == 302
    assert not EarlierFile.objects.exists()


def test_two_files_stand_side_by_side_each_at_its_page(dossier: Dossier, officer: Client) -> None:
    left, right = put(dossier, pdf_of(200, 300, 400)), put(dossier, photo(), "anh.jpg")
    page = _look(officer, f"/xu-ly/ho-so/{dossier.pk}/giay-to/?trai={left.pk}&trang=2&phai={right.pk}")
    assert f"/giay-to/{left.pk}/trang/2/page.jpg" in page
    assert f"/giay-to/{right.pk}/trang/1/page.jpg" in page
    assert f"trai={left.pk}&amp;trang=3" in page.replace(f"phai={right.pk}&amp;trang-phai=1&amp;", "")
    beyond = _look(officer, f"/xu-ly/ho-so/{dossier.pk}/giay-to/?trai={left.pk}&trang=99")
    assert f"/giay-to/{left.pk}/trang/3/page.jpg" in beyond
    stranger = _look(officer, f"/xu-ly/ho-so/{dossier.pk}/giay-to/?trai=999999999&trang=abc")
    assert f"/giay-to/{left.pk}/trang/1/page.jpg" in stranger


def test_looking_at_a_page_is_recorded_and_kept_in_no_cache(dossier: Dossier, officer: Client, world: World) -> None:
    paper = put(dossier, pdf_of(200))
    with moved_to(AT):
        answer = officer.get(f"/xu-ly/ho-so/{dossier.pk}/giay-to/{paper.pk}/trang/1/page.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer["Cache-Control"]
    assert DossierView.objects.filter(dossier=dossier, user=world.personas.officer, what="paper").count() == 1
    assert officer.get(f"/xu-ly/ho-so/{dossier.pk}/giay-to/{paper.pk}/trang/2/page.jpg").status_code == 404
    assert officer.get(f"/xu-ly/ho-so/{dossier.pk}/giay-to/{paper.pk}/trang/1/huge.jpg").status_code == 404


def test_a_file_of_another_dossier_is_not_shown_here(dossier: Dossier, officer: Client, world: World) -> None:
    other = put(world.processing(), pdf_of(200))
    address = f"/xu-ly/ho-so/{dossier.pk}/giay-to/{other.pk}"
    assert officer.get(f"{address}/trang/1/page.jpg").status_code == 404
    assert officer.get(f"{address}/sap-xep/").status_code == 404


def test_more_files_take_no_more_statements(
    dossier: Dossier, officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put(dossier, pdf_of(200))
    address = f"/xu-ly/ho-so/{dossier.pk}/giay-to/"
    _look(officer, address)
    with CaptureQueriesContext(connection) as few:
        _look(officer, address)
    for number in range(8):
        put(dossier, pdf_of(210 + number), f"don-{number}.pdf")
    with django_assert_num_queries(len(few)):
        _look(officer, address)
