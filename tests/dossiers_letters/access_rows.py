"""Who may open the letters of a dossier: the deciding office and whoever holds it; the signed one, all readers."""

from typing import Any

from dossiers import access, actions
from dossiers.actions import letters as letter_actions
from dossiers.models import Letter
from tests.access_matrix import Outcome, Row, citizens_only, staff_only
from tests.dossiers_letters.desk import AFTER_IT, TEXT
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas

ELSEWHERE = {"officer_elsewhere": Outcome.NOT_FOUND, "department_leader": Outcome.NOT_FOUND}
WORK = staff_only("officer", "officer_elsewhere", "head", "leader", "department_leader")
LETTERS = {**staff_only("officer", "head", "leader"), **ELSEWHERE}
OWN = {**citizens_only("citizen"), "other_citizen": Outcome.NOT_FOUND}
READ = {**staff_only("counter", "officer", "head", "leader", "supervisor"), **ELSEWHERE}


def _late(personas: Personas) -> Letter:
    by = access.actor_for(personas.leader, AFTER_IT)
    return letter_actions.take_up(make_received(personas), at=AFTER_IT, by=by)


def _letter(personas: Personas) -> dict[str, Any]:
    return {"pk": _late(personas).pk}


def _page(personas: Personas) -> dict[str, Any]:
    return {**_letter(personas), "number": 1}


def _step(personas: Personas) -> dict[str, Any]:
    return {**_letter(personas), "name": "save"}


def _dossier(personas: Personas) -> dict[str, Any]:
    return {"pk": make_received(personas).pk}


def _signed(personas: Personas) -> dict[str, Any]:
    letter = _late(personas)
    by = access.actor_for(personas.leader, AFTER_IT)
    assert letter.new_at is not None
    actions.extend(letter.dossier, cause="agency", new_at=letter.new_at, reason=TEXT, at=AFTER_IT, by=by)
    return {"pk": letter.dossier_id, "form_pk": letter.dossier.forms.get(form="04").pk}


def _own(personas: Personas) -> dict[str, Any]:
    signed = _signed(personas)
    return {"dossier_id": signed["pk"], "form_pk": signed["form_pk"]}


ROWS = {
    "dossiers:letters": Row(WORK),
    "dossiers:letter": Row(LETTERS, args=_letter),
    "dossiers:letter_picture": Row(LETTERS, args=_page),
    "dossiers:letter_step": Row(LETTERS, "post", _step),
    "dossiers:letter_take_up": Row(LETTERS, "post", _dossier),
    "dossiers:letter_signed": Row(READ, args=_signed),
    "dossiers:own_letter": Row(OWN, args=_own),
}
