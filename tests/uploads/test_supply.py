"""Papers that the office has asked for come in pieces, too, by the same protocol."""

from dataclasses import dataclass

import pytest
from django.test import Client

from dossiers.models import Dossier, Filing, Paper, PaperUpload
from tests.dossiers.world import World
from tests.dossiers_public.access_rows import _sent_back
from tests.uploads.phone import Sending, photo

pytestmark = pytest.mark.django_db


@dataclass
class Supplying(Sending):
    """One file for a dossier that was sent back; `filing` is the dossier here."""

    @property
    def page(self) -> str:
        return f"/tai-khoan/ho-so/{self.filing.pk}/tai-len/"


@pytest.fixture
def dossier(world: World) -> Dossier:
    return Dossier.objects.get(pk=_sent_back(world.personas)["dossier_id"])


@pytest.fixture
def supplying(citizen: Client, dossier: Dossier) -> Supplying:
    return Supplying(citizen, dossier, photo(), slot="paper-1")


def send(client: Client, dossier: Dossier) -> int:
    data = {"revision": dossier.revision, "send": "1", "note": "Xin cảm ơn"}
    return client.post(f"/tai-khoan/ho-so/{dossier.pk}/bo-sung/", data).status_code


def test_a_file_in_pieces_is_handed_in_with_the_papers_asked_for(
    citizen: Client, dossier: Dossier, supplying: Supplying
) -> None:
    told = supplying.whole(step=300)
    assert told["state"] == "kept"
    assert "anh.jpg" in citizen.get(f"/tai-khoan/ho-so/{dossier.pk}/bo-sung/").content.decode()
    assert send(citizen, dossier) == 302
    dossier.refresh_from_db()
    assert dossier.status == "SUBMITTED"
    assert dossier.papers.get(kind="supplement").name == "Tờ khai"
    assert not PaperUpload.objects.exists()


def test_what_has_not_arrived_holds_the_papers_back_and_can_be_removed(
    citizen: Client, dossier: Dossier, supplying: Supplying
) -> None:
    supplying.whole()
    half = Supplying(citizen, dossier, photo(3))
    address = half.begin().json()["address"]
    half.piece(address, 0, 200)
    assert send(citizen, dossier) == 422
    citizen.post(f"/tai-khoan/ho-so/{dossier.pk}/bo-sung/", {"give_up": address.split("/")[-2]})
    assert send(citizen, dossier) == 302
    assert dossier.papers.filter(kind="supplement").count() == 1


def test_the_line_breaks_and_it_goes_on_from_there(supplying: Supplying) -> None:
    address = supplying.begin().json()["address"]
    supplying.piece(address, 0, 250)
    again = supplying.begin().json()
    assert (again["address"], again["offset"]) == (address, 250)
    supplying.whole()
    assert Paper.objects.filter(name="Tờ khai").count() == 1
    assert Filing.objects.filter(dossier=None).count() == 1


def test_nothing_comes_in_once_the_papers_are_sent(citizen: Client, dossier: Dossier, supplying: Supplying) -> None:
    told = supplying.whole()
    send(citizen, dossier)
    late = Supplying(citizen, dossier, photo(5))
    assert late.begin().status_code == 422
    assert late.piece(told["address"], 0).status_code == 404


def test_nobody_else_sends_or_sees(world: World, supplying: Supplying) -> None:
    address = supplying.begin().json()["address"]
    stranger = Supplying(world.personas.client_of("other_citizen"), supplying.filing, supplying.content)
    assert stranger.begin().status_code == 404
    assert stranger.piece(address, 0).status_code == 404
    assert stranger.client.delete(address).status_code == 404
    assert PaperUpload.objects.get().received == 0
