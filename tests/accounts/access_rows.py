"""Who may open the pages of signing in."""

from tests.access_matrix import Outcome, Row, citizens_only, everybody, staff_only
from tests.personas import NAMES

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

ROWS = {
    "accounts:staff_sign_in": Row(everybody()),
    "accounts:new_password": Row(staff_only(*STAFF)),
    "accounts:sign_out": Row(everybody(), method="post"),
    "accounts:citizen_sign_in": Row(everybody()),
    "accounts:citizen_code": Row(everybody()),
    "gateway_leave": Row(dict.fromkeys(NAMES, Outcome.NOT_FOUND)),  # offered only where a gateway is set
    "gateway_back": Row(dict.fromkeys(NAMES, Outcome.NOT_FOUND)),
    "accounts:phone_keys": Row(citizens_only(), method="post"),
    "accounts:profile": Row(citizens_only()),
}
