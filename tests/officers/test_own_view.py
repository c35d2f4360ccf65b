"""Filters by name, columns in one's own order, pages that are never counted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centers.reach import staff_of
from dossiers.models import ChosenColumns, Dossier, SavedFilter
from dossiers.queries.worklist import PER_PAGE, View, Wish, worklist
from tests.dossiers_staff.conftest import speaking_english
from tests.officers.colleagues import Colleagues
from tests.places import AT

pytestmark = pytest.mark.django_db
KEEP, OWN = "/xu-ly/bo-loc/", "/xu-ly/cach-xem/"


def _headings(page: str) -> list[str]:
    return re.findall(r'<th scope="col" role="columnheader">([^<]+)</th>', page)


def test_a_filter_is_kept_and_opens_by_itself_when_wanted(office: Colleagues) -> None:
    paused, other = office.world.in_status("AWAITING_PAYMENT"), office.world.processing()
    client = speaking_english(office.world, "officer")
    client.post(KEEP, {"name": "Đang tạm dừng", "muc": "tam-dung", "is_default": "on"})
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.query, kept.is_default) == (office.officer, "muc=tam-dung", True)
    page = client.get("/xu-ly/", follow=True).content.decode()
    assert f"/xu-ly/ho-so/{paused.pk}/" in page
    assert f"/xu-ly/ho-so/{other.pk}/" not in page
    assert "Đang tạm dừng" in page
    client.post(f"{KEEP}{kept.pk}/", {"viec": "thoi"})
    assert f"/xu-ly/ho-so/{other.pk}/" in client.get("/xu-ly/").content.decode()


def test_only_one_filter_opens_by_itself(office: Colleagues) -> None:
    client = speaking_english(office.world, "officer")
    for name in ("một", "hai"):
        client.post(KEEP, {"name": name, "muc": "qua-han", "is_default": "on"})
    assert list(SavedFilter.objects.filter(is_default=True).values_list("name", flat=True)) == ["hai"]
    client.post(f"{KEEP}{SavedFilter.objects.get(name='một').pk}/", {"viec": "mac-dinh"})
    assert list(SavedFilter.objects.filter(is_default=True).values_list("name", flat=True)) == ["một"]


def test_the_same_name_replaces_and_an_empty_one_is_refused(office: Colleagues) -> None:
    client = speaking_english(office.world, "officer")
    client.post(KEEP, {"name": "của tôi", "muc": "cua-toi"})
    client.post(KEEP, {"name": "của tôi", "muc": "qua-han", "q": "vàng thị"})
    assert [one.query for one in SavedFilter.objects.all()] == ["muc=qua-han&q=v%C3%A0ng+th%E1%BB%8B"]
    assert "Give the filter a name" in client.post(KEEP, {"name": " "}, follow=True).content.decode()
    assert SavedFilter.objects.count() == 1


def test_a_person_has_at_most_twenty_filters(office: Colleagues) -> None:
    client = speaking_english(office.world, "officer")
    for number in range(21):
        page = client.post(KEEP, {"name": f"bộ lọc {number}", "muc": "phong"}, follow=True).content.decode()
    assert "You have 20 filters already" in page
    assert SavedFilter.objects.count() == 20


def test_nobody_deletes_the_filters_of_others(office: Colleagues) -> None:
    kept = SavedFilter.objects.create(user=office.officer, name="của tôi", query="muc=cua-toi")
    speaking_english(office.world, "head").post(f"{KEEP}{kept.pk}/", {"viec": "xoa"})
    assert SavedFilter.objects.filter(pk=kept.pk).exists()
    speaking_english(office.world, "officer").post(f"{KEEP}{kept.pk}/", {"viec": "xoa"})
    assert not SavedFilter.objects.exists()


def test_columns_stand_in_the_order_that_was_chosen(office: Colleagues) -> None:
    office.world.processing()
    client = speaking_english(office.world, "officer")
    usual = _headings(client.get("/xu-ly/").content.decode())
    assert usual == ["Code", "Due", "Owner", "Procedure", "Step and who has it", "Status"]
    client.post(OWN, {"assignee": "1", "due": "2", "received": "2"})
    page = client.get("/xu-ly/").content.decode()
    assert _headings(page) == ["Code", "Officer", "Due", "Received at"]
    assert "09:10" in page
    client.post(OWN, {"binh-thuong": "1"})
    assert _headings(client.get("/xu-ly/").content.decode()) == usual


def test_every_column_can_be_shown_and_none_at_all_is_refused(office: Colleagues) -> None:
    office.world.processing()
    client = speaking_english(office.world, "officer")
    form = client.get(OWN).content.decode()
    names = re.findall(r'<select name="([^"]+)"', form)
    client.post(OWN, {name: str(place) for place, name in enumerate(reversed(names), start=1)})
    assert len(_headings(client.get("/xu-ly/").content.decode())) == len(names) + 1
    assert client.post(OWN, {}).status_code == 422
    assert len(ChosenColumns.objects.get().columns) == len(names)


@pytest.mark.parametrize("view", [View.OFFICE, View.ALL])
def test_page_by_page_every_dossier_comes_once_and_each_page_costs_the_same(view: View, office: Colleagues) -> None:
    for _number in range(2 * PER_PAGE + 3):
        office.world.received()
    user = office.officer
    offices = staff_of(user, on=AT.date()).office_ids
    found, costs, after = list[int](), list[int](), ""
    worklist(user, offices, Wish(view), at=AT)
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = worklist(user, offices, Wish(view, after=after), at=AT)
        found += [line.id for line in page.lines]
        costs.append(len(queries))
        after = page.following
        if not after:
            break
    everything = sorted(Dossier.objects.values_list("pk", flat=True))
    assert sorted(found) == everything
    assert found == (everything if view is View.OFFICE else everything[::-1])
    assert len(costs) == 3
    assert len(set(costs)) == 1


def test_all_of_one_status_and_a_search_are_paged_too(office: Colleagues) -> None:
    for _number in range(PER_PAGE + 1):
        office.world.received()
    office.world.processing()
    offices = staff_of(office.officer, on=AT.date()).office_ids
    for wish in ({"status": "RECEIVED"}, {"text": "hang thi"}):
        first = worklist(office.officer, offices, Wish(View.ALL, **wish), at=AT)
        second = worklist(office.officer, offices, Wish(View.ALL, after=first.following, **wish), at=AT)
        assert len(first.lines) == PER_PAGE
        assert {line.id for line in first.lines}.isdisjoint(line.id for line in second.lines)
        assert len(second.lines) == (1 if "status" in wish else 2)


@pytest.mark.parametrize(
    "after", ["unsinn", "2026-11-19~1", "2026-11-19T00:00:00+07:00~x", "~", "0001-01-01T00:00:00+00:00~1"]
)
def test_a_next_page_that_is_nonsense_is_the_first_page(after: str, office: Colleagues) -> None:
    dossier = office.world.processing()
    page = speaking_english(office.world, "officer").get("/xu-ly/", {"sau": after}).content.decode()
    assert f"/xu-ly/ho-so/{dossier.pk}/" in page
