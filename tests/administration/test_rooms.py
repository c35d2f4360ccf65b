"""Counters and what they receive, job positions, working regulations."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client

from accounts.roles import Role
from centers.models import Counter, JobPosition, Posting, Regulation
from common.clock import moved_to
from procedures.models import CounterTask
from tests.common_crypto.test_files import pdf
from tests.dossiers.world import World
from tests.places import AT

COUNTERS, POSITIONS, REGULATIONS = "/quan-tri/quay/", "/quan-tri/vi-tri-viec-lam/", "/quan-tri/quy-che/"
TODAY = AT.date()


@pytest.fixture
def admin(world: World) -> Client:
    client = world.personas.client_of("administrator")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}


def look(client: Client, address: str, at: Any = AT) -> HttpResponse:
    with moved_to(at):
        return client.get(address)


def send(client: Client, address: str, data: dict[str, Any]) -> HttpResponse:
    with moved_to(AT):
        return client.post(address, data)


def test_a_counter_receives_sectors_and_single_procedures(world: World, admin: Client) -> None:
    center, sector = world.places.sa_pa, world.versions["days"].procedure.sector
    data = {"center": center.pk, "number": "29", "name": "Hộ tịch", "is_open": "on"}
    received = {"sectors": [sector.pk], "procedures": "9.000001, 9.000002"}
    assert send(admin, f"{COUNTERS}moi/", data | received).status_code == 302
    counter = Counter.objects.get(center=center, number=29)
    assert CounterTask.objects.filter(counter=counter).count() == 3
    page = look(admin, COUNTERS).content.decode()
    assert "Lĩnh vực mẫu" in page
    assert "9.000002" in page
    form = look(admin, f"{COUNTERS}{counter.pk}/").content.decode()
    assert "9.000001, 9.000002" in form
    assert send(admin, f"{COUNTERS}{counter.pk}/", data | {"is_open": ""}).status_code == 302
    counter.refresh_from_db()
    assert (counter.is_open, CounterTask.objects.filter(counter=counter).count()) == (False, 0)


def test_a_counter_that_cannot_be_is_told(world: World, admin: Client) -> None:
    center = world.places.sa_pa
    taken = Counter.objects.create(center=center, number=28, name="Đất đai", source="Niêm yết")
    data = {"center": center.pk, "number": "28", "name": "Khác"}
    twice = send(admin, f"{COUNTERS}moi/", data)
    assert twice.status_code == 422
    assert "has this number" in twice.content.decode()
    unknown = send(admin, f"{COUNTERS}moi/", data | {"number": "29", "procedures": "1.999999"})
    assert "Not in the catalogue: 1.999999" in unknown.content.decode()
    elsewhere = send(admin, f"{COUNTERS}moi/", data | {"number": "29", "center": world.places.ta_van.pk})
    assert elsewhere.status_code == 422
    assert not Counter.objects.filter(number=29).exists()
    Counter.objects.filter(pk=taken.pk).update(center=world.places.ta_van)
    assert look(admin, f"{COUNTERS}{taken.pk}/").status_code == 404
    with pytest.raises(IntegrityError, match="counter_task_is_one_thing"), transaction.atomic():
        CounterTask.objects.create(counter=taken)


def test_a_position_is_made_filled_and_closed(world: World, admin: Client) -> None:
    office = world.places.office("tiep-nhan")
    data = {"center": world.places.sa_pa.pk, "name": "Chuyên viên một cửa", "office": office.pk, "people": "2"}
    assert send(admin, f"{POSITIONS}moi/", data).status_code == 422  # no source
    data |= {"source": "Quyết định 5/QĐ-UBND", "is_open": "on"}
    assert send(admin, f"{POSITIONS}moi/", data).status_code == 302
    twice = send(admin, f"{POSITIONS}moi/", data)
    assert "This position is there already" in twice.content.decode()
    position = JobPosition.objects.get()
    post = {"role": "officer", "place": f"office:{office.pk}", "ground": "additional", "since": f"{TODAY:%d/%m/%Y}"}
    person = world.personas.counter
    assert send(admin, f"/quan-tri/can-bo/{person.pk}/", post | {"position": position.pk}).status_code == 302
    assert Posting.objects.get(user=person, role=Role.OFFICER).position == position
    assert "1 / 2" in look(admin, POSITIONS).content.decode()
    assert send(admin, f"{POSITIONS}{position.pk}/", data | {"is_open": ""}).status_code == 302
    assert ">Chuyên viên một cửa</option>" not in look(admin, "/quan-tri/can-bo/moi/").content.decode()
    assert position.history.first().history_user == world.personas.administrator


def regulation(number: str = "12/QĐ-UBND", day: str = "19/11/2026", **changed: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("quy-che.pdf", pdf(), content_type="application/pdf")
    return {"title": "Quy chế làm việc", "number": number, "effective_from": day, "file": file, **changed}


def test_a_regulation_is_published_and_every_version_stays(world: World, admin: Client) -> None:
    center = {"center": world.places.sa_pa.pk}
    assert send(admin, REGULATIONS, regulation("1/QĐ", "01/07/2025", **center)).status_code == 302
    assert send(admin, REGULATIONS, regulation("2/QĐ", **center)).status_code == 302
    assert send(admin, REGULATIONS, regulation("3/QĐ", "01/12/2026", **center)).status_code == 302
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    group = look(visitor, "/quy-che/").context["shown"][0]
    assert (group.current.number, [one.number for one in group.coming]) == ("2/QĐ", ["3/QĐ"])
    assert [one.number for one in group.earlier] == ["1/QĐ"]
    later = look(visitor, "/quy-che/", AT + timedelta(days=20)).context["shown"][0]
    assert later.current.number == "3/QĐ"
    document = look(visitor, f"/quy-che/{Regulation.objects.get(number='1/QĐ').pk}/")
    assert document["Content-Type"] == "application/pdf"
    assert document.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"file": SimpleUploadedFile("x.pdf", b"no pdf at all")}, "damaged"),
        ({"title": ""}, "required"),
        ({"effective_from": "mai"}, "valid date"),
    ],
)
def test_what_is_no_regulation_is_refused(changed: dict[str, Any], words: str, world: World, admin: Client) -> None:
    answer = send(admin, REGULATIONS, regulation(center=world.places.sa_pa.pk) | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Regulation.objects.exists()


def test_a_day_carries_one_version_only(world: World, admin: Client) -> None:
    center = world.places.sa_pa.pk
    send(admin, REGULATIONS, regulation(center=center))
    again = send(admin, REGULATIONS, regulation("13/QĐ-UBND", center=center))
    assert again.status_code == 422
    assert "counts from that day already" in again.content.decode()
