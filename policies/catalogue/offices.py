"""Rows about the work of the offices: receiving, asking for papers, signing, lists and spreadsheets."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .entry import Confidence, Entry, Unit, ValueKind, text, whole
from .keys import PolicyKey
from .sources import DECISION_766, DECREE_61, DECREE_118, OWN_CHOICE

ROWS: Mapping[PolicyKey, Entry] = {
    PolicyKey.PAYMENT_BANK_ACCOUNT: text(
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
    PolicyKey.SUPPLEMENT_SOFT_MAX: whole(
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
    PolicyKey.CODE_PATTERN: Entry(
        _("Pattern of the dossier code"),
        "{unit_id}-{date:%y%m%d}-{seq:04d}",
        ValueKind.PATTERN,
        Unit.NONE,
        "Mã hồ sơ in trên Cổng dịch vụ công; Thông tư 03/2025/TT-VPCP chưa đối chiếu",
        Confidence.SECONDARY,
    ),
    PolicyKey.CODE_PROVINCE_IDENTIFIER: text(
        _("Electronic identifier of the province"), "H38", "Mã hồ sơ trên Cổng dịch vụ công tỉnh Lào Cai", "C"
    ),
    PolicyKey.RECORDING_MAX_KB: whole(
        _("Largest recording about a procedure"), 2000, Unit.KILOBYTES, OWN_CHOICE, "U", least=100, most=10_000
    ),
    PolicyKey.EXPORT_MAX_ROWS: whole(
        _("Dossiers in one spreadsheet, at most"), 50_000, Unit.NONE, OWN_CHOICE, "U", least=1, most=200_000
    ),
    PolicyKey.EXPORT_AT_ONCE: whole(
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
    PolicyKey.TAKE_OVER_PAGE_ROWS: whole(
        _("Rows of a spreadsheet that a page takes over; longer ones go through the command"),
        5000,
        Unit.NONE,
        OWN_CHOICE,
        "U",
        least=1,
        most=20_000,
    ),
    PolicyKey.LEGAL_FORM_REFERENCE: text(
        _("Legal reference printed on the forms"),
        "Thông tư số 03/2025/TT-VPCP",
        "Thông tư 03/2025/TT-VPCP, Phụ lục I",
        "C",
    ),
}
