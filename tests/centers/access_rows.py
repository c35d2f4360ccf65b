"""Who may open the pages of centers."""

from typing import Any

from accounts.roles import Role
from centers.systems import connect
from tests.access_matrix import Row, staff_only
from tests.personas import Personas
from tests.places import AT

STAFF = (
    "counter",
    "officer",
    "officer_elsewhere",
    "head",
    "leader",
    "department_leader",
    "supervisor",
    "helper",
    "administrator",
)


def _token(personas: Personas) -> dict[str, Any]:
    office = personas.places.office("tiep-nhan")
    given = {"username": "phan-mem", "full_name": "Phần mềm", "role": Role.COUNTER, "office": office}
    token, _text = connect(**given, scopes=["dossiers:read"], at=AT, by=personas.administrator)
    return {"pk": token.pk}


ROWS = {
    "centers:start": Row(staff_only(*STAFF)),
    "centers:systems": Row(staff_only("administrator")),
    "centers:renew_token": Row(staff_only("administrator"), "post", _token),
    "centers:revoke_token": Row(staff_only("administrator"), "post", _token),
}
