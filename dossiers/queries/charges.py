"""What pages say about the fees of a dossier: what is owed, paid, exempt, and the receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.actions.payments import NotACashier, cashier_center
from dossiers.actors import Actor
from dossiers.charges import PAYABLE, Balance
from dossiers.exemptions import label_of
from dossiers.models import Charge, Dossier, Payment, PayMethod
from dossiers.reference import fee_rules_of


@dataclass(frozen=True)
class ChargeLine:
    """One charge; `state` is owed, exempt or void."""

    number: int
    label: str
    quantity: str
    amount: int
    state: str
    source: str
    basis: str
    why: str
    why_basis: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReceiptLine:
    """A receipt or a counter-entry."""

    id: int
    name: str
    amount: int
    method: str
    at: datetime
    by: str
    payer: str
    is_counter_entry: bool
    is_cancelled: bool
    reason: str


@dataclass(frozen=True)
class Fees:
    """Everything about the money of a dossier. `outstanding` is 0 once nothing is asked for any more."""

    charges: Sequence[ChargeLine]
    receipts: Sequence[ReceiptLine]
    balance: Balance
    outstanding: int
    published: str
    may_take: bool

    @property
    def exempt(self) -> Sequence[ChargeLine]:
        return [line for line in self.charges if line.state == "exempt"]

    @property
    def standing(self) -> str:
        """owed, paid, exempt, free, or unknown where no fee is published."""
        if self.outstanding:
            return "owed"
        if self.balance.paid:
            return "paid"
        return "exempt" if self.exempt else self.published

    @property
    def is_shown(self) -> bool:
        return bool(self.charges or self.receipts) or self.published == "unknown"


def fees_of(dossier: Dossier, by: Actor | None = None) -> Fees:
    """The same number of statements however many lines there are. `by` None: nobody who could take money looks."""
    charges = list(dossier.charges.select_related("by", "exempt_by", "void_by").order_by("number"))
    payments = list(dossier.payments.select_related("by", "cancelled_by").order_by("at", "pk"))
    balance = Balance(sum(charge.due_vnd for charge in charges), sum(one.amount_vnd for one in payments))
    return Fees(
        charges=[_charge_line(charge) for charge in charges],
        receipts=[_receipt_line(payment) for payment in payments],
        balance=balance,
        outstanding=balance.outstanding if dossier.status in PAYABLE else 0,
        published=_published(dossier),
        may_take=by is not None and dossier.status in PAYABLE and is_cashier(dossier, by),
    )


def is_cashier(dossier: Dossier, by: Actor) -> bool:
    try:
        cashier_center(dossier, by)
    except NotACashier:
        return False
    return True


def _published(dossier: Dossier) -> str:
    rules = fee_rules_of(dossier.version)
    return "free" if rules and all(rule.each == 0 for rule in rules) else "unknown"


def _charge_line(charge: Charge) -> ChargeLine:
    state, why, why_basis, who = "owed", "", "", charge.by
    if charge.void_reason:
        state, why, who = "void", charge.void_reason, charge.void_by
    elif charge.ground:
        state, why, why_basis, who = "exempt", label_of(charge.ground), charge.ground_basis, charge.exempt_by
    return ChargeLine(
        number=charge.number,
        label=charge.label,
        quantity=charge.quantity,
        amount=charge.amount_vnd,
        state=state,
        source=charge.get_source_display(),
        basis=charge.basis,
        why=why,
        why_basis=why_basis,
        by=who.full_name if who else "",
        at=charge.void_at or charge.exempt_at or charge.at,
    )


def _receipt_line(payment: Payment) -> ReceiptLine:
    return ReceiptLine(
        id=payment.pk,
        name=f"{payment.number}/{payment.year}",
        amount=payment.amount_vnd,
        method=str(PayMethod(payment.method).label),
        at=payment.at,
        by=payment.by.full_name if payment.by else _("The system"),
        payer=payment.payer,
        is_counter_entry=payment.cancels_id is not None,
        is_cancelled=hasattr(payment, "cancelled_by"),
        reason=payment.reason,
    )
