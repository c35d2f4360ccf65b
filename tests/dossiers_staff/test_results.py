"""The result as data: recorded with the resolution, marked where it is missing, corrected in versions by a leader."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse

from common.signatures import Signed, signed_state
from dossiers import actions
from dossiers.actions.results import without_document
from dossiers.models import Dossier, PaperKind, Result
from notifications.models import OutboxMessage
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import picture
from tests.dossiers_staff.pdfs import plain_pdf, signed_pdf, upload
from tests.places import AT

pytestmark = pytest.mark.django_db
DRAFT = "5f0c3a0e-1111-4222-8333-444455556666"
ANOTHER = "5f0c3a0e-1111-4222-8333-444455557777"


def _resolve(world: World, dossier: Dossier, **typed: Any) -> HttpResponse:
    data = {"resolve-revision": dossier.revision, "resolve-draft": DRAFT}
    data |= {f"resolve-{name}": value for name, value in typed.items()}
    return speaking_english(world, "officer").post(f"/xu-ly/ho-so/{dossier.pk}/resolve/", data)


def _resolved(world: World, content: bytes | None = None) -> Dossier:
    dossier = world.processing()
    typed = {"result": "125/GXN-UBND", "result_on": "18/11/2026", "result_signer": "Lò Thị Chủ Tịch"}
    files = {"enclosed": [upload(content or plain_pdf())]}
    assert _resolve(world, dossier, **typed, **files).status_code == 302
    return Dossier.objects.get(pk=dossier.pk)


def test_the_file_alone_tells_of_a_signature_and_never_that_it_is_valid() -> None:
    assert signed_state(plain_pdf(), "application/pdf") is Signed.NONE
    assert signed_state(signed_pdf(), "application/pdf") is Signed.WHOLE
    assert signed_state(signed_pdf(changed_after=True), "application/pdf") is Signed.PART
    assert signed_state(b"%PDF-broken", "application/pdf") is Signed.UNREADABLE
    assert signed_state(picture().read(), "image/png") is Signed.UNREADABLE


def test_fields_that_name_one_another_many_times_are_not_looked_into() -> None:
    """A tree has every node once; a small file could otherwise keep the looking busy."""
    assert signed_state(signed_pdf(times_named=2), "application/pdf") is Signed.UNREADABLE


def test_number_date_signer_and_file_are_recorded_with_the_resolution(world: World) -> None:
    dossier = _resolved(world, signed_pdf())
    result = dossier.results.get()
    assert (result.version, result.number, result.issued_on) == (1, "125/GXN-UBND", date(2026, 11, 18))
    assert (result.signer, result.is_correction) == ("Lò Thị Chủ Tịch", False)
    file = result.papers.get()
    assert (file.kind, file.signed, len(file.sha256)) == (PaperKind.RESULT, "whole", 64)
    facts = dossier.events.get(transition="resolve").facts
    assert facts == {
        "result": "125/GXN-UBND", "result_on": "2026-11-18", "result_signer": "Lò Thị Chủ Tịch",
    }  # fmt: skip
    page = speaking_english(world, "counter").get(f"/quay/ho-so/{dossier.pk}/").content.decode()
    assert "carries an electronic signature (not verified here)" in page
    assert "No result document is recorded" not in page


def test_a_document_of_tomorrow_is_refused_beside_its_field(world: World) -> None:
    dossier = world.processing()
    answer = _resolve(world, dossier, result="1", result_on="20/11/2026")
    assert answer.status_code == 422
    assert 'id="id_resolve-result_on_error"' in answer.content.decode()
    assert not Result.objects.exists()


def test_without_a_document_it_is_resolved_and_marked(world: World) -> None:
    documented, bare = _resolved(world), world.processing()
    assert _resolve(world, bare).status_code == 302
    bare = Dossier.objects.get(pk=bare.pk)
    assert without_document([documented, bare, world.processing()]) == {bare.pk}
    page = speaking_english(world, "counter").get(f"/quay/ho-so/{bare.pk}/").content.decode()
    assert "No result document is recorded" in page


def _correct(world: World, person: str, dossier: Dossier, **typed: Any) -> HttpResponse:
    data = {"revision": dossier.revision, "draft": ANOTHER, "result": "125/GXN-UBND", "result_on": "18/11/2026"}
    data |= {"result_signer": "Lò Thị Chủ Tịch", "reason": "Ghi sai số", **typed}
    return speaking_english(world, person).post(f"/xu-ly/ho-so/{dossier.pk}/ket-qua/", data)


def test_a_leader_corrects_with_a_reason_and_the_version_before_stays(world: World) -> None:
    dossier = _resolved(world)
    assert _correct(world, "leader", dossier, result="126/GXN-UBND").status_code == 302
    first, second = dossier.results.order_by("version")
    assert (first.number, second.number, second.reason) == ("125/GXN-UBND", "126/GXN-UBND", "Ghi sai số")
    assert second.by == world.personas.leader
    page = speaking_english(world, "officer").get(f"/xu-ly/ho-so/{dossier.pk}/ket-qua/").content.decode()
    assert page.index("126/GXN-UBND") < page.index("Ghi sai số") < page.index("125/GXN-UBND")
    told = OutboxMessage.objects.get(template="dossier_result_corrected")
    assert (told.address, told.context["number"]) == ("lan@sapa.example", "126/GXN-UBND")


def test_a_new_file_takes_the_place_of_the_one_before_for_the_citizen(world: World) -> None:
    dossier = _resolved(world)
    old = dossier.papers.get(kind=PaperKind.RESULT)
    assert _correct(world, "leader", dossier, enclosed=[upload(plain_pdf(2), "moi.pdf")]).status_code == 302
    new = dossier.papers.get(kind=PaperKind.RESULT, file_name="moi.pdf")
    own = world.personas.client_of("citizen")
    page = own.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()
    assert (f"/giay-to/{new.pk}/" in page, f"/giay-to/{old.pk}/" in page) == (True, False)
    assert own.get(f"/tai-khoan/ho-so/{dossier.pk}/giay-to/{old.pk}/").status_code == 404
    assert _correct(world, "leader", dossier, draft=DRAFT, result="127/GXN-UBND").status_code == 302
    assert f"/giay-to/{new.pk}/" in own.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()


@pytest.mark.parametrize(
    ("person", "typed", "status"),
    [
        ("officer", {"result": "9"}, 403),
        ("counter", {"result": "9"}, 403),
        ("leader", {}, 422),  # nothing changed
        ("leader", {"result": "9", "reason": " "}, 422),
        ("leader", {"result": "9", "result_on": "01/12/2026"}, 422),
        ("leader", {"result": "9", "revision": 1}, 422),
    ],
)
def test_what_may_not_be_corrected_leaves_no_trace(
    world: World, person: str, typed: dict[str, Any], status: int
) -> None:
    dossier = _resolved(world)
    assert _correct(world, person, dossier, **typed).status_code == status
    assert dossier.results.count() == 1


def test_the_database_keeps_every_version(world: World) -> None:
    dossier = _resolved(world)
    for change in (lambda: Result.objects.update(number="x"), lambda: Result.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert dossier.results.get().number == "125/GXN-UBND"


def test_without_a_result_there_is_no_page_and_after_reopening_comes_a_second_version(world: World) -> None:
    dossier = world.processing()
    assert speaking_english(world, "leader").get(f"/xu-ly/ho-so/{dossier.pk}/ket-qua/").status_code == 404
    dossier = actions.resolve(dossier, at=AT, by=world.actor("officer"), result="1/QĐ")
    dossier = actions.reopen(dossier, at=AT, by=world.actor("leader"), reason="Sai sót")
    actions.resolve(dossier, at=AT, by=world.actor("officer"), result="2/QĐ")
    assert list(dossier.results.order_by("version").values_list("number", "is_correction")) == [
        ("1/QĐ", False),
        ("2/QĐ", False),
    ]
