"""The queues of a desk: what waits for an answer, what waits to be collected, what came in today."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from centers.models import Center
from common.clock import local_date, start_of_day
from dossiers.access import visible_to
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent
from dossiers.uncollected import uncollected

from .uncollected import Uncollected, uncollected_lines
from .worklist import Line, by_due_date, lines_of

SHOWN = 15


class QueueName(StrEnum):
    """The values stand in addresses."""

    TO_ANSWER = "cho-tra-loi"
    COMPLETED_AGAIN = "da-bo-sung"
    TO_HAND_OUT = "cho-tra-ket-qua"
    UNCOLLECTED = "chua-den-nhan"
    RECEIVED_TODAY = "nhan-hom-nay"


@dataclass(frozen=True)
class Queue:
    """The first lines of a queue and how long it is."""

    lines: Sequence[Line]
    total: int


@dataclass(frozen=True)
class Desk:
    """All queues of the desk of one center, and how many dossiers stand still until the applicant acts."""

    to_answer: Queue
    completed_again: Queue
    to_hand_out: Queue
    uncollected: Uncollected
    received_today: Queue
    waiting_for_papers: int
    waiting_for_payment: int

    @property
    def has_work(self) -> bool:
        queues = (self.to_answer, self.completed_again, self.to_hand_out, self.received_today)
        return any(queue.total for queue in queues)


def desk(user: User, center: Center, office_ids: Collection[int], *, at: datetime) -> Desk:
    """The queues of `center` as far as `user` may see them."""
    here = visible_to(user, at).filter(receiving_center=center)
    chosen = dict(selections(user, center, at=at))
    waiting = uncollected_lines(chosen.pop(QueueName.UNCOLLECTED), at=at)
    queues = {
        name: Queue(lines_of(rows[:SHOWN], user.pk, office_ids, at=at), rows.count()) for name, rows in chosen.items()
    }
    return Desk(
        to_answer=queues[QueueName.TO_ANSWER],
        completed_again=queues[QueueName.COMPLETED_AGAIN],
        to_hand_out=queues[QueueName.TO_HAND_OUT],
        uncollected=waiting,
        received_today=queues[QueueName.RECEIVED_TODAY],
        waiting_for_papers=here.filter(status=Status.AWAITING_SUPPLEMENT).count(),
        waiting_for_payment=here.filter(status=Status.AWAITING_PAYMENT).count(),
    )


def selections(user: User, center: Center, *, at: datetime) -> Mapping[QueueName, QuerySet[Dossier]]:
    """The dossiers of each queue of a center, in their order, as far as `user` may see them."""
    seen = visible_to(user, at)
    here = seen.filter(receiving_center=center)
    again = Exists(DossierEvent.objects.filter(dossier=OuterRef("pk"), transition="resubmit"))
    submitted = here.filter(status=Status.SUBMITTED)
    today = here.filter(received_at__gte=start_of_day(local_date(at)), received_at__lte=at)
    ready = seen.filter(return_center=center, status=Status.RESOLVED)
    return {
        QueueName.TO_ANSWER: by_due_date(submitted.filter(~again)),
        QueueName.COMPLETED_AGAIN: by_due_date(submitted.filter(again)),
        QueueName.TO_HAND_OUT: ready.order_by("ended_at", "id"),
        QueueName.UNCOLLECTED: uncollected(ready, at),
        QueueName.RECEIVED_TODAY: today.order_by("-received_at", "-id"),
    }


SECRET = re.compile(r"(?:^|/tra-cuu/)([A-Za-z0-9_-]{20,64})/?$")
"""The secret address of the QR code of a slip, or the secret alone, as a scanner types it."""


def by_code(user: User, text: str, *, at: datetime) -> Dossier | None:
    """The dossier with exactly this code or secret address; None when there is none for these eyes."""
    text = text.strip()
    if not text:
        return None
    scanned = SECRET.search(text)
    wanted = Q(code__iexact=text) | Q(secret=scanned[1]) if scanned else Q(code__iexact=text)
    return visible_to(user, at).filter(wanted).first()
