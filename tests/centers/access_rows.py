"""Who may open the pages of centers."""

from tests.access_matrix import Row, staff_only

STAFF = ("counter", "officer", "officer_elsewhere", "head", "leader", "supervisor", "helper", "administrator")

ROWS = {
    "centers:start": Row(staff_only(*STAFF)),
}
