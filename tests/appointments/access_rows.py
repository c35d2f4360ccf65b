"""Everybody reserves; only counters see who comes."""

from datetime import datetime
from typing import Any

from appointments import actions
from appointments.models import Appointment
from procedures.models import Sector
from tests.access_matrix import Row, everybody, staff_only
from tests.dossiers.world import LIMITS, make_version
from tests.personas import Personas
from tests.places import AT

COUNTER = staff_only("counter")


def reserved(personas: Personas) -> Appointment:
    version = make_version("9.000777", Sector.objects.create(code="HEN", name="Lĩnh vực mẫu"), **LIMITS["days"])
    center = personas.places.sa_pa
    slots: list[datetime] = [slot.starts_at for day in actions.free_days(center, at=AT) for slot in day.slots]
    return actions.reserve(center, version.procedure, slots[0], at=AT)


def _secret(personas: Personas) -> dict[str, Any]:
    return {"secret": reserved(personas).secret}


ROWS = {
    "appointments:choose": Row(everybody(), args=lambda personas: {"code": reserved(personas).procedure.code}),
    "appointments:slip": Row(everybody(), args=_secret),
    "appointments:cancel": Row(everybody(), method="post", args=_secret),
    "appointments:day": Row(COUNTER),
    "appointments:came": Row(COUNTER, method="post", args=lambda personas: {"pk": reserved(personas).pk}),
}
