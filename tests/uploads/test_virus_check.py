"""An infected file is refused and named; while the scanner is away a file waits, and so does the dossier."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from dossiers import uploads
from dossiers.models import Dossier, Paper, PaperUpload, UploadPiece
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import at, begin, fill
from tests.places import AT
from tests.uploads.phone import Sending, infected, photo
from tests.uploads.scanner import FOUND, Scanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(citizen: Client, world: World) -> Sending:
    return Sending(citizen, begin(citizen, world), photo())


def test_an_infected_file_in_pieces_is_refused_and_named(sending: Sending, scanner: Scanner) -> None:
    sending.content, sending.name = infected(), "don.jpg"
    told = sending.whole()
    assert told["state"] == "refused"
    assert "don.jpg" in told["message"]
    assert FOUND in told["message"]
    assert not Paper.objects.exists()
    assert not UploadPiece.objects.exists()
    page = sending.client.get(at(sending.filing, "giay-to/")).content.decode()
    assert FOUND in page


def test_an_infected_file_in_the_form_is_refused_and_the_others_kept(sending: Sending, scanner: Scanner) -> None:
    sent = [SimpleUploadedFile("don.jpg", infected()), SimpleUploadedFile("tot.jpg", photo())]
    answer = sending.client.post(at(sending.filing, "giay-to/"), {"other": sent})
    assert answer.status_code == 422
    assert FOUND in answer.content.decode()
    assert [paper.file_name for paper in Paper.objects.all()] == ["tot.jpg"]


def test_while_the_scanner_is_away_the_file_waits_and_the_dossier_too(
    citizen: Client, sending: Sending, settings: Settings, scanner: Scanner
) -> None:
    fill(citizen, sending.filing)
    settings.VIRUS_SCANNER = "unix:/nowhere/clamd"
    sending.content = photo(7)
    assert sending.whole()["state"] == "waiting"
    assert citizen.post(at(sending.filing, "kiem-tra/"), {"declared": "on"}).status_code == 422
    assert uploads.scan_waiting(at=AT) == 0
    settings.VIRUS_SCANNER = scanner.address
    assert uploads.scan_waiting(at=AT) == 1
    citizen.post(at(sending.filing, "kiem-tra/"), {"declared": "on"})
    assert Dossier.objects.get().papers.count() == 2


def test_a_file_of_the_form_waits_as_well(sending: Sending, settings: Settings, scanner: Scanner) -> None:
    settings.VIRUS_SCANNER = "unix:/nowhere/clamd"
    for _again in range(2):
        field = {"other": SimpleUploadedFile("don.jpg", infected())}
        assert sending.client.post(at(sending.filing, "giay-to/"), field).status_code == 302
    assert PaperUpload.objects.get().state == "waiting"
    assert not Paper.objects.exists()
    settings.VIRUS_SCANNER = scanner.address
    assert uploads.scan_waiting(at=AT) == 1
    assert FOUND in PaperUpload.objects.get().refusal
    assert not Paper.objects.exists()


def test_a_refused_file_does_not_keep_the_dossier_back(citizen: Client, sending: Sending, scanner: Scanner) -> None:
    fill(citizen, sending.filing)
    Sending(citizen, sending.filing, infected()).whole()
    citizen.post(at(sending.filing, "kiem-tra/"), {"declared": "on"})
    assert Dossier.objects.get().papers.count() == 1


def test_a_waiting_file_is_not_swept(sending: Sending, settings: Settings) -> None:
    settings.VIRUS_SCANNER = "unix:/nowhere/clamd"
    sending.whole()
    assert uploads.drop_abandoned(at=AT.replace(year=2027)) == 0
    assert PaperUpload.objects.get().state == "waiting"


def test_supplied_papers_wait_for_the_scanner_too(world: World, addresses: None, settings: Settings) -> None:
    from tests.dossiers_public.access_rows import _sent_back

    settings.VIRUS_SCANNER = "unix:/nowhere/clamd"
    dossier = Dossier.objects.get(pk=_sent_back(world.personas)["dossier_id"])
    citizen, address = world.personas.client_of("citizen"), f"/tai-khoan/ho-so/{dossier.pk}/bo-sung/"
    sent = {"paper-1": SimpleUploadedFile("bo-sung.jpg", photo()), "revision": dossier.revision, "send": "1"}
    answer = citizen.post(address, sent)
    assert answer.status_code == 422
    assert "bo-sung.jpg" in answer.content.decode()
    settings.VIRUS_SCANNER = ""
    assert uploads.scan_waiting(at=AT) == 1
    assert citizen.post(address, {"revision": dossier.revision, "send": "1"}).status_code == 302
    assert [paper.file_name for paper in dossier.papers.all()] == ["bo-sung.jpg"]
