"""Who may open the pages of officers' work."""

from typing import Any

from accounts.roles import Role
from centers.absences import enter_absence
from tests.access_matrix import Outcome, Row, staff_only
from tests.personas import Personas, make_staff
from tests.places import AT

WORK = staff_only("counter", "officer", "officer_elsewhere", "head", "leader")


def _absence(personas: Personas) -> dict[str, Any]:
    stand_in = make_staff("thay", Role.OFFICER, office=personas.places.office("van-phong"))
    day = AT.date()
    absence = enter_absence(
        personas.officer, stand_in, since=day, until=day, reason="nghỉ phép", at=AT, by=personas.head
    )
    return {"pk": absence.pk}


ROWS = {
    "dossiers:absences": Row(WORK),
    "dossiers:end_absence": Row(
        {**WORK, "counter": Outcome.NOT_FOUND, "officer_elsewhere": Outcome.NOT_FOUND}, "post", _absence
    ),
}
