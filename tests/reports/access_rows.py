"""Who may open the pages of figures."""

from tests.access_matrix import Row, staff_only

WATCHING = ("head", "leader", "supervisor")
A_FIGURE = {"figure": "received.total", "level": "total", "from": "2026-11-01", "to": "2026-11-30"}

ROWS = {
    "reports:overview": Row(staff_only(*WATCHING)),
    "reports:interventions": Row(staff_only(*WATCHING)),
    "reports:behind": Row(staff_only(*WATCHING), data=A_FIGURE),
}
