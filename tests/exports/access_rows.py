"""Who may take lists and figures out of the house, and who may open the register."""

from tests.access_matrix import Row, staff_only

A_FIGURE = {"figure": "received.total", "level": "total", "from": "2026-11-01", "to": "2026-11-30"}
CASEWORK = staff_only("counter", "officer", "officer_elsewhere", "head", "leader", "department_leader")
WATCHING = staff_only("head", "leader", "supervisor")
REGISTER = staff_only("counter", "leader")

ROWS = {
    "dossiers:worklist_export": Row(CASEWORK, "post", data={"extent": "masked"}),
    "dossiers:queue_export": Row(staff_only("counter"), "post", lambda personas: {"queue": "cho-tra-loi"}),
    "dossiers:register": Row(REGISTER),
    "dossiers:register_export": Row(REGISTER),
    "reports:overview_export": Row(WATCHING, "post"),
    "reports:behind_export": Row(WATCHING, data=A_FIGURE),
}
