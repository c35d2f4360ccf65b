"""Who may see and note who comes without a code: the reception of that center, and its leaders read."""

from typing import Any

from common import clock
from dossiers import access, actions
from dossiers.actions.arrivals import begin_visit
from tests.access_matrix import Outcome, Row, staff_only
from tests.arrivals.walkins import note
from tests.dossiers_staff.desk import make_received, make_submitted
from tests.personas import Personas
from tests.places import AT

DESK = staff_only("counter")
READERS = staff_only("counter", "leader", "department_leader")
READS_ONE = {**READERS, "department_leader": Outcome.NOT_FOUND}
READ = {
    **staff_only("counter", "officer", "head", "leader", "supervisor"),
    "officer_elsewhere": Outcome.NOT_FOUND,
    "department_leader": Outcome.NOT_FOUND,
}


def _arrival(personas: Personas) -> dict[str, Any]:
    return {"pk": note(personas, "02", make_submitted(personas).version).pk}


def _code(personas: Personas) -> dict[str, Any]:
    return {"code": make_submitted(personas).version.procedure.code}


def _received_today(personas: Personas) -> dict[str, Any]:
    now = clock.now()
    return {"pk": actions.receive(make_submitted(personas), at=now, by=access.actor_for(personas.counter, now)).pk}


def _in_a_visit(personas: Personas) -> dict[str, Any]:
    dossier = make_received(personas)
    begin_visit(dossier, at=AT, by=access.actor_for(personas.counter, AT))
    return {"pk": dossier.pk}


ROWS = {
    "dossiers:arrivals": Row(READERS),
    "dossiers:new_arrival": Row(DESK, "post", data={"outcome": "guidance"}),
    "dossiers:new_arrival_for": Row(DESK, args=_code),
    "dossiers:arrival": Row(READS_ONE, args=_arrival),
    "dossiers:arrival_form": Row(READS_ONE, args=_arrival),
    "dossiers:begin_visit": Row(DESK, "post", _received_today),
    "dossiers:common_slip": Row(READ, args=_in_a_visit),
}
