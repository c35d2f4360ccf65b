"""What everybody may know who has the code with its check word, or the secret address. Nothing else is read."""

from dataclasses import dataclass
from datetime import datetime

from common.text import mask_name
from dossiers.lifecycle import BEFORE_RECEPTION, OPEN, Status
from dossiers.models import Dossier

from .plain_words import Due, Words, due_of, words_of
from .requests import WAITING

ANSWERED = frozenset({Status.DELIVERED, Status.NOT_ACCEPTED, Status.RETURNED})
"""After these the applicant has an answer in hand."""
RELATIONS = ("version__procedure", "owner", "return_center", "holder__unit", "receiving_center")


@dataclass(frozen=True)
class PublicView:
    """The page of public tracking: procedure, status, due date, masked owner, and which office has it (official name).

    No letter, no paper that is asked for, no message, no answer: whoever holds the slip can open it.
    """

    procedure: str
    status: str
    label: str
    words: Words
    due: Due | None
    owner: str
    where: str
    waits_for_applicant: bool  # for what is told to the applicant only
    rate_at: str  # where the applicant says how it was; "" before the end


def public_view(dossier_id: int, at: datetime) -> PublicView:
    dossier = Dossier.objects.select_related(*RELATIONS).get(pk=dossier_id)
    return PublicView(
        procedure=dossier.version.procedure.name,
        status=dossier.status,
        label=str(Status(dossier.status).label),
        words=words_of(dossier),
        due=due_of(dossier, at),
        owner=mask_name(dossier.owner.name),
        where=where_it_is(dossier),
        waits_for_applicant=dossier.status in WAITING,
        rate_at=rate_at(dossier),
    )


def rate_at(dossier: Dossier) -> str:
    """The address under which an ended dossier is rated; whoever withdrew got no answer to rate."""
    return f"/danh-gia/{dossier.secret}/" if dossier.status in ANSWERED else ""


def where_it_is(dossier: Dossier) -> str:
    """The place that has it now, in its official name; "" once it is over."""
    if dossier.status in BEFORE_RECEPTION:
        return dossier.receiving_center.name
    if dossier.status in OPEN:
        return f"{dossier.holder.name}, {dossier.holder.unit.name}"
    return dossier.return_center.name if dossier.status == Status.RESOLVED else ""
