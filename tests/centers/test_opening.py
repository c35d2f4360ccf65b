"""Open now, or open again at …: read from the center's own calendar."""

from datetime import datetime

import pytest
from django.test import Client

from centers.calendars import give_own_calendar
from centers.door import contact_at
from centers.models import Center
from centers.opening import opening_of, weekly_hours
from common import clock
from common.clock import LOCAL_TZ
from tests.places import AT, Places
from workcalendar.queries import current_version, engine_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TZ)


@pytest.mark.parametrize(
    ("moment", "closes", "opens", "today"),
    [
        ("2026-11-19T09:10", "2026-11-19T12:00", None, False),
        ("2026-11-19T06:00", None, "2026-11-19T07:30", True),
        ("2026-11-19T12:00", None, "2026-11-19T13:30", True),
        ("2026-11-19T17:00", None, "2026-11-20T07:30", False),
        ("2026-11-20T17:30", None, "2026-11-23T07:30", False),  # over the week-end
        ("2026-11-24T09:00", None, "2026-11-25T07:30", False),  # a public holiday
    ],
)
def test_it_is_open_or_says_when_it_opens(
    places: Places, moment: str, closes: str | None, opens: str | None, today: bool
) -> None:
    opening = opening_of(engine_of(current_version(places.sa_pa.calendar).pk), at(moment))
    assert opening is not None
    assert opening.closes_at == (at(closes) if closes else None)
    assert opening.opens_at == (at(opens) if opens else None)
    assert opening.opens_today is today


def test_outside_of_the_calendar_nothing_is_said(places: Places) -> None:
    assert opening_of(engine_of(current_version(places.sa_pa.calendar).pk), at("2150-01-05T09:00")) is None


def test_days_with_the_same_hours_stand_together(places: Places) -> None:
    lines = weekly_hours(engine_of(current_version(places.sa_pa.calendar).pk))
    assert [line.hours for line in lines] == ["07:30–12:00, 13:30–17:00", ""]
    assert [line.days for line in lines] == ["Thứ Hai đến thứ Sáu", "Thứ Bảy và Chủ nhật"]


def test_what_the_center_has_entered_is_said(places: Places) -> None:
    give_own_calendar(places.sa_pa, by=None, at=AT)  # type: ignore[arg-type]
    Center.objects.filter(pk=places.sa_pa.pk).update(
        address="Số 1", hotline="0900 000 001", opening_hours="Chiều thứ Sáu"
    )
    told = contact_at(AT)
    assert (told.address, told.hotline, told.note) == ("Số 1", "0900 000 001", "Chiều thứ Sáu")
    assert told.opening is not None


@pytest.mark.parametrize("address", ["/", "/thu-tuc/", "/tra-cuu/", "/gop-y/", "/quy-che/"])
def test_every_public_page_says_so_in_the_same_place(client: Client, places: Places, address: str) -> None:
    with clock.moved_to(AT):
        page = client.get(address).content.decode()
    strip = page.index('class="contact-strip"')
    assert page.index("site-nav") < strip < page.index("<main")
    assert "đến 12:00" in page[strip : page.index("<main")]


@pytest.mark.django_db
def test_without_a_center_the_environment_speaks(client: Client, settings: object) -> None:
    settings.CENTER_HOTLINE = "0900 000 099"  # type: ignore[attr-defined]
    told = contact_at(AT)
    assert (told.hotline, told.opening, told.hours) == ("0900 000 099", None, ())
