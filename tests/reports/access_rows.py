"""Who may open the pages of figures."""

from datetime import date
from typing import Any

from reports.measures import By
from reports.publishing import close
from tests.access_matrix import Row, everybody, staff_only
from tests.personas import Personas
from tests.places import AT

JULY = (date(2025, 7, 1), date(2025, 7, 31))

WATCHING = ("head", "leader", "supervisor")
A_FIGURE = {"figure": "received.total", "level": "total", "from": "2026-11-01", "to": "2026-11-30"}
AT_SA_PA = {"center": "sa-pa"}


def _edition(personas: Personas) -> dict[str, Any]:
    center = personas.places.sa_pa
    return {"pk": close(center, JULY[0], JULY[1], By.RECEIVING, at=AT, by=personas.people["leader"]).pk}


ROWS = {
    "reports:periods": Row(staff_only(*WATCHING)),
    "reports:edition": Row(staff_only(*WATCHING), args=_edition),
    "reports:published": Row(everybody()),
    "reports:published_edition": Row(everybody(), args=_edition),
    "reports:statutory_index": Row(staff_only(*WATCHING)),
    "reports:statutory": Row(staff_only(*WATCHING), args=lambda personas: {"slug": "06a"}),
    "reports:statutory_file": Row(staff_only(*WATCHING), "post", args=lambda personas: {"slug": "06a"}),
    "reports:scorecard": Row(staff_only(*WATCHING)),
    "reports:scorecard_file": Row(staff_only(*WATCHING), "post"),
    "reports:overview": Row(staff_only(*WATCHING)),
    "reports:interventions": Row(staff_only(*WATCHING)),
    "reports:today": Row(staff_only(*WATCHING), args=lambda _personas: {"kind": "moi-den"}, data={"center": "sa-pa"}),
    "reports:at_work": Row(staff_only(*WATCHING), data=lambda personas: AT_SA_PA | {"officer": personas.officer.pk}),
    "reports:legs": Row(staff_only(*WATCHING), data=AT_SA_PA | {"step": "Thụ lý"}),
    "reports:money": Row(staff_only(*WATCHING), data=AT_SA_PA | {"part": "charged.paid"}),
    "reports:province": Row(staff_only("leader", "department_leader", "supervisor")),
    "reports:behind": Row(staff_only(*WATCHING), data=A_FIGURE),
}
