"""Ratings: once per dossier, after its end, shown only among others, and never beside the dossier."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from feedback import actions
from feedback.actions import NotToBeRated, RatedAlready
from feedback.models import Contacts, Grade, RatedDossier, Rating
from feedback.ratings import shares_of
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
GOOD = {"overall": Grade.VERY_SATISFIED, "attitude": Grade.SATISFIED, "contacts": Contacts.ONCE}
BAD = {"overall": Grade.NOT_SATISFIED, "attitude": Grade.NOT_SATISFIED, "contacts": Contacts.MORE}


@pytest.mark.parametrize("status", ["DELIVERED", "RETURNED", "NOT_ACCEPTED"])
def test_once_after_the_end(world: World, status: str) -> None:
    dossier = world.in_status(status)
    actions.rate(dossier, **GOOD, at=AT)
    with pytest.raises(RatedAlready):
        actions.rate(dossier, **BAD, at=AT)
    assert Rating.objects.count() == 1


@pytest.mark.parametrize("status", ["SUBMITTED", "PROCESSING", "WITHDRAWN", "RESOLVED"])
def test_not_before_an_answer_is_in_hand(world: World, status: str) -> None:
    with pytest.raises(NotToBeRated):
        actions.rate(world.in_status(status), **GOOD, at=AT)


def test_not_long_after(world: World) -> None:
    with pytest.raises(NotToBeRated):
        actions.rate(world.in_status("DELIVERED"), **GOOD, at=AT + timedelta(days=91))


def test_nothing_joins_an_answer_to_its_dossier(world: World) -> None:
    dossier = world.in_status("DELIVERED")
    actions.rate(dossier, **GOOD, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM feedback_rating r")
        rating = str(cursor.fetchone()[0])
        cursor.execute("SELECT row_to_json(r)::text FROM feedback_rateddossier r")
        assert str(cursor.fetchone()[0]) == f'{{"dossier_id":{dossier.pk}}}'
    assert f"{AT:%Y-%m-01}" in rating
    assert not {dossier.code, dossier.secret, f"{AT:%H:%M}"} & set(rating.split('"'))


def test_few_answers_are_not_shown(world: World) -> None:
    def shown() -> list[tuple[int, float | None]]:
        month = AT.date().replace(day=1)
        found = shares_of([world.places.sa_pa.pk], first=month, last=AT.date(), at=AT)
        return [(row.count, row.satisfied) for row in found]

    for grades in (GOOD, GOOD, GOOD, BAD):
        actions.rate(world.in_status("DELIVERED"), **grades, at=AT)
    assert shown() == [(4, None)]
    actions.rate(world.in_status("DELIVERED"), **BAD, at=AT)
    assert shown() == [(5, 60.0)]


def test_by_page_from_the_public_view(world: World, client: Client, at_nine_ten: object) -> None:
    dossier = world.in_status("DELIVERED")
    address = f"/danh-gia/{dossier.secret}/"
    assert address in client.get(f"/tra-cuu/{dossier.secret}/").content.decode()
    assert client.post(address, {"overall": "2"}).status_code == 422
    sent = client.post(address, {"overall": "2", "attitude": "1", "contacts": "2"}, follow=True)
    assert sent.status_code == 200
    assert RatedDossier.objects.filter(dossier=dossier).exists()
    assert client.post(address, {"overall": "0", "attitude": "0", "contacts": "0"}).status_code == 302
    assert Rating.objects.get().overall == Grade.VERY_SATISFIED
