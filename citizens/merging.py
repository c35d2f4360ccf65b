"""Two records of one person become one, or are taken apart again. Strict: a merge never opens anything to anybody.

Only records of the desk are merged. What a citizen account declared stays its own record, so that nobody draws another
person's dossiers into their account by typing a name. The record that goes stays as a row that points to the one that
stays (`merged_into`); it is found no more. Rows that point to parties from apps above (dossiers) are moved by those.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import AddressUnit
from citizens.models import DifferentPeople, Party, PartyMerge
from common.errors import Refusal

CHOSEN_FIELDS = ("name", "birth_date", "gender", "ethnicity", "phone", "email", "address")
"""What people choose from either record; an address is one choice of place and line."""

COLUMNS: Mapping[str, tuple[str, ...]] = {"address": ("address_unit_id", "address_line")}
NUMBER_COLUMNS = ("number_kind", "number_encrypted", "number_key_id", "number_hash")
OLD_NUMBER_COLUMNS = ("old_number_encrypted", "old_number_key_id", "old_number_hash")
NUMBER, OLD_NUMBER = "number", "old_number"


class SameRecord(Refusal):
    default_message = _("These are not two records.")


class AlreadyMerged(Refusal):
    default_message = _("One of the two records has been merged already.")


class DifferentKinds(Refusal):
    default_message = _("A person and an organisation are never the same.")


class DifferentNumbers(Refusal):
    default_message = _("The two records have different numbers, so they are two people.")


class KeepTheNewNumber(Refusal):
    default_message = _("One record has the old number of the other: the one with the new number must stay.")


class DifferentAccounts(Refusal):
    default_message = _("The two records were entered by different accounts of citizens.")


class SelfDeclared(Refusal):
    default_message = _("What a citizen has declared online stays a record of its own; it is not merged.")


class DifferentProvenAccounts(Refusal):
    default_message = _("The two records are proven to belong to different accounts.")


class KeepTheProven(Refusal):
    default_message = _("One record is proven to belong to an account: that one must stay.")


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why these are the same person."), field="reason")


class UndoReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why the merge is taken back."), field="reason")


class AlreadyUndone(Refusal):
    default_message = _("This merge has been taken back already.")


class KeptWasMerged(Refusal):
    default_message = _("The record that stayed has been merged itself since; take that back first.")


class NumberIsTaken(Refusal):
    default_message = _("Another record has the number now; the merge cannot be taken back.")


def check(keep: Party, drop: Party) -> None:
    """Raise the first `Refusal` that stands against merging the two; return when they may be merged. Pure."""
    if keep.pk == drop.pk:
        raise SameRecord
    if keep.merged_into_id or drop.merged_into_id:
        raise AlreadyMerged
    if keep.kind != drop.kind:
        raise DifferentKinds
    if keep.entered_by_id or drop.entered_by_id:
        both = keep.entered_by_id and drop.entered_by_id
        raise DifferentAccounts if both and keep.entered_by_id != drop.entered_by_id else SelfDeclared
    _check_numbers(keep, drop)
    if drop.account_id and keep.account_id and keep.account_id != drop.account_id:
        raise DifferentProvenAccounts
    if drop.account_id and not keep.is_proven:
        raise KeepTheProven


def _check_numbers(keep: Party, drop: Party) -> None:
    """A number that is the other's old one is no difference."""
    if not (keep.number and drop.number) or keep.number == drop.number or keep.old_number == drop.number:
        return
    raise KeepTheNewNumber if drop.old_number == keep.number else DifferentNumbers


@transaction.atomic
def merge(keep: Party, drop: Party, *, take: Collection[str] = (), at: datetime, by: User, reason: str) -> PartyMerge:
    """`drop` becomes part of `keep`; `take` names the CHOSEN_FIELDS whose value comes from `drop`.

    A number (and an old number) that only `drop` has is always taken, so that it still finds the person. Raises a
    `Refusal` of `check`, ReasonMissing; ValueError for a field that cannot be chosen.
    """
    if unknown := set(take) - set(CHOSEN_FIELDS):
        raise ValueError(f"cannot be taken: {sorted(unknown)}")
    if not reason.strip():
        raise ReasonMissing
    keep, drop = _locked(keep, drop)
    check(keep, drop)
    taken = [name for name in CHOSEN_FIELDS if name in take]
    before = {column: _plain(getattr(keep, column)) for name in taken for column in columns_of(name)}
    if drop.number and not keep.number:
        taken.append(NUMBER)
    if drop.old_number_hash and not keep.old_number_hash:
        taken.append(OLD_NUMBER)
    drop.merged_into = keep
    _save(drop, by)  # first: the number is one person's only
    for column in (column for name in taken for column in columns_of(name)):
        setattr(keep, column, getattr(drop, column))
    _save(keep, by)
    return PartyMerge.objects.create(
        kept=keep, dropped=drop, taken=taken, before=before, at=at, by=by, reason=reason.strip()
    )


@transaction.atomic
def unmerge(merged: PartyMerge, *, at: datetime, by: User, reason: str) -> PartyMerge:
    """Take a merge back. A value that was taken goes back only where nobody has changed it since.

    An account that was proven since by a number that goes back is proven to be the person of that number.
    Raises UndoReasonMissing, AlreadyUndone, KeptWasMerged, NumberIsTaken.
    """
    if not reason.strip():
        raise UndoReasonMissing
    merged = PartyMerge.objects.select_for_update().get(pk=merged.pk)
    if merged.undone_at is not None:
        raise AlreadyUndone
    keep, drop = _locked(Party(pk=merged.kept_id), Party(pk=merged.dropped_id))
    if keep.merged_into_id:
        raise KeptWasMerged
    _give_back(keep, drop, merged)
    _give_back_proof(keep, drop, merged)
    _save(keep, by)
    if _is_somebody_elses(drop):
        raise NumberIsTaken
    drop.merged_into = None
    _save(drop, by)
    merged.undone_at, merged.undone_by, merged.undone_reason = at, by, reason.strip()
    merged.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    return merged


def tell_apart(one: Party, other: Party, *, at: datetime, by: User) -> None:
    """Remember that these are two people; safe to say twice."""
    first, second = sorted((one.pk, other.pk))
    DifferentPeople.objects.get_or_create(first_id=first, second_id=second, defaults={"at": at, "by": by})


def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a chosen field."""
    numbers = {NUMBER: NUMBER_COLUMNS, OLD_NUMBER: OLD_NUMBER_COLUMNS}
    return numbers.get(name) or COLUMNS.get(name, (name,))


def _give_back(keep: Party, drop: Party, merged: PartyMerge) -> None:
    for name in merged.taken:
        columns = columns_of(name)
        if name in {NUMBER, OLD_NUMBER}:
            if getattr(keep, name) == getattr(drop, name):
                for column in columns:
                    setattr(keep, column, None if column.endswith("encrypted") else "")
        elif all(getattr(keep, column) == getattr(drop, column) for column in columns):
            for column in columns:
                setattr(keep, column, _read(column, merged.before.get(column)))


def _give_back_proof(keep: Party, drop: Party, merged: PartyMerge) -> None:
    """Who was proven by the number of `drop` is that person, and no longer the one of `keep`."""
    gone_back = NUMBER in merged.taken and not keep.number
    if gone_back and keep.account_proven_at is not None and keep.account_proven_at >= merged.at:
        drop.account, drop.account_proven_at = keep.account, keep.account_proven_at
        keep.account, keep.account_proven_at = None, None


def _is_somebody_elses(drop: Party) -> bool:
    others = Party.objects.filter(number_hash=drop.number_hash, entered_by=None, merged_into=None)
    return bool(drop.number_hash) and others.exclude(pk=drop.pk).exists()


def _locked(keep: Party, drop: Party) -> tuple[Party, Party]:
    """Both rows as they are now, locked in one order. A dossier that is being written for one of them waits."""
    rows = Party.objects.select_for_update(of=("self",)).filter(pk__in=[keep.pk, drop.pk]).order_by("pk")
    found = {party.pk: party for party in rows.select_related("address_unit")}
    return found[keep.pk], found[drop.pk]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(column: str, stored: Any) -> Any:
    if column == "birth_date":
        return date.fromisoformat(stored) if stored else None
    if column == "address_unit_id":
        return AddressUnit.objects.filter(pk=stored).values_list("pk", flat=True).first() if stored else None
    return stored or ""


def _save(party: Party, by: User) -> None:
    party._history_user = by  # type: ignore[attr-defined]
    party.save()
