"""Two records of one person become one, with all their dossiers and digitised papers; or are taken apart again.

Nobody sees more or less by a merge: rows of `DossierAccess` stay exactly as they are. The life-cycle does not move
either; the page of every dossier that changed hands tells of the merge.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens import merging
from citizens.models import Party, PartyMerge
from common.errors import Refusal
from dossiers.models import DigitisedPaper, Dossier, DossierAccess, Ground, MergedDossier
from dossiers.reach import MergeReach


class OutsideReach(Refusal):
    default_message = _(
        "One of these people also has dossiers at other centers. Ask an administrator of the province to merge them."
    )


@transaction.atomic
def merge_parties(
    keep: Party,
    drop: Party,
    *,
    take: Collection[str] = (),
    reach: MergeReach,
    at: datetime,
    by: User,
    reason: str,
) -> PartyMerge:
    """`drop` becomes part of `keep`, its dossiers with it. Raises OutsideReach and what `merging.merge` refuses.

    Dossiers are locked before people, as everybody does who acts on a dossier.
    """
    _lock_dossiers_of(drop)
    merged = merging.merge(keep, drop, take=take, at=at, by=by, reason=reason)
    if not reach.covers(keep, drop):  # after the rows are locked: nobody adds a dossier elsewhere meanwhile
        raise OutsideReach
    rows = Dossier.objects.filter(Q(owner=drop) | Q(submitter=drop)).order_by("pk").select_for_update()
    MergedDossier.objects.bulk_create(
        MergedDossier(
            merge=merged,
            dossier_id=pk,
            was_owner=owner_id == drop.pk,
            was_submitter=submitter_id == drop.pk,
        )
        for pk, owner_id, submitter_id in rows.values_list("pk", "owner", "submitter")
    )
    Dossier.objects.filter(owner=drop).update(owner=keep)
    Dossier.objects.filter(submitter=drop).update(submitter=keep)
    DigitisedPaper.objects.filter(party=drop).update(party=keep)
    return merged


@transaction.atomic
def unmerge_parties(merged: PartyMerge, *, reach: MergeReach, at: datetime, by: User, reason: str) -> PartyMerge:
    """Take a merge back: dossiers that were moved and still are with `kept` go back; newer ones stay.

    An account that was proven by a number which goes back sees the dossiers of `kept` no more as their owner.
    Raises OutsideReach and what `merging.unmerge` refuses.
    """
    kept, dropped = merged.kept_id, merged.dropped_id
    proven = Party.objects.filter(pk=kept, account_proven_at__isnull=False).values_list("account", flat=True).first()
    _lock_dossiers_of(merged.kept)
    merged = merging.unmerge(merged, at=at, by=by, reason=reason)
    if not reach.covers(merged.kept) and not reach.everywhere:
        raise OutsideReach
    moved = MergedDossier.objects.filter(merge=merged)
    owned = moved.filter(was_owner=True).values("dossier")
    Dossier.objects.filter(pk__in=owned, owner=kept).update(owner=dropped)
    DigitisedPaper.objects.filter(paper__dossier__in=owned, party=kept).update(party=dropped)
    submitted = moved.filter(was_submitter=True).values("dossier")
    Dossier.objects.filter(pk__in=submitted, submitter=kept).update(submitter=dropped)
    if proven is not None and not Party.objects.filter(pk=kept, account=proven).exists():
        _close(kept, proven, at)
    return merged


def _close(owner_id: int, account_id: int, at: datetime) -> None:
    """The account is not the owner any more; what it submitted itself stays open to it."""
    rows = DossierAccess.objects.filter(dossier__owner=owner_id, account=account_id, ground=Ground.OWNER)
    rows.filter(until__isnull=True).update(until=Greatest(F("since"), Value(at)))


def _lock_dossiers_of(party: Party) -> None:
    rows = Dossier.objects.filter(Q(owner=party) | Q(submitter=party)).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
