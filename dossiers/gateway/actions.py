"""The account of a person whom the gateway has named."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.actions import AccountClosed
from accounts.models import User
from citizens.data import PartyData
from dossiers.actions.proving import prove_owner

from .provider import PROVIDER


@transaction.atomic
def account_of(subject: str, person: PartyData, *, at: datetime) -> User:
    """The account of `subject`, made at the first time and proven to be `person`.

    Nothing that the gateway tells is kept beside the person's own record. Raises AccountClosed and what `prove_owner`
    refuses; then no account was made.
    """
    known = SocialAccount.objects.select_related("user").filter(provider=PROVIDER, uid=subject).first()
    user = known.user if known else User.objects.proven_citizen(subject, full_name=person.name[:150], at=at)
    if not user.is_active:
        raise AccountClosed
    if known is None:
        SocialAccount.objects.create(provider=PROVIDER, uid=subject, user=user, extra_data={})
    prove_owner(person, user, at=at)
    return user
