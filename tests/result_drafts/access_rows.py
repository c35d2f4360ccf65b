"""Results on their way to a signature: those who work on the dossier and those who sign."""

from typing import Any

from dossiers import access, actions
from dossiers.actions.result_drafts import Proposal, prepare
from tests.access_matrix import Outcome, Row, staff_only
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas
from tests.places import AT

WORKERS = {
    **staff_only("officer", "head", "leader"),
    "officer_elsewhere": Outcome.NOT_FOUND,
    "department_leader": Outcome.NOT_FOUND,
}


def _processing(personas: Personas) -> dict[str, Any]:
    return {"pk": actions.start(make_received(personas), at=AT, by=access.actor_for(personas.officer, AT)).pk}


def _drafted(personas: Personas) -> dict[str, Any]:
    officer = access.actor_for(personas.officer, AT)
    dossier = actions.start(make_received(personas), at=AT, by=officer)
    return {"pk": prepare(dossier, Proposal("Đủ điều kiện"), at=AT, by=officer).pk}


ROWS = {
    "dossiers:begin_result_draft": Row(WORKERS, args=_processing),
    "dossiers:result_draft": Row(WORKERS, args=_drafted),
    "dossiers:result_draft_step": Row(
        WORKERS,
        "post",
        args=lambda personas: {**_drafted(personas), "name": "save"},
        data={"revision": "1", "opinion": "Đủ điều kiện cấp"},
    ),
}
