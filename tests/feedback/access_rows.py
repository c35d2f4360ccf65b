"""Petitions: everybody sends, those of the center handle, nobody else reads."""

from typing import Any

from dossiers import access, actions
from tests.access_matrix import Outcome, Row, everybody, staff_only
from tests.dossiers_staff.desk import make_received
from tests.feedback.people import told
from tests.personas import Personas
from tests.places import AT

HANDLERS = staff_only("leader", "department_leader")
HANDLES_ONE = {**HANDLERS, "department_leader": Outcome.NOT_FOUND}
WATCHERS = staff_only("head", "leader", "department_leader", "supervisor")


def _petition(personas: Personas) -> dict[str, Any]:
    return {"pk": told(personas.places).pk}


def _ended(personas: Personas) -> dict[str, Any]:
    officer = access.actor_for(personas.officer, AT)
    dossier = actions.start(make_received(personas), at=AT, by=officer)
    return {"secret": actions.return_(dossier, at=AT, by=officer, reason="không đủ điều kiện").secret}


ROWS = {
    "feedback:tell": Row(everybody()),
    "feedback:answers": Row(everybody()),
    "feedback:follow": Row(everybody(), args=lambda personas: {"secret": told(personas.places).secret}),
    "feedback:rate": Row(everybody(), args=_ended),
    "feedback:petitions": Row(HANDLERS),
    "feedback:petition": Row(HANDLES_ONE, args=_petition),
    "feedback:act": Row(
        HANDLES_ONE,
        "post",
        args=lambda personas: {**_petition(personas), "verb": "answer"},
        data={"answer-seen": "1", "answer-text": "Đã thêm ghế."},
    ),
    "feedback:satisfaction": Row(WATCHERS),
}
