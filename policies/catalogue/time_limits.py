"""Rows about working time, time limits, and when what is late or left lying ends."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .entry import Confidence, Entry, Unit, ValueKind, text, time_of_day, whole
from .keys import PolicyKey
from .sources import DECREE_61, OWN_CHOICE

ROWS: Mapping[PolicyKey, Entry] = {
    PolicyKey.WORK_HOURS_SOURCE: text(
        _("Source of the working hours (the hours themselves stand in the calendar)"),
        "Công văn 4999/UBND-VX tỉnh Lào Cai, 03/10/2023 (07:30–12:00, 13:30–17:00; chưa đối chiếu sau 01/07/2025)",
        "Công văn 4999/UBND-VX tỉnh Lào Cai, 03/10/2023",
        "C",
    ),
    PolicyKey.ONLINE_FIRST_ANSWER_HOURS: whole(
        _("First answer to an online dossier within"),
        8,
        Unit.WORKING_HOURS,
        "Nghị định 45/2020/NĐ-CP; số giờ đối chiếu theo quy định của Kho bạc Nhà nước",
        "G",
        least=1,
        most=80,
    ),
    PolicyKey.SAMEDAY_CUTOFF: time_of_day(
        _("Same-day procedures: result on the same day if received by"),
        "15:00",
        "Quyết định công bố của từng thủ tục (ví dụ QĐ 1811, QĐ 663 của Hà Nội)",
        "C2",
    ),
    PolicyKey.TRANSFER_CUTOFF: time_of_day(
        _("Paper dossiers are handed over on the same day if received by"), "15:00", f"{DECREE_61}, Điều 18", "G"
    ),
    PolicyKey.APOLOGY_LEAD_DAYS: whole(
        _("Apology at the latest this long before the due date"),
        1,
        Unit.WORKING_DAYS,
        f"{DECREE_61}, Điều 19",
        "P",
        least=1,
        most=10,
    ),
    PolicyKey.APOLOGY_MAX_TIMES: whole(
        _("New appointments per dossier"), 1, Unit.TIMES, f"{DECREE_61}, Điều 19", "P", least=1, most=5
    ),
    PolicyKey.APOLOGY_DRAFT_DAYS: whole(
        _("Form 04 is drafted this long before the due date"), 2, Unit.WORKING_DAYS, OWN_CHOICE, "U", least=1, most=10
    ),
    PolicyKey.APOLOGY_PROPOSED_SHARE: Entry(
        _("Form 04 proposes to extend by this share of the time limit, at least by one working day"),
        0.5,
        ValueKind.SHARE,
        Unit.SHARE,
        OWN_CHOICE,
        Confidence.UNKNOWN,
    ),
    PolicyKey.COORDINATION_ANSWER_DAYS: whole(
        _("An office that is asked for an opinion answers within, unless who asks sets another date"),
        2,
        Unit.WORKING_DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=30,
    ),
    PolicyKey.SUPPLEMENT_LAPSE_DAYS: whole(
        _("A paused dossier lapses when the applicant has not answered within"),
        None,
        Unit.DAYS,
        "Chưa thấy quy định; để trống thì hồ sơ không tự hết hiệu lực",
        "U",
        least=1,
        most=3650,
        may_be_empty=True,
    ),
    PolicyKey.INCOMPLETE_EXPIRY_DAYS: whole(
        _("A dossier sent back before acceptance expires after"),
        30,
        Unit.DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=3650,
        may_be_empty=True,
    ),
    PolicyKey.LATE_TYPING_MAX_DAYS: whole(
        _("An event may be typed in late, with a reason, within"), 5, Unit.DAYS, OWN_CHOICE, "U", most=60
    ),
    PolicyKey.DUE_SOON_MIN_MINUTES: whole(
        _("Due soon: at least when this much working time is left"),
        240,
        Unit.WORKING_MINUTES,
        OWN_CHOICE,
        "U",
        least=1,
        most=4800,
    ),
    PolicyKey.DUE_SOON_MAX_MINUTES: whole(
        _("Due soon: at most when this much working time is left"),
        960,
        Unit.WORKING_MINUTES,
        OWN_CHOICE,
        "U",
        least=1,
        most=9600,
    ),
    PolicyKey.DUE_SOON_SHARE: Entry(
        _("Due soon: when this share of the time is left"),
        0.2,
        ValueKind.SHARE,
        Unit.SHARE,
        OWN_CHOICE,
        Confidence.UNKNOWN,
    ),
    PolicyKey.DUE_SOON_SAME_DAY_AT: time_of_day(_("Same-day procedures are due soon from"), "14:00", OWN_CHOICE, "U"),
    PolicyKey.CALENDAR_MOVES_AT_ONCE: whole(
        _("Dossiers that a change of the calendar moves at once; more are moved in the background"),
        50,
        Unit.NONE,
        OWN_CHOICE,
        "U",
        most=1000,
    ),
}
