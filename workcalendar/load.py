"""Reference data: the nation's days off, and the calendar of Lào Cai under it. Safe to run again and again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from workcalendar import reference
from workcalendar.actions import publish
from workcalendar.content import week_of
from workcalendar.models import Calendar, CalendarDay

NATION_NAME = "Việt Nam"


@dataclass(frozen=True)
class LoadReport:
    """What a load has added; all 0 when there was nothing to do."""

    calendars: int
    days: int
    versions: int


@transaction.atomic
def load(*, at: datetime) -> LoadReport:
    """Add what is missing. Rows that people have changed or removed stay as people left them."""
    covers_from, covers_to = reference.covered_years()
    hours = reference.facts()["office_hours"]
    nation, is_new_nation = Calendar.objects.get_or_create(
        slug=reference.NATION, defaults={"name": NATION_NAME, "covers_from": covers_from, "covers_to": covers_to}
    )
    _province, is_new_province = Calendar.objects.get_or_create(
        slug=reference.PROVINCE,
        defaults={
            "name": reference.PROVINCE_NAME,
            "parent": nation,
            "sessions": week_of(hours["weekdays"], hours["sessions"]),
            "source": hours["source"],
        },
    )
    days = _add_days(nation)
    versions = publish(nation, at=at)
    return LoadReport(calendars=is_new_nation + is_new_province, days=days, versions=len(versions))


def _add_days(nation: Calendar) -> int:
    """Add the days that this calendar has never had; its history remembers the removed ones."""
    known = set(CalendarDay.history.filter(calendar_id=nation.pk).values_list("day", "status"))
    added = 0
    for row in reference.facts()["days"]:
        day = date.fromisoformat(row["date"])
        if (day, row["status"]) in known:
            continue
        CalendarDay.objects.create(
            calendar=nation,
            day=day,
            kind=row["kind"],
            reason=row["reason"],
            source=row["source"],
            status=row["status"],
        )
        added += 1
    return added
