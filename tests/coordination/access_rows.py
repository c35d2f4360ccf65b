"""Who may ask, answer and read: whoever has the dossier asks; the asked office reads and answers while it is asked."""

from typing import Any

from dossiers import access, actions
from dossiers.actions import coordination
from dossiers.coordination import Question
from dossiers.models import CoordinationSlip
from tests.access_matrix import Outcome, Row, staff_only
from tests.coordination.asking import DUE, QUESTION
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas
from tests.places import AT

WORK = staff_only("officer", "officer_elsewhere", "head", "leader", "department_leader")
# Tả Van is asked; the department is a fourth office
READ = {
    **staff_only("counter", "officer", "officer_elsewhere", "head", "leader", "supervisor"),
    "department_leader": Outcome.NOT_FOUND,
}
ASK = {
    **staff_only("officer", "head", "leader"),
    "officer_elsewhere": Outcome.NOT_FOUND,
    "department_leader": Outcome.NOT_FOUND,
}
WITHDRAW = {
    **staff_only("officer", "head", "leader", "officer_elsewhere"),
    "department_leader": Outcome.NOT_FOUND,
}


def _slip(personas: Personas) -> dict[str, Any]:
    return {"pk": make_slip(personas).pk}


def make_slip(personas: Personas) -> CoordinationSlip:
    """Sa Pa asks Tả Van."""
    by = access.actor_for(personas.officer, AT)
    dossier = actions.start(make_received(personas), at=AT, by=by)
    to = personas.places.office("van-phong", personas.places.ta_van)
    return coordination.ask(dossier, to, Question(QUESTION, DUE), at=AT, by=by)


def _dossier(personas: Personas) -> dict[str, Any]:
    return {"pk": actions.start(make_received(personas), at=AT, by=access.actor_for(personas.officer, AT)).pk}


ROWS = {
    "dossiers:slips": Row(WORK),
    "dossiers:coordination_slip": Row(READ, args=_slip),
    "dossiers:slip_printed": Row(READ, args=_slip),
    "dossiers:ask_office": Row(ASK, args=_dossier),
    "dossiers:withdraw_slip": Row(WITHDRAW, "post", _slip),
}
