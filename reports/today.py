"""What a center has to see to today: numbers, each with exactly the dossiers behind it.

Every queue is one filter, used by the number and by its list. Counted at the receiving center, from columns that carry
an index; what waits for a signature, and petitions, is counted where it is worked on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from common.clock import end_of_day, local_date, start_of_day
from dossiers.actors import Actor
from dossiers.letters import LetterState
from dossiers.lifecycle import OPEN, Status
from dossiers.models import Dossier
from dossiers.queries import letters as letter_queries
from dossiers.queries import result_drafts
from dossiers.uncollected import uncollected
from feedback.models import Petition
from feedback.petitions import State

NEAR = timedelta(days=2)  # as petitions are reminded of


@dataclass(frozen=True)
class Queue:
    """One kind of work; `wanted` tells it among the dossiers of a center."""

    label: Any
    wanted: Callable[[datetime], Q]


@dataclass(frozen=True)
class ToDo:
    """A number of the page of leaders, with the address of what it counts, "" where there is nothing."""

    kind: str
    label: Any
    number: int
    href: str


def _due_on(at: datetime, days: int) -> Q:
    day = local_date(at) + timedelta(days=days)
    return _running() & Q(due_at__gte=start_of_day(day), due_at__lt=start_of_day(day + timedelta(days=1)))


def _running() -> Q:
    return Q(status__in=sorted(OPEN), held_by_pause=False)


QUEUES: Mapping[str, Queue] = {
    "moi-den": Queue(_("Waiting for the first answer"), lambda _at: Q(status=Status.SUBMITTED)),
    "tre-tra-loi": Queue(_("First answer overdue"), lambda at: Q(status=Status.SUBMITTED, answer_due_at__lt=at)),
    "han-hom-nay": Queue(_("Due today"), lambda at: _due_on(at, 0)),
    "han-ngay-mai": Queue(_("Due tomorrow"), lambda at: _due_on(at, 1)),
    "qua-han": Queue(_("Late"), lambda at: _running() & Q(due_at__lt=start_of_day(local_date(at)))),
}
ANSWERS = frozenset({"moi-den", "tre-tra-loi"})  # sorted by the moment of the answer
ON_THE_WAY = "dang-chuyen"
UNCOLLECTED = "chua-nhan"
LABELS: Mapping[str, Any] = {
    **{kind: queue.label for kind, queue in QUEUES.items()},
    ON_THE_WAY: _("Results not yet at the counter"),
    UNCOLLECTED: _("Results not collected"),
}


def dossiers_of(kind: str, center: Center, at: datetime) -> QuerySet[Dossier]:
    """The dossiers behind a number, the most urgent first. KeyError for a kind that does not exist."""
    if kind == UNCOLLECTED:
        return uncollected(Dossier.objects.filter(return_center=center), at)
    if kind == ON_THE_WAY:
        resolved = Dossier.objects.filter(return_center=center, status=Status.RESOLVED)
        return resolved.filter(legs__confirmed_at=None).order_by("ended_at", "pk")
    rows = Dossier.objects.filter(QUEUES[kind].wanted(at), receiving_center=center)
    return rows.order_by("answer_due_at" if kind in ANSWERS else "due_at", "pk")


def to_do(center: Center, actor: Actor, at: datetime, *, petitions_too: bool, back: str = "") -> list[ToDo]:
    """Everything of today, in six statements. What waits for a signature is that of the person who looks.

    `back` is the page that the lists lead back to.
    """
    open_here = Dossier.objects.filter(receiving_center=center, status__in=[*sorted(OPEN), Status.SUBMITTED])
    counts = {kind.replace("-", "_"): Count("pk", filter=queue.wanted(at)) for kind, queue in QUEUES.items()}
    found = open_here.order_by().aggregate(**counts)
    rows = [_of_center(kind, found[kind.replace("-", "_")], center, back) for kind in QUEUES]
    rows += for_signature(actor)
    for kind in (ON_THE_WAY, UNCOLLECTED):
        rows.append(_of_center(kind, dossiers_of(kind, center, at).order_by().count(), center, back))
    if petitions_too:
        rows.append(_linked("gop-y", _("Petitions near their time"), petitions(center, at), "/dieu-hanh/gop-y/"))
    return rows


def for_signature(actor: Actor) -> list[ToDo]:
    """Results and letters of apology that wait for the signature of this person."""
    results = result_drafts.waiting(actor, LetterState.TO_SIGN).order_by().count()
    letters = letter_queries.waiting(actor, LetterState.TO_SIGN).order_by().count()
    return [
        _linked("ky", _("Results waiting for my signature"), results, "/xu-ly/ky/"),
        _linked("xin-loi", _("Letters of apology to sign"), letters, "/xu-ly/ky/"),
    ]


def petitions(center: Center, at: datetime) -> int:
    """Petitions to be answered or published within two days, or late."""
    limit = end_of_day(local_date(at + NEAR))
    near = Q(state=State.OPEN, answer_by__lte=limit) | Q(state=State.ANSWERED, publish_by__lte=limit)
    return Petition.objects.filter(near, center=center).count()


def _of_center(kind: str, number: int, center: Center, back: str) -> ToDo:
    asked = {"center": center.slug, **({"back": back} if back else {})}
    return _linked(kind, LABELS[kind], number, f"{reverse('reports:today', kwargs={'kind': kind})}?{urlencode(asked)}")


def _linked(kind: str, label: Any, number: int, href: str) -> ToDo:
    return ToDo(kind, label, number, href if number else "")
