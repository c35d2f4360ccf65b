"""Who may open the catalogue and its administration."""

from policies.catalogue import PolicyKey
from policies.load import load as load_policies
from procedures.load import load as load_procedures
from tests.access_matrix import Row, everybody, staff_only
from tests.personas import Personas
from tests.places import AT


def _a_procedure(personas: Personas) -> dict[str, str]:
    load_procedures(at=AT)
    return {"code": "1.001193"}


def _a_policy(personas: Personas) -> dict[str, str]:
    load_policies()
    return {"key": next(iter(PolicyKey)).value}


ROWS = {
    "procedures:list": Row(everybody()),
    "procedures:detail": Row(everybody(), args=_a_procedure),
    "procedures:admin": Row(staff_only("administrator")),
    "procedures:time_limits": Row(staff_only("administrator")),
    "procedures:time_limit": Row(staff_only("administrator"), args=_a_procedure),
    "procedures:remarks": Row(staff_only("administrator")),
    "procedures:policies": Row(staff_only("administrator")),
    "procedures:policy": Row(staff_only("administrator"), args=_a_policy),
    "procedures:identifiers": Row(staff_only("administrator")),
}
