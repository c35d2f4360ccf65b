"""The sheets of lists of dossiers: what stands above and below their rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.clock import told
from common.spreadsheet import Sheet
from dossiers.exports import lists, register
from dossiers.exports.masking import Masking
from dossiers.models import Dossier, ExportKind, ExportRecord


def list_sheet(
    title: str,
    words: Sequence[str],
    record: ExportRecord,
    masking: Masking,
    *,
    at: datetime,
    visible: QuerySet[Dossier] | None = None,
    times: Mapping[int, int] | None = None,
    footnotes: Sequence[str] = (),
) -> Sheet:
    """A list of dossiers; `visible` and `times` as `lists.rows` has them."""
    return Sheet(
        name=_("Dossiers"),
        title=title,
        columns=lists.columns(with_times=times is not None),
        rows=lists.rows(record, masking, at=at, visible=visible, times=times),
        lines=[*words, taken_line(record)],
        footnotes=[extent_line(record), *footnotes],
    )


def register_sheet(words: Sequence[str], record: ExportRecord, masking: Masking) -> Sheet:
    """The register of a center, as form 07 of Circular 03/2025 wants it."""
    return Sheet(
        name=_("Register of dossiers"),
        title=_("Register of dossiers (form 07, Circular 03/2025/TT-VPCP)"),
        columns=register.columns(),
        rows=register.rows(record, masking),
        lines=[*words, taken_line(record)],
        footnotes=[extent_line(record)],
    )


def taken_line(record: ExportRecord) -> str:
    """Who took it and when, with the number under which it is recorded."""
    line = _("Taken by %(name)s at %(moment)s, export no. %(number)s") % {
        "name": record.user.full_name,
        "moment": told(record.at),
        "number": record.pk,
    }
    if record.what == ExportKind.FIGURES:
        return line
    return f"{line} · " + _("Dossiers in this list: %(n)s") % {"n": record.count}


def extent_line(record: ExportRecord) -> str:
    """What of people the sheet shows."""
    if not record.is_full:
        return _("Identity numbers, phone numbers and addresses are masked.")
    return _("Contains personal data in full for dossiers of the leader's own center; reason: %(reason)s") % {
        "reason": record.reason
    }
