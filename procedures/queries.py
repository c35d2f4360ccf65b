"""Questions about the catalogue on a day: which version counts, how long it allows, what has no time yet."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import prepared, rows
from common.errors import Refusal
from procedures.limits import Limit
from procedures.models import Procedure, ProcedureCase, ProcedureVersion
from procedures.papers import CUT_LABEL, CUT_NAME, readable
from procedures.search import search
from procedures.steps import steps_of
from procedures.units import counted_level, deciding_unit_for, office_for
from workcalendar.engine import Allowance, Unit

__all__ = [
    "NotInForce",
    "TimeUnknown",
    "allowance_of",
    "counted_level",
    "deciding_unit_for",
    "earliest_version",
    "limit_of",
    "office_for",
    "papers_of",
    "search",
    "steps_of",
    "version_by_code",
    "version_in_force",
    "without_time",
]


class TimeUnknown(Refusal):
    """The legal time limit of the procedure is not in the catalogue, so no due date can be promised."""

    default_message = _(
        "The time limit of this procedure is not known yet. An administrator must enter it before it can be received."
    )


class NotInForce(Refusal):
    """No version of the procedure counts on the day."""

    default_message = _("This procedure is not in force on that day.")


@dataclass(frozen=True)
class PaperGroup:
    """Required papers under one heading of the portal, and the notes that belong to it."""

    label: str
    papers: tuple["PaperRow", ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PaperRow:
    """One paper to hand in; counts are None where the portal is not clear."""

    id: int
    number: int
    name: str
    originals: int | None
    copies: int | None


def version_in_force(procedure: Procedure, on: date) -> ProcedureVersion:
    """The version that counts on the day; raises NotInForce."""
    version = procedure.versions.in_force(on).first()
    if version is None:
        raise NotInForce
    return cast(ProcedureVersion, version)


def version_by_code(code: str, on: date) -> ProcedureVersion:
    """The same by the code of the procedure, which comes along; in one statement. Raises NotInForce."""
    found = prepared.fetch(BY_CODE, {"code": code, "day": on})
    if not found:
        raise NotInForce
    values = list(found[0])
    version = rows.take(ProcedureVersion, values)
    version.procedure = rows.take(Procedure, values)
    return version


BY_CODE = f"""
SELECT {rows.columns_of(ProcedureVersion, "v")}, {rows.columns_of(Procedure, "p")}
FROM procedures_procedure p JOIN procedures_procedureversion v ON v.procedure_id = p.id
WHERE p.code = %(code)s AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to >= %(day)s)
"""


def earliest_version(procedure: Procedure) -> ProcedureVersion:
    """The first version the catalogue knows; raises NotInForce for a procedure without any."""
    version = procedure.versions.order_by("valid_from").first()
    if version is None:
        raise NotInForce
    return version


def limit_of(version: ProcedureVersion, case: ProcedureCase | None = None) -> Limit | None:
    """The time limit of the version or of its case; None when it is not known."""
    holder = case if case is not None and case.unit is not None else version
    if holder.unit is None or holder.quantity is None:
        return None
    return Limit(holder.quantity, Unit(holder.unit), holder.cutoff)


def allowance_of(version: ProcedureVersion, case: ProcedureCase | None = None) -> Allowance:
    """The time limit as the engine counts it; raises TimeUnknown."""
    limit = limit_of(version, case)
    if limit is None:
        raise TimeUnknown
    return Allowance(limit.quantity, limit.unit, limit.cutoff)


def without_time(on: date) -> QuerySet[ProcedureVersion]:
    """Versions in force on the day that cannot be received because their time limit is unknown, by demand."""
    unknown = ProcedureVersion.objects.in_force(on).without_time()
    return unknown.select_related("procedure__sector").order_by("-procedure__demand_weight", "procedure__name_sort")


def papers_of(version: ProcedureVersion) -> tuple[PaperGroup, ...]:
    """The papers of the version, grouped and ordered as published."""
    groups: dict[str, tuple[list[PaperRow], list[str]]] = {}
    for paper in version.papers.all():
        rows, notes = groups.setdefault(paper.case_label, ([], []))
        if paper.is_note:
            notes.append(readable(paper.name, CUT_NAME))
        else:
            name = readable(paper.name, CUT_NAME)
            rows.append(PaperRow(paper.pk, paper.number, name, paper.originals, paper.copies))
    return tuple(
        PaperGroup(readable(label, CUT_LABEL), tuple(rows), tuple(notes)) for label, (rows, notes) in groups.items()
    )
