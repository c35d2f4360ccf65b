"""Who may open the pages of administration: administrators, each for the centers they stand for."""

from datetime import date
from typing import Any

from centers.calendars import give_own_calendar
from dossiers.rescheduling import moving
from tests.access_matrix import Row, staff_only
from tests.personas import Personas
from tests.places import AT
from workcalendar import changes
from workcalendar.models import Calendar
from workcalendar.worktime import DayKind

ONLY = staff_only("administrator")
DAY = date(2027, 3, 1)


def _calendar(personas: Personas) -> Calendar:
    return give_own_calendar(personas.places.sa_pa, by=personas.administrator, at=AT)


def _slug(personas: Personas) -> dict[str, Any]:
    return {"slug": _calendar(personas).slug}


def _own_years(personas: Personas) -> dict[str, Any]:
    calendar = _calendar(personas)
    Calendar.objects.filter(pk=calendar.pk).update(covers_to=date(2027, 12, 31))
    return {"slug": calendar.slug}


def _noted(personas: Personas) -> dict[str, Any]:
    calendar = _calendar(personas)
    note = changes.noted_day(day=DAY, kind=DayKind.OFF, reason="Nghỉ", source="Thông báo")
    changes.carry_out(calendar, note, by=personas.administrator, at=AT)
    return {"slug": calendar.slug, "pk": calendar.days.get().pk}


def _prepared(personas: Personas) -> dict[str, Any]:
    note = changes.noted_day(day=DAY, kind=DayKind.OFF, reason="Nghỉ", source="Thông báo")
    return {"key": moving.draft(_calendar(personas), note, reason="Nghỉ", by=personas.administrator, at=AT).key}


ROWS = {
    "dossiers:form_texts": Row(ONLY),
    "dossiers:form_text": Row(ONLY, args=lambda personas: {"form": "02"}),
    "dossiers:calendars": Row(ONLY),
    "dossiers:own_calendar": Row(ONLY, "post", lambda personas: {"center": "sa-pa"}),
    "dossiers:calendar": Row(ONLY, args=lambda personas: {"slug": "lao-cai"}),
    "dossiers:calendar_note_day": Row(ONLY, args=_slug),
    "dossiers:calendar_take_back": Row(ONLY, args=_noted),
    "dossiers:calendar_next_year": Row(ONLY, args=_own_years),
    "dossiers:calendar_catch_up": Row(ONLY, args=_slug),
    "dossiers:calendar_change": Row(ONLY, args=_prepared),
    "dossiers:calendar_change_confirm": Row(ONLY, "post", _prepared),
    "dossiers:calendar_change_anew": Row(ONLY, "post", _prepared),
    "dossiers:calendar_change_discard": Row(ONLY, "post", _prepared),
}
