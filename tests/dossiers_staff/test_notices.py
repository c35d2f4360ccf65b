"""Notices inside the portal: for the offices of the reader, read once for all of them."""

import pytest

from notifications.models import Notice
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.places import AT

pytestmark = pytest.mark.django_db


def test_a_handed_over_dossier_is_told_to_the_office_and_counted_on_the_bell(world: World) -> None:
    dossier = world.received()
    client = speaking_english(world, "officer")
    page = client.get("/thong-bao/").content.decode()
    assert f"Dossier {dossier.code} has been handed to your office." in page
    assert f"/xu-ly/ho-so/{dossier.pk}/" in page
    assert '<span class="badge">1</span>' in page


def test_what_is_marked_is_read_for_the_office(world: World) -> None:
    world.received()
    notice = Notice.objects.get()
    answer = speaking_english(world, "officer").post("/thong-bao/da-doc/", {"id": notice.pk})
    assert answer.headers["Location"] == "/thong-bao/"
    notice.refresh_from_db()
    assert (notice.read_at, notice.read_by) == (AT, world.personas.officer)
    assert "No unread notices" in speaking_english(world, "head").get("/thong-bao/").content.decode()


def test_notices_of_other_offices_stay_unread(world: World) -> None:
    world.received()
    notice = Notice.objects.get()
    speaking_english(world, "officer_elsewhere").post("/thong-bao/da-doc/", {"id": [notice.pk, "x"]})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_number_without_end_marks_nothing(world: World) -> None:
    world.received()
    answer = speaking_english(world, "officer").post("/thong-bao/da-doc/", {"id": ["9" * 5000, "9" * 20]})
    assert answer.headers["Location"] == "/thong-bao/"
    assert Notice.objects.get().read_at is None
