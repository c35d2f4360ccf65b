"""What colleagues tell each other about a dossier."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.folder import folder_of
from dossiers.models import Dossier, InternalNote


class NotAmongColleagues(Refusal):
    default_message = _("Only people of the offices that work on this dossier write and read notes.")


def is_colleague(dossier: Dossier, by: Actor, at: datetime) -> bool:
    """Whether somebody works in an office that may act on the dossier now; applicants and helpers never do."""
    return bool(by.office_ids & folder_of(dossier).acting_offices(at))


def add_note(dossier: Dossier, text: str, *, at: datetime, by: Actor) -> InternalNote:
    """Write a note for the colleagues; it stays as it is. Raises NotAmongColleagues."""
    if not is_colleague(dossier, by, at) or by.account_id is None:
        raise NotAmongColleagues
    return InternalNote.objects.create(dossier=dossier, by_id=by.account_id, text=text.strip(), at=at)
