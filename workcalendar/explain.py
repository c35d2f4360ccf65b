"""The explanation of a due date, line by line, in words that an old citizen understands. Pure but for the language.

Dates are written dd/mm/yyyy with the weekday. Reasons and sources of days off are official texts and stay Vietnamese.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workcalendar.worktime import local

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)

SENTENCES: Mapping[str, Promise] = {
    "received": gettext_lazy("Received: %(at)s."),
    "normalised_before_opening": gettext_lazy(
        "The office was not open yet at that hour, so the time starts to run at %(starts_at)s."
    ),
    "normalised_break": gettext_lazy(
        "The office was closed for the midday break, so the time starts to run at %(starts_at)s."
    ),
    "normalised_closed": gettext_lazy(
        "The office had already closed for the day, so the time starts to run at %(starts_at)s."
    ),
    "normalised_day_off": gettext_lazy("That was a day off, so the time starts to run at %(starts_at)s."),
    "fixed": gettext_lazy("The due date was set when the dossier was taken over: %(due_at)s."),
    "rule_working_hours": gettext_lazy(
        "Time limit in working hours: %(quantity)s. Only the hours in which the office works are counted."
    ),
    "rule_working_days": gettext_lazy(
        "Time limit in working days: %(quantity)s. The day on which it starts is not counted; the hour stays the same."
    ),
    "rule_calendar_days": gettext_lazy(
        "Time limit in days: %(quantity)s. The day on which it starts is not counted; every other day is, days off too."
    ),
    "rule_months": gettext_lazy("Time limit in months: %(quantity)s, up to the same day of the month."),
    "rule_clock_hours": gettext_lazy(
        "Time limit in hours: %(quantity)s. Every hour counts, also at night and on days off."
    ),
    "rule_immediate": gettext_lazy("The result is given immediately on receipt."),
    "same_day_in_time": gettext_lazy(
        "Result on the same working day: received by %(cutoff)s, so it is due when the office closes that day."
    ),
    "same_day_too_late": gettext_lazy(
        "Result on the same working day, but received after %(cutoff)s, so it is due when the office closes on the "
        "next working day."
    ),
    "month_shorter": gettext_lazy("That month has no day %(wanted)s, so its last day counts: %(end_at)s."),
    "rolled": gettext_lazy(
        "The last day, %(end_at)s, is a day off, so the due date moves to the next working day: %(due_at)s."
    ),
    "day_off": gettext_lazy("Not a working day: %(day)s, %(reason)s (%(source)s)."),
    "day_work": gettext_lazy("Counted as a working day: %(day)s, %(reason)s (%(source)s)."),
    "days_weekly": gettext_lazy("Weekly days off from %(first)s to %(last)s that are not counted: %(days)s."),
    "counted": gettext_lazy("This gives: %(due_at)s."),
    "pause_too_late": gettext_lazy(
        "Waiting from %(start)s on changes nothing: the dossier was already due at %(due_at)s."
    ),
    "pause_open": gettext_lazy(
        "Since %(start)s the office has been waiting for the applicant and the time stands still. The new due date is "
        "known when the waiting ends."
    ),
    "pause_empty": gettext_lazy("Waiting from %(start)s to %(end)s took none of the time; the due date stays."),
    "pause_working": gettext_lazy(
        "The time stood still from %(start)s to %(end)s, with %(left)s of working time left, and runs on from "
        "%(resumed)s."
    ),
    "pause_dates": gettext_lazy(
        "The time stood still from %(start)s to %(end)s and runs on from %(resumed)s. Days added: %(dates)s. The last "
        "day is now %(end_at)s."
    ),
    "pause_clock": gettext_lazy("The time stood still from %(start)s to %(end)s. Added: %(length)s."),
    "due_then": gettext_lazy("After this the due date is: %(due_at)s."),
    "due": gettext_lazy("Result due: %(due_at)s."),
    "apology": gettext_lazy("If the office cannot keep this date, it must apologise and give a new date by %(by)s."),
    "no_apology": gettext_lazy("The limit is too short for an apology on an earlier working day."),
}


def explain(steps: Iterable[tuple[str, Mapping[str, Any]]], language: str | None = None) -> list[str]:
    """The steps of a Deadline as sentences in `language` (vi, en), by default the language that is active."""
    with translation.override(language or translation.get_language()):
        return [str(SENTENCES[key]) % _written(params) for key, params in steps]


def _written(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: _in_words(value) for name, value in params.items()}


def _in_words(value: Any) -> str:
    return next((words(value) for kind, words in _WORDS if isinstance(value, kind)), str(value))


def _moment(at: datetime) -> str:
    at = local(at)
    return _("%(time)s on %(day)s") % {"time": f"{at:%H:%M}", "day": _day(at.date())}


def _day(day: date) -> str:
    return _("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[day.weekday()], "date": f"{day:%d/%m/%Y}"}


def _span(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


# a datetime is a date too, so it is asked first
_WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (datetime, _moment),
    (date, _day),
    (time, lambda clock: f"{clock:%H:%M}"),
    (timedelta, _span),
)
