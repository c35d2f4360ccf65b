"""Who may take lists and figures out of the house, and who may open the register."""

from typing import Any

from dossiers.models import PreparedExport
from tests.access_matrix import Outcome, Row, staff_only
from tests.personas import NAMES, Personas
from tests.places import AT

A_FIGURE = {"figure": "received.total", "level": "total", "from": "2026-11-01", "to": "2026-11-30"}
CASEWORK = staff_only("counter", "officer", "officer_elsewhere", "head", "leader", "department_leader")
WATCHING = staff_only("head", "leader", "supervisor")
REGISTER = staff_only("counter", "leader")

STAFF = tuple(name for name in NAMES if name not in ("anonymous", "citizen", "other_citizen"))


def somebody_elses(personas: Personas) -> dict[str, Any]:
    asked = {"title": "Danh sách", "asked": {}, "language": "vi", "total": 9}
    made = PreparedExport.objects.create(user=personas.people["leader"], asked_at=AT, touched_at=AT, **asked)
    return {"key": made.key}


OWN_ONLY = {**staff_only(*STAFF, refused=Outcome.FORBIDDEN), **dict.fromkeys(STAFF, Outcome.NOT_FOUND)}

ROWS = {
    "dossiers:prepared": Row({**OWN_ONLY, "leader": Outcome.OK}, args=somebody_elses),
    "dossiers:prepared_file": Row(OWN_ONLY, args=somebody_elses),  # nothing is written yet
    "dossiers:worklist_export": Row(CASEWORK, "post", data={"extent": "masked"}),
    "dossiers:queue_export": Row(staff_only("counter"), "post", lambda personas: {"queue": "cho-tra-loi"}),
    "dossiers:register": Row(REGISTER),
    "dossiers:register_export": Row(REGISTER),
    "reports:overview_export": Row(WATCHING, "post"),
    "reports:behind_export": Row(WATCHING, data=A_FIGURE),
}
