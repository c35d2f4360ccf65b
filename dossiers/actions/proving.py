"""An account is proven to be a person: from then on it sees the dossiers of that person."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from citizens.actions import NotAPerson, find_or_create, prove_account
from citizens.data import PartyData
from citizens.models import Party
from citizens.queries import number_hash
from common.text import fold
from dossiers.models import Dossier, DossierAccess, Ground, MergedDossier


@transaction.atomic
def prove_owner(data: PartyData, account: User, *, at: datetime, by: User | None = None) -> Party:
    """`account` is the person of `data`, as an identity provider (`by` None) or the desk has seen on the card.

    The record of the desk under that number is found or made, never overwritten in name, birth date or gender (what
    differs is noted), and the dossiers of its owner open to the account. Doing it again opens what was missing. Raises
    PartyIncomplete, NotAPerson and what `prove_account` refuses; then nothing has changed.
    """
    hashed = number_hash(data.number_kind, data.number)
    if not hashed:
        raise NotAPerson
    _lock_dossiers_under(hashed)
    party = prove_account(find_or_create(data, at=at, by=by), account, at=at, by=by)
    _open_dossiers(party, data.name, account, at)
    return party


def dossiers_of(party: Party, name: str) -> QuerySet[Dossier]:
    """The dossiers that a proof opens: of the record itself, and of declarations with the same number and name.

    A number that somebody typed wrong must not open a stranger's dossier, so there the name counts too; what a merge
    has moved here stays closed, as a mistaken merge must not open anything either.
    """
    numbers = [one for one in (party.number_hash, party.old_number_hash) if one]
    declared = Q(
        owner__entered_by__isnull=False, owner__number_hash__in=numbers, owner__name_fold__in=_names(party, name)
    )
    moved = MergedDossier.objects.filter(merge__undone_at__isnull=True, was_owner=True)
    return Dossier.objects.filter(Q(owner=party) | declared).exclude(pk__in=moved.values("dossier"))


def _names(party: Party, name: str) -> set[str]:
    return {party.name_fold, fold(name)}


def _lock_dossiers_under(hashed: str) -> None:
    """Dossiers are locked before people, as everybody does who acts on a dossier."""
    wanted = Q(owner__number_hash=hashed) | Q(owner__old_number_hash=hashed)
    rows = Dossier.objects.filter(wanted).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _open_dossiers(party: Party, name: str, account: User, at: datetime) -> None:
    DossierAccess.objects.bulk_create(
        (
            DossierAccess(dossier_id=pk, account=account, ground=Ground.OWNER, since=at)
            for pk in dossiers_of(party, name).order_by("pk").values_list("pk", flat=True)
        ),
        ignore_conflicts=True,  # opened before
    )
