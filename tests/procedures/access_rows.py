"""Who may open the catalogue and its administration."""

from datetime import timedelta
from typing import Any

from centers.models import Counter
from common import files
from policies.catalogue import PolicyKey
from policies.load import load as load_policies
from procedures import drafts
from procedures.models import CatalogueUpload, Procedure, Recording, SearchMiss, SpokenLanguage, Synonym, Unanswered
from tests.access_matrix import Row, everybody, staff_only
from tests.catalogue import load_catalogue
from tests.personas import Personas
from tests.places import AT
from tests.procedures.sounds import wav


def _a_procedure(personas: Personas) -> dict[str, str]:
    load_catalogue()
    return {"code": "1.001193"}


def _a_policy(personas: Personas) -> dict[str, str]:
    load_policies()
    return {"key": next(iter(PolicyKey)).value}


def _a_synonym(personas: Personas) -> dict[str, int]:
    return {"pk": Synonym.objects.create(phrase="sổ đỏ", means="1.013978", source="x").pk}


def _a_miss(personas: Personas) -> dict[str, int]:
    return {"pk": SearchMiss.objects.create(text="bay len troi", last_at=AT).pk}


def _a_question(personas: Personas) -> dict[str, int]:
    row = Unanswered.objects.create(text="bay lên trời", text_fold="bay len troi", first_at=AT, last_at=AT)
    return {"pk": row.pk}


def _an_upload(personas: Personas) -> dict[str, int]:
    administrator = personas.people["administrator"]
    upload = CatalogueUpload.objects.create(
        name="a.xlsx", content=b"", valid_from=AT.date(), uploaded_by=administrator, uploaded_at=AT
    )
    return {"pk": upload.pk}


def _a_draft(personas: Personas) -> dict[str, Any]:
    load_catalogue()
    procedure = Procedure.objects.get(code="1.001193")
    day = AT.date() + timedelta(days=1)
    return {"pk": drafts.start(procedure, valid_from=day, by=personas.administrator, at=AT).pk}


def _a_section(personas: Personas) -> dict[str, Any]:
    return {**_a_draft(personas), "slug": "giay-to"}


def _a_counter(personas: Personas) -> dict[str, Any]:
    return {"pk": Counter.objects.create(center=personas.places.sa_pa, number=99, name="Quầy").pk}


def _a_recording(personas: Personas) -> dict[str, Any]:
    load_catalogue()
    kept = files.store(wav())
    row = Recording.objects.create(
        procedure=Procedure.objects.get(code="1.001193"),
        language=SpokenLanguage.HMONG,
        content_type="audio/wav",
        seconds=1,
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        added_by=personas.administrator,
        added_at=AT,
    )
    return {"code": "1.001193", "pk": row.pk}


ROWS = {
    "procedures:recordings": Row(staff_only("administrator"), args=_a_procedure),
    "procedures:recording": Row(everybody(), args=_a_recording),
    "procedures:counters": Row(staff_only("administrator")),
    "procedures:new_counter": Row(staff_only("administrator")),
    "procedures:counter": Row(staff_only("administrator"), args=_a_counter),
    "procedures:procedures": Row(staff_only("administrator")),
    "procedures:procedure": Row(staff_only("administrator"), args=_a_procedure),
    "procedures:draft": Row(staff_only("administrator"), args=_a_draft),
    "procedures:draft_section": Row(staff_only("administrator"), args=_a_section),
    "procedures:list": Row(everybody()),
    "procedures:detail": Row(everybody(), args=_a_procedure),
    "procedures:admin": Row(staff_only("administrator")),
    "procedures:time_limits": Row(staff_only("administrator")),
    "procedures:time_limit": Row(staff_only("administrator"), args=_a_procedure),
    "procedures:import": Row(staff_only("administrator")),
    "procedures:import_review": Row(staff_only("administrator"), args=_an_upload),
    "procedures:export": Row(staff_only("administrator")),
    "procedures:synonyms": Row(staff_only("administrator")),
    "procedures:take_out_synonym": Row(staff_only("administrator"), method="post", args=_a_synonym),
    "procedures:misses": Row(staff_only("administrator")),
    "procedures:dismiss_miss": Row(staff_only("administrator"), method="post", args=_a_miss),
    "procedures:ask": Row(everybody()),
    "procedures:questions": Row(staff_only("administrator")),
    "procedures:dismiss_question": Row(staff_only("administrator"), method="post", args=_a_question),
    "procedures:remarks": Row(staff_only("administrator")),
    "procedures:policies": Row(staff_only("administrator")),
    "procedures:policy": Row(staff_only("administrator"), args=_a_policy),
    "procedures:identifiers": Row(staff_only("administrator")),
}
