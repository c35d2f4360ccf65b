"""Every number of the law and of the house that code asks for by name: what it means, its default, where it is from.

A key without a row in the database has the default given here. Confidence: C read in the source, C2 secondary evidence,
P in the predecessor text, G general knowledge, U unknown in the law and therefore our own choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SEED_VALID_FROM = date(2025, 7, 1)  # Decree 118/2025 comes into force, the centers open
DECREE_118 = "Nghị định 118/2025/NĐ-CP"
DECREE_61 = "Nghị định 61/2018/NĐ-CP"
DECISION_766 = "Quyết định 766/QĐ-TTg"
PAKN = f"{DECISION_766}, công thức chỉ số 5.2"
PDPL = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Nghị định 356/2025/NĐ-CP"
DECREE_91 = (
    "Nghị định 91/2020/NĐ-CP, Điều 13 (tin nhắn quảng cáo: 07:00–22:00); áp dụng cho thông báo là lựa chọn của hệ thống"
)
OWN_CHOICE = "Lựa chọn của hệ thống; chưa thấy quy định"


class PolicyKey(StrEnum):
    """The names by which code asks."""

    WORK_HOURS_SOURCE = "work.hours_source"
    ONLINE_FIRST_ANSWER_HOURS = "online.first_answer_hours"
    ONLINE_FILING = "online.filing"
    RECEIVE_FOR_OTHERS = "reception.for_other_communes"
    SAMEDAY_CUTOFF = "sameday.cutoff"
    TRANSFER_CUTOFF = "transfer.cutoff"
    APOLOGY_LEAD_DAYS = "apology.lead_days"
    APOLOGY_MAX_TIMES = "apology.max_times"
    APOLOGY_DRAFT_DAYS = "apology.draft_days"
    APOLOGY_PROPOSED_SHARE = "apology.proposed_share"
    SUPPLEMENT_SOFT_MAX = "supplement.soft_max"
    SUPPLEMENT_UNLISTED = "supplement.unlisted_papers"
    SUPPLEMENT_LAPSE_DAYS = "supplement.lapse_days"
    SUPPLEMENT_WARNING_DAYS = "supplement.warning_days"
    PAYMENT_BANK_ACCOUNT = "payment.bank_account"
    FILING_EXPIRY_DAYS = "filing.expiry_days"
    INCOMPLETE_EXPIRY_DAYS = "incomplete.expiry_days"
    LATE_TYPING_MAX_DAYS = "late_typing.max_days"
    DUE_SOON_MIN_MINUTES = "due_soon.min_minutes"
    DUE_SOON_MAX_MINUTES = "due_soon.max_minutes"
    DUE_SOON_SHARE = "due_soon.share"
    DUE_SOON_SAME_DAY_AT = "due_soon.same_day_at"
    RESULT_REMINDER_DAYS = "result.reminder_days"
    LEADERS_MORNING_AT = "leaders.morning_at"
    RESULT_NEEDS_SIGNATURE = "result.needs_signature"
    COORDINATION_ANSWER_DAYS = "coordination.answer_days"
    MESSAGES_DAYS_AFTER_END = "messages.days_after_end"
    MESSAGES_MOST_UNANSWERED = "messages.most_unanswered"
    CODE_PATTERN = "code.pattern"
    CODE_PROVINCE_IDENTIFIER = "code.province_identifier"
    UPLOAD_MAX_MB = "upload.max_mb"
    UPLOAD_MAX_FILES = "upload.max_files"
    UPLOAD_FILING_MB = "upload.filing_mb"
    UPLOAD_SHRINK_KB = "upload.shrink_kb"
    RECORDING_MAX_KB = "recording.max_kb"
    CONSENT_OWNERS_PER_CONTACT = "consent.owners_per_contact"
    UPLOAD_ABANDONED_HOURS = "upload.abandoned_hours"
    EXPORT_MAX_ROWS = "export.max_rows"
    EXPORT_AT_ONCE = "export.at_once"
    MERGE_NAME_SIMILARITY = "merge.name_similarity"
    TAKE_OVER_PAGE_ROWS = "take_over.page_rows"
    CALENDAR_MOVES_AT_ONCE = "calendar.moves_at_once"
    TRACKING_FREE_TRIES = "tracking.free_tries"
    TRACKING_MAX_TRIES_PER_ADDRESS = "tracking.max_tries_per_address"
    TRACKING_MAX_TRIES_PER_CODE = "tracking.max_tries_per_code"
    TRACKING_WINDOW_MINUTES = "tracking.window_minutes"
    LEGAL_FORM_REFERENCE = "legal.form_reference"
    REPORT_FIRST_DAY = "report.first_day"
    PAKN_REFUSE_DAYS = "pakn.refuse_days"
    PAKN_SUPPLEMENT_DAYS = "pakn.supplement_days"
    PAKN_ANSWER_DAYS = "pakn.answer_days"
    PAKN_PUBLISH_DAYS = "pakn.publish_days"
    RATING_OPEN_DAYS = "rating.open_days"
    RATING_LEAST_SHOWN = "rating.least_shown"
    COMPARED_LEAST_SHOWN = "figures.least_compared"
    PDPL_FIRST_RESPONSE_DAYS = "pdpl.first_response_days"
    PDPL_FULFIL_DAYS = "pdpl.fulfil_days"
    PDPL_WITHDRAW_DAYS = "pdpl.withdraw_days"
    PDPL_WITHDRAW_THIRD_PARTY_DAYS = "pdpl.withdraw_third_party_days"
    PDPL_EXTENSION_DAYS = "pdpl.extension_days"
    WEBHOOK_TIMEOUT_SECONDS = "webhook.timeout_seconds"
    WEBHOOK_FIRST_WAIT_SECONDS = "webhook.first_wait_seconds"
    WEBHOOK_LONGEST_WAIT_MINUTES = "webhook.longest_wait_minutes"
    WEBHOOK_MAX_ATTEMPTS = "webhook.max_attempts"
    WEBHOOK_SECRET_OVERLAP_HOURS = "webhook.secret_overlap_hours"
    WEBHOOK_KEEP_DAYS = "webhook.keep_days"
    MESSAGE_FIRST = "message.first_channel"
    MESSAGE_QUIET_FROM = "message.quiet_from"
    MESSAGE_QUIET_UNTIL = "message.quiet_until"
    MESSAGE_SMS_ACCENTS = "message.sms_accents"
    MESSAGE_CALLS = "message.calls"
    MESSAGE_CALL_TRIES = "message.call_tries"
    MESSAGE_ZALO_REPORT_HOURS = "message.zalo_report_hours"
    QUESTIONS_KEEP_DAYS = "questions.keep_days"
    APPOINTMENT_MINUTES = "appointment.minutes"
    APPOINTMENT_PEOPLE = "appointment.people"
    APPOINTMENT_DAYS = "appointment.days_ahead"
    KPI_BANDS = "kpi.bands"
    KPI_WEIGHTS = "kpi.weights"
    KPI_TARGETS = "kpi.targets"
    KPI_TARGET_PAYMENT = "kpi.target_payment"
    KPI_ITEM_1_1 = "kpi.item_1_1"
    KPI_ITEM_1_2 = "kpi.item_1_2"
    KPI_ITEM_1_3 = "kpi.item_1_3"
    KPI_ITEM_1_4 = "kpi.item_1_4"
    KPI_ITEM_2_1 = "kpi.item_2_1"
    KPI_ITEM_3_1 = "kpi.item_3_1"
    KPI_ITEM_3_2 = "kpi.item_3_2"
    KPI_ITEM_3_3 = "kpi.item_3_3"
    KPI_ITEM_3_5 = "kpi.item_3_5"
    KPI_ITEM_3_6 = "kpi.item_3_6"
    KPI_ITEM_4_1 = "kpi.item_4_1"
    KPI_ITEM_4_2 = "kpi.item_4_2"
    KPI_ITEM_4_3 = "kpi.item_4_3"
    KPI_ITEM_4_4 = "kpi.item_4_4"
    KPI_ITEM_4_5 = "kpi.item_4_5"
    KPI_ITEM_5_1 = "kpi.item_5_1"
    KPI_ITEM_5_2 = "kpi.item_5_2"
    KPI_ITEM_5_3 = "kpi.item_5_3"
    KPI_ITEM_5_4 = "kpi.item_5_4"
    API_TOKEN_DAYS = "api.token_days"
    API_TOKEN_OVERLAP_DAYS = "api.token_overlap_days"
    API_REQUESTS_PER_MINUTE = "api.requests_per_minute"
    API_ANSWER_KEPT_DAYS = "api.answer_kept_days"


class ValueKind(StrEnum):
    """What a value may be; `policies.values` checks and reads it."""

    WHOLE = "whole"  # int
    SHARE = "share"  # float between 0 and 1
    TIME = "time"  # local time, stored as HH:MM
    TEXT = "text"
    CHOICE = "choice"
    NUMBERS = "numbers"  # list of whole numbers
    PATTERN = "pattern"  # of a dossier code


class Unit(TextChoices):
    """The unit shown beside a value."""

    NONE = "", _("–")
    WORKING_HOURS = "working_hours", _("working hours")
    HOURS = "hours", _("hours")
    SECONDS = "seconds", _("seconds")
    MINUTES = "minutes", _("minutes")
    WORKING_MINUTES = "working_minutes", _("working minutes")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    TIMES = "times", _("times")
    TIME_OF_DAY = "time_of_day", _("time of day")
    SHARE = "share", _("share (0 to 1)")
    KILOBYTES = "kilobytes", _("kilobytes")
    MEGABYTES = "megabytes", _("megabytes")
    FILES = "files", _("files")
    DAY_OF_MONTH = "day_of_month", _("day of the month")
    POINTS = "points", _("points")


class Confidence(TextChoices):
    """How well the value is known; shown to administrators."""

    CONFIRMED = "C", _("confirmed in the text")
    SECONDARY = "C2", _("confirmed by secondary sources")
    PREDECESSOR = "P", _("from the earlier text")
    GENERAL = "G", _("general knowledge, not checked against the text")
    UNKNOWN = "U", _("not regulated or not known: our own choice")


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy: its label, its default with unit, source and confidence, and what may be entered instead."""

    label: Promise
    default: Any
    kind: ValueKind
    unit: Unit
    source: str
    confidence: Confidence
    least: int = 0
    most: int = 1_000_000
    may_be_empty: bool = False
    choices: tuple[str, ...] = ()
    count: int | None = None  # how many numbers a list has


def _whole(label: Promise, default: int | None, unit: Unit, source: str, confidence: str, **rest: Any) -> Entry:
    return Entry(label, default, ValueKind.WHOLE, unit, source, Confidence(confidence), **rest)


def _time(label: Promise, default: str, source: str, confidence: str) -> Entry:
    return Entry(label, default, ValueKind.TIME, Unit.TIME_OF_DAY, source, Confidence(confidence))


def _text(label: Promise, default: str, source: str, confidence: str) -> Entry:
    return Entry(label, default, ValueKind.TEXT, Unit.NONE, source, Confidence(confidence))


def _item_score(item: str, most: int | None = None) -> Entry:
    """The highest score of an item of the scorecard. Empty: unknown, its share of what the group has left."""
    return _whole(
        format_lazy(_("Scorecard: highest score of item {item} (empty: not known, divided evenly)"), item=item),
        most,
        Unit.POINTS,
        DECISION_766 if most is not None else f"{DECISION_766}; điểm thành phần chưa đối chiếu văn bản",
        "U" if most is None else "C",
        most=100,
        may_be_empty=True,
    )


CATALOGUE: Mapping[PolicyKey, Entry] = {
    PolicyKey.WORK_HOURS_SOURCE: _text(
        _("Source of the working hours (the hours themselves stand in the calendar)"),
        "Công văn 4999/UBND-VX tỉnh Lào Cai, 03/10/2023 (07:30–12:00, 13:30–17:00; chưa đối chiếu sau 01/07/2025)",
        "Công văn 4999/UBND-VX tỉnh Lào Cai, 03/10/2023",
        "C",
    ),
    PolicyKey.ONLINE_FIRST_ANSWER_HOURS: _whole(
        _("First answer to an online dossier within"),
        8,
        Unit.WORKING_HOURS,
        "Nghị định 45/2020/NĐ-CP; số giờ đối chiếu theo quy định của Kho bạc Nhà nước",
        "G",
        least=1,
        most=80,
    ),
    PolicyKey.ONLINE_FILING: Entry(
        _("Where citizens file online"),
        "here",
        ValueKind.CHOICE,
        Unit.NONE,
        DECREE_118 + "; lựa chọn của hệ thống",
        Confidence.SECONDARY,
        choices=("here", "national_portal"),
    ),
    PolicyKey.PAYMENT_BANK_ACCOUNT: _text(
        _("Account for transfers of centers that have entered none of their own"),
        "970405|0000000000|TAI KHOAN MAU|Ngân hàng mẫu, không chuyển tiền",
        "Tài khoản mẫu; mỗi trung tâm nhập tài khoản đã công bố",
        "U",
    ),
    PolicyKey.RESULT_NEEDS_SIGNATURE: Entry(
        _("Officers need a leader's signature for a result (limits of a day or less never)"),
        "no",
        ValueKind.CHOICE,
        Unit.NONE,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        choices=("no", "yes"),
    ),
    PolicyKey.RECEIVE_FOR_OTHERS: Entry(
        _("Receiving what another commune decides"),
        "all",
        ValueKind.CHOICE,
        Unit.NONE,
        DECREE_118 + ", Điều 14; danh mục do tỉnh công bố chưa tìm thấy",
        Confidence.UNKNOWN,
        choices=("all", "none"),
    ),
    PolicyKey.SAMEDAY_CUTOFF: _time(
        _("Same-day procedures: result on the same day if received by"),
        "15:00",
        "Quyết định công bố của từng thủ tục (ví dụ QĐ 1811, QĐ 663 của Hà Nội)",
        "C2",
    ),
    PolicyKey.TRANSFER_CUTOFF: _time(
        _("Paper dossiers are handed over on the same day if received by"), "15:00", f"{DECREE_61}, Điều 18", "G"
    ),
    PolicyKey.APOLOGY_LEAD_DAYS: _whole(
        _("Apology at the latest this long before the due date"),
        1,
        Unit.WORKING_DAYS,
        f"{DECREE_61}, Điều 19",
        "P",
        least=1,
        most=10,
    ),
    PolicyKey.APOLOGY_MAX_TIMES: _whole(
        _("New appointments per dossier"), 1, Unit.TIMES, f"{DECREE_61}, Điều 19", "P", least=1, most=5
    ),
    PolicyKey.APOLOGY_DRAFT_DAYS: _whole(
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
    PolicyKey.COORDINATION_ANSWER_DAYS: _whole(
        _("An office that is asked for an opinion answers within, unless who asks sets another date"),
        2,
        Unit.WORKING_DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=30,
    ),
    PolicyKey.MESSAGES_DAYS_AFTER_END: _whole(
        _("Applicant and office may write to each other about a dossier until, after its end"),
        30,
        Unit.DAYS,
        OWN_CHOICE,
        "U",
        most=365,
    ),
    PolicyKey.MESSAGES_MOST_UNANSWERED: _whole(
        _("Messages of an applicant that may wait for an answer"), 5, Unit.TIMES, OWN_CHOICE, "U", least=1, most=50
    ),
    PolicyKey.SUPPLEMENT_SOFT_MAX: _whole(
        _("Supplement requests before a leader must agree"),
        1,
        Unit.TIMES,
        f"{DECREE_61}, Điều 17; {DECISION_766}, chỉ số 2.1",
        "P",
        most=10,
    ),
    PolicyKey.SUPPLEMENT_UNLISTED: Entry(
        _("Papers that are not on the published list may be asked for by"),
        "nobody",
        ValueKind.CHOICE,
        Unit.NONE,
        DECREE_118 + ", Điều 5 (hành vi không được làm)",
        Confidence.CONFIRMED,
        choices=("nobody", "leader"),
    ),
    PolicyKey.SUPPLEMENT_LAPSE_DAYS: _whole(
        _("A paused dossier lapses when the applicant has not answered within"),
        None,
        Unit.DAYS,
        "Chưa thấy quy định; để trống thì hồ sơ không tự hết hiệu lực",
        "U",
        least=1,
        most=3650,
        may_be_empty=True,
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
    PolicyKey.FILING_EXPIRY_DAYS: _whole(
        _("An unfinished filing is deleted after"), 30, Unit.DAYS, OWN_CHOICE, "U", least=1, most=365
    ),
    PolicyKey.INCOMPLETE_EXPIRY_DAYS: _whole(
        _("A dossier sent back before acceptance expires after"),
        30,
        Unit.DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=3650,
        may_be_empty=True,
    ),
    PolicyKey.LATE_TYPING_MAX_DAYS: _whole(
        _("An event may be typed in late, with a reason, within"), 5, Unit.DAYS, OWN_CHOICE, "U", most=60
    ),
    PolicyKey.DUE_SOON_MIN_MINUTES: _whole(
        _("Due soon: at least when this much working time is left"),
        240,
        Unit.WORKING_MINUTES,
        OWN_CHOICE,
        "U",
        least=1,
        most=4800,
    ),
    PolicyKey.DUE_SOON_MAX_MINUTES: _whole(
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
    PolicyKey.DUE_SOON_SAME_DAY_AT: _time(_("Same-day procedures are due soon from"), "14:00", OWN_CHOICE, "U"),
    PolicyKey.LEADERS_MORNING_AT: _time(
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
    PolicyKey.CODE_PATTERN: Entry(
        _("Pattern of the dossier code"),
        "{unit_id}-{date:%y%m%d}-{seq:04d}",
        ValueKind.PATTERN,
        Unit.NONE,
        "Mã hồ sơ in trên Cổng dịch vụ công; Thông tư 03/2025/TT-VPCP chưa đối chiếu",
        Confidence.SECONDARY,
    ),
    PolicyKey.CODE_PROVINCE_IDENTIFIER: _text(
        _("Electronic identifier of the province"), "H38", "Mã hồ sơ trên Cổng dịch vụ công tỉnh Lào Cai", "C"
    ),
    PolicyKey.UPLOAD_MAX_MB: _whole(
        _("Largest file that can be uploaded"), 6, Unit.MEGABYTES, OWN_CHOICE, "U", least=1, most=100
    ),
    PolicyKey.UPLOAD_MAX_FILES: _whole(_("Files per filing"), 20, Unit.FILES, OWN_CHOICE, "U", least=1, most=200),
    PolicyKey.UPLOAD_FILING_MB: _whole(
        _("All files of one filing together"), 60, Unit.MEGABYTES, OWN_CHOICE, "U", least=1, most=2000
    ),
    PolicyKey.RECORDING_MAX_KB: _whole(
        _("Largest recording about a procedure"), 2000, Unit.KILOBYTES, OWN_CHOICE, "U", least=100, most=10_000
    ),
    PolicyKey.UPLOAD_SHRINK_KB: _whole(
        _("Photos larger than this are made smaller on the phone before they are sent"),
        1000,
        Unit.KILOBYTES,
        OWN_CHOICE,
        "U",
        least=50,
        most=100_000,
    ),
    PolicyKey.CONSENT_OWNERS_PER_CONTACT: _whole(
        _("Other people who may agree to a helper by a code to the same phone or e-mail"),
        3,
        Unit.NONE,
        OWN_CHOICE,
        "U",
        least=1,
        most=50,
    ),
    PolicyKey.UPLOAD_ABANDONED_HOURS: _whole(
        _("Files that never arrived completely are removed after"), 24, Unit.HOURS, OWN_CHOICE, "U", least=1, most=720
    ),
    PolicyKey.EXPORT_MAX_ROWS: _whole(
        _("Dossiers in one spreadsheet, at most"), 50_000, Unit.NONE, OWN_CHOICE, "U", least=1, most=200_000
    ),
    PolicyKey.EXPORT_AT_ONCE: _whole(
        _("Dossiers in a spreadsheet that is written at once; longer ones are written in the background"),
        2000,
        Unit.NONE,
        OWN_CHOICE,
        "U",
        least=1,
        most=10_000,
    ),
    PolicyKey.MERGE_NAME_SIMILARITY: Entry(
        _("Records with the same phone are offered as one person when their names agree by"),
        0.5,
        ValueKind.SHARE,
        Unit.SHARE,
        OWN_CHOICE,
        Confidence.UNKNOWN,
    ),
    PolicyKey.TAKE_OVER_PAGE_ROWS: _whole(
        _("Rows of a spreadsheet that a page takes over; longer ones go through the command"),
        5000,
        Unit.NONE,
        OWN_CHOICE,
        "U",
        least=1,
        most=20_000,
    ),
    PolicyKey.CALENDAR_MOVES_AT_ONCE: _whole(
        _("Dossiers that a change of the calendar moves at once; more are moved in the background"),
        50,
        Unit.NONE,
        OWN_CHOICE,
        "U",
        most=1000,
    ),
    PolicyKey.TRACKING_FREE_TRIES: _whole(
        _("Tracking: wrong entries before answers are delayed"), 3, Unit.TIMES, OWN_CHOICE, "U", most=100
    ),
    PolicyKey.TRACKING_MAX_TRIES_PER_ADDRESS: _whole(
        _("Tracking: wrong entries per network address"), 60, Unit.TIMES, OWN_CHOICE, "U", least=1, most=10_000
    ),
    PolicyKey.TRACKING_MAX_TRIES_PER_CODE: _whole(
        _("Tracking: wrong entries per dossier code"), 10, Unit.TIMES, OWN_CHOICE, "U", least=1, most=1000
    ),
    PolicyKey.TRACKING_WINDOW_MINUTES: _whole(
        _("Tracking: wrong entries are counted for"), 60, Unit.MINUTES, OWN_CHOICE, "U", least=1, most=1440
    ),
    PolicyKey.LEGAL_FORM_REFERENCE: _text(
        _("Legal reference printed on the forms"),
        "Thông tư số 03/2025/TT-VPCP",
        "Thông tư 03/2025/TT-VPCP, Phụ lục I",
        "C",
    ),
    PolicyKey.REPORT_FIRST_DAY: _whole(
        _("Reporting months begin on this day (15: from the 15th to the 14th)"),
        15,
        Unit.DAY_OF_MONTH,
        "Thông tư 01/2020/TT-VPCP",
        "G",
        least=1,
        most=28,
    ),
    PolicyKey.PAKN_REFUSE_DAYS: _whole(_("Petition: refuse within"), 2, Unit.WORKING_DAYS, PAKN, "C2", least=1),
    PolicyKey.PAKN_SUPPLEMENT_DAYS: _whole(
        _("Petition: ask the sender to complete it within"), 5, Unit.WORKING_DAYS, PAKN, "C2", least=1
    ),
    PolicyKey.PAKN_ANSWER_DAYS: _whole(
        _("Petition: resolve and answer within"), 15, Unit.WORKING_DAYS, PAKN, "C2", least=1
    ),
    PolicyKey.PAKN_PUBLISH_DAYS: _whole(
        _("Petition: publish the answer within"),
        2,
        Unit.WORKING_DAYS,
        f"{PAKN}; Thông tư 02/2017/TT-VPCP",
        "C2",
        least=1,
    ),
    PolicyKey.RATING_OPEN_DAYS: _whole(
        _("A dossier may be rated this long after its end"), 90, Unit.DAYS, OWN_CHOICE, "U", least=1, most=366
    ),
    PolicyKey.RATING_LEAST_SHOWN: _whole(
        _("Ratings are shown only together with this many others"), 5, Unit.TIMES, OWN_CHOICE, "U", least=2, most=50
    ),
    PolicyKey.COMPARED_LEAST_SHOWN: _whole(
        _("Comparison of centers: numbers of other centers are shown from this many dossiers on"),
        5,
        Unit.TIMES,
        OWN_CHOICE,
        "U",
        least=2,
        most=50,
    ),
    PolicyKey.PDPL_FIRST_RESPONSE_DAYS: _whole(
        _("Personal data: first answer to a request within"), 2, Unit.WORKING_DAYS, PDPL, "C", least=1
    ),
    PolicyKey.PDPL_FULFIL_DAYS: _whole(
        _("Personal data: access, correction, deletion within (the law says 10 to 20)"),
        10,
        Unit.DAYS,
        PDPL,
        "U",
        least=1,
        most=20,
    ),
    PolicyKey.PDPL_WITHDRAW_DAYS: _whole(
        _("Personal data: act on withdrawn consent within"), 15, Unit.DAYS, PDPL, "C", least=1
    ),
    PolicyKey.PDPL_WITHDRAW_THIRD_PARTY_DAYS: _whole(
        _("Personal data: the same when a third party is involved"), 20, Unit.DAYS, PDPL, "C", least=1
    ),
    PolicyKey.PDPL_EXTENSION_DAYS: _whole(
        _("Personal data: one extension of at most"), 15, Unit.DAYS, PDPL, "C", least=1
    ),
    PolicyKey.WEBHOOK_TIMEOUT_SECONDS: _whole(
        _("Webhooks: the other system must answer within"), 10, Unit.SECONDS, OWN_CHOICE, "U", least=1, most=30
    ),
    PolicyKey.WEBHOOK_FIRST_WAIT_SECONDS: _whole(
        _("Webhooks: wait after the first failure (doubled after each further one)"),
        30,
        Unit.SECONDS,
        OWN_CHOICE,
        "U",
        least=1,
        most=3600,
    ),
    PolicyKey.WEBHOOK_LONGEST_WAIT_MINUTES: _whole(
        _("Webhooks: longest wait between two attempts"), 1440, Unit.MINUTES, OWN_CHOICE, "U", least=1, most=10_080
    ),
    PolicyKey.WEBHOOK_MAX_ATTEMPTS: _whole(
        _("Webhooks: attempts before a delivery is parked"), 16, Unit.TIMES, OWN_CHOICE, "U", least=1, most=100
    ),
    PolicyKey.WEBHOOK_SECRET_OVERLAP_HOURS: _whole(
        _("Webhooks: after a change of secret the old one signs too for"),
        24,
        Unit.HOURS,
        OWN_CHOICE,
        "U",
        most=720,
    ),
    PolicyKey.QUESTIONS_KEEP_DAYS: _whole(
        _("Questions to the assistant without an answer are kept for"),
        180,
        Unit.DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=730,
    ),
    PolicyKey.APPOINTMENT_MINUTES: _whole(
        _("Appointments: from one time to the next"), 30, Unit.MINUTES, OWN_CHOICE, "U", least=5, most=240
    ),
    PolicyKey.APPOINTMENT_PEOPLE: _whole(
        _("Appointments: people at one time (0: no times are reserved)"),
        2,
        Unit.TIMES,
        OWN_CHOICE,
        "U",
        least=0,
        most=50,
    ),
    PolicyKey.APPOINTMENT_DAYS: _whole(
        _("Appointments: can be reserved so many working days ahead"),
        10,
        Unit.WORKING_DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=60,
    ),
    PolicyKey.WEBHOOK_KEEP_DAYS: _whole(
        _("Webhooks: what was delivered can be replayed for"), 90, Unit.DAYS, OWN_CHOICE, "U", least=1, most=3650
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
    PolicyKey.MESSAGE_QUIET_FROM: _time(_("Messages by Zalo and SMS: none from"), "22:00", DECREE_91, "C2"),
    PolicyKey.MESSAGE_QUIET_UNTIL: _time(_("Messages by Zalo and SMS: again from"), "07:00", DECREE_91, "C2"),
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
    PolicyKey.MESSAGE_CALL_TRIES: _whole(
        _("Calls without an answer before a message counts as not delivered"),
        3,
        Unit.TIMES,
        OWN_CHOICE,
        "U",
        least=1,
        most=20,
    ),
    PolicyKey.MESSAGE_ZALO_REPORT_HOURS: _whole(
        _("Hours without a word of Zalo before it is asked whether a message arrived"),
        24,
        Unit.HOURS,
        OWN_CHOICE,
        "U",
        least=1,
        most=71,
    ),
    PolicyKey.KPI_BANDS: Entry(
        _("Scorecard: lowest score of excellent, good, fair, average"),
        [90, 80, 70, 50],
        ValueKind.NUMBERS,
        Unit.POINTS,
        DECISION_766,
        Confidence.GENERAL,
        most=100,
        count=4,
    ),
    PolicyKey.KPI_WEIGHTS: Entry(
        _("Scorecard: highest scores of the five groups"),
        [18, 20, 22, 22, 18],
        ValueKind.NUMBERS,
        Unit.POINTS,
        DECISION_766,
        Confidence.CONFIRMED,
        most=100,
        count=5,
    ),
    PolicyKey.KPI_TARGETS: Entry(
        _("Scorecard: percent that give the highest score of items 3.1, 3.3, 3.5, 4.2, 4.3, 5.4"),
        [80, 50, 80, 80, 80, 90],
        ValueKind.NUMBERS,
        Unit.NONE,
        DECISION_766,
        Confidence.SECONDARY,
        least=1,
        most=100,
        count=6,
    ),
    PolicyKey.KPI_TARGET_PAYMENT: _whole(
        _("Scorecard: percent that give the highest score of item 3.6 (paid online)"),
        100,
        Unit.NONE,
        f"{DECISION_766}; ngưỡng chưa đối chiếu văn bản",
        "U",
        least=1,
        most=100,
    ),
    PolicyKey.KPI_ITEM_1_1: _item_score("1.1"),
    PolicyKey.KPI_ITEM_1_2: _item_score("1.2", 4),
    PolicyKey.KPI_ITEM_1_3: _item_score("1.3"),
    PolicyKey.KPI_ITEM_1_4: _item_score("1.4"),
    PolicyKey.KPI_ITEM_2_1: _item_score("2.1", 20),
    PolicyKey.KPI_ITEM_3_1: _item_score("3.1"),
    PolicyKey.KPI_ITEM_3_2: _item_score("3.2"),
    PolicyKey.KPI_ITEM_3_3: _item_score("3.3"),
    PolicyKey.KPI_ITEM_3_5: _item_score("3.5"),
    PolicyKey.KPI_ITEM_3_6: _item_score("3.6"),
    PolicyKey.KPI_ITEM_4_1: _item_score("4.1"),
    PolicyKey.KPI_ITEM_4_2: _item_score("4.2"),
    PolicyKey.KPI_ITEM_4_3: _item_score("4.3"),
    PolicyKey.KPI_ITEM_4_4: _item_score("4.4"),
    PolicyKey.KPI_ITEM_4_5: _item_score("4.5"),
    PolicyKey.KPI_ITEM_5_1: _item_score("5.1"),
    PolicyKey.KPI_ITEM_5_2: _item_score("5.2"),
    PolicyKey.KPI_ITEM_5_3: _item_score("5.3"),
    PolicyKey.KPI_ITEM_5_4: _item_score("5.4", 6),
    PolicyKey.API_TOKEN_DAYS: Entry(
        _("API: how long a token of another system is valid"),
        365,
        ValueKind.WHOLE,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
        most=1100,
    ),
    PolicyKey.API_TOKEN_OVERLAP_DAYS: Entry(
        _("API: how long the old token stays valid beside its renewal"),
        3,
        ValueKind.WHOLE,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        most=60,
    ),
    PolicyKey.API_REQUESTS_PER_MINUTE: Entry(
        _("API: requests of one token in a minute"),
        60_000,
        ValueKind.WHOLE,
        Unit.TIMES,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
    ),
    PolicyKey.API_ANSWER_KEPT_DAYS: Entry(
        _("API: how long the answer under an idempotency key is kept"),
        1,
        ValueKind.WHOLE,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
        most=30,
    ),
}
