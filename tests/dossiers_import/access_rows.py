"""Who may take dossiers over: administrators, each for the centers they stand for."""

from typing import Any

from dossiers.importing.uploads import keep
from tests.access_matrix import Row, staff_only
from tests.catalogue import load_catalogue
from tests.dossiers_import.conftest import as_bytes
from tests.personas import Personas
from tests.places import AT


def _an_upload(personas: Personas) -> dict[str, Any]:
    load_catalogue()
    by = personas.administrator
    return {"key": keep(as_bytes([{}]), "ho-so.csv", personas.places.sa_pa, at=AT, by=by).key}


ONLY = staff_only("administrator")

ROWS = {
    "dossiers:take_over": Row(ONLY),
    "dossiers:take_over_check": Row(ONLY, args=_an_upload),
    "dossiers:take_over_bad_rows": Row(ONLY, args=_an_upload),
    "dossiers:take_over_confirm": Row(ONLY, method="post", args=_an_upload),
    "dossiers:take_over_discard": Row(ONLY, method="post", args=_an_upload),
}
