"""A new version of a procedure from a day: edited section by section, compared with the version in force, confirmed."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from common.clock import moved_to
from procedures.models import CatalogueUpload, FeeItem, ProcedureVersion, ProcessStep, RequiredPaper
from tests.dossiers.world import World
from tests.places import AT

TODAY = AT.date()
NEXT = TODAY + timedelta(days=11)
PROCEDURE = "/quan-tri/thu-tuc/9.000000/"  # three working days
UNKNOWN = "/quan-tri/thu-tuc/9.000006/"


@pytest.fixture
def admin(world: World) -> Client:
    client = world.personas.client_of("administrator")
    client.cookies["django_language"] = "en"
    return client


def look(client: Client, address: str, data: dict[str, Any] | None = None) -> HttpResponse:
    with moved_to(AT):
        return client.get(address, data or {})


def send(client: Client, address: str, data: dict[str, Any] | None = None) -> HttpResponse:
    with moved_to(AT):
        return client.post(address, data or {})


def begun(client: Client, procedure: str = PROCEDURE) -> str:
    """The address of a new draft from `NEXT`."""
    answer = send(client, procedure, {"valid_from": f"{NEXT:%d/%m/%Y}"})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def confirm(client: Client, draft: str) -> HttpResponse:
    review = f"/quan-tri/danh-muc/nhap/{draft.rstrip('/').rpartition('/')[2]}/"
    seen = look(client, review).context["comparison"].fingerprint
    return send(client, review, {"what": "apply", "seen": seen})


def time_limit(**changed: Any) -> dict[str, Any]:
    return {"quantity": "5", "unit": "ngày làm việc", "time_source": "Quyết định 12/QĐ-UBND", **changed}


def rows_of(*rows: dict[str, Any]) -> dict[str, Any]:
    sent = {f"r{place}-{key}": value for place, row in enumerate(rows) for key, value in row.items()}
    return {"rows": str(len(rows)), **sent}


def step(number: int, hours: str, **changed: Any) -> dict[str, Any]:
    known = {"number": str(number), "name": f"Bước {number}", "role": "Chuyên viên", "counted": "on"}
    return {**known, "hours": hours, **changed}


def test_a_new_version_counts_from_its_day_and_the_old_one_ends_the_day_before(world: World, admin: Client) -> None:
    old = world.versions["days"]
    draft = begun(admin)
    assert send(admin, f"{draft}thoi-han/", time_limit()).status_code == 302
    fee = {"label": "Lệ phí", "amount_vnd": "8000", "confidence": "Đã xác nhận"}
    assert send(admin, f"{draft}phi/", rows_of(fee, {})).status_code == 302
    papers = rows_of(
        {"number": "2", "name": "Tờ khai", "originals": "1", "copies": "0"},
        {"number": "1", "name": "Bản sao giấy khai sinh", "copies": "1"},
    )
    assert send(admin, f"{draft}giay-to/", papers).status_code == 302
    assert send(admin, f"{draft}kenh/", {"channels": ["counter", "post"]}).status_code == 302
    assert send(admin, f"{draft}buoc/", rows_of(step(1, "4"), step(2, "36"))).status_code == 302
    assert ProcedureVersion.objects.filter(procedure=old.procedure).count() == 1  # nothing counts yet

    review = look(admin, f"/quan-tri/danh-muc/nhap/{CatalogueUpload.objects.get().pk}/").content.decode()
    assert "This is what changes against the version in force" in review
    assert "Quyết định 12/QĐ-UBND" in review
    assert "1 · Bản sao giấy khai sinh" in review
    assert confirm(admin, draft).status_code == 302

    old.refresh_from_db()
    new = ProcedureVersion.objects.get(procedure=old.procedure, number=2)
    assert (old.quantity, old.valid_to) == (3, NEXT - timedelta(days=1))
    assert (new.quantity, new.unit, new.valid_from) == (5, "working_days", NEXT)
    assert new.entered_by == world.personas.administrator
    assert sorted(new.channels) == ["counter", "post"]
    assert [paper.name for paper in RequiredPaper.objects.filter(version=new)] == ["Bản sao giấy khai sinh", "Tờ khai"]
    assert [item.amount_vnd for item in FeeItem.objects.filter(version=new)] == [8000]
    assert [one.hours for one in ProcessStep.objects.filter(version=new)] == [4, 36]
    page = look(admin, PROCEDURE).content.decode()
    assert "Quyết định 12/QĐ-UBND" in page
    assert "5 working days" in page


@pytest.mark.parametrize("hours", [("4", "37"), ("4", "19")])
def test_steps_that_do_not_fit_the_legal_time_are_refused(hours: tuple[str, str], world: World, admin: Client) -> None:
    draft = begun(admin)
    send(admin, f"{draft}thoi-han/", time_limit())
    send(admin, f"{draft}buoc/", rows_of(step(1, hours[0]), step(2, hours[1])))
    page = look(admin, draft).content.decode()
    total = sum(int(part) for part in hours)
    assert f"The steps that count take {total} hours; the legal time is 40 hours (8 a day)." in page
    review = f"/quan-tri/danh-muc/nhap/{CatalogueUpload.objects.get().pk}/"
    assert 'value="apply"' not in look(admin, review).content.decode()
    refused = confirm(admin, draft)
    assert refused.status_code == 422
    assert f"take {total} hours" in refused.content.decode()
    assert ProcedureVersion.objects.filter(procedure=world.versions["days"].procedure).count() == 1


def test_steps_that_only_wait_outside_use_no_legal_time(world: World, admin: Client) -> None:
    draft = begun(admin)
    waiting = step(2, "", counted="", wait_kind="niêm yết", wait_days="15")
    del waiting["counted"]
    assert send(admin, f"{draft}buoc/", rows_of(step(1, "24"), waiting)).status_code == 302
    assert "which decision or page" in look(admin, draft).content.decode()  # the present one has no source
    send(admin, f"{draft}thoi-han/", time_limit(quantity="3"))
    assert confirm(admin, draft).status_code == 302
    new = ProcedureVersion.objects.get(procedure=world.versions["days"].procedure, number=2)
    assert [(one.counted, one.wait_days) for one in new.steps.all()] == [(True, None), (False, 15)]


def test_never_backwards_and_not_within_a_day_that_has_dossiers(world: World, admin: Client) -> None:
    yesterday = send(admin, PROCEDURE, {"valid_from": f"{TODAY - timedelta(days=1):%d/%m/%Y}"})
    assert yesterday.status_code == 422
    assert "never backwards" in yesterday.content.decode()
    assert send(admin, PROCEDURE, {"valid_from": f"{TODAY:%d/%m/%Y}"}).status_code == 302  # nothing received yet
    world.received("days")
    today = send(admin, PROCEDURE, {"valid_from": f"{TODAY:%d/%m/%Y}"})
    assert today.status_code == 422
    assert "from tomorrow at the earliest" in today.content.decode()


def test_an_open_dossier_keeps_the_version_it_was_received_under(world: World, admin: Client) -> None:
    dossier = world.received("days")
    draft = begun(admin)
    send(admin, f"{draft}thoi-han/", time_limit(quantity="1"))
    confirm(admin, draft)
    due_at = dossier.due_at
    dossier.refresh_from_db()
    assert (dossier.version_id, dossier.quantity, dossier.due_at) == (world.versions["days"].pk, 3, due_at)


def test_a_procedure_without_a_time_limit_is_completed(world: World, admin: Client) -> None:
    found = look(admin, "/quan-tri/thu-tuc/", {"chua-ro": "1"}).content.decode()
    assert "9.000006" in found
    assert "9.000000" not in found
    draft = begun(admin, UNKNOWN)
    send(admin, f"{draft}thoi-han/", time_limit(quantity="", unit="trong ngày", cutoff="15:00"))
    confirm(admin, draft)
    new = ProcedureVersion.objects.get(procedure__code="9.000006", number=2)
    assert (new.unit, new.quantity, f"{new.cutoff:%H:%M}") == ("same_day", 1, "15:00")
    assert new.time_confidence == "confirmed"


@pytest.mark.parametrize(
    ("slug", "data", "words"),
    [
        ("thoi-han", time_limit(quantity="nhiều"), "must be a number"),
        ("thoi-han", time_limit(unit=""), "needs both the number and its unit"),
        ("thoi-han", time_limit(unit="", quantity=""), "an empty cell would take it away"),
        ("thoi-han", time_limit(time_source=""), "which decision or page"),
        ("thoi-han", time_limit(unit="trong ngày"), "Nhận trước giờ"),
        ("phi", rows_of({"label": "Lệ phí", "amount_vnd": "-5", "confidence": "Đã xác nhận"}), "must be between"),
        ("phi", rows_of({"label": "Lệ phí", "amount_vnd": "5"}), "must not be empty"),
        ("giay-to", rows_of({"number": "1", "name": "a"}, {"number": "1", "name": "b"}), "stands already in row"),
        ("buoc", rows_of(step(1, "")), "A step that counts needs its hours"),
        ("truong-hop", rows_of({"label": "Có xác minh", "quantity": "3"}), "needs both the number and its unit"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(
    slug: str, data: dict[str, Any], words: str, world: World, admin: Client
) -> None:
    draft = begun(admin)
    before = bytes(CatalogueUpload.objects.get().content)
    answer = send(admin, f"{draft}{slug}/", data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    for key, value in data.items():
        if value and key.endswith(("label", "name", "time_source")):
            assert value in page
    assert bytes(CatalogueUpload.objects.get().content) == before


def test_more_empty_rows_keep_what_is_typed(world: World, admin: Client) -> None:
    draft = begun(admin)
    sent = rows_of({"number": "1", "name": "Chưa gửi", "originals": "1"}) | {"more": "1"}
    page = send(admin, f"{draft}giay-to/", sent).content.decode()
    assert "Chưa gửi" in page
    assert 'name="r3-name"' in page
    assert send(admin, f"{draft}giay-to/", rows_of({})).status_code == 302  # the only row was emptied


def test_a_draft_can_be_discarded_and_is_not_found_after_it_was_applied(world: World, admin: Client) -> None:
    draft = begun(admin)
    pk = CatalogueUpload.objects.get().pk
    assert send(admin, f"/quan-tri/danh-muc/nhap/{pk}/", {"what": "discard"}).url == PROCEDURE
    assert look(admin, draft).status_code == 404
    again = begun(admin)
    send(admin, f"{again}thoi-han/", time_limit())
    confirm(admin, again)
    assert look(admin, again).status_code == 404
    assert send(admin, f"{again}thoi-han/", time_limit()).status_code == 404


def test_the_list_is_narrowed_by_words_sector_and_level(world: World, admin: Client) -> None:
    assert "9.000003" in look(admin, "/quan-tri/thu-tuc/", {"q": "thu tuc mau"}).content.decode()
    assert "9.000000" in look(admin, "/quan-tri/thu-tuc/", {"linh-vuc": "MAU", "cap": "commune"}).content.decode()
    assert "Nothing found" in look(admin, "/quan-tri/thu-tuc/", {"cap": "province"}).content.decode()
    assert "Nothing found" in look(admin, "/quan-tri/thu-tuc/", {"q": "khong co gi"}).content.decode()
