"""Whether an owner agreed to be helped: what a consent is bound to, where a code for it goes, why it is refused.

A consent counts for one filing and for the owner as declared now (number, name, phone, e-mail). Change any of it, and
it says nothing any more; so nobody agrees for somebody else, and messages cannot be turned away from the owner.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.identity import number_kind_of
from citizens.models import Party, PartyKind
from citizens.queries import number_hash
from common.crypto import keyed_hash
from common.errors import Refusal
from common.text import fold
from dossiers.drafts import opened
from dossiers.models import Consent, Filing


class OwnerUnknown(Refusal):
    default_message = _("First say whom you help: name, identity number and address.")


class NoWayToOwner(Refusal):
    default_message = _("No code can be sent to this person. Take their signature or a witness instead.")


class ContactIsYours(Refusal):
    default_message = _("This is your own phone number or e-mail. The code must reach the person you help.")


class ContactOfMany(Refusal):
    default_message = _(
        "This phone number or e-mail has been used for several other people. Take a signature or a witness instead."
    )


class WitnessNotApart(Refusal):
    default_message = _("The witness must be somebody else: neither the person you help nor you.")


class ConsentMissing(Refusal):
    default_message = _("The person you help has not agreed yet, or their details have changed since.")


class NobodyHelps(Refusal):
    default_message = _("No helper sees this dossier.")


@dataclass(frozen=True)
class Contact:
    """Where an owner can be reached; "" where not."""

    phone: str = ""
    email: str = ""

    @property
    def hashes(self) -> list[str]:
        return [keyed_hash(f"contact\n{one}") for one in (_plain_phone(self.phone), self.email.strip().lower()) if one]


@dataclass(frozen=True)
class Owner:
    """The person helped, as declared in the draft; `number_hash` as in `Party`."""

    name: str
    number_hash: str
    contact: Contact


def owner_of(filing: Filing) -> Owner:
    """Raises `OwnerUnknown` while name or number are missing."""
    said = opened(filing.submitter)
    name, number = " ".join(said.get("name", "").split()), said.get("number", "")
    hashed = number_hash(number_kind_of(PartyKind.PERSON, number), number)
    if not name or not hashed:
        raise OwnerUnknown
    return Owner(name, hashed, Contact(said.get("phone", ""), said.get("email", "")))


def digest_of(filing: Filing, owner: Owner) -> str:
    """What a consent is bound to."""
    bound = (str(filing.key), owner.number_hash, owner.name, *owner.contact.hashes)
    return keyed_hash("\n".join(("consent", *bound)))


def consent_of(filing: Filing) -> Consent | None:
    """The consent that counts for a draft as it is now."""
    try:
        digest = digest_of(filing, owner_of(filing))
    except OwnerUnknown:
        return None
    return filing.consents.filter(digest=digest, withdrawn_at=None).order_by("-pk").first()


def proven(owner: Owner, *, with_name: bool = False) -> Party | None:
    """The record of an account that is proven to be the person with that number (`with_name`: and with that name)."""
    known = Party.objects.filter(
        number_hash=owner.number_hash, account__isnull=False, account_proven_at__isnull=False, merged_into__isnull=True
    )
    if with_name:
        known = known.filter(name_fold=fold(owner.name))
    return known.select_related("account").order_by("-pk").first()


def contact_for_code(owner: Owner) -> Contact:
    """What the person has proven to us, whatever was typed; otherwise what was typed."""
    party = proven(owner)
    return contact_of(party) if party else owner.contact


def contact_of(party: Party) -> Contact:
    account = party.account
    phone, email = (account.phone, account.email) if account else ("", "")
    return Contact(phone or party.phone, email or party.email)


def refuse_own(contact: Contact, by: User) -> None:
    """Raises `ContactIsYours`: nobody agrees for others on their own phone."""
    if set(contact.hashes) & set(Contact(by.phone, by.email or "").hashes):
        raise ContactIsYours(field="code")


def refuse_shared(contact: Contact, owner: Owner, *, most: int) -> None:
    """Raises `ContactOfMany` when `most` other people have agreed by the same phone or e-mail."""
    others = Consent.objects.filter(contact_hash__in=contact.hashes).exclude(owner_hash=owner.number_hash)
    if others.values("owner_hash").distinct().count() >= most:
        raise ContactOfMany(field="code")


def _plain_phone(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return "0" + digits[2:] if digits.startswith("84") and len(digits) == 11 else digits
