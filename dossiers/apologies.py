"""When form 04 is due, and what it proposes: the rules of `deadlines` applied to stored dossiers."""

from datetime import datetime

from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import number, share
from workcalendar.engine import Allowance, Calendar, OutsideCalendar, Unit, deadline

from .calendars import SHELF
from .deadlines import SHORT, new_appointment
from .models import Dossier, Source

EXEMPT = (Source.TAKE_OVER, Source.REPLAY)
"""Whether these got a letter elsewhere, nobody here knows: they are missed by no list and stand apart in figures."""


def apology_by(dossier: Dossier, about: datetime) -> datetime:
    """The latest moment for form 04: closing of the last working day before (policy apology.lead_days).

    Limits of hours and of one day have no day before; there the due moment itself counts.
    """
    calendar, day = _calendar_of(dossier), local_date(about)
    if Unit(dossier.unit) in SHORT:
        return about
    try:
        for _count in range(number(PolicyKey.APOLOGY_LEAD_DAYS, on=day)):
            day = calendar.previous_working_day(day)
        return calendar.closing_of(day)
    except OutsideCalendar:
        return about


def proposal_for(dossier: Dossier, *, at: datetime) -> datetime:
    """The new appointment that a draft proposes (policy apology.proposed_share). Raises OutsideCalendar."""
    assert dossier.clock_from is not None
    assert dossier.appointment_at is not None
    calendar = _calendar_of(dossier)
    allowance = Allowance(dossier.quantity or 0, Unit(dossier.unit), dossier.cutoff)
    plain = deadline(calendar, dossier.clock_from, allowance)
    return new_appointment(
        calendar,
        start=plain.starts_at,
        unpaused_due=plain.due_at,
        due_at=dossier.appointment_at,
        at=at,
        share=share(PolicyKey.APOLOGY_PROPOSED_SHARE, on=local_date(at)),
    )


def _calendar_of(dossier: Dossier) -> Calendar:
    assert dossier.calendar_version_id is not None
    return SHELF[dossier.calendar_version_id]
