"""The register (form 07 of Circular 03/2025/TT-VPCP) as a sheet; the same lines as the page."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from common.spreadsheet import Cell, Column, Kind
from dossiers.models import Dossier, ExportRecord
from dossiers.queries.register import Entry, entries, in_order, with_ends

from .lists import CHUNK
from .masking import Masking


def columns() -> tuple[Column, ...]:
    """The columns of form 07, in its order."""
    return (
        Column(_("No."), 6, Kind.NUMBER),
        Column(_("Code"), 24),
        Column(_("Content of the dossier (procedure)"), 46),
        Column(_("Sets"), 8, Kind.NUMBER),
        Column(_("Owner"), 26),
        Column(_("Address"), 32),
        Column(_("Phone number"), 14),
        Column(_("Received on"), 17, Kind.MOMENT),
        Column(_("Appointment for the result"), 17, Kind.MOMENT),
        Column(_("Result received from the authority"), 17, Kind.MOMENT),
        Column(_("Result handed to the applicant"), 17, Kind.MOMENT),
        Column(_("How it is handed over"), 16),
        Column(_("Handed over by"), 22),
        Column(_("Taken by"), 22),
        Column(_("Note"), 32),
    )


def rows(record: ExportRecord, masking: Masking) -> Iterator[tuple[Cell, ...]]:
    """The dossiers of a recorded export as they came in, in one query through a cursor of the server."""
    for entry in entries_of(record, masking):
        yield _cells(entry)


def entries_of(record: ExportRecord, masking: Masking) -> Iterator[Entry]:
    """The same dossiers as lines of the register."""
    wanted = with_ends(in_order(Dossier.objects.filter(views__export=record)))
    yield from entries(wanted.iterator(chunk_size=CHUNK), masking)


def _cells(entry: Entry) -> tuple[Cell, ...]:
    return (
        entry.number,
        entry.code,
        entry.procedure,
        entry.sets,
        entry.owner,
        entry.address,
        entry.phone,
        entry.received_at,
        entry.appointment_at,
        entry.result_at,
        entry.delivered_at,
        entry.way,
        entry.giver,
        entry.taker,
        entry.note,
    )
