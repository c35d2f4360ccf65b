"""A time at the counter without an account: nobody twice in one place, nobody on a day off, given back or noted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from appointments import actions
from appointments.models import Appointment
from appointments.slots import Rules, days
from common.clock import LOCAL_TZ, moved_to
from policies.catalogue import PolicyKey
from policies.models import Policy
from tests.dossiers.world import World
from tests.places import AT
from workcalendar.reference import province_calendar

RULES = Rules(minutes=30, people=2, days=3)
CODE = "9.000000"


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL_TZ)


def test_days_off_and_the_next_hour_are_not_offered() -> None:
    found = days(
        province_calendar(), RULES, {}, at=moment(20, 16)
    )  # Friday, an hour before closing; the 24th is a day off
    assert [day.day for day in found] == [date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 26)]
    starts = [slot.starts_at for slot in found[0].slots]
    assert starts[0] == moment(23, 7, 30)
    assert moment(23, 12) not in starts
    assert starts[-1] == moment(23, 16, 30)
    today = days(province_calendar(), RULES, {}, at=moment(20, 14))[0]
    assert today.slots[0].starts_at == moment(20, 15)


def test_a_made_up_working_day_is_offered_and_nobody_where_none_are_reserved() -> None:
    assert days(province_calendar(), Rules(30, 0, 3), {}, at=moment(20, 9)) == []
    full = days(province_calendar(), RULES, {moment(23, 8): 2, moment(23, 9): 5}, at=moment(20, 16))[0]
    free = {slot.starts_at: slot.free for slot in full.slots}
    assert (free[moment(23, 8)], free[moment(23, 9)], free[moment(23, 10)]) == (0, 0, 2)


def post(client: Client, time: str, **changed: str) -> Any:
    with moved_to(AT):
        return client.post(f"/dat-lich/{CODE}/", {"center": "sa-pa", "day": "2026-11-20", "time": time, **changed})


def test_from_the_procedure_to_the_slip_without_an_account(world: World, client: Client) -> None:
    with moved_to(AT):
        page = client.get(f"/dat-lich/{CODE}/", {"center": "sa-pa"}).content.decode()
        assert "day=2026-11-20" in page
        times = client.get(f"/dat-lich/{CODE}/", {"center": "sa-pa", "day": "2026-11-20"}).content.decode()
    slot = moment(20, 8).isoformat()
    assert slot in times
    answer = post(client, slot)
    assert answer.status_code == 302
    with moved_to(AT):
        slip = client.get(answer["Location"]).content.decode()
    assert "08:00" in slip
    assert "20/11/2026" in slip
    assert "Tờ khai" in slip
    assert "<svg" in slip
    made = Appointment.objects.get()
    assert (made.center, made.starts_at, made.place) == (world.places.sa_pa, moment(20, 8), 1)


@pytest.mark.parametrize(
    "time", ["", "morgen", "2026-11-20T03:00:00+07:00", "2026-11-21T08:00:00+07:00", "2027-11-19T08:00:00+07:00"]
)
def test_a_time_that_is_not_offered_is_refused_and_nothing_is_lost(world: World, client: Client, time: str) -> None:
    answer = post(client, time)
    assert answer.status_code == 422
    assert answer.context["chosen"].day == date(2026, 11, 20)
    assert not Appointment.objects.exists()


def test_who_comes_third_gets_another_time(world: World, client: Client) -> None:
    slot = moment(20, 8).isoformat()
    assert [post(client, slot).status_code for _ in range(3)] == [302, 302, 422]
    assert sorted(Appointment.objects.values_list("place", flat=True)) == [1, 2]


def test_who_was_told_of_a_free_place_that_is_taken_meanwhile_gets_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    procedure, slot = world.versions["days"].procedure, moment(20, 8)
    told = actions.free_days(world.places.sa_pa, at=AT)
    for _turn in range(2):
        actions.reserve(world.places.sa_pa, procedure, slot, at=AT)
    monkeypatch.setattr(actions, "free_days", lambda center, *, at: told)
    with pytest.raises(actions.NotFree):
        actions.reserve(world.places.sa_pa, procedure, slot, at=AT)
    assert sorted(Appointment.objects.values_list("place", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_share_two_places(world: World) -> None:
    def take(_number: int) -> bool:
        try:
            actions.reserve(world.places.sa_pa, world.versions["days"].procedure, moment(20, 8), at=AT)
        except actions.NotFree:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(5) as pool:
        taken = list(pool.map(take, range(10)))
    places = sorted(Appointment.objects.values_list("place", flat=True))
    assert places == list(range(1, sum(taken) + 1))
    assert 1 <= len(places) <= 2


def test_a_time_given_back_is_free_again(world: World, client: Client) -> None:
    slot = moment(20, 8).isoformat()
    address = post(client, slot)["Location"]
    with moved_to(AT):
        assert client.post(f"{address}huy/").status_code == 302
        assert client.post(f"{address}huy/").status_code == 302
        back = client.get(address)
    assert "sheet-code__qr" not in back.content.decode()  # nothing to show at the counter any more
    assert f'href="/dat-lich/{CODE}/?center=sa-pa"' in back.content.decode()
    assert post(client, slot).status_code == 302
    assert Appointment.objects.filter(cancelled_at=None).count() == 1
    with moved_to(moment(20, 9)):
        late = Appointment.objects.get(cancelled_at=None)
        assert client.post(f"/phieu-hen/{late.secret}/huy/").status_code == 422


def test_the_address_of_a_slip_stays_with_who_has_it(world: World, client: Client) -> None:
    address = post(client, moment(20, 8).isoformat())["Location"]
    with moved_to(AT):
        slip = client.get(address, headers={"host": "localhost:4444"})
    assert "no-store" in slip["Cache-Control"]
    assert (slip["Referrer-Policy"], slip["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert "localhost:4444" not in slip.content.decode()  # the QR code leads here, whatever the browser called us


def test_whoever_asks_too_often_is_told_to_wait(world: World, client: Client) -> None:
    answers = [post(client, "morgen").status_code for _ in range(14)]
    assert answers == [422] * 12 + [429] * 2


def test_the_counter_sees_its_own_and_goes_on_to_the_reception(world: World, client: Client) -> None:
    post(client, moment(20, 8).isoformat())
    post(client, moment(20, 8).isoformat(), center="ta-van")
    counter = world.personas.client_of("counter")
    with moved_to(moment(20, 7, 55)):
        page = counter.get("/quay/lich-hen/")
        (row,) = page.context["rows"]
        assert row.center == world.places.sa_pa
        answer = counter.post(f"/quay/lich-hen/{row.pk}/den/")
        assert answer["Location"] == f"/quay/tiep-nhan/{CODE}/"
        other = Appointment.objects.get(center=world.places.ta_van)
        assert counter.post(f"/quay/lich-hen/{other.pk}/den/").status_code == 404
    row.refresh_from_db()
    assert row.came_at == moment(20, 7, 55)


def test_where_the_policy_says_none_the_page_says_come_any_time(world: World, client: Client) -> None:
    Policy.objects.create(
        key=PolicyKey.APPOINTMENT_PEOPLE, valid_from=AT.date(), value=0, source="Quy chế", confidence="U"
    )
    with moved_to(AT):
        assert not client.get(f"/dat-lich/{CODE}/", {"center": "sa-pa"}).context["days"]
    assert post(client, moment(20, 8).isoformat()).status_code == 422


def test_what_is_long_over_is_forgotten(world: World) -> None:
    procedure = world.versions["days"].procedure
    actions.reserve(world.places.sa_pa, procedure, moment(20, 8), at=AT)
    assert actions.forget_old(AT + timedelta(days=20)) == 0
    assert actions.forget_old(AT + timedelta(days=40)) == 1


def test_a_center_that_there_is_not_is_never_another_one(world: World, client: Client) -> None:
    slot = moment(20, 8).isoformat()
    assert post(client, slot, center="khong-co").status_code == 404
    assert post(client, slot, center="").status_code == 302
    assert Appointment.objects.get().center == world.places.sa_pa
