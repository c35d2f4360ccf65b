"""The parts of a dossier: how a statement gathers them as JSON, and how the API writes them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common.api.answers import moment
from dossiers.history import Halt
from dossiers.offers import Offer

from .fields import fields_of

STATEMENTS: Mapping[str, str] = {
    "events": """(
    SELECT json_agg(json_build_object('number', e.number, 'transition', e.transition, 'from_status', e.from_status,
        'to_status', e.to_status, 'at', e.at, 'recorded_at', e.recorded_at, 'by', coalesce(u.full_name, ''),
        'role', e.role, 'office', e.office_id, 'reason', e.reason, 'facts', e.facts)
        ORDER BY e.at, e.recorded_at, e.number)
    FROM dossiers_dossierevent e LEFT JOIN accounts_user u ON u.id = e.by_id WHERE e.dossier_id = d.id)""",
    "legs": """(
    SELECT json_agg(json_build_object('number', l.number, 'from_office', l.from_office_id, 'office', l.office_id,
        'given_at', l.given_at, 'confirmed_at', l.confirmed_at, 'ended_at', l.ended_at) ORDER BY l.number)
    FROM dossiers_leg l WHERE l.dossier_id = d.id)""",
    "papers": """(
    SELECT json_agg(json_build_object('id', q.id, 'kind', q.kind, 'required', q.required_id, 'name', q.name,
        'originals', q.originals, 'copies', q.copies, 'file_name', q.file_name, 'content_type', q.content_type,
        'size', q.size, 'added_at', q.added_at) ORDER BY q.id)
    FROM dossiers_paper q WHERE q.dossier_id = d.id)""",
    "forms": """(
    SELECT json_agg(json_build_object('form', f.form, 'number', f.number, 'year', f.year, 'edition', f.edition,
        'issued_at', f.issued_at) ORDER BY f.id)
    FROM dossiers_issuedform f WHERE f.dossier_id = d.id)""",
}
"""Sub-selections of a statement about dossiers `d`, one JSON list each, null for none."""


def read(value: Any) -> list[dict[str, Any]]:
    """The rows of a part as the driver gives them: text, parsed JSON, or None."""
    found: list[dict[str, Any]] = json.loads(value) if isinstance(value, str) else value
    return found or []


def event(row: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in row.items() if name != "facts"}
    papers = list(row["facts"].get("papers") or ())
    return {**rest, "at": _local(row["at"]), "recorded_at": _local(row["recorded_at"]), "papers": papers}


def leg(row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: _local(row[name]) for name in ("given_at", "confirmed_at", "ended_at")}
    return {**row, **moments}


def paper(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "added_at": _local(row["added_at"])}


def form(row: Mapping[str, Any]) -> dict[str, Any]:
    number = f"{row['number']}/{row['year']}"
    return {"form": row["form"], "number": number, "edition": row["edition"], "issued_at": _local(row["issued_at"])}


def pause(halt: Halt) -> dict[str, Any]:
    return {
        "status": str(halt.status),
        "started_at": moment(halt.start),
        "ended_at": moment(halt.end),
        "holds": halt.holds,
    }


def offer(one: Offer) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": str(one.label),
        "reason_needed": one.reason_needed,
        "form": one.form,
        "fields_taken": list(fields_of(one.name)),
    }


def _local(text: str | None) -> str | None:
    """A moment out of a JSON row, in local time like all others."""
    return moment(datetime.fromisoformat(text)) if text else None
