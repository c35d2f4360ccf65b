"""Calendars as rows: parents, proposals, immutable versions, reference data."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from common.clock import LOCAL_TZ, start_of_day
from workcalendar import load, reference
from workcalendar.actions import DayAlreadyNoted, note_day, publish, remove_day
from workcalendar.engine import CalendarInvalid, DayKind
from workcalendar.models import Calendar, CalendarDay, CalendarVersion, DayStatus
from workcalendar.queries import NoCalendarVersion, current_version, engine_of, version_in_force

pytestmark = pytest.mark.django_db
AT = start_of_day(date(2026, 11, 2))
DAY = date(2026, 11, 26)


@pytest.fixture
def loaded() -> load.LoadReport:
    return load.load(at=AT)


@pytest.fixture
def nation(loaded: load.LoadReport) -> Calendar:
    return Calendar.objects.get(slug="viet-nam")


@pytest.fixture
def province(loaded: load.LoadReport) -> Calendar:
    return Calendar.objects.get(slug="lao-cai")


@pytest.fixture
def center(province: Calendar) -> Calendar:
    return Calendar.objects.create(slug="phuong-thu", name="Phường thử", parent=province)


def note(calendar: Calendar, kind: DayKind = DayKind.OFF, status: DayStatus = DayStatus.OFFICIAL, day: date = DAY):
    return note_day(
        calendar=calendar,
        day=day,
        kind=kind,
        reason="Ngày thử",
        source="Công văn thử",
        status=status,
        by=None,
        at=AT + timedelta(days=1),
    )


def test_the_reference_data_make_the_calendar_of_the_facts(loaded: load.LoadReport, province: Calendar):
    assert loaded == load.LoadReport(calendars=2, days=len(reference.facts()["days"]), versions=1)
    assert engine_of(current_version(province).pk) == reference.province_calendar()


def test_loading_twice_adds_nothing(loaded: load.LoadReport):
    assert load.load(at=AT) == load.LoadReport(calendars=0, days=0, versions=0)


def test_loading_again_leaves_what_people_changed_or_removed(nation: Calendar):
    moved = CalendarDay.objects.get(day=date(2027, 5, 3))
    moved.reason = "Đã sửa"
    moved.save()
    remove_day(row=CalendarDay.objects.get(day=date(2027, 4, 16)), by=None, at=AT)

    assert load.load(at=AT).days == 0

    assert CalendarDay.objects.get(day=date(2027, 5, 3)).reason == "Đã sửa"
    assert not CalendarDay.objects.filter(day=date(2027, 4, 16)).exists()


def test_the_nation_has_no_office_hours_and_so_no_version(nation: Calendar):
    with pytest.raises(NoCalendarVersion):
        current_version(nation)


def test_a_proposed_day_makes_no_new_version(province: Calendar):
    before = current_version(province)

    note(province, status=DayStatus.PROPOSED)

    assert current_version(province) == before
    assert engine_of(before.pk).is_working_day(DAY)


def test_a_new_day_off_makes_a_new_version_and_leaves_the_old_one_as_it_was(province: Calendar):
    before = current_version(province)

    note(province)

    after = current_version(province)
    assert after.number == before.number + 1
    assert engine_of(before.pk).is_working_day(DAY)
    assert not engine_of(after.pk).is_working_day(DAY)


def test_a_day_taken_back_makes_a_version_equal_to_the_first(province: Calendar):
    first = current_version(province)

    remove_day(row=note(province), by=None, at=AT + timedelta(days=2))

    assert current_version(province).number == 3
    assert current_version(province).content == first.content


def test_publishing_without_a_change_writes_nothing(nation: Calendar):
    assert publish(nation, at=AT) == []


def test_a_center_takes_from_its_parents_what_it_does_not_say(center: Calendar):
    publish(center, at=AT)

    assert current_version(center).content == current_version(center.parent).content | {"name": "Phường thử"}


def test_a_change_of_the_nation_makes_new_versions_below(nation: Calendar, center: Calendar):
    publish(center, at=AT)

    note(nation)

    assert not engine_of(current_version(center).pk).is_working_day(DAY)
    assert current_version(center).number == 2


def test_the_nearest_calendar_decides(nation: Calendar, center: Calendar):
    note(nation)

    note(center, kind=DayKind.WORK)

    assert engine_of(current_version(center).pk).is_working_day(DAY)
    assert not engine_of(current_version(center.parent).pk).is_working_day(DAY)


def test_a_center_may_have_its_own_hours(center: Calendar):
    center.sessions = [[["07:00", "11:30"], ["13:00", "16:30"]]] * 5 + [[], []]
    center.save()

    publish(center, at=AT)

    assert f"{engine_of(current_version(center).pk).closing_of(DAY):%H:%M}" == "16:30"


def test_hours_that_are_no_hours_are_refused_and_leave_no_version(center: Calendar):
    center.sessions = [[["07:00"]]] * 7
    center.save()

    with pytest.raises(CalendarInvalid):
        publish(center, at=AT)

    assert not center.versions.exists()


def test_a_circle_of_parents_is_refused(nation: Calendar, center: Calendar):
    nation.parent = center
    nation.save()

    with pytest.raises(CalendarInvalid):
        publish(center, at=AT)


def test_a_day_is_in_force_once(province: Calendar):
    note(province)

    with pytest.raises(DayAlreadyNoted):
        note(province, kind=DayKind.WORK)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(
            calendar=province, day=DAY, kind="off", reason="x", source="y", status=DayStatus.COMPUTED
        )


@pytest.mark.parametrize(
    "statement",
    ["UPDATE workcalendar_calendarversion SET number = 7", "DELETE FROM workcalendar_calendarversion"],
)
def test_the_database_refuses_to_change_or_delete_a_version(province: Calendar, statement: str):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert CalendarVersion.objects.get().number == 1


def test_the_version_in_force_is_the_newest_of_the_day_or_else_the_first(province: Calendar):
    first = current_version(province)
    note(province)  # on 3 November
    second = current_version(province)

    assert version_in_force(province, date(2026, 11, 2)) == first
    assert version_in_force(province, date(2026, 11, 3)) == second
    assert version_in_force(province, date(2025, 7, 1)) == first
    assert version_in_force(province, AT.astimezone(LOCAL_TZ)) == first


def test_who_noted_a_day_is_kept(province: Calendar, django_user_model: type):
    clerk = django_user_model.objects.create_staff(
        username="thu", full_name="Người Thử", password="mật khẩu thử 1", at=AT
    )

    row = note_day(
        calendar=province,
        day=DAY,
        kind=DayKind.OFF,
        reason="Ngày thử",
        source="Công văn thử",
        status=DayStatus.OFFICIAL,
        by=clerk,
        at=AT,
    )

    assert row.history.get().history_user == clerk


def test_the_engine_of_a_version_is_read_once(province: Calendar, django_assert_num_queries: object):
    version = current_version(province)
    engine_of(version.pk)

    with django_assert_num_queries(0):
        engine_of(version.pk)
