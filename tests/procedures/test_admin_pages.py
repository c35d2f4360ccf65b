"""Administrators enter what the catalogue does not know; others are refused and nothing changes."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from common.clock import moved_to
from policies.catalogue import PolicyKey
from policies.models import Policy
from policies.queries import value
from procedures.models import ProcedureVersion
from procedures.queries import without_time

from .conftest import NOW

TODAY = NOW.date()
PAGES = (
    "/quan-tri/",
    "/quan-tri/thoi-han/",
    "/quan-tri/thoi-han/1.004873/",
    "/quan-tri/ghi-chu/",
    "/quan-tri/tham-so/",
    "/quan-tri/tham-so/sameday.cutoff/",
    "/quan-tri/ma-dinh-danh/",
)


@pytest.fixture
def admin(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_an_administrator_sees_the_page(admin: Client, address: str) -> None:
    with moved_to(NOW):
        assert admin.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_others_do_not(client: Client, officer: User, address: str) -> None:
    with moved_to(NOW):
        assert client.get(address).status_code == 302
        client.force_login(officer)
        assert client.get(address).status_code == 403


def test_an_administrator_enters_a_time_limit(admin: Client) -> None:
    version = without_time(TODAY)[0]
    address = f"/quan-tri/thoi-han/{version.procedure.code}/"
    sent = {"quantity": "7", "unit": "working_days", "source": "QĐ 47/2026/QĐ-UBND", "valid_from": "23/11/2026"}
    with moved_to(NOW):
        assert version.procedure.code in admin.get("/quan-tri/thoi-han/").content.decode()
        response = admin.post(address, sent)
    assert response.status_code == 302
    version.refresh_from_db()
    assert (version.quantity, version.unit) == (7, "working_days")
    with moved_to(NOW):
        assert version.procedure.code in admin.get("/quan-tri/thoi-han/").content.decode()  # in the message
        assert version.procedure.code not in admin.get("/quan-tri/thoi-han/").content.decode()


@pytest.mark.parametrize(
    ("field", "typed"), [("valid_from", "22/11/2026"), ("source", ""), ("quantity", "many"), ("unit", "x")]
)
def test_wrong_input_keeps_what_was_typed_and_changes_nothing(admin: Client, field: str, typed: str) -> None:
    version = without_time(TODAY)[0]
    sent = {"quantity": "7", "unit": "working_days", "source": "QĐ 47/2026", "valid_from": "23/11/2026", field: typed}
    with moved_to(NOW):
        response = admin.post(f"/quan-tri/thoi-han/{version.procedure.code}/", sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert f"id_{field}_error" in html
    assert field == "source" or "QĐ 47/2026" in html
    assert ProcedureVersion.objects.get(pk=version.pk).unit is None


def test_an_officer_cannot_post_a_time_limit(client: Client, officer: User) -> None:
    client.force_login(officer)
    version = without_time(TODAY)[0]
    sent = {"quantity": "7", "unit": "working_days", "source": "s", "valid_from": "23/11/2026"}
    with moved_to(NOW):
        assert client.post(f"/quan-tri/thoi-han/{version.procedure.code}/", sent).status_code == 403
    assert ProcedureVersion.objects.get(pk=version.pk).unit is None


def test_known_times_can_be_searched_too(admin: Client) -> None:
    with moved_to(NOW):
        html = admin.get("/quan-tri/thoi-han/?q=hon+nhan").content.decode()
    assert "/quan-tri/thoi-han/1.004873/" in html


def test_a_policy_gets_a_new_value_from_a_day_on(admin: Client) -> None:
    with moved_to(NOW):
        wrong = admin.post("/quan-tri/tham-so/sameday.cutoff/", {"value": "late", "valid_from": "23/11/2026"})
        right = admin.post("/quan-tri/tham-so/sameday.cutoff/", {"value": "16:00", "valid_from": "23/11/2026"})
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert f"{value(PolicyKey.SAMEDAY_CUTOFF, on=TODAY):%H:%M}" == "16:00"


def test_a_policy_changes_from_a_later_day_with_its_source_and_is_never_changed_backwards(admin: Client) -> None:
    address = "/quan-tri/tham-so/supplement.lapse_days/"
    before = value(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=TODAY)
    new = {"value": "45", "source": "Quyết định 77/QĐ-UBND", "confidence": "C"}
    with moved_to(NOW):
        backwards = admin.post(address, new | {"valid_from": "22/11/2026"})
        later = admin.post(address, new | {"valid_from": "01/12/2026"})
        page = admin.get("/quan-tri/tham-so/").content.decode()
        form = admin.get(address).content.decode()
    assert (backwards.status_code, later.status_code) == (422, 302)
    assert "id_valid_from_error" in backwards.content.decode()
    assert value(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=TODAY) == before
    assert value(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=date(2026, 12, 1)) == 45
    stored = Policy.objects.get(key=PolicyKey.SUPPLEMENT_LAPSE_DAYS, valid_from=date(2026, 12, 1))
    assert (stored.source, stored.confidence) == ("Quyết định 77/QĐ-UBND", "C")
    assert "01/12/2026" in page
    assert "01/12/2026" in form


def test_remarks_name_the_procedure_and_the_source(admin: Client) -> None:
    with moved_to(NOW):
        html = admin.get("/quan-tri/ghi-chu/").content.decode()
    assert "1.008603" in html
    assert "Cao Bằng" in html
