"""Orders at the payment gateway: made for what a dossier owes now, paid by the gateway's callback alone."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Refusal
from dossiers.actions.payments import balance_of
from dossiers.charges import PAYABLE, NothingOwed, NotPayable
from dossiers.models import Dossier
from payments.actions import settle
from payments.gateway import WINDOW, Callback, address
from payments.models import Incoming, Nonce, Order, Source
from payments.vietqr import purpose_of


class NotOffered(Refusal):
    default_message = _("Online payment is not offered here. Please pay by transfer or at the counter.")


class Replayed(Refusal):
    default_message = _("This payment message came before.")


class NoSuchOrder(Refusal):
    default_message = _("There is no such order.")


class OtherAmount(Refusal):
    default_message = _("The amount is not that of the order; it is listed for a person.")


def is_offered() -> bool:
    return bool(settings.PAYMENT_GATEWAY_URL and settings.PAYMENT_GATEWAY_SECRET)


@transaction.atomic
def begin(dossier: Dossier, *, back: str, at: datetime, by: User) -> str:
    """The address where exactly what is owed now is paid. Raises `NotOffered`, `NotPayable`, `NothingOwed`."""
    if not is_offered():
        raise NotOffered
    if dossier.status not in PAYABLE or not dossier.code:
        raise NotPayable
    owed = balance_of(dossier).outstanding
    if not owed:
        raise NothingOwed
    order = Order.objects.create(dossier=dossier, key=secrets.token_urlsafe(18), amount_vnd=owed, at=at, by=by)
    wish = {"order": order.key, "amount": owed, "purpose": purpose_of(dossier.code), "back": back}
    return address(settings.PAYMENT_GATEWAY_URL, settings.PAYMENT_GATEWAY_SECRET, **wish)  # type: ignore[arg-type]


def take(said: Callback, *, at: datetime) -> bool:
    """Believe a callback whose signature is right; False when the same transaction was taken before.

    Money that does not fit (other amount, paid meanwhile, dossier ended) is listed for a person. Raises `Replayed`,
    `NoSuchOrder`; `OtherAmount` after it has been listed.
    """
    with transaction.atomic():
        _use_up(said.nonce, at)
        order = Order.objects.select_for_update(of=("self",)).select_related("dossier").filter(key=said.order).first()
        if order is None:
            raise NoSuchOrder
        center = order.dossier.receiving_center
        if Incoming.objects.filter(center=center, source=Source.GATEWAY, reference=said.transaction).exists():
            return False
        incoming = Incoming(
            center=center,
            source=Source.GATEWAY,
            at=at,
            amount_vnd=said.amount,
            reference=said.transaction,
            memo=f"{order.dossier.code} ({order.key})",
        )
        settle(incoming, {order.dossier_id}, at=at, wanted=order.amount_vnd)
    if said.amount != order.amount_vnd:
        raise OtherAmount
    return True


def _use_up(nonce: str, at: datetime) -> None:
    """A nonce counts once; those that are too old to be accepted are forgotten."""
    Nonce.objects.filter(at__lt=at - timedelta(seconds=3 * WINDOW)).delete()
    try:
        with transaction.atomic():
            Nonce.objects.create(nonce=nonce, at=at)
    except IntegrityError:
        raise Replayed from None
