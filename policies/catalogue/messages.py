"""Rows about messages: what people are told and when, by which channel, and writing to each other."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .entry import Confidence, Entry, Unit, ValueKind, time_of_day, whole
from .keys import PolicyKey
from .sources import DECREE_91, OWN_CHOICE

ROWS: Mapping[PolicyKey, Entry] = {
    PolicyKey.MESSAGES_DAYS_AFTER_END: whole(
        _("Applicant and office may write to each other about a dossier until, after its end"),
        30,
        Unit.DAYS,
        OWN_CHOICE,
        "U",
        most=365,
    ),
    PolicyKey.MESSAGES_MOST_UNANSWERED: whole(
        _("Messages of an applicant that may wait for an answer"), 5, Unit.TIMES, OWN_CHOICE, "U", least=1, most=50
    ),
    PolicyKey.SUPPLEMENT_WARNING_DAYS: Entry(
        _("The applicant is warned this long before the time to complete is over"),
        [7, 2],
        ValueKind.NUMBERS,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
        most=365,
    ),
    PolicyKey.LEADERS_MORNING_AT: time_of_day(
        _("Leaders hear on working days what needs them today, at"), "07:30", OWN_CHOICE, "U"
    ),
    PolicyKey.RESULT_REMINDER_DAYS: Entry(
        _("Reminders of a result that has not been collected, after"),
        [3, 10, 30],
        ValueKind.NUMBERS,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
        most=365,
    ),
    PolicyKey.MESSAGE_FIRST: Entry(
        _("Messages to applicants: channel that is tried first (then the others: Zalo, SMS, telephone)"),
        "email",
        ValueKind.CHOICE,
        Unit.NONE,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        choices=("email", "zalo"),
    ),
    PolicyKey.MESSAGE_QUIET_FROM: time_of_day(_("Messages by Zalo and SMS: none from"), "22:00", DECREE_91, "C2"),
    PolicyKey.MESSAGE_QUIET_UNTIL: time_of_day(_("Messages by Zalo and SMS: again from"), "07:00", DECREE_91, "C2"),
    PolicyKey.MESSAGE_SMS_ACCENTS: Entry(
        _("SMS with Vietnamese accents (70 instead of 160 characters in one)"),
        "no",
        ValueKind.CHOICE,
        Unit.NONE,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        choices=("no", "yes"),
    ),
    PolicyKey.MESSAGE_CALLS: Entry(
        _("People whom no other channel reaches are listed to be called"),
        "yes",
        ValueKind.CHOICE,
        Unit.NONE,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        choices=("yes", "no"),
    ),
    PolicyKey.MESSAGE_CALL_TRIES: whole(
        _("Calls without an answer before a message counts as not delivered"),
        3,
        Unit.TIMES,
        OWN_CHOICE,
        "U",
        least=1,
        most=20,
    ),
    PolicyKey.MESSAGE_ZALO_REPORT_HOURS: whole(
        _("Hours without a word of Zalo before it is asked whether a message arrived"),
        24,
        Unit.HOURS,
        OWN_CHOICE,
        "U",
        least=1,
        most=71,
    ),
}
