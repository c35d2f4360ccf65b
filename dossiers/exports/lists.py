"""The worklist, the lists of the counter and the dossiers behind a figure: one table for all of them."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from common.spreadsheet import Cell, Column, Kind
from common.text import mask_name
from dossiers.lifecycle import Status
from dossiers.models import Channel, Dossier, ExportRecord
from dossiers.queries.standing import Standings
from dossiers.queries.worklist import by_due_date

from .masking import Masking, contact_of

CHUNK = 500  # rows that are fetched at a time
RELATIONS = (
    "version__procedure",
    "owner__address_unit__parent",
    "holder",
    "assignee",
    "receiving_center__calendar",
    "deciding_unit",
)


def columns(*, with_times: bool = False) -> tuple[Column, ...]:
    """Headings in the language of the page. `with_times`: how often the dossier counts in a figure."""
    return (
        Column(_("No."), 6, Kind.NUMBER),
        Column(_("Code"), 24),
        *((Column(_("Counts"), 8, Kind.NUMBER),) if with_times else ()),
        Column(_("Procedure"), 46),
        Column(_("Owner"), 26),
        Column(_("Identity number or tax code"), 16),
        Column(_("Phone number"), 14),
        Column(_("Address"), 32),
        Column(_("Channel"), 14),
        Column(_("Submitted"), 17, Kind.MOMENT),
        Column(_("Received"), 17, Kind.MOMENT),
        Column(_("Due"), 17, Kind.MOMENT),
        Column(_("Ended"), 17, Kind.MOMENT),
        Column(_("Status"), 18),
        Column(_("Time limit"), 18),
        Column(_("Received by"), 30),
        Column(_("Decided by"), 26),
        Column(_("Where it is"), 28),
        Column(_("Person in charge"), 22),
    )


def rows(
    record: ExportRecord,
    masking: Masking,
    *,
    at: datetime,
    visible: QuerySet[Dossier] | None = None,
    times: Mapping[int, int] | None = None,
) -> Iterator[tuple[Cell, ...]]:
    """The dossiers of a recorded export, first due first, in one query through a cursor of the server.

    `visible`: whose owners may be named (none given: all). `times`: by dossier, where it is not once.
    """
    wanted = Dossier.objects.filter(views__export=record).select_related(*RELATIONS)
    if visible is not None:
        wanted = wanted.annotate(is_visible=Exists(visible.filter(pk=OuterRef("pk"))))
    standings = Standings(at)
    for number, dossier in enumerate(by_due_date(wanted).iterator(chunk_size=CHUNK), start=1):
        is_visible = visible is None or dossier.is_visible  # type: ignore[attr-defined]  # annotated above
        counted = () if times is None else (times.get(dossier.pk, 1),)
        yield (number, _name(dossier), *counted, *_cells(dossier, masking, standings, is_visible=is_visible))


def _name(dossier: Dossier) -> str:
    return dossier.code or f"#{dossier.pk}"


def _cells(dossier: Dossier, masking: Masking, standings: Standings, *, is_visible: bool) -> tuple[Cell, ...]:
    contact = contact_of(dossier.owner, in_full=is_visible and masking.shows(dossier))
    return (
        dossier.version.procedure.name,
        dossier.owner.name if is_visible else mask_name(dossier.owner.name),
        contact.number,
        contact.phone,
        contact.address,
        str(Channel(dossier.channel).label),
        dossier.submitted_at,
        dossier.received_at,
        dossier.due_at,
        dossier.ended_at,
        str(Status(dossier.status).label),
        standings.of(dossier).words,
        dossier.receiving_center.name,
        dossier.deciding_unit.name,
        dossier.holder.name,
        dossier.assignee.full_name if dossier.assignee else "",
    )
