"""The queues of a desk: what waits for an answer, what waits to be collected, what came in today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from centers.models import Center
from common.clock import local_date, start_of_day
from dossiers.access import visible_to
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent

from .worklist import Line, by_due_date, lines_of

SHOWN = 15


class QueueName(StrEnum):
    """The values stand in addresses."""

    TO_ANSWER = "cho-tra-loi"
    COMPLETED_AGAIN = "da-bo-sung"
    TO_HAND_OUT = "cho-tra-ket-qua"
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
    queues = {
        name: Queue(lines_of(rows[:SHOWN], user.pk, office_ids, at=at), rows.count())
        for name, rows in selections(user, center, at=at).items()
    }
    return Desk(
        to_answer=queues[QueueName.TO_ANSWER],
        completed_again=queues[QueueName.COMPLETED_AGAIN],
        to_hand_out=queues[QueueName.TO_HAND_OUT],
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
    return {
        QueueName.TO_ANSWER: by_due_date(submitted.filter(~again)),
        QueueName.COMPLETED_AGAIN: by_due_date(submitted.filter(again)),
        QueueName.TO_HAND_OUT: seen.filter(return_center=center, status=Status.RESOLVED).order_by("ended_at", "id"),
        QueueName.RECEIVED_TODAY: today.order_by("-received_at", "-id"),
    }


def by_code(user: User, text: str, *, at: datetime) -> int | None:
    """The dossier with exactly this code, as a scanner types it; None when there is none for these eyes."""
    found = visible_to(user, at).filter(code__iexact=text.strip()).values_list("pk", flat=True)
    return found.first() if text.strip() else None
