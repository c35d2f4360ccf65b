"""How the applicant wants to receive the result: chosen with the filing, changed as long as the dossier is open."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.conversation import is_applicant
from dossiers.delivery import Way
from dossiers.folder import folder_of
from dossiers.models import Dossier, ResultWish


class NotTheApplicant(Refusal):
    default_message = _("Only the applicant chooses how to receive the result.")


class TooLateToChoose(Refusal):
    default_message = _("The dossier has ended. Please tell the counter how you want to receive the result.")


class AddressMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Enter the name, phone number and address to which the post brings it."), field="address")


@dataclass(frozen=True)
class Wish:
    """`address` counts for the post only."""

    way: Way
    address: str = ""


def keep_wish(dossier: Dossier, wish: Wish, *, at: datetime, by: User) -> None:
    """What was chosen while filing or at the desk, in the transaction of it. Raises `AddressMissing`."""
    address = " ".join(wish.address.split()) if wish.way == Way.POST else ""
    if wish.way == Way.POST and not address:
        raise AddressMissing
    ResultWish.objects.create(dossier=dossier, way=wish.way, address=address, by=by, at=at)


@transaction.atomic
def change_wish(dossier: Dossier, wish: Wish, *, at: datetime, by: Actor, account: User) -> None:
    """Choose again. Raises `NotTheApplicant`, `TooLateToChoose`, `AddressMissing`."""
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if not is_applicant(folder_of(locked), by, at):
        raise NotTheApplicant
    if locked.ended_at is not None:
        raise TooLateToChoose
    keep_wish(locked, wish, at=at, by=account)


def wish_of(dossier: Dossier) -> ResultWish | None:
    """What was chosen last; None where nobody wished anything but the counter."""
    return dossier.wishes.order_by("-pk").first()
