"""Reserving a time at the counter, giving it back, and noting who came."""

import secrets
from collections import Counter
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from common.clock import local_date, start_of_day
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number
from procedures.models import Procedure
from workcalendar.queries import current_version, engine_of

from .models import Appointment
from .slots import Day, Rules, days


class NotFree(Refusal):
    default_message = _("This time is not free any more. Nothing was reserved; choose another one.")


class TooLate(Refusal):
    default_message = _("This time is over, so it cannot be given back.")


def rules_on(at: datetime) -> Rules:
    on = local_date(at)
    return Rules(
        minutes=number(PolicyKey.APPOINTMENT_MINUTES, on=on),
        people=number(PolicyKey.APPOINTMENT_PEOPLE, on=on),
        days=number(PolicyKey.APPOINTMENT_DAYS, on=on),
    )


def free_days(center: Center, *, at: datetime) -> list[Day]:
    """What can be reserved at a center. Raises NoCalendarVersion."""
    rules = rules_on(at)
    moments = Appointment.objects.filter(center=center, cancelled_at=None, starts_at__gte=at)
    taken = Counter(moments.order_by().values_list("starts_at", flat=True))
    return days(engine_of(current_version(center.calendar).pk), rules, taken, at=at)


def reserve(center: Center, procedure: Procedure, starts_at: datetime, *, at: datetime) -> Appointment:
    """The first free place at that moment. Raises NotFree, also when somebody else was quicker."""
    slots = [slot for day in free_days(center, at=at) for slot in day.slots]
    if not any(slot.starts_at == starts_at and slot.free for slot in slots):
        raise NotFree
    taken = Appointment.objects.filter(center=center, starts_at=starts_at, cancelled_at=None)
    used = set(taken.values_list("place", flat=True))
    place = next((n for n in range(1, rules_on(at).people + 1) if n not in used), None)
    if place is None:  # somebody was quicker since the free times were counted
        raise NotFree
    made = Appointment(
        center=center,
        procedure=procedure,
        starts_at=starts_at,
        place=place,
        secret=secrets.token_urlsafe(24),
        created_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise NotFree from error
    return made


def give_back(appointment: Appointment, *, at: datetime) -> None:
    """The place is free again. Twice is no error. Raises TooLate."""
    with transaction.atomic():
        kept = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if kept.cancelled_at is not None:
            return
        if kept.came_at is not None or kept.starts_at <= at:
            raise TooLate
        kept.cancelled_at = at
        kept.save(update_fields=["cancelled_at"])


def note_came(appointment: Appointment, *, at: datetime) -> None:
    """The person is here. Twice is no error."""
    Appointment.objects.filter(pk=appointment.pk, came_at=None, cancelled_at=None).update(came_at=at)


def forget_old(at: datetime) -> int:
    """Appointments are kept for a month after their day."""
    before = start_of_day(local_date(at) - timedelta(days=31))
    return Appointment.objects.filter(starts_at__lt=before).delete()[0]
