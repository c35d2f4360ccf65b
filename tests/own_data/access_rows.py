"""One's own data for citizens; the register of requests for leaders of the center."""

from typing import Any

from dossiers.actions.data_requests import ask_about_data
from dossiers.data_rights import DataWish
from tests.access_matrix import Outcome, Row, citizens_only, staff_only
from tests.personas import Personas
from tests.places import AT

HANDLERS = staff_only("leader", "department_leader")


def _asked(personas: Personas) -> dict[str, Any]:
    center = personas.places.sa_pa
    return {"pk": ask_about_data(personas.citizen, DataWish.ACCESS, "Tất cả", center=center, at=AT).pk}


ROWS = {
    "dossiers:own_data": Row(citizens_only()),
    "dossiers:own_data_file": Row(citizens_only()),
    "dossiers:data_requests": Row(HANDLERS),
    "dossiers:data_request": Row({**HANDLERS, "department_leader": Outcome.NOT_FOUND}, args=_asked),
}
