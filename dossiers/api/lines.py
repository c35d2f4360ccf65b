"""A dossier as one flat row of plain data: the same from a selection of columns and from an object in hand."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import Any

from common.api.answers import moment
from dossiers.lifecycle import NATIONAL_CODE, Status
from dossiers.models import Dossier
from dossiers.slips.words import tracking_address

COLUMNS: Mapping[str, str] = {
    "id": "pk",
    "code": "code",
    "revision": "revision",
    "status": "status",
    "procedure": "version__procedure__code",
    "level": "level",
    "channel": "channel",
    "filed_by": "filed_by",
    "receiving_center": "receiving_center__slug",
    "return_center": "return_center__slug",
    "deciding_office": "deciding_office_id",
    "holder": "holder_id",
    "submitted_at": "submitted_at",
    "answer_due_at": "answer_due_at",
    "received_at": "received_at",
    "promised_at": "promised_at",
    "due_at": "due_at",
    "soon_at": "soon_at",
    "appointment_at": "appointment_at",
    "is_held": "held_by_pause",
    "step_number": "step_number",
    "step_due_at": "step_due_at",
    "ended_at": "ended_at",
    "return_kind": "return_kind",
    "delivered_at": "delivered_at",
    "needs_interpreter": "needs_interpreter",
}
"""Name in the API → path of the column."""

PATHS = tuple(COLUMNS.values())


def line(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row from its columns by path."""
    row = {name: _plain(values[path]) for name, path in COLUMNS.items()}
    row["national_code"] = NATIONAL_CODE[Status(row["status"])]
    return row


def line_of(dossier: Dossier) -> dict[str, Any]:
    """The same row; asks for procedure and centers where they are not loaded."""
    return line({path: reduce(getattr, path.split("__"), dossier) for path in PATHS})


def done(dossier: Dossier) -> dict[str, Any]:
    """What an action answers: the row, and how the applicant can follow it."""
    return {**line_of(dossier), "tracking": tracking(dossier)}


def tracking(dossier: Dossier) -> dict[str, str]:
    return {"check_word": dossier.check_word, "address": tracking_address(dossier)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if isinstance(value, str) else value
