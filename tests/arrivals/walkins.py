"""People who come to the desk of Sa Pa and get no code."""

import uuid
from datetime import datetime
from typing import Any

from centers.models import Center
from dossiers import access
from dossiers.actions.arrivals import MissingPaper, Walkin, note_arrival
from dossiers.arrivals import Visitor
from dossiers.models import Arrival, ArrivalOutcome
from procedures.models import ProcedureVersion
from tests.personas import Personas
from tests.places import AT

VISITOR = Visitor("Giàng Thị Sua", "0900 000 777")
BASIS = "Điều 18 Luật Hộ tịch"


def note(
    personas: Personas, outcome: str, version: ProcedureVersion | None, at: datetime = AT, **changed: Any
) -> Arrival:
    """By the person at the counter of Sa Pa, unless `by` and `center` say otherwise."""
    center: Center = changed.pop("center", personas.places.sa_pa)
    by = access.actor_for(changed.pop("by", personas.counter), at)
    after = changed.pop("after", None)
    known: dict[str, Any] = {"key": uuid.uuid4(), "visitor": VISITOR, "note": "Đã giải thích thành phần hồ sơ"}
    if outcome == "02":
        known |= {"papers": [MissingPaper("Tờ khai", "thiếu chữ ký"), MissingPaper("Giấy chứng sinh")]}
    if outcome == "03":
        known |= {"refusal_code": "conditions", "legal_basis": BASIS, "reason": "Chưa đủ tuổi theo quy định"}
    walkin = Walkin(outcome=ArrivalOutcome(outcome), version=version, **{**known, **changed})
    return note_arrival(walkin, center=center, at=at, by=by, after=after)
