"""Pieces may come twice, overlap, come out of order and from two tabs: a file is kept once, whole, or not at all."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from common import clock, crypto, files
from dossiers import pieces, uploads
from dossiers.models import Dossier, Paper, PaperUpload, UploadPiece
from dossiers.rotation import reencrypt_pieces
from policies import actions as policy_actions
from policies.catalogue import PolicyKey
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import at, begin, fill
from tests.places import AT
from tests.uploads.phone import Sending, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(citizen: Client, world: World) -> Sending:
    return Sending(citizen, begin(citizen, world), photo())


def kept(sending: Sending) -> list[bytes]:
    papers = Paper.objects.filter(filing=sending.filing).order_by("pk")
    return [files.load(paper.sha256, paper.key_id) for paper in papers]


def test_a_file_in_pieces_is_kept_whole(sending: Sending) -> None:
    answer = sending.begin()
    assert answer.status_code == 201
    told = sending.whole(step=100)
    paper = Paper.objects.get()
    assert (told["state"], told["paper"]) == ("kept", paper.pk)
    assert (paper.file_name, paper.content_type, paper.name) == ("anh.jpg", "image/jpeg", "Giấy tờ khác")
    assert kept(sending) == [sending.content]
    assert not UploadPiece.objects.exists()


def test_pieces_lie_encrypted(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    sending.piece(address, 0, 400)
    piece = UploadPiece.objects.get()
    assert sending.content[:100] not in bytes(piece.content)
    assert piece.key_id == crypto.keyring().current
    assert reencrypt_pieces() == 0


def test_the_line_breaks_and_it_goes_on_from_there(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    sending.piece(address, 0, 250)
    assert sending.client.get(address).json()["offset"] == 250
    again = sending.begin()  # the page was loaded again, the same file chosen
    assert (again.status_code, again.json()["address"], again.json()["offset"]) == (200, address, 250)
    sending.whole()
    assert kept(sending) == [sending.content]


def test_pieces_twice_overlapping_and_out_of_order(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    early = sending.piece(address, 300, 400)
    assert (early.status_code, early.json()["offset"], early["Upload-Offset"]) == (409, 0, "0")
    for start, end, then in [(0, 200, 200), (0, 200, 200), (100, 300, 300), (50, 120, 300), (300, 400, 400)]:
        answer = sending.piece(address, start, end)
        assert (answer.status_code, answer.json()["offset"]) == (200, then)
    sending.whole()
    assert kept(sending) == [sending.content]


def test_the_last_piece_twice_keeps_one_paper(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    assert [sending.piece(address, 0).json()["state"] for _again in range(2)] == ["kept", "kept"]
    assert sending.begin().json()["state"] == "kept"
    assert len(kept(sending)) == 1


def test_two_tabs_send_the_same_file_as_one(sending: Sending) -> None:
    tabs = [sending, Sending(sending.client, sending.filing, sending.content)]
    addresses = {tab.begin().json()["address"] for tab in tabs}
    assert len(addresses) == 1
    [address] = addresses
    tabs[0].piece(address, 0, 300)
    tabs[1].piece(address, 0, 200)
    tabs[1].piece(address, 200, 500)
    tabs[0].piece(address, 300)
    assert kept(sending) == [sending.content]


def test_a_file_damaged_on_the_way_comes_again(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    broken = sending.piece(address, 0, None, b"\0" * len(sending.content))
    assert (broken.status_code, broken.json()["offset"]) == (409, 0)
    assert not Paper.objects.exists()
    assert not UploadPiece.objects.exists()
    sending.whole()
    assert kept(sending) == [sending.content]


def test_more_bytes_than_announced_do_not_join(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    answer = sending.piece(address, 0, None, sending.content + b"\0")
    assert (answer.status_code, answer.json()["offset"]) == (409, 0)


@pytest.mark.parametrize("headers", [{}, {"Upload-Offset": "x"}, {"Upload-Offset": "-1"}])
def test_a_piece_that_does_not_say_where_it_belongs(sending: Sending, headers: dict[str, str]) -> None:
    address = sending.begin().json()["address"]
    answer = sending.client.patch(address, b"x", content_type="application/offset+octet-stream", headers=headers)
    assert answer.status_code in {400, 413}
    assert not UploadPiece.objects.exists()


def test_all_arrived_and_an_empty_piece_has_the_end_looked_at(sending: Sending) -> None:
    """The line broke between the last piece and the look at the whole file (found by random schedules)."""
    address = sending.begin().json()["address"]
    upload = PaperUpload.objects.get()
    pieces.put(upload, 0, sending.content)
    PaperUpload.objects.update(received=upload.size)
    assert sending.begin().json()["offset"] == len(sending.content)
    assert sending.piece(address, len(sending.content)).json()["state"] == "kept"
    assert kept(sending) == [sending.content]


def test_a_piece_has_a_largest_size(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    assert sending.piece(address, 0, None, b"x" * (uploads.MAX_PIECE + 1)).status_code == 413


# Limits, before a byte is sent


def limit(key: PolicyKey, value: int) -> None:
    policy_actions.change(key=key, value=value, valid_from=AT.date(), by=None, at=AT)


@pytest.mark.parametrize(
    "changes", [{"slot": "paper-0"}, {"sha256": "x"}, {"size": "-1"}, {"name": ""}, {"sha256": "A" * 64}]
)
def test_what_cannot_be_announced(sending: Sending, changes: dict[str, str]) -> None:
    assert sending.begin(**changes).status_code == 400
    assert not PaperUpload.objects.exists()


def test_too_large_is_said_before_sending(sending: Sending) -> None:
    answer = sending.begin(size=7 * 1024 * 1024)
    assert answer.status_code == 422
    assert "6,0 MB" in answer.json()["message"]


def test_empty_is_said_before_sending(sending: Sending) -> None:
    assert sending.begin(size=0).status_code == 422


def test_too_many_counts_what_is_on_its_way(sending: Sending) -> None:
    limit(PolicyKey.UPLOAD_MAX_FILES, 2)
    sending.whole()
    assert Sending(sending.client, sending.filing, photo(1)).begin().status_code == 201
    answer = Sending(sending.client, sending.filing, photo(2)).begin()
    assert answer.status_code == 422
    assert "2" in answer.json()["message"]


def test_all_files_together_have_a_limit(sending: Sending) -> None:
    limit(PolicyKey.UPLOAD_FILING_MB, 1)
    assert Sending(sending.client, sending.filing, photo(1, size=700_000)).begin().status_code == 201
    assert Sending(sending.client, sending.filing, photo(2, size=700_000)).begin().status_code == 422
    field = {"other": [SimpleUploadedFile("hai.jpg", photo(2, size=700_000))]}
    assert sending.client.post(at(sending.filing, "giay-to/"), field).status_code == 422


def test_the_kind_is_what_the_content_is(sending: Sending) -> None:
    sending.name = "IMG_0001.HEIC"
    assert sending.whole()["name"] == "IMG_0001.jpg"
    png = Sending(sending.client, sending.filing, photo(3, image_format="PNG"), name="anh 2")
    assert png.whole()["name"] == "anh 2.png"
    program = Sending(sending.client, sending.filing, b"MZ" + b"\0" * 200, name="anh.jpg").whole()
    assert program["state"] == "refused"
    assert "anh.jpg" in program["message"]
    assert Paper.objects.count() == 2


# With the rest of the filing


def test_nothing_is_sent_while_a_file_is_on_its_way(citizen: Client, sending: Sending) -> None:
    fill(citizen, sending.filing)
    other = Sending(citizen, sending.filing, photo(9))
    address = other.begin().json()["address"]
    other.piece(address, 0, 100)
    assert citizen.post(at(sending.filing, "kiem-tra/"), {"declared": "on"}).status_code == 422
    assert not Dossier.objects.exists()
    page = citizen.get(at(sending.filing, "giay-to/")).content.decode()
    key = address.split("/")[-2]
    assert f'name="give_up" value="{key}"' in page
    citizen.post(at(sending.filing, "giay-to/"), {"give_up": key})
    citizen.post(at(sending.filing, "kiem-tra/"), {"declared": "on"})
    assert Dossier.objects.count() == 1


def test_nothing_is_added_to_what_was_sent(citizen: Client, sending: Sending) -> None:
    fill(citizen, sending.filing)
    told = sending.begin().json()
    sending.client.delete(told["address"])
    citizen.post(at(sending.filing, "kiem-tra/"), {"declared": "on"})
    late = Sending(citizen, sending.filing, photo(5))
    assert late.begin().status_code == 302
    slot, by = uploads.Slot("other", "Giấy tờ khác"), sending.filing.account
    with pytest.raises(uploads.AlreadySent):
        uploads.begin(sending.filing, slot, file_name="x.jpg", size=5, sha256="0" * 64, at=AT, by=by)


def test_a_removed_paper_can_come_again(citizen: Client, sending: Sending) -> None:
    paper = sending.whole()["paper"]
    citizen.post(at(sending.filing, "giay-to/"), {"remove": str(paper)})
    assert sending.begin().status_code == 201
    assert sending.whole()["state"] == "kept"
    assert len(kept(sending)) == 1


def test_nobody_else_sends_or_sees(world: World, addresses: None, sending: Sending) -> None:
    address = sending.begin().json()["address"]
    stranger = Sending(world.personas.client_of("other_citizen"), sending.filing, sending.content)
    assert stranger.begin().status_code == 404
    assert stranger.piece(address, 0).status_code == 404
    assert stranger.client.delete(address).status_code == 404
    visitor = Sending(Client(), sending.filing, sending.content)
    assert visitor.piece(address, 0).status_code == 302
    assert PaperUpload.objects.get().received == 0


def test_an_upload_of_another_filing_is_not_found(citizen: Client, world: World, sending: Sending) -> None:
    address = sending.begin().json()["address"]
    sending.filing.delete()
    other = begin(citizen, world)
    assert sending.piece(f"/nop-ho-so/ho-so/{other.key}/tai-len/{address.split('/')[-2]}/", 0).status_code == 404


def test_it_needs_the_token_of_the_form(world: World, addresses: None, sending: Sending) -> None:
    address = sending.begin().json()["address"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sending.client.cookies
    forged = Sending(strict, sending.filing, sending.content)
    assert forged.begin().status_code == 403
    assert forged.piece(address, 0).status_code == 403


# Swept


def test_abandoned_uploads_are_removed_after_their_time(sending: Sending) -> None:
    address = sending.begin().json()["address"]
    with clock.moved_to(AT + timedelta(hours=5)):
        sending.piece(address, 0, 100)
    assert uploads.drop_abandoned(at=AT + timedelta(hours=28)) == 0
    assert uploads.drop_abandoned(at=AT + timedelta(hours=29)) == 1
    assert not UploadPiece.objects.exists()
    assert sending.piece(address, 100).status_code == 404
    sending.whole()
    assert kept(sending) == [sending.content]
