"""A day off within the next week: exactly the open dossiers affected are listed, nothing moves before the confirmation,
and each that moves has its event and its message."""

import io
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from centers.calendars import HasItsOwnCalendar, centers_under, give_own_calendar
from centers.models import Center
from common.clock import LOCAL_TZ, moved_to
from dossiers import actions
from dossiers.importing.run import import_dossiers
from dossiers.models import CalendarChange, Dossier, DossierEvent, MoveState
from dossiers.rescheduling import moving
from dossiers.tasks import continue_rescheduling, list_dossiers, move_dossiers
from dossiers.verify import verify_lifecycle
from notifications.models import OutboxMessage
from policies.actions import change as change_policy
from policies.catalogue import PolicyKey
from tests.dossiers.world import World
from tests.dossiers_import.conftest import as_bytes
from tests.personas import make_staff, sign_in
from tests.places import AT
from workcalendar import changes
from workcalendar.models import Calendar, CalendarVersion, DayStatus
from workcalendar.queries import current_version
from workcalendar.worktime import DayKind

MONDAY = date(2026, 11, 23)  # within the next week of Thursday 19 November
LATER = AT + timedelta(hours=1)
STORM = {
    "day": "23/11/2026",
    "kind": "off",
    "reason": "Nghỉ bão số 15",
    "source": "Công điện 12/CĐ-UBND",
    "status": "official",
}


@pytest.fixture
def province(world: World) -> Client:
    """An administrator of all centers, reading English."""
    client = Client()
    sign_in(client, make_staff("of_the_province", Role.ADMINISTRATOR, unit=world.places.province))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def lao_cai(world: World) -> Calendar:
    return world.places.sa_pa.calendar


def look(client: Client, address: str, at: datetime = LATER) -> HttpResponse:
    with moved_to(at):
        return client.get(address)


def send(client: Client, address: str, data: dict[str, Any] | None = None, at: datetime = LATER) -> HttpResponse:
    with moved_to(at):
        return client.post(address, data or {})


def storm(world: World, calendar: Calendar, day: date = MONDAY, at: datetime = LATER) -> CalendarChange:
    note = changes.noted_day(day=day, kind=DayKind.OFF, reason="Nghỉ bão", source="Công điện")
    return moving.draft(calendar, note, reason="Nghỉ bão", by=world.personas.administrator, at=at)


def confirm_and_move(world: World, row: CalendarChange, at: datetime = LATER) -> CalendarChange:
    confirmed = moving.confirm(row.key, by=world.personas.administrator, at=at)
    moving.move_waiting(confirmed, at=at)
    return confirmed


def as_stored(dossiers: list[Dossier]) -> list[Dossier]:
    return [Dossier.objects.get(pk=dossier.pk) for dossier in dossiers]


def test_the_page_lists_exactly_what_would_move_and_nothing_moves_before_the_confirmation(
    world: World, province: Client, lao_cai: Calendar
) -> None:
    moving_ones = [world.received("days"), world.processing("days"), world.received("month", AT - timedelta(days=27))]
    staying = [
        world.received("same_day"),  # due today, before the day off
        world.received("hours"),  # clock hours run through days off
        world.received("days", AT - timedelta(days=3)),  # due on the Thursday itself
        world.in_status("RESOLVED"),
        world.in_status("WITHDRAWN"),
        world.in_status("SUBMITTED"),
    ]
    before = as_stored(moving_ones + staying)
    versions = CalendarVersion.objects.count()

    sent = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM)
    assert sent.status_code == 302
    page = look(province, sent.url).content.decode()
    assert "The due dates of 3 open dossiers would move" in page
    assert set(re.findall(r'class="code">([^<]+)<', page)) == {d.code for d in before[:3]}
    assert "25/11/2026 09:10" in page  # three working days from Thursday, the 24th is off: due now …
    assert "26/11/2026 09:10" in page  # … and due then
    assert [vars_of(d) for d in as_stored(moving_ones + staying)] == [vars_of(d) for d in before]
    assert CalendarVersion.objects.count() == versions
    assert not DossierEvent.objects.filter(transition="reschedule").exists()


def vars_of(dossier: Dossier) -> dict[str, Any]:
    return {field.attname: getattr(dossier, field.attname) for field in Dossier._meta.concrete_fields}


def test_after_the_confirmation_each_has_an_event_and_a_message(
    world: World, province: Client, lao_cai: Calendar
) -> None:
    moved, other = world.received("days"), world.received("same_day")
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    assert send(province, f"{address}xac-nhan/").status_code == 302
    assert "dossiers moved: 1 of 1" in look(province, address).content.decode()
    now, still = as_stored([moved, other])
    assert now.promised_at == moved.promised_at
    assert (moved.due_at, now.due_at) == (local(25), local(26))
    assert now.calendar_version == current_version(lao_cai)
    assert still.due_at == other.due_at
    event = now.events.get(transition="reschedule")
    assert event.by is not None
    assert event.by.username == "of_the_province"
    assert (event.role, event.at) == (Role.ADMINISTRATOR, LATER)
    assert event.reason == "Thứ Hai 23/11/2026 thành ngày nghỉ: Nghỉ bão số 15 (Công điện 12/CĐ-UBND)"
    told = OutboxMessage.objects.get(template="dossier_rescheduled")
    assert told.context["code"] == now.code
    assert told.context["due_at"].startswith("2026-11-26T")
    assert verify_lifecycle().is_clean


def local(day: int, hour: int = 9, minute: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL_TZ)


def test_confirming_twice_is_once(world: World, province: Client) -> None:
    dossier = world.received("days")
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    for _ in range(2):
        assert send(province, f"{address}xac-nhan/").status_code == 302
    assert dossier.events.filter(transition="reschedule").count() == 1
    assert Calendar.objects.get(slug="lao-cai").days.filter(day=MONDAY).count() == 1


def test_what_changed_meanwhile_is_left_out_and_named(world: World, province: Client) -> None:
    kept, ended, paused = world.received("days"), world.processing("days"), world.processing("days")
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    officer = world.actor("officer")
    actions.resolve(ended, at=LATER, by=officer)
    asked = actions.request_supplement(paused, ["Tờ khai"], at=AT + timedelta(minutes=5), by=officer, reason="thiếu")
    actions.supply(asked, at=LATER, by=world.actor("counter"))
    actions.start(kept, at=LATER, by=officer)  # moves on, but not its dates
    send(province, f"{address}xac-nhan/")
    page = look(province, f"{address}?xem=left_out").content.decode()
    assert "2 dossiers were left out" in page
    assert "it had ended meanwhile" in page
    assert "its dates had changed meanwhile" in page
    assert as_stored([kept])[0].due_at == local(26)
    assert not DossierEvent.objects.filter(transition="reschedule", dossier__in=[ended, paused]).exists()


def test_a_dossier_received_meanwhile_is_found_by_looking_again(world: World, province: Client) -> None:
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    late_comer = world.received("days")
    send(province, f"{address}xac-nhan/")
    assert as_stored([late_comer])[0].due_at == local(25)
    again = send(province, "/quan-tri/lich/lao-cai/dem-lai/", {"reason": "Công điện 12/CĐ-UBND"}).url
    assert "The due date of 1 open dossier would move" in look(province, again).content.decode()
    send(province, f"{again}xac-nhan/")
    assert as_stored([late_comer])[0].due_at == local(26)


def test_a_clock_that_stands_still_takes_the_calendar_over_and_nobody_is_told_a_date(
    world: World, lao_cai: Calendar
) -> None:
    waiting = world.in_status("AWAITING_SUPPLEMENT")  # asked on Thursday, due on Tuesday 24th … off, so Wednesday
    row = storm(world, lao_cai, date(2026, 11, 30))
    move = row.moves.get()
    assert (move.dossier_id, move.due_before) == (waiting.pk, move.due_after)
    confirm_and_move(world, row)
    now = as_stored([waiting])[0]
    assert (now.due_at, now.calendar_version) == (waiting.due_at, current_version(lao_cai))
    assert not OutboxMessage.objects.filter(template="dossier_rescheduled").exists()
    friday = local(27, 9, 10)
    supplied = actions.supply(now, at=friday, by=world.actor("counter", friday))
    assert supplied.due_at == datetime(2026, 12, 3, 9, 10, tzinfo=LOCAL_TZ)  # three working days, the 30th is off


def test_a_promise_of_another_system_stays(world: World, lao_cai: Calendar) -> None:
    given = {"procedure_code": "9.000000", "received_at": "2026-11-18T08:00"}
    promised, computed = given | {"due_at": "2026-11-24T08:00"}, given | {"due_at": "", "code": "H38.1-0002"}
    table = io.BytesIO(as_bytes([promised, computed]))
    import_dossiers(table, world.places.sa_pa, at=AT, name="ho-so.csv", dry_run=False, on_bad=pytest.fail)
    row = storm(world, lao_cai)
    assert [move.dossier.code for move in row.moves.all()] == ["H38.1-0002"]
    assert row.kept_promises == 1


def test_a_made_up_working_day_brings_dates_forward(world: World, lao_cai: Calendar) -> None:
    dossier = world.received("days")
    note = changes.noted_day(day=date(2026, 11, 21), kind=DayKind.WORK, reason="Làm bù", source="Thông báo")
    row = moving.draft(lao_cai, note, reason="Làm bù", by=world.personas.administrator, at=LATER)
    confirm_and_move(world, row)
    assert as_stored([dossier])[0].due_at == local(23)


def test_taking_a_day_back_moves_them_back(world: World, lao_cai: Calendar) -> None:
    dossier = world.received("days")
    confirm_and_move(world, storm(world, lao_cai))
    noted = lao_cai.days.get(day=MONDAY)
    back = moving.draft(lao_cai, changes.taken_back(noted), reason="Bão tan", by=world.personas.administrator, at=LATER)
    confirm_and_move(world, back)
    assert as_stored([dossier])[0].due_at == dossier.due_at
    assert not lao_cai.days.filter(day=MONDAY).exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day": "18/11/2026"}, "never backwards"),
        ({"day": "22/11/2026"}, "a day off already"),
        ({"day": "24/11/2026"}, "a day off already"),
        ({"kind": "work"}, "a working day already"),
        ({"day": "23/11/2030"}, "does not cover this day yet"),
        ({"source": ""}, "required"),
        ({"day": "hôm nay"}, "valid date"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    changed: dict[str, str], words: str, world: World, province: Client
) -> None:
    answer = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CalendarChange.objects.exists()


def test_a_proposed_day_moves_nothing_and_can_be_put_in_force(world: World, province: Client) -> None:
    dossier = world.received("days")
    proposed = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM | {"status": "proposed"}).url
    assert "No due date of an open dossier would move" in look(province, proposed).content.decode()
    send(province, f"{proposed}xac-nhan/")
    row = Calendar.objects.get(slug="lao-cai").days.get(day=MONDAY)
    assert row.status == DayStatus.PROPOSED
    page = look(province, "/quan-tri/lich/lao-cai/?thang=2026-11").content.decode()
    assert f"ghi-ngay/?tu={row.pk}" in page
    form = look(province, f"/quan-tri/lich/lao-cai/ghi-ngay/?tu={row.pk}").content.decode()
    assert "Nghỉ bão số 15" in form
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    send(province, f"{address}xac-nhan/")
    assert [day.status for day in Calendar.objects.get(slug="lao-cai").days.filter(day=MONDAY)] == ["official"]
    assert as_stored([dossier])[0].due_at == local(26)


def test_a_change_can_be_discarded_until_it_is_confirmed(world: World, province: Client) -> None:
    world.received("days")
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    assert send(province, f"{address}bo/").status_code == 302
    assert look(province, address).status_code == 404
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    send(province, f"{address}xac-nhan/")
    assert send(province, f"{address}bo/").status_code == 409
    assert send(province, f"{address}lap-lai/").status_code == 409


def test_a_list_made_before_another_change_is_not_carried_out(
    world: World, province: Client, lao_cai: Calendar
) -> None:
    first, second = (
        send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM | {"day": day}).url
        for day in ("23/11/2026", "25/11/2026")
    )
    send(province, f"{first}xac-nhan/")
    refused = send(province, f"{second}xac-nhan/")
    assert refused.status_code == 409
    assert "The calendar has changed since this list was made" in refused.content.decode()
    assert send(province, f"{second}lap-lai/").status_code == 302
    assert send(province, f"{second}xac-nhan/").status_code == 302


def test_long_lists_go_to_the_worker_and_survive_its_death(
    world: World, province: Client, django_capture_on_commit_callbacks: Any
) -> None:
    change_policy(key=PolicyKey.CALENDAR_MOVES_AT_ONCE, value=2, valid_from=AT.date(), by=None, at=AT)
    dossiers = [world.received("days") for _ in range(3)]
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    send(province, f"{address}xac-nhan/")
    page = look(province, address).content.decode()
    assert "0 / 3" in page
    row = CalendarChange.objects.get()
    moving._move(
        row, row.moves.order_by("pk")[0].pk, moving._actor(row.confirmed_by, row.versions), LATER
    )  # then killed
    assert "1 / 3" in look(province, address).content.decode()
    with pytest.raises(moving.StillMoving):
        storm(world, world.places.sa_pa.calendar, date(2026, 11, 25))
    with moved_to(LATER):
        assert continue_rescheduling() == 2
        assert (move_dossiers(row.pk), continue_rescheduling()) == (0, 0)
    assert {d.due_at for d in as_stored(dossiers)} == {local(26)}
    assert {d.events.filter(transition="reschedule").count() for d in dossiers} == {1}
    assert "dossiers moved: 3 of 3" in look(province, address).content.decode()


def test_a_center_has_its_own_days_once_it_has_its_own_calendar(world: World) -> None:
    admin = world.personas.client_of("administrator")
    ours = world.received("days")
    theirs = Dossier.objects.get(pk=world.received("days").pk)
    Dossier.objects.filter(pk=theirs.pk).update(receiving_center=world.places.ta_van)
    assert send(admin, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).status_code == 404  # not the province's
    assert send(admin, "/quan-tri/lich/rieng/ta-van/").status_code == 404  # nor another center's
    assert send(admin, "/quan-tri/lich/rieng/sa-pa/").status_code == 302
    assert Center.objects.get(slug="sa-pa").calendar.slug == "sa-pa"
    address = send(admin, "/quan-tri/lich/sa-pa/ghi-ngay/", STORM).url
    send(admin, f"{address}xac-nhan/")
    assert [d.due_at for d in as_stored([ours, theirs])] == [local(26), local(25)]
    with pytest.raises(HasItsOwnCalendar):
        give_own_calendar(Center.objects.get(slug="sa-pa"), by=world.personas.administrator, at=LATER)


def test_a_day_of_the_nation_moves_all_centers_below(world: World, province: Client) -> None:
    give_own_calendar(world.places.sa_pa, by=world.personas.administrator, at=AT)
    dossier = world.received("days")
    address = send(province, "/quan-tri/lich/viet-nam/ghi-ngay/", STORM).url
    send(province, f"{address}xac-nhan/")
    assert as_stored([dossier])[0].due_at == local(26)
    assert len(centers_under(Calendar.objects.get(slug="viet-nam"))) == 2


def test_a_further_year_brings_fixed_holidays_as_proposals(world: World, province: Client) -> None:
    nation = Calendar.objects.get(slug="viet-nam")
    assert send(province, "/quan-tri/lich/lao-cai/nam-sau/", {"reason": "x"}).status_code == 404  # not its own years
    address = send(province, "/quan-tri/lich/viet-nam/nam-sau/", {"reason": "Lập lịch năm 2028"}).url
    nation.refresh_from_db()
    assert nation.covers_to == date(2027, 12, 31)
    send(province, f"{address}xac-nhan/")
    nation.refresh_from_db()
    assert nation.covers_to == date(2028, 12, 31)
    rows = list(nation.days.filter(day__year=2028).order_by("day"))
    assert [f"{row.day:%d/%m}" for row in rows] == ["01/01", "30/04", "01/05", "02/09", "24/11"]
    assert {row.status for row in rows} == {DayStatus.PROPOSED}
    assert current_version(world.places.sa_pa.calendar).content["covers_to"] == "2028-12-31"


def test_the_month_says_what_each_day_is(world: World, province: Client) -> None:
    page = look(province, "/quan-tri/lich/lao-cai/?thang=2026-11").content.decode()
    assert page.count('data-tone="off"') == 1  # 24 November
    assert page.count('data-tone="closed"') == 9  # Saturdays and Sundays
    assert "Đề xuất làm bù, không được chấp thuận" in page
    assert 'aria-current="date"' in page
    assert look(province, "/quan-tri/lich/lao-cai/?thang=x").status_code == 200
    assert 'data-tone="unknown"' in look(province, "/quan-tri/lich/lao-cai/?thang=2031-02").content.decode()


def test_the_list_costs_the_same_however_long_it_is(world: World, province: Client, lao_cai: Calendar) -> None:
    counts = []
    for _ in range(2):
        world.received("days")
        row = storm(world, lao_cai)
        with CaptureQueriesContext(connection) as queries:
            look(province, f"/quan-tri/lich/thay-doi/{row.key}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_states_of_moves_are_known_to_the_database(world: World, lao_cai: Calendar) -> None:
    world.received("days")
    move = storm(world, lao_cai).moves.get()
    move.state = "lost"
    with pytest.raises(ValidationError):
        move.full_clean()
    assert MoveState.WAITING in MoveState.values


def test_very_many_dossiers_are_looked_through_in_the_background(
    world: World, province: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "LISTED_AT_ONCE", 1)
    dossiers = [world.received("days"), world.received("days")]
    address = send(province, "/quan-tri/lich/lao-cai/ghi-ngay/", STORM).url
    assert "are being looked through" in look(province, address).content.decode()
    refused = send(province, f"{address}xac-nhan/")
    assert refused.status_code == 409
    with moved_to(LATER):
        list_dossiers(str(CalendarChange.objects.get().key))
    assert "The due dates of 2 open dossiers would move" in look(province, address).content.decode()
    send(province, f"{address}lap-lai/")
    assert CalendarChange.objects.get().listed_at is None
    with moved_to(LATER):
        assert continue_rescheduling() == 0  # lists, and moves nothing: nobody has confirmed
    send(province, f"{address}xac-nhan/")
    assert {one.due_at for one in as_stored(dossiers)} == {local(26)}
