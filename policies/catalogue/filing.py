"""Rows about filing: where, with which files, who may agree, coming to the counter, and looking up afterwards."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .entry import Confidence, Entry, Unit, ValueKind, whole
from .keys import PolicyKey
from .sources import DECREE_118, OWN_CHOICE

ROWS: Mapping[PolicyKey, Entry] = {
    PolicyKey.ONLINE_FILING: Entry(
        _("Where citizens file online"),
        "here",
        ValueKind.CHOICE,
        Unit.NONE,
        DECREE_118 + "; lựa chọn của hệ thống",
        Confidence.SECONDARY,
        choices=("here", "national_portal"),
    ),
    PolicyKey.FILING_EXPIRY_DAYS: whole(
        _("An unfinished filing is deleted after"), 30, Unit.DAYS, OWN_CHOICE, "U", least=1, most=365
    ),
    PolicyKey.UPLOAD_MAX_MB: whole(
        _("Largest file that can be uploaded"), 6, Unit.MEGABYTES, OWN_CHOICE, "U", least=1, most=100
    ),
    PolicyKey.UPLOAD_MAX_FILES: whole(_("Files per filing"), 20, Unit.FILES, OWN_CHOICE, "U", least=1, most=200),
    PolicyKey.UPLOAD_FILING_MB: whole(
        _("All files of one filing together"), 60, Unit.MEGABYTES, OWN_CHOICE, "U", least=1, most=2000
    ),
    PolicyKey.UPLOAD_SHRINK_KB: whole(
        _("Photos larger than this are made smaller on the phone before they are sent"),
        1000,
        Unit.KILOBYTES,
        OWN_CHOICE,
        "U",
        least=50,
        most=100_000,
    ),
    PolicyKey.CONSENT_OWNERS_PER_CONTACT: whole(
        _("Other people who may agree to a helper by a code to the same phone or e-mail"),
        3,
        Unit.NONE,
        OWN_CHOICE,
        "U",
        least=1,
        most=50,
    ),
    PolicyKey.UPLOAD_ABANDONED_HOURS: whole(
        _("Files that never arrived completely are removed after"), 24, Unit.HOURS, OWN_CHOICE, "U", least=1, most=720
    ),
    PolicyKey.TRACKING_FREE_TRIES: whole(
        _("Tracking: wrong entries before answers are delayed"), 3, Unit.TIMES, OWN_CHOICE, "U", most=100
    ),
    PolicyKey.TRACKING_MAX_TRIES_PER_ADDRESS: whole(
        _("Tracking: wrong entries per network address"), 60, Unit.TIMES, OWN_CHOICE, "U", least=1, most=10_000
    ),
    PolicyKey.TRACKING_MAX_TRIES_PER_CODE: whole(
        _("Tracking: wrong entries per dossier code"), 10, Unit.TIMES, OWN_CHOICE, "U", least=1, most=1000
    ),
    PolicyKey.TRACKING_WINDOW_MINUTES: whole(
        _("Tracking: wrong entries are counted for"), 60, Unit.MINUTES, OWN_CHOICE, "U", least=1, most=1440
    ),
    PolicyKey.APPOINTMENT_MINUTES: whole(
        _("Appointments: from one time to the next"), 30, Unit.MINUTES, OWN_CHOICE, "U", least=5, most=240
    ),
    PolicyKey.APPOINTMENT_PEOPLE: whole(
        _("Appointments: people at one time (0: no times are reserved)"),
        2,
        Unit.TIMES,
        OWN_CHOICE,
        "U",
        least=0,
        most=50,
    ),
    PolicyKey.APPOINTMENT_DAYS: whole(
        _("Appointments: can be reserved so many working days ahead"),
        10,
        Unit.WORKING_DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=60,
    ),
}
