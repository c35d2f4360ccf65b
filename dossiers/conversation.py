"""Messages between applicant and office: who reads, who writes, and until when. What may be refused, and why.

Applicants (who submitted, and the proven owner) write and read; so does the office that holds the dossier. Other
offices that see the dossier read. Helpers, and supervisors who see dossiers by their range of centers, do neither.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.clock import end_of_day, local_date
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number

from .actors import Actor
from .folder import Folder
from .models import Dossier

LONGEST = 2000  # characters of one message


class NotInConversation(Refusal):
    default_message = _("Only the applicant and the office that has the dossier now write here.")


class ConversationOver(Refusal):
    default_message = _("The dossier has ended, and the time for messages is over. Please ask at the counter.")


class WaitForAnswer(Refusal):
    default_message = _("You have written several messages. Please wait for the answer of the office.")


class NothingSaid(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write your message."), field="text")


def is_applicant(folder: Folder, who: Actor, at: datetime) -> bool:
    """Who submitted it, or its proven owner; a helper is neither."""
    return who.is_citizen and Role.CITIZEN in folder.roles_of(who, at, frozenset())


def answers(dossier: Dossier, who: Actor) -> bool:
    """Whether somebody works in the office that holds the dossier."""
    return dossier.holder_id in who.office_ids


def reads(folder: Folder, who: Actor, at: datetime) -> bool:
    """The applicant, and people of offices to which the dossier is open now."""
    if is_applicant(folder, who, at):
        return True
    return any(row.office_id in who.office_ids and row.sees(at) for row in folder.access if row.office_id)


def open_until(dossier: Dossier) -> datetime | None:
    """When nothing can be written any more (policy messages.days_after_end); None while the dossier has not ended."""
    if dossier.ended_at is None:
        return None
    ended = local_date(dossier.ended_at)
    return end_of_day(ended + timedelta(days=number(PolicyKey.MESSAGES_DAYS_AFTER_END, on=ended)))


def is_over(dossier: Dossier, at: datetime) -> bool:
    until = open_until(dossier)
    return until is not None and at > until
