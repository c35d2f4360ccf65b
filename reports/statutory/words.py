"""The words of form II.06a in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

COLUMN_WORDS: Mapping[int, Any] = {
    3: _("Received – in all"),
    4: _("Received in the period – online"),
    5: _("Received in the period – directly or by post"),
    6: _("Carried over from the period before"),
    7: _("Resolved – in all"),
    8: _("Resolved – before the due date"),
    9: _("Resolved – on time"),
    10: _("Resolved – late"),
    11: _("Pending – in all"),
    12: _("Pending – within time"),
    13: _("Pending – overdue"),
}
COLUMN_NUMBERS: Mapping[int, str] = {
    **{number: f"({number})" for number in COLUMN_WORDS},
    3: "(3)=(4)+(5)+(6)",
    7: "(7)=(8)+(9)+(10)",
    11: "(11)=(12)+(13)",
}
KEY_WORDS: Mapping[str, Any] = {f"ii06a.{number}": words for number, words in COLUMN_WORDS.items()}

NOTE_WORDS: Mapping[str, Any] = {
    "reopened": _("contains dossiers reopened in the period"),
    "moved": _("contains dossiers moved here from another place or level, less those moved away"),
    "returned.total": _("contains dossiers returned without a result, those returned late in (10)"),
    "returned.late": _("contains dossiers returned late without a result"),
    "withdrawn.total": _("contains dossiers withdrawn by the applicant, those withdrawn late in (10)"),
    "withdrawn.late": _("contains dossiers withdrawn late by the applicant"),
}
