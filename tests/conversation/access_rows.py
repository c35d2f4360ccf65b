"""Who may write about a dossier: its applicant, and casework that sees it; who does not hold it is refused with 422."""

from typing import Any

from tests.access_matrix import Outcome, Row, citizens_only, staff_only
from tests.dossiers_public.access_rows import make_dossier
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas

TEXT = {"message-text": "Xin hỏi bao giờ có kết quả?"}
ELSEWHERE = {"officer_elsewhere": Outcome.NOT_FOUND, "department_leader": Outcome.NOT_FOUND}


def _own(personas: Personas) -> dict[str, Any]:
    return {"dossier_id": make_dossier(personas).pk}


def _desk(personas: Personas) -> dict[str, Any]:
    return {"pk": make_received(personas).pk}


ROWS = {
    "dossiers:own_say": Row({**citizens_only("citizen"), "other_citizen": Outcome.NOT_FOUND}, "post", _own, TEXT),
    "dossiers:say": Row({**staff_only("counter", "officer", "head", "leader"), **ELSEWHERE}, "post", _desk, TEXT),
}
