"""Dossiers that somebody has chosen from the worklist to give to a colleague."""

from collections.abc import Collection, Sequence
from datetime import datetime

from accounts.models import User
from dossiers.access import visible_to
from dossiers.actions.assigning import MOST
from dossiers.models import Dossier, Leg

from .worklist import Line, Wish, by_due_date, lines_of, selection


def first_of_list(user: User, office_ids: Collection[int], wish: Wish, *, at: datetime) -> list[int]:
    """The keys of a list, first due first, at most as many as are assigned at once."""
    return list(by_due_date(selection(user, office_ids, wish, at=at)).values_list("pk", flat=True)[:MOST])


def how_many(user: User, office_ids: Collection[int], wish: Wish, *, at: datetime) -> int:
    """How many of a list can be assigned at once; counts no further than that."""
    return selection(user, office_ids, wish, at=at).order_by()[:MOST].count()


def to_assign(user: User, keys: Sequence[int], *, at: datetime) -> list[Dossier]:
    """Those of these dossiers that somebody may see, in the order of the keys."""
    found = {dossier.pk: dossier for dossier in visible_to(user, at).filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def chosen_lines(user: User, office_ids: Collection[int], keys: Sequence[int], *, at: datetime) -> list[Line]:
    """The same as lines of a list, first due first."""
    return lines_of(by_due_date(visible_to(user, at).filter(pk__in=keys)), user.pk, office_ids, at=at)


def offices_of(keys: Sequence[int]) -> frozenset[int]:
    """The offices that hold these dossiers, or to which they are on their way."""
    holders = Dossier.objects.filter(pk__in=keys).values_list("holder_id", flat=True)
    receivers = Leg.objects.filter(dossier__in=keys, confirmed_at=None).values_list("office_id", flat=True)
    return frozenset(holders) | frozenset(receivers)
