"""From what a clock will be counted: written on the event, so that the due date can be explained for ever."""

from datetime import datetime
from typing import Any

from common.clock import local_date
from dossiers.models import Dossier
from dossiers.reference import calendar_at
from dossiers.state import allowance_facts
from policies.catalogue import PolicyKey
from policies.queries import number
from procedures.queries import allowance_of


def terms_of_answer(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """Working hours to the first answer (policy online.first_answer_hours) and the calendar they are counted in."""
    return {"answer_hours": number(PolicyKey.ONLINE_FIRST_ANSWER_HOURS, on=local_date(at)), **calendar_in_use(dossier)}


def terms_of_reception(dossier: Dossier) -> dict[str, Any]:
    """Time limit of the version (or case) and the calendar. Raises `TimeUnknown` when the limit is not known."""
    return {"allowance": allowance_facts(allowance_of(dossier.version, dossier.case)), **calendar_in_use(dossier)}


def calendar_in_use(dossier: Dossier) -> dict[str, Any]:
    """The newest version of the receiving center's calendar."""
    return {"calendar": calendar_at(dossier.receiving_center)}
