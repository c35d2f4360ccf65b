"""Internal notes as the page of a dossier shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers.actions.notes import is_colleague
from dossiers.actors import Actor
from dossiers.models import Dossier


@dataclass(frozen=True)
class NoteLine:
    text: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Notes:
    """`are_open`: the reader is one of the colleagues; otherwise there are no lines."""

    are_open: bool
    lines: Sequence[NoteLine] = ()


def notes_for(dossier: Dossier, reader: Actor, at: datetime) -> Notes:
    """The newest first, for people of offices that act on the dossier."""
    if not is_colleague(dossier, reader, at):
        return Notes(are_open=False)
    found = dossier.notes.select_related("by")
    return Notes(True, tuple(NoteLine(note.text, note.at, note.by.full_name) for note in found))
