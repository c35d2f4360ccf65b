"""Who may look at scans: who has a row for the dossier. Their pages are put in order by the office that holds it."""

from typing import Any

from common.pages import Leaf
from dossiers import access
from dossiers.actions.arranging import Arrangement, arrange
from dossiers.models import Paper
from tests.access_matrix import Outcome, Row, staff_only
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas
from tests.places import AT
from tests.scans.desk import pdf_of, put

NOBODY_ELSEWHERE = {"officer_elsewhere": Outcome.NOT_FOUND, "department_leader": Outcome.NOT_FOUND}
READ = {**staff_only("counter", "officer", "head", "leader", "supervisor"), **NOBODY_ELSEWHERE}
HOLD = {**staff_only("counter", "leader"), **NOBODY_ELSEWHERE}
HOLD |= dict.fromkeys(("officer", "head", "supervisor"), Outcome.NOT_FOUND)


def _scan(personas: Personas) -> Paper:
    return put(make_received(personas), pdf_of(200, 300))


def _paper(personas: Personas) -> dict[str, Any]:
    paper = _scan(personas)
    return {"pk": paper.dossier_id, "paper_pk": paper.pk}


def _earlier(personas: Personas) -> dict[str, Any]:
    paper = _scan(personas)
    by, order = access.actor_for(personas.counter, AT), Arrangement([Leaf(2), Leaf(1)])
    found = arrange(paper, order, at=AT, by=by, seen_file=paper.sha256)
    return {"pk": paper.dossier_id, "paper_pk": paper.pk, "earlier_pk": found.pk}


ROWS = {
    "dossiers:scans": Row(READ, args=lambda personas: {"pk": _scan(personas).dossier_id}),
    "dossiers:page_picture": Row(READ, args=lambda personas: {**_paper(personas), "number": 1, "size": "small"}),
    "dossiers:earlier_file": Row(READ, args=_earlier),
    "dossiers:arrange": Row(HOLD, args=_paper),
}
