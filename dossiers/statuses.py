"""The statuses of a dossier, and the groups of them that rules speak of.

Source of the codes: the ten status codes of the national public service portal.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    SUBMITTED = "SUBMITTED", _("Submitted")
    INCOMPLETE = "INCOMPLETE", _("To be completed")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("Not accepted")
    RECEIVED = "RECEIVED", _("Received")
    PROCESSING = "PROCESSING", _("In process")
    AWAITING_SUPPLEMENT = "AWAITING_SUPPLEMENT", _("Waiting for papers")
    AWAITING_PAYMENT = "AWAITING_PAYMENT", _("Waiting for payment")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    RETURNED = "RETURNED", _("Returned")
    RESOLVED = "RESOLVED", _("Resolved")
    DELIVERED = "DELIVERED", _("Delivered")


NATIONAL_CODE: Mapping[Status, int] = {
    Status.SUBMITTED: 1,
    Status.RECEIVED: 2,
    Status.NOT_ACCEPTED: 3,
    Status.PROCESSING: 4,
    Status.INCOMPLETE: 5,
    Status.AWAITING_SUPPLEMENT: 5,
    Status.AWAITING_PAYMENT: 6,
    Status.WITHDRAWN: 7,
    Status.RETURNED: 8,
    Status.RESOLVED: 9,
    Status.DELIVERED: 10,
}

AWAITING = frozenset({Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT})
OPEN = frozenset({Status.RECEIVED, Status.PROCESSING}) | AWAITING
BEFORE_RECEPTION = frozenset({Status.SUBMITTED, Status.INCOMPLETE})
ENDED = frozenset({Status.WITHDRAWN, Status.RETURNED, Status.RESOLVED, Status.DELIVERED})
FINAL = frozenset({Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.RETURNED, Status.DELIVERED})
