"""Who may open the pages of centers."""

from typing import Any

from accounts.roles import Role
from centers.models import JobPosition, Office, Regulation
from centers.systems import connect
from common import files
from tests.access_matrix import Row, everybody, staff_only
from tests.personas import Personas
from tests.places import AT

STAFF = (
    "counter",
    "officer",
    "officer_elsewhere",
    "head",
    "leader",
    "department_leader",
    "supervisor",
    "helper",
    "administrator",
)


def _token(personas: Personas) -> dict[str, Any]:
    office = personas.places.office("tiep-nhan")
    given = {"username": "phan-mem", "full_name": "Phần mềm", "role": Role.COUNTER, "office": office}
    token, _text = connect(**given, scopes=["dossiers:read"], at=AT, by=personas.administrator)
    return {"pk": token.pk}


def _person(personas: Personas) -> dict[str, Any]:
    return {"pk": personas.counter.pk}


def _post(personas: Personas) -> dict[str, Any]:
    return {"pk": personas.counter.pk, "post": personas.counter.postings.get().pk}


def _position(personas: Personas) -> dict[str, Any]:
    center = personas.places.sa_pa
    return {"pk": JobPosition.objects.create(center=center, name="Chuyên viên", source="Quyết định").pk}


def _office(personas: Personas) -> dict[str, Any]:
    center = personas.places.sa_pa
    return {"pk": Office.objects.filter(center=center, unit=center.unit).earliest("id").pk}


def _regulation(personas: Personas) -> dict[str, Any]:
    kept = files.store(b"%PDF-1.7 quy che")
    row = Regulation.objects.create(
        center=personas.places.sa_pa,
        title="Quy chế",
        number="1",
        effective_from=AT.date(),
        file_name="quy-che.pdf",
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        published_by=personas.administrator,
        published_at=AT,
    )
    return {"pk": row.pk}


ROWS = {
    "centers:public_regulations": Row(everybody()),
    "centers:regulation": Row(everybody(), args=_regulation),
    "centers:manage_regulations": Row(staff_only("administrator")),
    "centers:places": Row(staff_only("administrator")),
    "centers:place": Row(staff_only("administrator"), args=lambda personas: {"pk": personas.places.sa_pa.pk}),
    "centers:new_office": Row(staff_only("administrator"), args=lambda personas: {"pk": personas.places.sa_pa.pk}),
    "centers:office": Row(staff_only("administrator"), args=_office),
    "centers:positions": Row(staff_only("administrator")),
    "centers:new_position": Row(staff_only("administrator")),
    "centers:position": Row(staff_only("administrator"), args=_position),
    "centers:staff": Row(staff_only("administrator")),
    "centers:new_person": Row(staff_only("administrator")),
    "centers:from_elsewhere": Row(staff_only("administrator")),
    "centers:person": Row(staff_only("administrator"), args=_person),
    "centers:end_post": Row(staff_only("administrator"), args=_post),
    "centers:reset_password": Row(staff_only("administrator"), "post", _person),
    "centers:set_active": Row(staff_only("administrator"), "post", _person),
    "centers:start": Row(staff_only(*STAFF)),
    "centers:systems": Row(staff_only("administrator")),
    "centers:renew_token": Row(staff_only("administrator"), "post", _token),
    "centers:revoke_token": Row(staff_only("administrator"), "post", _token),
}
