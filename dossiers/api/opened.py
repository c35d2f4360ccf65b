"""One dossier with everything, in one statement that is planned once: the row, the people, and its parts as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Model

from centers.models import AddressUnit, Center, Office
from citizens.models import Party
from common import prepared, rows
from common.text import LONGEST_ID
from dossiers.access import ACTING_OFFICES, SEEN_IN_OFFICES, NoSuchDossier
from dossiers.actors import Actor
from dossiers.calendars import SHELF
from dossiers.history import fold
from dossiers.models import Dossier, Leg
from dossiers.offers import Offer, offers_from
from dossiers.queries.page import party_card
from dossiers.standpoint import Standpoint
from dossiers.state import Happening, State, deadline_of
from procedures.models import Procedure, ProcedureCase, ProcedureVersion
from workcalendar.explain import explain

from . import parts
from .lines import COLUMNS, PATHS, line, tracking


@dataclass(frozen=True)
class Opened:
    """A dossier for one actor at one moment: its parts as rows, its state by its events, what may be done."""

    dossier: Dossier
    values: Mapping[str, Any]  # by path, as `lines.line` wants them
    case: str
    parts: Mapping[str, Sequence[dict[str, Any]]]
    state: State
    offers: Sequence[Offer]


def dossier_for(actor: Actor, at: datetime, ref: str) -> Dossier:
    """The dossier with this code, or, where `ref` has digits only, with this id, for acting on it.

    Comes with what most transitions look at. Raises NoSuchDossier.
    """
    column, value = _key(ref)
    found = prepared.fetch(_for_acting(column), {"offices": sorted(actor.office_ids), "at": at, "value": value})
    if not found:
        raise NoSuchDossier
    values = list(found[0])
    dossier = rows.take(Dossier, values)
    for name, (model, _join) in RELATED.items():
        related = rows.take(model, values)
        setattr(dossier, name, related if related.pk else None)
    dossier.version.procedure = rows.take(Procedure, values)
    return dossier


RELATED: Mapping[str, tuple[type[Model], str]] = {
    "version": (ProcedureVersion, "JOIN procedures_procedureversion version ON version.id = d.version_id"),
    "case": (ProcedureCase, 'LEFT JOIN procedures_procedurecase "case" ON "case".id = d.case_id'),
    "receiving_center": (Center, "JOIN centers_center receiving_center ON receiving_center.id = d.receiving_center_id"),
    "return_center": (Center, "JOIN centers_center return_center ON return_center.id = d.return_center_id"),
    "deciding_office": (Office, "JOIN centers_office deciding_office ON deciding_office.id = d.deciding_office_id"),
    "holder": (Office, "JOIN centers_office holder ON holder.id = d.holder_id"),
}
"""What comes along: by attribute, the model and how it is joined."""


@cache
def _for_acting(column: str) -> str:
    related = [rows.columns_of(model, f'"{name}"') for name, (model, _join) in RELATED.items()]
    joins = [join for _model, join in RELATED.values()]
    return f"""
SELECT {", ".join([rows.columns_of(Dossier, "d"), *related, rows.columns_of(Procedure, "p")])}
FROM dossiers_dossier d {" ".join(joins)} JOIN procedures_procedure p ON p.id = version.procedure_id
WHERE d.{column} = %(value)s AND {SEEN_IN_OFFICES}
"""


def open_dossier(actor: Actor, at: datetime, ref: str) -> Opened:
    """Raises NoSuchDossier."""
    column, value = _key(ref)
    found = prepared.fetch(_statement(column), {"offices": sorted(actor.office_ids), "at": at, "value": value})
    if not found:
        raise NoSuchDossier
    return _opened(list(found[0]), actor, at)


def _key(ref: str) -> tuple[str, Any]:
    """Column and value that `ref` stands for; digits that are too many for an id name nothing."""
    if ref.isascii() and ref.isdecimal():
        return "id", int(ref) if len(ref) <= LONGEST_ID else 0
    return "code", ref


@cache
def _statement(column: str) -> str:
    return f"""
SELECT {rows.columns_of(Dossier, "d")}, {rows.columns_of(Party, "o")}, {rows.columns_of(Party, "s")},
       ou.name, oup.name, su.name, sup.name, p.code, rc.slug, bc.slug, coalesce(c.label, ''),
       {ACTING_OFFICES}, {", ".join(parts.STATEMENTS.values())}
FROM dossiers_dossier d
JOIN citizens_party o ON o.id = d.owner_id
LEFT JOIN centers_addressunit ou ON ou.id = o.address_unit_id LEFT JOIN centers_addressunit oup ON oup.id = ou.parent_id
JOIN citizens_party s ON s.id = d.submitter_id
LEFT JOIN centers_addressunit su ON su.id = s.address_unit_id LEFT JOIN centers_addressunit sup ON sup.id = su.parent_id
JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
LEFT JOIN procedures_procedurecase c ON c.id = d.case_id
JOIN centers_center rc ON rc.id = d.receiving_center_id JOIN centers_center bc ON bc.id = d.return_center_id
WHERE d.{column} = %(value)s AND {SEEN_IN_OFFICES}
"""


def _opened(values: list[Any], actor: Actor, at: datetime) -> Opened:
    dossier = rows.take(Dossier, values)
    dossier.owner, dossier.submitter = rows.take(Party, values), rows.take(Party, values)
    for party in (dossier.owner, dossier.submitter):
        _put_address(party, *rows.take_values(2, values))
    procedure, receiving, returning, case, acting = rows.take_values(5, values)
    found_parts = {name: parts.read(rows_of_part) for name, rows_of_part in zip(parts.STATEMENTS, values, strict=True)}
    joined = dict(zip(JOINED, (procedure, receiving, returning), strict=True))
    columns = {path: joined[path] if path in joined else getattr(dossier, path) for path in PATHS}
    state = fold([_happening(event) for event in found_parts["events"]], SHELF)
    standpoint = _standpoint(dossier, frozenset(acting), found_parts["legs"], actor, at)
    return Opened(dossier, columns, case, found_parts, state, offers_from(standpoint, state, at))


JOINED = (COLUMNS["procedure"], COLUMNS["receiving_center"], COLUMNS["return_center"])


def _put_address(party: Party, commune: str | None, province: str | None) -> None:
    """What `Party.address` reads; without it nothing is asked later."""
    if commune is None:
        return
    parent = AddressUnit(name=province) if province else None
    party._state.fields_cache["address_unit"] = AddressUnit(name=commune, parent=parent)


def _happening(event: Mapping[str, Any]) -> Happening:
    at, recorded_at = datetime.fromisoformat(event["at"]), datetime.fromisoformat(event["recorded_at"])
    return Happening(event["transition"], at, recorded_at, event["number"], event["facts"])


def _standpoint(
    dossier: Dossier, offices: frozenset[int], legs: Sequence[Mapping[str, Any]], actor: Actor, at: datetime
) -> Standpoint:
    waiting = next((leg for leg in legs if leg["confirmed_at"] is None), None)
    return Standpoint(
        dossier=dossier,
        by=actor,
        offices=offices,
        roles=actor.roles_in(offices),
        holder_id=dossier.holder_id,
        waiting=Leg(dossier=dossier, number=waiting["number"], office_id=waiting["office"]) if waiting else None,
    )


def document(opened: Opened) -> dict[str, Any]:
    """Everything about a dossier as `DossierShape` words it. Asks nothing; reading it must be recorded."""
    dossier = opened.dossier
    same = dossier.owner_id == dossier.submitter_id
    return {
        **line(opened.values),
        "tracking": tracking(dossier),
        "status_label": dossier.get_status_display(),
        "case": opened.case,
        "owner": asdict(party_card(dossier.owner)),
        "submitter": None if same else asdict(party_card(dossier.submitter)),
        "due_explanation": explain(deadline_of(opened.state, SHELF).steps) if dossier.received_at else [],
        "declared": parts.declared(opened.parts["declarations"]),
        "papers": [parts.paper(row) for row in opened.parts["papers"]],
        "results": [parts.result(row) for row in opened.parts["results"]],
        "originals": parts.originals(dossier, *(opened.parts[name] for name in ("papers", "legs", "original_moves"))),
        "original_moves": [parts.original_move(row) for row in opened.parts["original_moves"]],
        "events": [parts.event(row) for row in opened.parts["events"]],
        "legs": [parts.leg(row) for row in opened.parts["legs"]],
        "pauses": [parts.pause(halt) for halt in opened.state.halts],
        "forms": [parts.form(row) for row in opened.parts["forms"]],
        "coordination": [parts.slip(row) for row in opened.parts["coordination"]],
        "transitions": [parts.offer(one) for one in opened.offers],
    }
