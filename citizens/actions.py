"""What is done with parties: found again or created, bound to an account, their numbers moved to a new key."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from citizens.data import PartyData
from citizens.identity import is_old_number, normalise_number
from citizens.models import Discrepancy, NumberKind, Party, PartyKind
from citizens.queries import differences, number_hash, under_numbers
from common import crypto
from common.errors import Refusal
from common.text import fold

CONTACT_FIELDS = ("phone", "email", "address_unit", "address_line")
BATCH = 500


class PartyIncomplete(Refusal):
    """A declaration without the name, or with a number kind but no number."""

    default_message = _("Enter the name.")


class NotACitizen(Refusal):
    default_message = _("Only the open account of a citizen can be proven to be a person.")


class NotAPerson(Refusal):
    default_message = _("Only a person with an identity number, whose record the desk keeps, can be proven.")


class ProvenForAnother(Refusal):
    default_message = _("This person has another account already. Sign in with that one, or ask at the counter.")


class AccountIsAnother(Refusal):
    default_message = _("This account belongs to another person. Sign in with your own account.")


def find_or_create(data: PartyData, *, at: datetime, by: User | None) -> Party:
    """The party under the number, or a new one. `by` None means the system.

    The desk finds what the desk has entered; a citizen account finds only what it entered itself. When name, birth
    date or gender differ from what is known, nothing is overwritten: a Discrepancy is noted. Contact details that are
    given replace the older ones. Without number there is always a new party. Who the desk knows under the old number
    of the card is found by it, too, if the name is the same, and has the new number from then on. Raises
    PartyIncomplete.
    """
    if not data.name.strip():
        raise PartyIncomplete(field="name")
    with transaction.atomic(savepoint=False):  # nothing is refused from here on
        return _find_or_create(data, at=at, by=by)


def _find_or_create(data: PartyData, *, at: datetime, by: User | None) -> Party:
    entered_by = by if by is not None and by.kind == Kind.CITIZEN else None
    hashed = number_hash(data.number_kind, data.number)
    if hashed:
        known = _known(hashed, entered_by, data)
        if known is not None:
            return _meet_again(known, data, at=at, by=by)
    party = _new(data, hashed, entered_by, at=at)
    if not hashed:
        _save(party, by)
        return party
    # two desks may enter the same new person at once: the second finds the first
    existing = _insert_or_find(party, by)
    return party if existing is None else _meet_again(existing, data, at=at, by=by)


@transaction.atomic
def correct_party(party: Party, data: PartyData, *, at: datetime, by: User) -> tuple[Party, bool]:
    """What should have been entered about a party, and whether that changes anything.

    What the desk entered is mended where it stands, with its history. Another number is another party, and what a
    citizen declared stays the citizen's: then the party under the new declaration is returned. Raises PartyIncomplete.
    """
    if not data.name.strip():
        raise PartyIncomplete(field="owner_name")
    hashed = number_hash(data.number_kind, data.number)
    names = [name for name in MENDED if getattr(party, name) != getattr(data, name)]
    if not names and hashed == party.number_hash:
        return party, False
    is_own = party.entered_by_id is None  # of the desk
    gets_its_number = not party.number_hash and _known(hashed, None, data) is None
    if not is_own or not (hashed == party.number_hash or gets_its_number):
        return find_or_create(data, at=at, by=by), True
    party = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    for name in names:
        setattr(party, name, getattr(data, name))
    if hashed and not party.number_hash:
        _put_number(party, data, hashed)
    _save(party, by)
    return party, True


MENDED = ("kind", "name", "birth_date", "gender", "ethnicity", *CONTACT_FIELDS)


@transaction.atomic
def prove_account(party: Party, account: User, *, at: datetime, by: User | None) -> Party:
    """The account is proven to be this person (card seen at the desk, or identity provider; `by` None = the latter).

    One person, one account, both ways: a second proof of the same pair keeps the moment of the first. Raises
    NotACitizen, NotAPerson, ProvenForAnother, AccountIsAnother.
    """
    account = User.objects.select_for_update().get(pk=account.pk)  # two proofs of one account wait for each other
    party = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if account.kind != Kind.CITIZEN or not account.is_active:
        raise NotACitizen
    if party.kind != PartyKind.PERSON or party.entered_by_id or party.merged_into_id:
        raise NotAPerson
    if party.is_proven and party.account_id != account.pk:
        raise ProvenForAnother
    proven = Party.objects.filter(account=account, account_proven_at__isnull=False, merged_into__isnull=True)
    if proven.filter(kind=PartyKind.PERSON).exclude(pk=party.pk).exists():
        raise AccountIsAnother
    if not party.is_proven:
        party.account, party.account_proven_at = account, at
        _save(party, by)
    return party


@transaction.atomic
def settle_discrepancy(discrepancy: Discrepancy, *, at: datetime) -> None:
    """Somebody has looked at it; the row stays."""
    discrepancy.settled_at = at
    discrepancy.save(update_fields=["settled_at"])


def reencrypt_numbers() -> int:
    """Move every number, old ones too, to the current key; returns how many. May be interrupted."""
    return _reencrypt("number_key_id", "number_encrypted") + _reencrypt("old_number_key_id", "old_number_encrypted")


def _reencrypt(key_id: str, encrypted: str) -> int:
    current, moved = crypto.keyring().current, 0
    while True:
        with transaction.atomic():
            rows = Party.objects.select_for_update(skip_locked=True).exclude(**{f"{key_id}__in": ["", current]})
            batch = list(rows.order_by("pk")[:BATCH])
            for party in batch:  # a row with a key has a number (check constraint)
                anew = crypto.reencrypt(getattr(party, key_id), getattr(party, encrypted))
                for column, value in zip((key_id, encrypted), anew, strict=True):
                    setattr(party, column, value)
            # the history leaves these columns out, so a bulk write misses nothing
            Party.objects.bulk_update(batch, [key_id, encrypted])
        moved += len(batch)
        if not batch:
            return moved


def _known(hashed: str, entered_by: User | None, data: PartyData) -> Party | None:
    locked = Party.objects.select_for_update(of=("self",))
    if entered_by is None:
        return under_numbers(locked, data)
    found = locked.filter(number_hash=hashed, entered_by=entered_by, merged_into__isnull=True)
    # an account may have typed a name wrong before: that record stays as it was
    return found.filter(name_fold=fold(data.name)).first()


def _new(data: PartyData, hashed: str, entered_by: User | None, *, at: datetime) -> Party:
    party = Party(
        kind=data.kind,
        name=" ".join(data.name.split()),
        number_hash=hashed,
        birth_date=data.birth_date,
        gender=data.gender,
        ethnicity=data.ethnicity,
        phone=data.phone,
        email=data.email,
        address_unit=data.address_unit,
        address_line=data.address_line,
        entered_by=entered_by,
        created_at=at,
        is_sample=data.is_sample,
    )
    if hashed:
        _put_number(party, data, hashed)
    if entered_by is None:
        _put_old_number(party, data.old_number)
    return party


def _put_old_number(party: Party, number: str) -> bool:
    """Keep what a card says of the number before, unless one is known; whether it was kept."""
    if party.old_number_hash or not is_old_number(number):
        return False
    plain = normalise_number(NumberKind.CITIZEN_ID, number)
    party.old_number_hash = number_hash(NumberKind.CITIZEN_ID, plain)
    party.old_number_key_id, party.old_number_encrypted = crypto.encrypt(plain.encode())
    return True


def _put_new_number(party: Party, data: PartyData) -> bool:
    """Who was known under the old number has that of the card from now on; whether anything was written.

    Nobody else has it: `under_numbers` would have found them first.
    """
    if party.entered_by_id is not None or not is_old_number(data.old_number):
        return False
    hashed = number_hash(data.number_kind, data.number)
    is_renewed = party.number_hash == number_hash(NumberKind.CITIZEN_ID, data.old_number) != hashed
    if is_renewed:
        _put_number(party, data, hashed)
    return _put_old_number(party, data.old_number) or is_renewed


def _put_number(party: Party, data: PartyData, hashed: str) -> None:
    party.number_hash, party.number_kind = hashed, data.number_kind or NumberKind.UNKNOWN
    plain = normalise_number(party.number_kind, data.number)
    party.number_key_id, party.number_encrypted = crypto.encrypt(plain.encode())


def _insert_or_find(party: Party, by: User | None) -> Party | None:
    try:
        with transaction.atomic():
            _save(party, by)
    except IntegrityError:
        unmerged = Party.objects.filter(merged_into__isnull=True)
        found = unmerged.filter(number_hash=party.number_hash, entered_by=party.entered_by)
        if party.entered_by is not None:
            found = found.filter(name_fold=party.name_fold)
        existing = found.first()
        if existing is None:
            raise
        return existing
    return None


def _meet_again(party: Party, data: PartyData, *, at: datetime, by: User | None) -> Party:
    for field, given in differences(party, data).items():
        Discrepancy.objects.get_or_create(
            party=party, field=field, given=given, settled_at=None, defaults={"noticed_at": at, "noticed_by": by}
        )
    changed = [
        field for field in CONTACT_FIELDS if getattr(data, field) and getattr(data, field) != getattr(party, field)
    ]
    blank = [
        field for field in ("birth_date", "gender", "ethnicity") if getattr(data, field) and not getattr(party, field)
    ]
    for field in (*changed, *blank):
        setattr(party, field, getattr(data, field))
    if _put_new_number(party, data) or changed or blank:
        _save(party, by)
    return party


def _save(party: Party, by: User | None) -> None:
    party._history_user = by  # type: ignore[attr-defined]
    party.save()
