"""The reports there are: their addresses, names, and what makes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, LedgerEntry
from reports.measures import By
from reports.queries import Scope

from . import (
    channels,
    crossing_table,
    digital_table,
    feedback_tables,
    fees,
    form06_tables,
    officers_table,
    overdue,
    overdue_table,
)
from .asked import Asked
from .table import Line, Table

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Listing:
    """What a report with a line per dossier has besides: `rows` in order, the dossiers in them, and their lines."""

    rows: Callable[[Scope], QuerySet[LedgerEntry, Any]]
    dossiers: Callable[[Scope], QuerySet[Dossier]]
    lines: Callable[[Asked, Rows], list[Line]]
    streamed: Callable[[Asked, Rows], Iterator[Line]]


@dataclass(frozen=True)
class Report:
    """`by` is for whom dossiers count unless asked otherwise; `for_supervisors`: compares several centers;
    `of_one_center`: is never told of all of them together; `counted`: how, where receiving or deciding is no choice."""

    slug: str
    name: Any
    about: Any
    build: Callable[[Asked], Table]
    by: By = By.RECEIVING
    for_supervisors: bool = False
    of_one_center: bool = False
    listing: Listing | None = None
    counted: Any = ""


_ALL = (
    Report(
        "06a",
        _("Form II.06a: handling of procedures"),
        _("13 columns by level and sector, with check sums (Circular 01/2020/TT-VPCP)."),
        lambda asked: form06_tables.form_06a(asked.scope, asked.query),
        By.DECIDING,
    ),
    Report(
        "06b",
        _("Form II.06b: aggregation over centers and units"),
        _("The same columns, one row per center or unit."),
        lambda asked: form06_tables.form_06b(asked.scope, asked.query),
        By.DECIDING,
        for_supervisors=True,
    ),
    Report(
        "qua-han",
        _("Late dossiers with causes"),
        _("Every dossier that ended late or is late at the end: where time was lost, what is recorded, form 04."),
        overdue_table.overdue,
        listing=Listing(overdue.keys_of, overdue.dossiers_of, overdue_table.lines, overdue_table.streamed),
    ),
    Report(
        "can-bo",
        _("By officer"),
        _("What came to whom, what it became and how long it took; in alphabetical order."),
        officers_table.by_officer,
        of_one_center=True,
    ),
    Report(
        "kenh",
        _("By channel"),
        _("Online in full and in part, at the counter, by post; what was filed with assistance apart."),
        channels.by_channel,
    ),
    Report(
        "phi-dia-gioi",
        _("Across boundaries"),
        _("Received here for others, by others for us; how long the ways took, and late minutes of whoever had it."),
        crossing_table.across_boundaries,
        of_one_center=True,
        counted=_("above what this center receives, below what its commune decides"),
    ),
    Report(
        "so-hoa",
        _("Digitisation"),
        _("Results with number, file and signature; papers with a file, described, used again."),
        digital_table.digitisation,
    ),
    Report(
        "phi-le-phi",
        _("Fees"),
        _("Charged, paid in each way, exempt by ground, still open, given back; with the sums of the day book."),
        fees.fees,
        of_one_center=True,
        counted=_("counted at the center that takes the money"),
    ),
    Report(
        "danh-gia",
        _("Ratings"),
        _("How often each answer was given to each question, and the mean."),
        feedback_tables.ratings,
    ),
    Report(
        "phan-anh",
        _("Petitions by timer"),
        _("Answered, refused, completed, published: in time, late, still waiting."),
        feedback_tables.petitions,
        counted=_("counted at the center that a petition was sent to"),
    ),
)
REPORTS: Mapping[str, Report] = {report.slug: report for report in _ALL}
