"""The parts of a dossier: how a statement gathers them as JSON, and how the API writes them."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from citizens.identity import mask_number
from common.api.answers import moment
from dossiers.models import Declaration, Dossier, OriginalMove
from dossiers.offers import Offer
from dossiers.originals import HandedIn, Whereabouts, whereabouts
from dossiers.queries.answers import declared_by
from dossiers.state import Halt
from procedures.answers import AnswerBlock
from procedures.models import QuestionSet

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
        'size', q.size, 'signed', q.signed, 'result', r.version, 'added_at', q.added_at) ORDER BY q.id)
    FROM dossiers_paper q LEFT JOIN dossiers_result r ON r.id = q.result_id WHERE q.dossier_id = d.id)""",
    "results": """(
    SELECT json_agg(json_build_object('version', r.version, 'number', r.number, 'issued_on', r.issued_on,
        'signer', r.signer, 'is_correction', r.is_correction, 'reason', r.reason, 'at', r.at) ORDER BY r.version)
    FROM dossiers_result r WHERE r.dossier_id = d.id)""",
    "original_moves": """(
    SELECT json_agg(json_build_object('id', m.id, 'paper', m.paper_id, 'kind', m.kind, 'count', m.count,
        'office', m.office_id, 'to_office', m.to_office_id, 'leg', m.leg_number, 'answers', m.answers_id, 'at', m.at,
        'by', coalesce(u.full_name, ''), 'note', m.note,
        'place', CASE WHEN f.center_id IS NULL THEN 'unit ' || f.unit_id ELSE 'center ' || f.center_id END)
        ORDER BY m.id)
    FROM dossiers_originalmove m JOIN centers_office f ON f.id = m.office_id LEFT JOIN accounts_user u ON u.id = m.by_id
    WHERE m.dossier_id = d.id)""",
    "forms": """(
    SELECT json_agg(json_build_object('form', f.form, 'number', f.number, 'year', f.year, 'edition', f.edition,
        'issued_at', f.issued_at) ORDER BY f.id)
    FROM dossiers_issuedform f WHERE f.dossier_id = d.id)""",
    "coordination": """(
    SELECT json_agg(json_build_object('number', c.number, 'office', c.office_id, 'by_office', c.by_office_id,
        'question', c.question, 'asked_at', c.asked_at, 'due_at', c.due_at, 'state', c.state,
        'closed_at', c.closed_at, 'answer', c.answer,
        'files', ARRAY(SELECT q.paper_id FROM dossiers_coordinationslip_files q
                       WHERE q.coordinationslip_id = c.id ORDER BY q.paper_id)) ORDER BY c.number)
    FROM dossiers_coordinationslip c WHERE c.dossier_id = d.id)""",
    "declarations": """(
    SELECT json_agg(json_build_object('number', n.number, 'content', encode(n.content, 'base64'), 'key_id', n.key_id,
        'declared_at', n.declared_at, 'questions', q.id, 'digest', q.digest, 'asked', q.content) ORDER BY n.number)
    FROM dossiers_declaration n JOIN procedures_questionset q ON q.id = n.questions_id WHERE n.dossier_id = d.id)""",
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


def slip(row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: _local(row[name]) for name in ("asked_at", "due_at", "closed_at")}
    return {**row, **moments}


def paper(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "added_at": _local(row["added_at"])}


def result(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "at": _local(row["at"])}


def original_move(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _local(value) if name == "at" else value for name, value in row.items() if name != "place"}


def originals(
    dossier: Dossier, papers: Sequence[Mapping[str, Any]], legs: Sequence[Mapping[str, Any]], moves: Sequence[Any]
) -> list[dict[str, Any]]:
    """Where the originals are, from rows that have been read; asks nothing."""
    reception = legs[0]["office"] if legs else dossier.holder_id
    places = {reception: f"center {dossier.receiving_center_id}", **{row["office"]: row["place"] for row in moves}}
    handed_in = [
        HandedIn(paper["id"], paper["originals"], reception, datetime.fromisoformat(paper["added_at"]))
        for paper in papers
        if paper["originals"]
    ]
    return [_whereabouts(one) for one in whereabouts(handed_in, [_as_move(row) for row in moves], places.__getitem__)]


def _as_move(row: Mapping[str, Any]) -> OriginalMove:
    return OriginalMove(
        pk=row["id"],
        paper_id=row["paper"],
        kind=row["kind"],
        count=row["count"],
        office_id=row["office"],
        to_office_id=row["to_office"],
        leg_number=row["leg"],
        answers_id=row["answers"],
        at=datetime.fromisoformat(row["at"]),
        note=row["note"],
    )


def _whereabouts(one: Whereabouts) -> dict[str, Any]:
    return {
        "paper": one.paper_id,
        "state": one.state.value,
        "count": one.count,
        "office": one.office_id,
        "from_office": one.from_office_id,
        "since": moment(one.since),
        "note": one.note,
    }


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


def declared(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The answers that count and what was changed before, identity numbers masked."""
    found = declared_by([_declaration(row) for row in rows], mask=mask_number)
    if found is None:
        return None
    return {
        "version": found.number,
        "declared_at": moment(found.at),
        "pages": [{"page": one.key, "title": one.title, "answers": _answers(one)} for one in found.blocks],
        "revisions": [
            {
                "version": one.number,
                "declared_at": moment(one.at),
                "changes": [
                    {"question": row.key, "label": row.label, "before": row.before, "after": row.after}
                    for row in one.changes
                ],
            }
            for one in found.revisions
        ],
    }


def _declaration(row: Mapping[str, Any]) -> Declaration:
    return Declaration(
        number=row["number"],
        questions=QuestionSet(pk=row["questions"], digest=row["digest"], content=row["asked"]),
        content=base64.b64decode(row["content"]),
        key_id=row["key_id"],
        declared_at=datetime.fromisoformat(row["declared_at"]),
    )


def _answers(block: AnswerBlock) -> list[dict[str, str]]:
    return [{"question": row.key, "label": row.label, "answer": row.raw, "words": row.value} for row in block.rows]


def _local(text: str | None) -> str | None:
    """A moment out of a JSON row, in local time like all others."""
    return moment(datetime.fromisoformat(text)) if text else None
