"""Who may ask the API: the catalogue and tracking are for everybody, all else is for tokens, never for a session."""

import uuid
from typing import Any

from tests.access_matrix import Row, everybody, systems_only
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas

JSON = "application/json"


def _code(personas: Personas) -> dict[str, Any]:
    return {"code": make_received(personas).version.procedure.code}


def _ref(personas: Personas) -> dict[str, Any]:
    return {"ref": make_received(personas).code}


def _paper(personas: Personas) -> dict[str, Any]:
    return {**_ref(personas), "paper_id": 1}


def _transition(personas: Personas) -> dict[str, Any]:
    return {**_ref(personas), "name": "start"}


def _pair(personas: Personas) -> dict[str, Any]:
    dossier = make_received(personas)
    return {"code": dossier.code, "check_word": dossier.check_word}


def _key(personas: Personas) -> dict[str, Any]:
    return {"key": uuid.uuid4()}


ROWS = {
    "api:schema": Row(everybody()),
    "api:centers": Row(everybody()),
    "api:procedures": Row(everybody()),
    "api:procedure": Row(everybody(), args=_code),
    "api:tracking": Row(everybody(), "post", data=_pair, content_type=JSON),
    "api:filings": Row(systems_only(), "post", content_type=JSON),
    "api:filing": Row(systems_only(), args=_key),
    "api:filing_papers": Row(systems_only(), "post", args=_key),
    "api:filing_submit": Row(systems_only(), "post", args=_key, content_type=JSON),
    "api:dossiers": Row(systems_only()),
    "api:dossier": Row(systems_only(), args=_ref),
    "api:transition": Row(systems_only(), "post", args=_transition, content_type=JSON),
    "api:paper": Row(systems_only(), args=_paper),
    "api:slip": Row(systems_only(), args=_ref),
    "api:on_time": Row(systems_only()),
}
