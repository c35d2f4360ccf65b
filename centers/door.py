"""What every public page says about reaching the center of this installation: hotline, hours, address, open or not."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from centers.models import Center
from centers.opening import HoursLine, Opening, opening_of, weekly_hours
from common import clock
from workcalendar.queries import NoCalendarVersion, current_version, engine_of


@dataclass(frozen=True)
class Contact:
    """An empty text means that nobody at the center has published it; `opening` is None where nobody knows."""

    hotline: str
    note: str  # what the working calendar does not say
    address: str = ""
    email: str = ""
    opening: Opening | None = None
    hours: tuple[HoursLine, ...] = ()


def contact(request: HttpRequest) -> dict[str, Any]:
    """Context processor; the database is asked only when a template prints it."""
    return {"contact": SimpleLazyObject(lambda: contact_at(clock.now()))}


def contact_at(at: datetime) -> Contact:
    """How to reach the center named by CENTER_SLUG; without it, or without the database, what the environment says."""
    known = Contact(settings.CENTER_HOTLINE, settings.CENTER_OPENING_HOURS)
    try:
        center = Center.objects.filter(slug=settings.CENTER_SLUG).select_related("calendar").first()
        return _contact_of(center, known, at) if center else known
    except (OperationalError, InterfaceError):
        return known


def _contact_of(center: Center, known: Contact, at: datetime) -> Contact:
    said = Contact(
        hotline=center.hotline or known.hotline,
        note=center.opening_hours or known.note,
        address=center.address or "",
        email=center.email or "",
    )
    try:
        calendar = engine_of(current_version(center.calendar).pk)
    except NoCalendarVersion:
        return said
    return replace(said, opening=opening_of(calendar, at), hours=weekly_hours(calendar))
