"""Who may merge records of one person: administrators, and the head of a reception office (see test_pages)."""

from typing import Any

from tests.access_matrix import Row, staff_only
from tests.merging.people import make_merge, make_pair
from tests.personas import Personas

ADMINISTRATORS = staff_only("administrator")


def _pair(personas: Personas) -> dict[str, Any]:
    first, second = make_pair(personas)
    return {"first": first.pk, "second": second.pk}


def _merge(personas: Personas) -> dict[str, Any]:
    return {"pk": make_merge(personas).pk}


ROWS = {
    "dossiers:duplicates": Row(ADMINISTRATORS),
    "dossiers:compare": Row(ADMINISTRATORS, args=_pair),
    "dossiers:different": Row(ADMINISTRATORS, "post", _pair),
    "dossiers:unmerge": Row(ADMINISTRATORS, args=_merge),
}
