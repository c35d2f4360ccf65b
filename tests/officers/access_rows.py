"""Who may open the pages of officers' work."""

from typing import Any

from accounts.roles import Role
from centers.absences import enter_absence
from dossiers.models import SavedFilter
from tests.access_matrix import Outcome, Row, staff_only
from tests.dossiers_staff.access_rows import READ
from tests.dossiers_staff.desk import make_received
from tests.personas import Personas, make_staff
from tests.places import AT

WORK = staff_only("counter", "officer", "officer_elsewhere", "head", "leader", "department_leader")


def _absence(personas: Personas) -> dict[str, Any]:
    stand_in = make_staff("thay", Role.OFFICER, office=personas.places.office("van-phong"))
    day = AT.date()
    absence = enter_absence(
        personas.officer, stand_in, since=day, until=day, reason="nghỉ phép", at=AT, by=personas.head
    )
    return {"pk": absence.pk}


def _filter(personas: Personas) -> dict[str, Any]:
    return {"pk": SavedFilter.objects.create(user=personas.officer, name="của tôi", query="muc=cua-toi").pk}


def _dossier(personas: Personas) -> dict[str, Any]:
    return {"pk": make_received(personas).pk}


ROWS = {
    "dossiers:choose_colleague": Row(staff_only("head", "leader", "department_leader")),
    "dossiers:assign_many": Row(staff_only("head", "leader", "department_leader"), "post"),
    "dossiers:own_view": Row(WORK),
    "dossiers:add_note": Row(READ, "post", _dossier, {"note-text": "gọi lại"}),
    "dossiers:keep_filter": Row(WORK, "post", data={"name": "của tôi"}),
    "dossiers:change_filter": Row(WORK, "post", _filter, {"viec": "xoa"}),
    "dossiers:absences": Row(WORK),
    "dossiers:end_absence": Row(
        {
            **WORK,
            "counter": Outcome.NOT_FOUND,
            "officer_elsewhere": Outcome.NOT_FOUND,
            "department_leader": Outcome.NOT_FOUND,
        },
        "post",
        _absence,
    ),
}
