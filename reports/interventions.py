"""Who changed what the figures are made of: due dates, reopenings, procedures, owners, events typed late.

Counted by person for the page of leaders, and listed one by one. Read from the events; the figures themselves come from
the ledger.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.clock import start_of_day
from common.text import mask_name
from dossiers.access import visible_to
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier, DossierEvent, Source, TakeOverUpload
from dossiers.models.event import INTERVENING, OWNER_CHANGED, TYPED_LATE

from .queries import Scope

_KIND_OF = {
    "reschedule": "due",
    "extend": "due",
    "reopen": "reopened",
    "reclassify": "reclassified",
    "correct": "owner",
}


@dataclass(frozen=True)
class Person:
    """What one person did in the period; None stands for the system. Numbers of events."""

    pk: int | None
    name: str
    due: int
    reopened: int
    reclassified: int
    owner: int
    late: int
    total: int


@dataclass(frozen=True)
class Intervention:
    """One event of the list. `href` is empty where the viewer may not see the dossier."""

    at: datetime
    recorded_at: datetime
    label: Any
    is_late: bool
    by: str
    reason: str
    code: str
    href: str
    owner: str


def events_of(scope: Scope) -> QuerySet[DossierEvent]:
    """Interventions of the period: what was typed late by the day of typing, the rest by the day on which it happened.

    Somebody's month shows what they typed in it, also for months that are over.
    """
    happened = Q(at__gte=start_of_day(scope.start), at__lt=start_of_day(scope.until + timedelta(days=1)))
    typed = TYPED_LATE & Q(typed_on__gte=scope.start.isoformat(), typed_on__lte=scope.until.isoformat())
    at_once = INTERVENING & ~Q(facts__has_key="typed_on")
    events = DossierEvent.objects.alias(typed_on=KT("facts__typed_on"))
    events = events.filter(at_once & happened | typed, scope.of_dossiers("dossier__"))
    return events.exclude(source__in=(Source.TAKE_OVER, Source.REPLAY))


def take_overs(scope: Scope) -> list[TakeOverUpload]:
    """Who took dossiers over into the centers of the scope, by the day on which it was done, newest first."""
    done = TakeOverUpload.objects.filter(
        done_at__gte=start_of_day(scope.start), done_at__lt=start_of_day(scope.until + timedelta(days=1)), rows__gt=0
    )
    if scope.centers is not None:
        done = done.filter(center__in=scope.centers)
    return list(done.select_related("done_by", "center").defer("content").order_by("-done_at"))


def people(scope: Scope) -> list[Person]:
    """Who intervened, most first. One statement."""
    told = (
        events_of(scope)
        .order_by("by__full_name", "by")
        .values_list("by", "by__full_name", "transition", "facts__late", "facts__changed")
    )
    counted: dict[tuple[int | None, str], Counter[str]] = {}
    for by, name, transition, late, changed in told.iterator():
        kinds = counted.setdefault((by, name or str(_("The system"))), Counter())
        kind = _KIND_OF.get(transition, "other")
        if kind == "owner" and "owner" not in (changed or ()):
            kind = "other"
        kinds.update({"total": 1, kind: 1, "late": int(late is True)})
    return [
        Person(by, name, *(kinds[kind] for kind in (*KINDS, "total")))
        for (by, name), kinds in sorted(counted.items(), key=lambda found: -found[1]["total"])
    ]


def by_person(events: QuerySet[DossierEvent], person: str) -> QuerySet[DossierEvent]:
    """Only what this account did, by its key; "0" is the system, anything else that is no number everybody."""
    if not (person.isascii() and person.isdecimal() and len(person) < 19):
        return events
    return events.filter(by=int(person)) if int(person) else events.filter(by=None)


KINDS: Mapping[str, tuple[Any, Q]] = {
    "due": (_("Due date or appointment"), Q(transition__in=[name for name, kind in _KIND_OF.items() if kind == "due"])),
    "reopened": (_("Reopened"), Q(transition="reopen")),
    "reclassified": (_("Reclassified"), Q(transition="reclassify")),
    "owner": (_("Owner corrected"), OWNER_CHANGED),
    "late": (_("Typed late"), Q(facts__late=True)),
}
"""The columns of the page of leaders, and which events each counts."""


def of_kind(events: QuerySet[DossierEvent], kind: str) -> QuerySet[DossierEvent]:
    """Only those of a column; all for a word that is none."""
    return events.filter(KINDS[kind][1]) if kind in KINDS else events


def listed(events: Iterable[DossierEvent], user: User, at: datetime) -> list[Intervention]:
    """The events of one page, read with dossier, owner and person. One statement more, however many."""
    rows = list(events)
    known = visible_to(user, at).filter(pk__in={row.dossier_id for row in rows})
    visible = set(known.values_list("pk", flat=True))
    return [_intervention(row, row.dossier, row.dossier_id in visible) for row in rows]


def _intervention(event: DossierEvent, dossier: Dossier, is_visible: bool) -> Intervention:
    return Intervention(
        at=event.at,
        recorded_at=event.recorded_at,
        label=TRANSITIONS[event.transition].label,
        is_late=bool(event.facts.get("late")),
        by=_who(event),
        reason=event.reason if is_visible else "",
        code=dossier.code or f"#{dossier.pk}",
        href=f"/xu-ly/ho-so/{dossier.pk}/" if is_visible else "",
        owner=dossier.owner.name if is_visible else mask_name(dossier.owner.name),
    )


def _who(event: DossierEvent) -> str:
    if event.by:
        return event.by.full_name
    return str(_("Taken over from another system") if event.source == Source.TAKE_OVER else _("The system"))
