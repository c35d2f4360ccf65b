"""The whole catalogue for tests: procedures, versions, everyday words; after the first loads laid down as kept rows."""

from datetime import datetime

from procedures.load import LoadReport, load
from tests.kept_rows import made_once
from tests.places import AT


def load_catalogue(*, at: datetime = AT) -> LoadReport:
    """As `procedures.load.load`. Rows of the catalogue point to nothing outside of it, so they fit any places."""
    return made_once(("catalogue", at.date()), lambda: load(at=at), lambda report: report, lambda noted: noted)
