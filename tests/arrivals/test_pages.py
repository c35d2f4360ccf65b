"""The pages of the desk for who gets no code, and the way from such a record to a dossier."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from common import clock
from dossiers.models import Arrival, Dossier
from procedures.models import ProcedureVersion, RequiredPaper
from tests.arrivals.walkins import BASIS, VISITOR, note
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import typed
from tests.personas import make_staff, sign_in
from tests.places import AT

pytestmark = pytest.mark.django_db
LIST = "/quay/luot-khach/"


def new_address(version: ProcedureVersion | None) -> str:
    return f"{LIST}moi/{version.procedure.code}/" if version else f"{LIST}moi/"


def filled(outcome: str, **more: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "outcome": outcome, "name": VISITOR.name, "phone": VISITOR.phone, **more}


def with_two_papers(version: ProcedureVersion) -> tuple[RequiredPaper, RequiredPaper]:
    return version.papers.get(), RequiredPaper.objects.create(version=version, number=2, name="Giấy chứng sinh")


def test_all_missing_papers_are_noted_at_once_and_form_02_comes_out(world: World, desk: Client) -> None:
    first, second = with_two_papers(world.versions["days"])
    data = {f"missing_{first.pk}": "on", f"wrong_{first.pk}": "thiếu chữ ký", f"missing_{second.pk}": "on"}
    answer = desk.post(new_address(world.versions["days"]), filled("02", **data))
    arrival = Arrival.objects.get()
    assert answer.headers["Location"] == f"{LIST}{arrival.pk}/"
    assert arrival.papers == [
        {"required": first.pk, "name": "Tờ khai", "wrong": "thiếu chữ ký"},
        {"required": second.pk, "name": "Giấy chứng sinh", "wrong": ""},
    ]
    page = desk.get(f"{LIST}{arrival.pk}/").content.decode()
    for expected in ("Papers are missing (form 02)", "1/2026", VISITOR.name, "thiếu chữ ký", "Giấy chứng sinh"):
        assert expected in page
    form = desk.get(f"{LIST}{arrival.pk}/phieu.pdf")
    assert (form["Content-Type"], form.content[:4]) == ("application/pdf", b"%PDF")
    assert "no-store" in form["Cache-Control"]


def test_what_is_wrong_with_a_paper_comes_onto_the_form_without_its_tick(world: World, desk: Client) -> None:
    first, second = with_two_papers(world.versions["days"])
    data = {f"missing_{first.pk}": "on", f"wrong_{second.pk}": "bản chụp mờ"}
    desk.post(new_address(world.versions["days"]), filled("02", **data))
    assert [(paper["name"], paper["wrong"]) for paper in Arrival.objects.get().papers] == [
        ("Tờ khai", ""),
        ("Giấy chứng sinh", "bản chụp mờ"),
    ]


def test_what_is_missing_in_the_form_is_told_beside_it_and_nothing_typed_is_lost(world: World, desk: Client) -> None:
    address = new_address(world.versions["days"])
    answer = desk.post(address, filled("02", note="nhắc mang bản chính"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_papers"' in page
    assert VISITOR.name in page
    assert "nhắc mang bản chính" in page
    refused = desk.post(address, filled("03", reason="Sai nơi", refusal_code="wrong_authority"))
    assert refused.status_code == 422
    assert 'id="id_legal_basis_error"' in refused.content.decode()
    assert not Arrival.objects.exists()


def test_a_refusal_is_noted_with_its_law(world: World, desk: Client) -> None:
    why = {"refusal_code": "wrong_authority", "legal_basis": BASIS, "reason": "Thuộc thẩm quyền của cấp tỉnh"}
    answer = desk.post(new_address(world.versions["days"]), filled("03", **why))
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "Another authority is competent" in page
    assert BASIS in page


def test_guidance_needs_no_procedure_but_a_form_does(world: World, desk: Client) -> None:
    assert desk.post(new_address(None), filled("02")).status_code == 422
    assert desk.post(new_address(None), filled("guidance")).status_code == 422  # about nothing
    answer = desk.post(new_address(None), filled("guidance", note="Chỉ đường đến Công an phường"))
    assert answer.status_code == 302
    assert desk.get(f"{answer.headers['Location']}phieu.pdf").status_code == 404


def test_without_a_published_list_papers_are_written_down(world: World, desk: Client) -> None:
    world.versions["days"].papers.all().delete()
    desk.post(new_address(world.versions["days"]), filled("02", papers="Đơn đề nghị\nẢnh thẻ"))
    assert [paper["name"] for paper in Arrival.objects.get().papers] == ["Đơn đề nghị", "Ảnh thẻ"]


def test_with_a_published_list_nothing_else_may_be_asked_for(world: World, desk: Client) -> None:
    """Decree 118/2025, art. 5: no papers outside the published list."""
    answer = desk.post(new_address(world.versions["days"]), filled("02", papers="Giấy khác"))
    assert answer.status_code == 422
    assert 'name="papers"' not in answer.content.decode()


def test_the_reception_page_hands_on_what_was_typed_and_not_ticked(world: World, desk: Client) -> None:
    version = world.versions["days"]
    _first, second = with_two_papers(version)
    page = desk.get(f"/quay/tiep-nhan/{version.procedure.code}/").content.decode()
    assert f'formaction="{new_address(version)}"' in page
    answer = desk.post(new_address(version), {**typed(version), "from_reception": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Vàng Thị Mỷ"' in page
    ticked = [line for line in page.split("<input") if "checked" in line and 'name="missing_' in line]
    assert [f'name="missing_{second.pk}"' in line for line in ticked] == [True]
    assert not Arrival.objects.exists()


def test_the_button_pressed_twice_notes_one(world: World, desk: Client) -> None:
    data = filled("guidance", note="Giờ làm việc")
    first, second = desk.post(new_address(None), data), desk.post(new_address(None), data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Arrival.objects.count() == 1


def test_who_comes_back_is_received_and_the_record_says_so(world: World, desk: Client) -> None:
    version = world.versions["days"]
    arrival = note(world.personas, "02", version)
    address = f"/quay/tiep-nhan/{version.procedure.code}/?luot-khach={arrival.pk}"
    assert f'href="{address}"' in desk.get(f"{LIST}{arrival.pk}/").content.decode()
    page = desk.get(address).content.decode()
    for expected in (f'value="{VISITOR.name}"', f'value="{VISITOR.phone}"', "Missing then:", "thiếu chữ ký"):
        assert expected in page
    later = AT + timedelta(hours=2)
    with clock.moved_to(later):
        data = typed(version)
        assert desk.post(address, {**data, "owner-name": ""}).status_code == 422
        desk.post(address, data)
        desk.post(address, data)
    dossier = Dossier.objects.get()
    arrival.refresh_from_db()
    assert (arrival.continued_dossier, arrival.continued_at) == (dossier, later)
    with clock.moved_to(later):
        page = desk.get(f"{LIST}{arrival.pk}/").content.decode()
    assert f'href="/quay/ho-so/{dossier.pk}/"' in page
    assert "luot-khach=" not in page


def test_a_record_that_cannot_be_carried_on_hinders_no_reception(world: World, desk: Client) -> None:
    version = world.versions["days"]
    done = note(world.personas, "guidance", version)
    Arrival.objects.filter(pk=done.pk).update(continued_dossier=world.received(), continued_at=AT)
    office = world.places.office("tiep-nhan", world.places.ta_van)
    there = make_staff("counter_elsewhere", Role.COUNTER, office=office)
    elsewhere = note(world.personas, "guidance", version, center=world.places.ta_van, by=there)
    for pk in (done.pk, elsewhere.pk, 999_999, "x", "9" * 40):
        address = f"/quay/tiep-nhan/{version.procedure.code}/?luot-khach={pk}"
        page = desk.get(address).content.decode()
        assert "is over or not open to you" in page
        assert VISITOR.name not in page
        seen = ",".join(str(pk) for pk in Dossier.objects.values_list("pk", flat=True))
        assert desk.post(address, typed(version, confirmed=seen)).status_code == 302
    assert not Arrival.objects.filter(pk=elsewhere.pk, continued_at__isnull=False).exists()


def test_the_choice_of_a_procedure_carries_it_along(world: World, desk: Client) -> None:
    arrival = note(world.personas, "guidance", None)
    page = desk.get("/quay/tiep-nhan/", {"q": "9.000000", "luot-khach": arrival.pk}).content.decode()
    assert f"/quay/tiep-nhan/9.000000/?luot-khach={arrival.pk}" in page
    assert f'<input type="hidden" name="luot-khach" value="{arrival.pk}">' in page


def test_coming_again_is_noted_after_the_first_time_and_a_second_form_02_is_questioned(
    world: World, desk: Client
) -> None:
    version = world.versions["days"]
    first = note(world.personas, "02", version)
    address = f"{new_address(version)}?sau={first.pk}"
    page = desk.get(address).content.decode()
    assert "a second form 02 is the exception" in page
    assert f'value="{VISITOR.name}"' in page
    desk.post(address, filled("03", refusal_code="improper", reason="Vẫn thiếu"))
    later = Arrival.objects.get(outcome="03")
    first.refresh_from_db()
    assert first.continued_arrival == later
    assert f"{LIST}{first.pk}/" in desk.get(f"{LIST}{later.pk}/").content.decode()


def test_the_list_is_of_today_and_is_searched_by_name_without_accents(world: World, desk: Client) -> None:
    note(world.personas, "02", world.versions["days"])
    note(world.personas, "guidance", None, at=AT - timedelta(days=1))
    page = desk.get(LIST).content.decode()
    assert page.count("<tr") == 2
    assert VISITOR.name in page
    found = {text: desk.get(LIST, {"q": text}).content.decode().count("<tr") for text in ("giang sua", "1/2026", "ai")}
    assert found == {"giang sua": 2, "1/2026": 2, "ai": 0}
    both = desk.get(LIST, {"tu": "18/11/2026", "den": "19/11/2026"}).content.decode()
    assert both.count("<tr") == 3


@pytest.mark.parametrize(
    "days", [{"tu": "20/11/2026"}, {"tu": "01/10/2026", "den": "19/11/2026"}, {"tu": "x"}, {"trung-tam": "ta-van"}]
)
def test_wrong_days_and_other_centers_are_refused(world: World, desk: Client, days: dict[str, str]) -> None:
    note(world.personas, "guidance", None)
    answer = desk.get(LIST, days)
    assert answer.status_code == 422
    assert VISITOR.name not in answer.content.decode()


def test_the_list_costs_the_same_however_many_came(world: World, desk: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        return len(queries)

    note(world.personas, "02", world.versions["days"])
    statements()
    few = statements()
    for outcome in ("02", "03", "guidance") * 4:
        note(world.personas, outcome, world.versions["days"])
    assert statements() == few


def test_a_leader_reads_and_changes_nothing(world: World) -> None:
    arrival = note(world.personas, "02", world.versions["days"])
    leader = speaking_english(world, "leader")
    for address in (LIST, f"{LIST}{arrival.pk}/", f"{LIST}{arrival.pk}/phieu.pdf"):
        assert leader.get(address).status_code == 200
    page = leader.get(f"{LIST}{arrival.pk}/").content.decode()
    assert "Came back" not in page
    assert 'href="/quay/luot-khach/"' in leader.get("/xu-ly/").content.decode()
    assert leader.post(new_address(None), filled("guidance", note="x")).status_code == 403
    assert Arrival.objects.count() == 1


def test_another_commune_never_sees_it(world: World) -> None:
    arrival = note(world.personas, "02", world.versions["days"])
    client = Client()
    office = world.places.office("tiep-nhan", world.places.ta_van)
    sign_in(client, make_staff("counter_elsewhere", Role.COUNTER, office=office))
    assert VISITOR.name not in client.get(LIST).content.decode()
    for address in (f"{LIST}{arrival.pk}/", f"{LIST}{arrival.pk}/phieu.pdf"):
        assert client.get(address).status_code == 404
    page = client.get(f"{new_address(world.versions['days'])}?sau={arrival.pk}").content.decode()
    assert VISITOR.name not in page
