"""Which centers work by which calendar, who may change it, and how a center gets one of its own."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from centers.models import Center
from centers.queries import centers_managed_by
from centers.reach import StaffContext
from common.errors import Refusal
from workcalendar.actions import family_of, publish
from workcalendar.models import Calendar


class HasItsOwnCalendar(Refusal):
    default_message = _("This center has a calendar of its own already.")


def centers_under(calendar: Calendar) -> list[Center]:
    """The centers that work by this calendar or by one below it: all whose due dates it can move."""
    members = [member.pk for member in family_of(calendar)]
    return list(Center.objects.filter(calendar__in=members).select_related("unit", "calendar"))


def may_change(staff: StaffContext, centers: Iterable[Center]) -> bool:
    """Whoever changes a calendar administers every center that works by it; an unused one belongs to the province."""
    concerned = {center.pk for center in centers}
    if not concerned:
        return staff.everywhere(Permission.MANAGE_CALENDAR)
    return concerned <= set(centers_managed_by(staff, Permission.MANAGE_CALENDAR))


@transaction.atomic
def give_own_calendar(center: Center, *, by: User, at: datetime) -> Calendar:
    """A calendar for this center alone, below the one it has worked by so far; at first it says the same.

    Open dossiers stay with the version they were counted with. Raises HasItsOwnCalendar.
    """
    locked = Center.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=center.pk)
    if Calendar.objects.filter(slug=locked.slug).exists():
        raise HasItsOwnCalendar
    calendar = Calendar(slug=locked.slug, name=locked.name, parent=locked.calendar)
    calendar._history_user = by  # type: ignore[attr-defined]
    calendar.save()
    locked.calendar = calendar
    locked._history_user = by  # type: ignore[attr-defined]
    locked.save()
    publish(calendar, at=at)
    return calendar
