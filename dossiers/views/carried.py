"""What a reception carries on: a visitor record (`luot-khach`), or another dossier of the same visit (`cung-luot`).

Both stand in the address, so they survive every refusal of the page; neither ever hinders a reception.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.http import urlencode

from accounts.models import User
from centers.access import StaffRequest
from centers.models import Center
from citizens.forms import PartyForm, initial_of
from citizens.models import Party
from common.text import fold, row_ids
from dossiers import access, arrivals
from dossiers.actions.arrivals import continued_by, join_visit
from dossiers.forms.reception import ReceptionForm
from dossiers.models import Arrival, Dossier, FiledBy, Visit

ARRIVAL, VISIT = "luot-khach", "cung-luot"
KEYS = frozenset({ARRIVAL, VISIT})


@dataclass(frozen=True)
class Carried:
    """`arrival` and `visit` are None where the address names none that can be carried on; `is_lost` says it did."""

    arrival: Arrival | None = None
    visit: Visit | None = None
    last: Dossier | None = None  # of the visit
    count: int = 0  # dossiers of the visit so far
    is_lost: bool = False

    @property
    def query(self) -> str:
        """The same as the end of an address, "" for nothing."""
        if self.arrival:
            return f"?{urlencode({ARRIVAL: self.arrival.pk})}"
        return f"?{urlencode({VISIT: self.visit.pk})}" if self.visit else ""

    @property
    def visitor(self) -> arrivals.Visitor:
        return arrivals.visitor_of(self.arrival) if self.arrival else arrivals.NOBODY

    def fill(self, form: ReceptionForm, owner: PartyForm, submitter: PartyForm) -> None:
        """First values of a page that nothing was typed on yet."""
        if self.arrival:
            told = {"name": self.visitor.name, "phone": self.visitor.phone}
            owner.initial = {**owner.initial, **{name: value for name, value in told.items() if value}}
            if str(self.arrival.case_id) in form.cases:
                form.fields["case"].initial = str(self.arrival.case_id)
        if self.last:
            owner.initial = initial_of(self.last.owner, with_number=True)
            if self.last.submitter_id != self.last.owner_id:
                submitter.initial = initial_of(self.last.submitter, with_number=True)
                form.fields["way"].initial = FiledBy.RELATIVE

    def known_without_number(self, form: PartyForm) -> Party | None:
        """Who stands in the form, if that is a person of this visit who has no number to be found by."""
        data = form.to_data()
        if self.last is None or data.number:
            return None
        people = (self.last.owner, self.last.submitter)
        return next((one for one in people if not one.number_hash and fold(one.name) == fold(data.name)), None)

    def link(self, dossier: Dossier, at: datetime) -> None:
        """The dossier came of it. Call inside the transaction of the reception."""
        if self.arrival:
            continued_by(self.arrival, at=at, dossier=dossier)
        if self.visit:
            join_visit(self.visit, dossier)


def carried_on(request: StaffRequest, center: Center, at: datetime) -> Carried:
    """What the address names, as far as this person may see it and it is not over."""
    asked = {name: next(iter(row_ids([request.GET[name]])), 0) for name in KEYS if name in request.GET}
    if not asked:
        return Carried()
    if ARRIVAL in asked:
        arrival = _arrival(request.user, center, asked[ARRIVAL], at)
        return Carried(arrival=arrival, is_lost=arrival is None)
    visit = arrivals.visit_open_at(center.pk, asked[VISIT], at)
    seen = access.visible_to(request.user, at).filter(visit_part__visit=visit) if visit else Dossier.objects.none()
    came = list(seen.select_related(*PEOPLE).order_by("visit_part__pk"))
    if not came:
        return Carried(is_lost=True)
    return Carried(visit=visit, last=came[-1], count=len(came))


PEOPLE = ("owner__address_unit__parent", "submitter__address_unit__parent")


def _arrival(user: User, center: Center, pk: int, at: datetime) -> Arrival | None:
    try:
        arrival = arrivals.arrival_for(access.actor_for(user, at), pk)
    except arrivals.NoSuchArrival:
        return None
    return arrival if arrival.center_id == center.pk and not arrival.is_continued else None


@dataclass(frozen=True)
class Together:
    """A visit for one reader: the dossiers of it that they may see."""

    pk: int
    dossiers: Sequence[Dossier]


def together(user: User, dossier: Dossier, at: datetime) -> Together | None:
    """The visit in which a dossier came; None for one that came alone, as most do."""
    visit = arrivals.visit_of(dossier.pk)
    if visit is None:
        return None
    seen = access.visible_to(user, at).filter(visit_part__visit=visit, received_at__isnull=False)
    return Together(visit.pk, list(seen.select_related(*access.PAGE_RELATIONS).order_by("visit_part__pk")))
