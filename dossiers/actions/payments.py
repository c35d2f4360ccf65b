"""The money that comes for a dossier, each time with its receipt. The dossier is locked, so that two people never take
it twice.

Payments are never changed: a mistake is a counter-entry with its reason.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from centers.models import Center
from common import rows
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.charges import PAYABLE, AmountChanged, Balance, NothingOwed, NotPayable
from dossiers.codes import next_form_number
from dossiers.models import Dossier, Payment, PayMethod
from dossiers.reference import reception_at

RECEIPT = "PT"  # in the counters of numbers
CASHIERS = frozenset({Role.COUNTER})


class NotACashier(Refusal):
    default_message = _("Money is taken at the counter that received the dossier or hands out its result.")


class CancelledAlready(Refusal):
    default_message = _("This receipt has been cancelled already.")


class ReasonForCancelling(Refusal):
    default_message = _("Write why; the receipt stays, with a counter-entry beside it.")

    def __init__(self) -> None:
        super().__init__(field="reason")


@transaction.atomic
def take_cash(dossier: Dossier, *, seen: int, at: datetime, by: Actor) -> Payment:
    """The whole of what is owed, in cash. `seen` is the amount that the page showed.

    Raises `NotACashier`, `NotPayable`, `NothingOwed`, `AmountChanged`.
    """
    locked = locked_for_money(dossier)
    payment = pay_cash(locked, seen=seen, at=at, by=by)
    confirm_if_settled(locked, at=at, by=by)
    return payment


def pay_cash(dossier: Dossier, *, at: datetime, by: Actor, seen: int | None = None) -> Payment:
    """The same for a dossier that is locked or new; without `seen` nobody was shown an amount."""
    center = cashier_center(dossier, by)
    owed = balance_of(dossier).outstanding
    if owed and seen is not None and owed != seen:
        raise AmountChanged(owed)
    return put_payment(dossier, owed, PayMethod.CASH, center=center, at=at, by=by)


def put_payment(
    dossier: Dossier,
    amount: int,
    method: PayMethod,
    *,
    center: Center,
    at: datetime,
    by: Actor,
    payer: str = "",
    reference: str = "",
) -> Payment:
    """Write money that has come, with its receipt; the dossier is locked. Raises `NotPayable`, `NothingOwed`."""
    if dossier.status not in PAYABLE:
        raise NotPayable
    if amount <= 0:
        raise NothingOwed
    payment = Payment(
        dossier=dossier,
        center=center,
        method=method,
        amount_vnd=amount,
        at=at,
        by_id=by.account_id,
        payer=payer or dossier.submitter.name,
        reference=reference,
        year=local_date(at).year,
        number=next_form_number(center.pk, RECEIPT, local_date(at).year),
        said=_said(dossier),
    )
    rows.insert([payment])
    return payment


@transaction.atomic
def cancel(payment: Payment, *, reason: str, at: datetime, by: Actor) -> Payment:
    """A counter-entry: the money goes back, the receipt stays. Raises `CancelledAlready`, `ReasonForCancelling`."""
    locked = locked_for_money(payment.dossier)
    center = cashier_center(locked, by)
    if not reason.strip():
        raise ReasonForCancelling
    if payment.cancels_id is not None or Payment.objects.filter(cancels=payment).exists():
        raise CancelledAlready
    entry = Payment(
        dossier=locked,
        center=center,
        method=payment.method,
        amount_vnd=-payment.amount_vnd,
        at=at,
        by_id=by.account_id,
        payer=payment.payer,
        reference=payment.reference,
        year=local_date(at).year,
        number=next_form_number(center.pk, RECEIPT, local_date(at).year),
        cancels=payment,
        reason=reason.strip(),
        said=payment.said,
    )
    rows.insert([entry])
    return entry


def balance_of(dossier: Dossier) -> Balance:
    """As the database has it now; two statements."""
    due = dossier.charges.aggregate(sum=Sum("due_vnd"))["sum"] or 0
    paid = dossier.payments.aggregate(sum=Sum("amount_vnd"))["sum"] or 0
    return Balance(int(due), int(paid))


def cashier_center(dossier: Dossier, by: Actor) -> Center:
    """The center at whose counter this person takes money for the dossier. Raises `NotACashier`."""
    for center in (dossier.receiving_center, dossier.return_center):
        if reception_at(center).pk in by.offices_as(CASHIERS):
            return center
    raise NotACashier


def confirm_if_settled(dossier: Dossier, *, at: datetime, by: Actor) -> None:
    """A dossier that waits for its payment goes on once everything is settled."""
    from .waits import confirm_payment

    if dossier.status == "AWAITING_PAYMENT" and balance_of(dossier).is_settled:
        confirm_payment(dossier, at=at, by=by)


def locked_for_money(dossier: Dossier) -> Dossier:
    """The dossier with what its money needs to know, locked until the transaction ends."""
    found = Dossier.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "receiving_center", "return_center", "submitter", "version"
    )
    return found.get(pk=dossier.pk)


def _said(dossier: Dossier) -> dict[str, Any]:
    """The lines as the receipt prints them."""
    standing = dossier.charges.filter(void_at=None).order_by("number")
    return {
        "lines": [
            {
                "label": charge.label,
                "quantity": charge.quantity,
                "amount_vnd": charge.amount_vnd,
                "due_vnd": charge.due_vnd,
                "ground": charge.ground,
                "ground_basis": charge.ground_basis,
                "basis": charge.basis,
            }
            for charge in standing
        ]
    }
