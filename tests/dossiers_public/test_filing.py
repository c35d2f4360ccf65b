"""Filing online: one thing per page, saved after every page, sent once, seen by nobody else."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from common import clock
from dossiers import drafts
from dossiers.models import Dossier, FiledBy, Filing, Paper
from policies import actions as policy_actions
from policies.catalogue import PolicyKey
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
ME = {
    "kind": "person",
    "name": "Hạng Thị Lan",
    "number": "000123456789",
    "phone": "0900 000 001",
    "province": "15",
    "commune": "Phường Sa Pa",
    "address_line": "Tổ 3",
    "email": "lan@sapa.example",
}
MOTHER = {**ME, "name": "Giàng Thị Mẩy", "number": "000111222333"}


def photo(name: str = "anh.jpg", size: int = 0) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "#cde").save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue() + b"\0" * size, "image/jpeg")


def begin(client: Client, world: World, limit: str = "days") -> Filing:
    code = world.versions[limit].procedure.code
    response = client.post(f"/nop-ho-so/{code}/", {"center": "sa-pa"})
    assert response.status_code == 302, response.content.decode()
    return Filing.objects.get(dossier=None)


def at(filing: Filing, page: str = "") -> str:
    return f"/nop-ho-so/ho-so/{filing.key}/{page}"


def fill(client: Client, filing: Filing) -> None:
    """Every page but the last."""
    assert client.post(at(filing, "nguoi-nop/"), ME).status_code == 302
    assert client.post(at(filing, "chu-ho-so/"), {"owner": "me"}).status_code == 302
    paper = filing.version.papers.get()
    assert client.post(at(filing, "giay-to/"), {f"paper-{paper.pk}": photo()}).status_code == 302
    content = {"way": "counter", "return_center": "ta-van", "note": "Xin gọi trước"}
    assert client.post(at(filing, "noi-dung/"), content).status_code == 302


def test_a_citizen_files_from_the_first_to_the_last_page(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    review = citizen.get(at(filing, "kiem-tra/")).content.decode()
    for expected in ("Hạng Thị Lan", "000123456789", "anh.jpg", "Xin gọi trước", "Tả Van"):
        assert expected in review
    response = citizen.post(at(filing, "kiem-tra/"), {"declared": "on"})
    assert response["Location"] == at(filing, "da-gui/")
    dossier = Dossier.objects.get()
    assert dossier.status == "SUBMITTED"
    assert dossier.filed_by == FiledBy.OWNER
    assert dossier.owner_id == dossier.submitter_id
    assert dossier.return_center == world.places.ta_van
    assert dossier.papers.get().file_name == "anh.jpg"
    sent = citizen.get(at(filing, "da-gui/")).content.decode()
    assert dossier.check_word in sent
    assert f"/tra-cuu/{dossier.secret}/" in sent
    assert "<svg" in sent
    assert "09:10 ngày 19/11/2026" in sent


def test_nobody_declares_twice(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    citizen.post(at(filing, "kiem-tra/"), {"declared": "on"})
    page = citizen.get(at(begin(citizen, world), "nguoi-nop/")).content.decode()
    assert "000123456789" in page
    assert "Tổ 3" in page


def test_what_was_typed_lies_encrypted_and_is_gone_once_sent(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    filing.refresh_from_db()
    assert "000123456789" not in str(filing.submitter)
    assert filing.submitter
    citizen.post(at(filing, "kiem-tra/"), {"declared": "on"})
    filing.refresh_from_db()
    assert filing.submitter == {}


def test_filing_for_somebody_who_authorised_it(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    assert citizen.post(at(filing, "chu-ho-so/"), {"owner": "other"})["Location"] == at(filing, "chu-ho-so/khai/")
    assert citizen.post(at(filing, "kiem-tra/"), {"declared": "on"}).status_code == 422
    citizen.post(at(filing, "chu-ho-so/khai/"), MOTHER)
    citizen.post(at(filing, "kiem-tra/"), {"declared": "on"})
    dossier = Dossier.objects.get()
    assert (dossier.owner.name, dossier.submitter.name) == ("Giàng Thị Mẩy", "Hạng Thị Lan")
    assert dossier.filed_by == FiledBy.RELATIVE


def test_sent_twice_is_one_dossier(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    answers = [citizen.post(at(filing, "kiem-tra/"), {"declared": "on"}) for _again in range(2)]
    assert {answer["Location"] for answer in answers} == {at(filing, "da-gui/")}
    assert Dossier.objects.count() == 1


def test_nothing_is_sent_without_the_declaration(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    assert citizen.post(at(filing, "kiem-tra/"), {}).status_code == 422
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("page", ["nguoi-nop/", "chu-ho-so/", "giay-to/"])
def test_what_is_missing_is_named_and_nothing_is_sent(citizen: Client, world: World, page: str) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    filing.refresh_from_db()
    if page == "nguoi-nop/":
        filing.submitter = {}
    elif page == "chu-ho-so/":
        filing.answers = {}
    else:
        filing.papers.all().delete()
    filing.save()
    response = citizen.post(at(filing, "kiem-tra/"), {"declared": "on"})
    assert response.status_code == 422
    assert at(filing, page) in response.content.decode()
    assert not Dossier.objects.exists()


def test_a_wrong_page_answers_422_and_keeps_what_was_typed(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    response = citizen.post(at(filing, "nguoi-nop/"), {**ME, "number": "", "address_line": "Thôn Suối Hồ"})
    assert response.status_code == 422
    assert "Thôn Suối Hồ" in response.content.decode()


def test_every_page_before_sending_says_not_sent(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    for page in ("", "nguoi-nop/", "chu-ho-so/", "chu-ho-so/khai/", "giay-to/", "noi-dung/", "kiem-tra/", "xoa/"):
        response = citizen.get(at(filing, page), headers={"cookie": ""})
        assert response.status_code in {200, 302}
        citizen.cookies["django_language"] = "en"
        assert "Not sent yet" in citizen.get(at(filing, page)).content.decode()


# Papers


def test_wrong_files_are_named_beside_the_field_and_the_others_are_kept(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    field = f"paper-{filing.version.papers.get().pk}"
    files = [photo("tot.jpg"), SimpleUploadedFile("rong.pdf", b""), SimpleUploadedFile("gia.pdf", b"khong phai pdf")]
    response = citizen.post(at(filing, "giay-to/"), {field: files})
    page = response.content.decode()
    assert response.status_code == 422
    assert "rong.pdf" in page
    assert "gia.pdf" in page
    assert [paper.file_name for paper in filing.papers.all()] == ["tot.jpg"]
    assert "tot.jpg" in page


def test_a_file_beyond_the_limit_is_refused(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    response = citizen.post(at(filing, "giay-to/"), {"other": photo("to.jpg", size=7 * 1024 * 1024)})
    assert response.status_code == 422
    assert not filing.papers.exists()


def test_no_more_files_than_the_policy_allows(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    files = [photo(f"{number}.jpg", size=number + 1) for number in range(22)]
    assert citizen.post(at(filing, "giay-to/"), {"other": files}).status_code == 422
    assert filing.papers.count() == 20


def test_the_same_file_twice_is_kept_once_and_can_be_removed(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    for _again in range(2):
        citizen.post(at(filing, "giay-to/"), {"other": photo()})
    paper = filing.papers.get()
    assert citizen.get(at(filing, f"giay-to/{paper.pk}/"))["Content-Type"] == "image/jpeg"
    citizen.post(at(filing, "giay-to/"), {"remove": str(paper.pk)})
    assert not filing.papers.exists()


# Not theirs, not now, not here


@pytest.mark.parametrize(
    "page", ["", "nguoi-nop/", "chu-ho-so/", "giay-to/", "noi-dung/", "kiem-tra/", "da-gui/", "xoa/"]
)
def test_another_citizen_finds_nothing_and_changes_nothing(citizen: Client, world: World, page: str) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    before = Filing.objects.values().get()
    stranger = world.personas.client_of("other_citizen")
    assert stranger.get(at(filing, page)).status_code == 404
    if page not in {"", "da-gui/"}:
        assert stranger.post(at(filing, page), {**MOTHER, "declared": "on", "owner": "other"}).status_code == 404
    assert Filing.objects.values().get() == before
    assert Paper.objects.count() == 1


def test_an_expired_draft_says_so(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    with clock.moved_to(AT + timedelta(days=31)):
        client = world.personas.client_of("citizen")
        assert client.get(at(filing)).status_code == 410
        assert client.post(at(filing, "kiem-tra/"), {"declared": "on"}).status_code == 410
    assert not Dossier.objects.exists()


def test_a_visitor_signs_in_and_comes_back(client: Client, world: World) -> None:
    code = world.versions["days"].procedure.code
    assert client.get(f"/nop-ho-so/{code}/").status_code == 200
    response = client.post(f"/nop-ho-so/{code}/", {"center": "sa-pa"})
    assert response["Location"] == f"/tai-khoan/dang-nhap/?next=%2Fnop-ho-so%2F{code}%2F%3Fcenter%3Dsa-pa"


def test_a_procedure_without_known_time_cannot_be_begun(citizen: Client, world: World) -> None:
    code = world.versions["unknown"].procedure.code
    assert citizen.get(f"/nop-ho-so/{code}/").status_code == 200
    assert citizen.post(f"/nop-ho-so/{code}/", {"center": "sa-pa"}).status_code == 409
    assert not Filing.objects.exists()


def test_where_the_policy_says_portal_nothing_is_filed_here(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    policy_actions.change(
        key=PolicyKey.ONLINE_FILING,
        value="national_portal",
        valid_from=AT.date(),
        source="thử",
        by=world.personas.administrator,
        at=AT,
    )
    assert "dichvucong.gov.vn" in citizen.get(f"/nop-ho-so/{filing.version.procedure.code}/").content.decode()
    assert citizen.post(at(filing, "kiem-tra/"), {"declared": "on"}).status_code == 409
    assert citizen.get("/nop-ho-so/").status_code == 200


def test_a_draft_can_be_thrown_away_with_its_files(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    fill(citizen, filing)
    citizen.post(at(filing, "xoa/"))
    assert not Filing.objects.exists()
    assert not Paper.objects.exists()


def test_the_pages_ask_for_the_token_of_the_form(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.personas.client_of("citizen").cookies
    code = world.versions["days"].procedure.code
    assert client.post(f"/nop-ho-so/{code}/", {"center": "sa-pa"}).status_code == 403


def test_the_case_that_was_chosen_decides_the_time(citizen: Client, world: World) -> None:
    version = world.versions["days"]
    longer = version.cases.create(number=1, label="cần xác minh", quantity=6, unit="working_days")
    address = f"/nop-ho-so/{version.procedure.code}/"
    assert citizen.post(address, {"center": "sa-pa"}).status_code == 422
    citizen.post(address, {"center": "sa-pa", "case": "0"})
    assert Filing.objects.get().case is None
    citizen.post(address, {"center": "ta-van", "case": str(longer.pk)})
    assert Filing.objects.get(case=longer).center == world.places.ta_van


def test_nonsense_in_hidden_places_of_a_form_is_refused_and_breaks_nothing(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    assert citizen.post(at(filing, "nguoi-nop/"), {**ME, "province": "\0"}).status_code == 422
    answer = citizen.post(at(filing, "giay-to/"), {"remove": "9" * 5000, "stay": "1"})
    assert answer.headers["Location"] == at(filing, "giay-to/")


def test_a_file_one_has_sent_may_do_nothing_in_the_browser(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    citizen.post(at(filing, "giay-to/"), {f"paper-{filing.version.papers.get().pk}": photo()})
    shown = citizen.get(at(filing, f"giay-to/{filing.papers.get().pk}/"))
    assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert shown["Content-Disposition"].startswith("inline")
    filing.papers.update(content_type="application/pdf", file_name="to-khai.pdf")
    assert citizen.get(at(filing, f"giay-to/{filing.papers.get().pk}/"))["Content-Disposition"].startswith("attachment")


def test_drafts_of_one_account_have_an_end(citizen: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_UNSENT", 2)
    addresses = [f"{way}{world.versions['days'].procedure.code}/" for way in ("/nop-ho-so/", "/giup-nop/")]
    assert [citizen.post(one, {"center": "sa-pa"}).status_code for one in addresses] == [302, 302]
    for one in addresses:
        refused = citizen.post(one, {"center": "sa-pa"})
        assert refused.status_code == 422
        assert refused.context["form"].non_field_errors()
    assert Filing.objects.count() == 2
    assert citizen.post(at(Filing.objects.latest("pk"), "xoa/")).status_code == 302
    assert citizen.post(addresses[0], {"center": "sa-pa"}).status_code == 302
