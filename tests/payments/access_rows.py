"""The money of a center: its counter deals with it, its leader looks at it."""

from datetime import timedelta
from typing import Any

from dossiers.models import Dossier
from payments.models import Incoming, Problem, State
from tests.access_matrix import Outcome, Row, citizens_only, staff_only, systems_only
from tests.dossiers_public.access_rows import make_dossier
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas
from tests.places import AT

DESK = staff_only("counter")
WATCH = staff_only("counter", "leader")


def _incoming(personas: Personas) -> dict[str, Any]:
    return {
        "pk": Incoming.objects.create(
            center=personas.places.sa_pa,
            source="bank",
            at=AT - timedelta(hours=1),
            amount_vnd=8000,
            reference=f"FT{Incoming.objects.count()}",
            memo="nop le phi",
            state=State.WAITING,
            problem=Problem.NO_CODE,
        ).pk
    }


def _own(personas: Personas) -> dict[str, Any]:
    return {"dossier_id": make_dossier(personas).pk}


def _received(personas: Personas) -> dict[str, Any]:
    dossier: Dossier = make_received(personas)
    return {"pk": dossier.pk}


OWN = {**citizens_only("citizen"), "other_citizen": Outcome.NOT_FOUND}
# anybody may speak to the callback; only what the gateway signed is believed (tests/payments/test_gateway.py)
ROWS = {
    "payments:day": Row(WATCH),
    "payments:import": Row(DESK),
    "payments:waiting": Row(DESK),
    "payments:match": Row(DESK, "post", _incoming),
    "payments:give_back": Row(DESK, "post", _incoming),
    "payments:desk_code": Row(DESK, args=_received),
    "payments:bank_accounts": Row(staff_only("administrator")),
    "payments:bank_account": Row(
        staff_only("administrator"), args=lambda personas: {"slug": personas.places.sa_pa.slug}
    ),
    "payments:pay": Row(OWN, args=_own),
    "payments:begin": Row(OWN, "post", _own),
    "payments:callback": Row(systems_only(), "post", content_type="application/json"),
}
