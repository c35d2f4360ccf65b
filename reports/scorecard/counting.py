"""Numerator and denominator of every item of the scorecard, from our own data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from feedback.handling import Handling, handling_of
from feedback.ratings import dislikes
from payments import accounts, orders
from procedures.models import FeeItem, OnlineLevel, ProcedureVersion, RequiredPaper
from reports.measures import TOTAL, Figures
from reports.queries import Scope, account

from . import narrowed, promptness
from .scoring import CENT, Number


@dataclass(frozen=True)
class Counted:
    """`part` of `whole`, None where it is not known; keys name the lists of dossiers. `why`: no rate, and why not."""

    part: Number | None
    whole: Number | None
    part_key: str = ""
    whole_key: str = ""
    why: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Facts:
    """All that was read for one scorecard."""

    scope: Scope
    figures: Figures
    late: int
    parts: Mapping[str, int]
    days: tuple[float, float] | None
    catalogue: "Catalogue"
    used_online: int
    petitions: Handling
    dislikes: int | None

    @property
    def judged(self) -> int:
        """Ended in the period, and open at its end."""
        found = self.figures
        return found.resolved.total + found.returned.total + found.withdrawn.total + found.pending.total


@dataclass(frozen=True)
class Catalogue:
    """Procedures in force on the last day; `payable`: with a fee, and whether the center takes money by transfer."""

    total: int
    whole: int
    eligible: int
    offered: int
    online: frozenset[int]
    with_fee: int
    takes_transfers: bool


def facts_of(scope: Scope) -> Facts:
    """A fixed number of statements, however many dossiers there are."""
    assert scope.asked_at is not None
    span: dict[str, Any] = {"first": scope.start, "last": scope.until, "at": scope.asked_at}
    catalogue = _catalogue(scope)
    figures = account(scope).figures[TOTAL]
    return Facts(
        scope=scope,
        figures=figures,
        late=promptness.number_late(scope, figures),
        parts=narrowed.numbers(scope, figures),
        days=narrowed.time_to_settle(scope),
        catalogue=catalogue,
        used_online=len(narrowed.online_procedures(scope) & catalogue.online),
        petitions=handling_of(scope.centers, **span),
        dislikes=dislikes(scope.of_ratings, **span),
    )


_WITH_FEE = Exists(FeeItem.objects.filter(version=OuterRef("pk"), amount_vnd__gt=0))
_FEES_KNOWN = Exists(FeeItem.objects.filter(version=OuterRef("pk"))) & ~Exists(
    FeeItem.objects.filter(version=OuterRef("pk"), amount_vnd=None)
)
_PAPERS_KNOWN = Exists(RequiredPaper.objects.filter(version=OuterRef("pk"), is_note=False))
_LISTED = Q(unit__isnull=False) & ~Q(channels=[]) & ~Q(result=[]) & ~Q(legal_basis=[])


def _catalogue(scope: Scope) -> Catalogue:
    rows = ProcedureVersion.objects.in_force(scope.until).annotate(
        is_whole=Q(_LISTED & Q(_PAPERS_KNOWN) & Q(_FEES_KNOWN)), has_fee=_WITH_FEE
    )
    found = list(
        rows.values_list("procedure", "online_level", "takes_online", "channels", "unit", "is_whole", "has_fee")
    )
    offered = frozenset(row[0] for row in found if row[2] and "online" in row[3] and row[4])
    eligible = {row[0] for row in found if row[1] in {OnlineLevel.FULL, OnlineLevel.PARTIAL}}
    return Catalogue(
        total=len(found),
        whole=sum(row[5] for row in found),
        eligible=len(eligible),
        offered=len(eligible & offered),
        online=offered,
        with_fee=sum(row[6] for row in found),
        takes_transfers=orders.is_offered() or accounts.has_account(scope.center, on=scope.until),
    )


Count = Callable[[Facts], Counted]


def _unknown(facts: Facts) -> Counted:
    return Counted(None, None, why=_("Not recorded in this system."))


def _not_connected(facts: Facts) -> Counted:
    return Counted(None, None, why=_("This system is not connected with the National Public Service Portal."))


def _part(key: str, whole: str, whole_key: str = "") -> Count:
    """A condition of `narrowed` against a figure, or against another condition."""

    def count(facts: Facts) -> Counted:
        number = facts.parts[whole] if whole in facts.parts else facts.figures.value(whole)
        return Counted(facts.parts[key], number, key, whole_key or whole)

    return count


def _promptness(facts: Facts) -> Counted:
    return Counted(facts.judged - facts.late, facts.judged, "kpi.2_1.kept", "kpi.2_1.all")


def _days(facts: Facts) -> Counted:
    """Without what was played from a published example: its hours are drawn. Item 2.1 has it, since no drawn moment
    lies after the due one (`reports/replay_plan.py`)."""
    played = facts.figures.resolved.total - facts.parts["kpi.2_2.all"]
    words = _("Left out, because their hours are drawn: %(number)s results of a published example.")
    remark = words % {"number": played} if played else ""
    if facts.days is None:
        return Counted(None, None, why=remark)
    taken, allowed = (Decimal(days).quantize(CENT) for days in facts.days)
    return Counted(taken, allowed, "kpi.2_2.all", "kpi.2_2.all", remark=remark)


def _payable(facts: Facts) -> Counted:
    found = facts.catalogue
    return Counted(found.with_fee if found.takes_transfers else 0, found.with_fee)


def _contentment(facts: Facts) -> Counted:
    """What is taken off for ratings is 0 while there are too few to be shown: nobody may be recognised."""
    bad = facts.late + facts.petitions.complaints + (facts.dislikes or 0)
    words = _("Taken off: %(late)s late, %(petitions)s petitions, %(ratings)s ratings “not satisfied”.") % {
        "late": facts.late,
        "petitions": facts.petitions.complaints,
        "ratings": _("(too few to be shown)") if facts.dislikes is None else facts.dislikes,
    }
    return Counted(max(facts.judged - bad, 0), facts.judged, "", "kpi.2_1.all", remark=words)


COUNTS: Mapping[str, Count] = {
    "1.1": _unknown,
    "1.2": _unknown,
    "1.3": lambda facts: Counted(facts.catalogue.whole, facts.catalogue.total),
    "1.4": _not_connected,
    "2.1": _promptness,
    "2.2": _days,
    "3.1": lambda facts: Counted(facts.catalogue.offered, facts.catalogue.eligible),
    "3.2": lambda facts: Counted(facts.used_online, len(facts.catalogue.online)),
    "3.3": _part("kpi.3_3.part", "received.total"),
    "3.5": _payable,
    "3.6": _part("kpi.3_6.part", "kpi.3_6.whole"),
    "4.1": _part("kpi.4_1.part", "resolved.total"),
    "4.2": _part("kpi.4_2.part", "resolved.total"),
    "4.3": _part("kpi.4_3.part", "resolved.total"),
    "4.4": _not_connected,
    "4.5": _part("kpi.4_5.part", "received.online"),
    "5.1": lambda facts: Counted(facts.petitions.taken_up, facts.petitions.received),
    "5.2": lambda facts: Counted(facts.petitions.in_time, facts.petitions.due),
    "5.3": _unknown,
    "5.4": _contentment,
}
"""By number of the item, as in `catalogue.ITEMS`."""
