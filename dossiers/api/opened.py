"""One dossier with everything, in two statements: the row with its parts as JSON, and its events."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from common.api.answers import moment
from common.text import LONGEST_ID
from dossiers import access
from dossiers.access import NoSuchDossier
from dossiers.actors import Actor
from dossiers.calendars import SHELF
from dossiers.history import State, deadline_of, fold
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent, IssuedForm, Leg, Paper
from dossiers.offers import Offer, offers_from
from dossiers.queries.page import party_card
from dossiers.standpoint import Standpoint
from workcalendar.explain import explain

from .fields import fields_of
from .lines import done

RELATIONS = (
    "version__procedure",
    "case",
    "owner__address_unit__parent",
    "submitter__address_unit__parent",
    "receiving_center",
    "return_center",
)
LEG = ("number", "from_office_id", "office_id", "given_at", "confirmed_at", "ended_at")
PAPER = (
    "id", "kind", "required_id", "name", "originals", "copies", "file_name", "content_type", "size", "added_at",
)  # fmt: skip
FORM = ("form", "number", "year", "edition", "issued_at")


@dataclass(frozen=True)
class Opened:
    """A dossier for one actor at one moment: its events in the order of happening, its state, what may be done."""

    dossier: Dossier
    events: Sequence[DossierEvent]
    state: State
    offers: Sequence[Offer]


def found(actor: Actor, at: datetime, ref: str) -> QuerySet[Dossier]:
    """The dossier with this code, or, where `ref` has digits only, with this id; at most one."""
    seen = access.seen_by(actor, at)
    if ref.isascii() and ref.isdecimal():
        return seen.filter(pk=int(ref)) if len(ref) <= LONGEST_ID else seen.none()
    return seen.filter(code=ref)


def dossier_for(actor: Actor, at: datetime, ref: str) -> Dossier:
    """For acting on it. Raises NoSuchDossier."""
    relations = (*RELATIONS[:2], "receiving_center", "return_center", "deciding_office", "holder")
    dossier = found(actor, at, ref).select_related(*relations).first()
    if dossier is None:
        raise NoSuchDossier
    return dossier


def open_dossier(actor: Actor, at: datetime, ref: str) -> Opened:
    """Raises NoSuchDossier."""
    rows = found(actor, at, ref).select_related(*RELATIONS)
    dossier = rows.annotate(
        acting=ArraySubquery(access.acting_rows(at).values("office_id")),
        leg_rows=_rows(Leg, LEG, "number"),
        paper_rows=_rows(Paper, PAPER, "id"),
        form_rows=_rows(IssuedForm, FORM, "id"),
    ).first()
    if dossier is None:
        raise NoSuchDossier
    events = list(
        DossierEvent.objects.filter(dossier=dossier)
        .select_related("by")
        .only("number", "transition", "from_status", "to_status", "at", "recorded_at", "role", "office", "reason",
              "facts", "by__full_name")
        .order_by("at", "recorded_at", "number")
    )  # fmt: skip
    state = fold([event.as_happening() for event in events], SHELF)
    return Opened(dossier, events, state, offers_from(_standpoint(dossier, actor, at), state, at))


def _rows(model: Any, columns: Sequence[str], order: str) -> ArraySubquery:
    own = model.objects.filter(dossier=OuterRef("pk")).order_by(order)
    return ArraySubquery(own.values(json=JSONObject(**{name: name for name in columns})))


def _standpoint(dossier: Any, actor: Actor, at: datetime) -> Standpoint:
    offices = frozenset(dossier.acting)
    waiting = next((row for row in dossier.leg_rows if row["confirmed_at"] is None), None)
    return Standpoint(
        dossier=dossier,
        by=actor,
        offices=offices,
        roles=actor.roles_in(offices),
        holder_id=dossier.holder_id,
        waiting=Leg(dossier=dossier, number=waiting["number"], office_id=waiting["office_id"]) if waiting else None,
    )


def document(opened: Opened) -> dict[str, Any]:
    """Everything about a dossier as `DossierShape` words it. Asks nothing; reading it must be recorded."""
    dossier: Any = opened.dossier
    same = dossier.owner_id == dossier.submitter_id
    return {
        **done(dossier),
        "status_label": str(Status(dossier.status).label),
        "case": dossier.case.label if dossier.case else "",
        "owner": asdict(party_card(dossier.owner)),
        "submitter": None if same else asdict(party_card(dossier.submitter)),
        "due_explanation": _explained(opened),
        "papers": [_paper(row) for row in dossier.paper_rows],
        "events": [_event(event) for event in opened.events],
        "legs": [_leg(row) for row in dossier.leg_rows],
        "pauses": [_pause(halt) for halt in opened.state.halts],
        "forms": [_form(row) for row in dossier.form_rows],
        "transitions": [offer(one) for one in opened.offers],
    }


def offer(one: Offer) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": str(one.label),
        "reason_needed": one.reason_needed,
        "form": one.form,
        "fields_taken": list(fields_of(one.name)),
    }


def _explained(opened: Opened) -> list[str]:
    if opened.dossier.received_at is None:
        return []
    return explain(deadline_of(opened.state, SHELF).steps)


def _event(event: DossierEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "transition": event.transition,
        "from_status": event.from_status,
        "to_status": event.to_status,
        "at": moment(event.at),
        "recorded_at": moment(event.recorded_at),
        "by": event.by.full_name if event.by else "",
        "role": event.role,
        "office": event.office_id,
        "reason": event.reason,
        "papers": list(event.facts.get("papers") or ()),
    }


def _leg(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": row["number"],
        "from_office": row["from_office_id"],
        "office": row["office_id"],
        "given_at": _local(row["given_at"]),
        "confirmed_at": _local(row["confirmed_at"]),
        "ended_at": _local(row["ended_at"]),
    }


def _paper(row: dict[str, Any]) -> dict[str, Any]:
    rest = {name: row[name] for name in PAPER if name not in {"required_id", "added_at"}}
    return {**rest, "required": row["required_id"], "added_at": _local(row["added_at"])}


def _form(row: dict[str, Any]) -> dict[str, Any]:
    number = f"{row['number']}/{row['year']}"
    return {"form": row["form"], "number": number, "edition": row["edition"], "issued_at": _local(row["issued_at"])}


def _pause(halt: Any) -> dict[str, Any]:
    return {
        "status": str(halt.status),
        "started_at": moment(halt.start),
        "ended_at": moment(halt.end),
        "holds": halt.holds,
    }


def _local(text: str | None) -> str | None:
    """A moment out of a JSON row, in local time like all others."""
    return moment(datetime.fromisoformat(text)) if text else None
