"""A result reaches the applicant: at the counter, by post, or from the citizen's own page."""

import base64
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from dossiers import actions
from dossiers.actors import SYSTEM
from dossiers.delivery import AuthorisationMissing, Handing, Way
from dossiers.lifecycle import GuardRefused, Status
from dossiers.models import Dossier, PaperKind, ResultDownload
from notifications.models import OutboxMessage
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import picture
from tests.dossiers_staff.pdfs import plain_pdf, signed_pdf, upload
from tests.places import AT

pytestmark = pytest.mark.django_db
DRAFT = "5f0c3a0e-1111-4222-8333-444455556666"
OWNER = "Hạng Thị Lan"
STRANGER = "Giàng A Páo"
AUTHORISED = {"authorisation": "12/GUQ", "authorised_on": "18/11/2026"}


def _resolved(world: World, *contents: bytes) -> Dossier:
    """Resolved with these result files, on its way to the counter."""
    dossier = world.processing()
    data = {"resolve-revision": dossier.revision, "resolve-draft": DRAFT, "resolve-result": "125/GXN-UBND"}
    files = [upload(content, f"ket-qua-{number}.pdf") for number, content in enumerate(contents)]
    answer = speaking_english(world, "officer").post(
        f"/xu-ly/ho-so/{dossier.pk}/resolve/", {**data, "resolve-enclosed": files}
    )
    assert answer.status_code == 302
    return Dossier.objects.get(pk=dossier.pk)


def _post(world: World, dossier: Dossier, name: str = "deliver", **typed: Any) -> HttpResponse:
    data = {f"{name}-revision": dossier.revision, f"{name}-draft": "5f0c3a0e-1111-4222-8333-444455558888"}
    data |= {key if key == "tiep" else f"{name}-{key}": value for key, value in typed.items()}
    return speaking_english(world, "counter").post(f"/xu-ly/ho-so/{dossier.pk}/{name}/", data)


def _facts(dossier: Dossier) -> dict[str, Any]:
    facts: dict[str, Any] = dossier.events.get(transition="deliver").facts
    return facts


def test_the_owner_collects_and_signs_on_paper(world: World) -> None:
    dossier = _resolved(world)
    assert _post(world, dossier, collector=OWNER, signed_on_paper="on").status_code == 302
    assert _facts(dossier) == {"collector": OWNER, "way": "counter", "signed": "paper"}


def test_what_is_drawn_on_the_screen_is_kept_as_a_picture(world: World) -> None:
    dossier = _resolved(world)
    drawn = picture().read()
    typed = {"collector": OWNER, "signature": f"data:image/png;base64,{base64.b64encode(drawn).decode()}"}
    assert _post(world, dossier, **typed).status_code == 302
    assert _facts(dossier)["signed"] == "screen"
    kept = dossier.papers.get(kind=PaperKind.SIGNATURE)
    client = speaking_english(world, "counter")
    assert client.get(f"/xu-ly/ho-so/{dossier.pk}/giay-to/{kept.pk}/").content == drawn


@pytest.mark.parametrize("drawn", ["x", "data:image/png;base64,AAAA", "data:text/html;base64,PGI+", "data:,"])
def test_what_is_no_picture_is_no_signature(world: World, drawn: str) -> None:
    dossier = _resolved(world)
    answer = _post(world, dossier, collector=OWNER, signature=drawn)
    assert answer.status_code == 422
    assert "The signature cannot be read" in answer.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).status == Status.RESOLVED


def test_somebody_else_needs_an_authorisation_and_its_scan_is_kept(world: World) -> None:
    dossier = _resolved(world)
    answer = _post(world, dossier, collector=STRANGER)
    assert answer.status_code == 422
    assert 'id="id_deliver-authorisation_error"' in answer.content.decode()
    answer = _post(world, dossier, collector=STRANGER, authorisation="12/GUQ", enclosed=[picture("uy-quyen.png")])
    assert 'id="id_deliver-authorised_on_error"' in answer.content.decode()
    assert "uy-quyen.png" in answer.content.decode()  # nothing is lost
    assert _post(world, dossier, collector=STRANGER, **AUTHORISED).status_code == 302
    assert _facts(dossier) == {
        "collector": STRANGER, "way": "counter", "authorisation": "12/GUQ", "authorised_on": "2026-11-18",
    }  # fmt: skip
    assert dossier.papers.get(kind=PaperKind.MANDATE).file_name == "uy-quyen.png"


def test_an_authorisation_of_tomorrow_counts_for_nothing(world: World) -> None:
    dossier = _resolved(world)
    handing = Handing(authorisation="12/GUQ", authorised_on=date(2026, 11, 20))
    with pytest.raises(AuthorisationMissing):
        actions.deliver(dossier, STRANGER, at=AT, by=world.actor("counter"), handing=handing)
    assert not dossier.events.filter(transition="deliver").exists()


def test_accents_and_case_of_the_owners_name_do_not_matter(world: World) -> None:
    dossier = actions.deliver(_resolved(world), "hang thi lan", at=AT, by=world.actor("counter"))
    assert dossier.status == Status.DELIVERED


def test_by_post_both_moments_are_events_and_the_applicant_is_told(world: World) -> None:
    dossier = _resolved(world)
    assert _post(world, dossier, "post_result", carrier="Bưu điện", parcel="RA123456789VN").status_code == 302
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.status == Status.RESOLVED
    told = OutboxMessage.objects.get(template="dossier_result_posted")
    assert (told.context["carrier"], told.context["parcel"]) == ("Bưu điện", "RA123456789VN")
    own = world.personas.client_of("citizen")
    assert "RA123456789VN" in own.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()
    assert _post(world, dossier, way="post", collector=STRANGER).status_code == 302
    assert _facts(dossier) == {"collector": STRANGER, "way": "post"}
    page = own.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()
    assert page.count("RA123456789VN") == 1  # in the receipt, not on its way any more
    assert STRANGER in page


@pytest.mark.parametrize("typed", [{"carrier": "", "parcel": "RA1"}, {"carrier": "Bưu điện", "parcel": " "}])
def test_a_parcel_has_carrier_and_code(world: World, typed: dict[str, str]) -> None:
    dossier = _resolved(world)
    with pytest.raises(GuardRefused):
        actions.post_result(dossier, **typed, at=AT, by=world.actor("counter"))
    assert not dossier.events.filter(transition="post_result").exists()


def test_nothing_can_arrive_that_was_not_sent(world: World) -> None:
    dossier = _resolved(world)
    assert 'name="deliver-way"' not in speaking_english(world, "counter").get(
        f"/quay/ho-so/{dossier.pk}/"
    ).content.decode()  # fmt: skip
    answer = _post(world, dossier, way="post", collector=OWNER)
    assert answer.status_code == 422
    assert "No parcel was sent" in answer.content.decode()


def _download(world: World, dossier: Dossier, person: str = "citizen") -> None:
    for paper in dossier.papers.filter(kind=PaperKind.RESULT):
        client = world.personas.client_of(person)
        assert client.get(f"/tai-khoan/ho-so/{dossier.pk}/giay-to/{paper.pk}/").status_code == 200


def test_a_signed_result_taken_from_the_own_page_is_delivered_by_the_system(world: World) -> None:
    dossier = _resolved(world, signed_pdf())
    _download(world, dossier)
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.status, dossier.delivered_at) == (Status.DELIVERED, AT)
    event = dossier.events.get(transition="deliver")
    assert (event.by, event.facts) == (None, {"collector": OWNER, "way": "online"})
    assert not dossier.legs.filter(confirmed_at=None).exists()
    _download(world, dossier)
    assert ResultDownload.objects.get().account == world.personas.citizen


def test_all_files_must_be_taken(world: World) -> None:
    dossier = _resolved(world, signed_pdf(), signed_pdf(changed_after=False) + b"")
    first = dossier.papers.filter(kind=PaperKind.RESULT).first()
    assert first is not None
    world.personas.client_of("citizen").get(f"/tai-khoan/ho-so/{dossier.pk}/giay-to/{first.pk}/")
    assert Dossier.objects.get(pk=dossier.pk).status == Status.RESOLVED
    _download(world, dossier)
    assert Dossier.objects.get(pk=dossier.pk).status == Status.DELIVERED


@pytest.mark.parametrize("content", [plain_pdf(), signed_pdf(changed_after=True)])
def test_a_scan_is_only_looked_at(world: World, content: bytes) -> None:
    dossier = _resolved(world, content)
    _download(world, dossier)
    assert Dossier.objects.get(pk=dossier.pk).status == Status.RESOLVED
    assert ResultDownload.objects.count() == 1


def test_who_has_the_result_is_not_asked_for_by_the_desk_twice(world: World) -> None:
    dossier = actions.deliver(_resolved(world), OWNER, at=AT, by=SYSTEM, handing=Handing(Way.ONLINE))
    page = speaking_english(world, "counter").get(f"/quay/ho-so/{dossier.pk}/tra-ket-qua/")
    assert page.headers["Location"] == f"/quay/ho-so/{dossier.pk}/"


def test_the_slip_leads_to_the_page_to_hand_out_and_back_to_the_next_one(world: World) -> None:
    dossier, client = _resolved(world, plain_pdf()), speaking_english(world, "counter")
    for scanned in (dossier.code, f"http://127.0.0.1:8000/tra-cuu/{dossier.secret}/", dossier.secret):
        answer = client.get("/quay/", {"q": scanned})
        assert answer.headers["Location"] == f"/quay/ho-so/{dossier.pk}/tra-ket-qua/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count("autofocus") == 1
    assert "<button autofocus" in page
    answer = _post(world, dossier, collector=OWNER, tiep="1")
    assert answer.headers["Location"] == "/quay/?tiep=1"
    desk = client.get("/quay/?tiep=1").content.decode()
    assert desk.count("autofocus") == 1
    assert 'id="search-box" type="search" name="q" value="" autocomplete="off" autofocus' in desk


def test_a_secret_of_nobody_is_looked_for_like_any_word(world: World) -> None:
    answer = speaking_english(world, "counter").get("/quay/", {"q": "tra-cuu/" + "x" * 32})
    assert answer.headers["Location"].startswith("/xu-ly/?q=")


def test_a_dossier_opened_again_waits_for_a_new_parcel(world: World) -> None:
    dossier = _resolved(world)
    dossier = actions.post_result(dossier, "Bưu điện", "RA000000001VN", at=AT, by=world.actor("counter"))
    later = AT + timedelta(hours=1)
    dossier = actions.reopen(dossier, at=later, by=world.actor("leader"), reason="Sai sót")
    dossier = actions.resolve(dossier, at=later, by=world.actor("officer"))
    page = world.personas.client_of("citizen").get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()
    assert "RA000000001VN" not in page
