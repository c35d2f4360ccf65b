"""What a dossier owes, and the money that comes for it. The dossier is locked, so that two people never take it twice.

Charges are never deleted, payments never changed: a mistake is a counter-entry with its reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
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
from dossiers.charges import (
    PAYABLE,
    AmountChanged,
    AsksLess,
    Assessment,
    Balance,
    LawMissing,
    Line,
    NothingOwed,
    NotPayable,
    first_unpaid,
    lines_of,
)
from dossiers.codes import next_form_number
from dossiers.exemptions import basis_of_exemption
from dossiers.models import Channel, Charge, ChargeSource, Dossier, Payment, PayMethod, Source
from dossiers.reference import fee_rules_of, reception_at

RECEIPT = "PT"  # in the counters of numbers
ASKED = "Khoản nộp theo yêu cầu khi giải quyết hồ sơ"
CASHIERS = frozenset({Role.COUNTER})
CHARGED = frozenset({Source.HERE, Source.SAMPLE})
"""Only what is received here owes something here; what others took in was paid there."""


class NotACashier(Refusal):
    default_message = _("Money is taken at the counter that received the dossier or hands out its result.")


class CancelledAlready(Refusal):
    default_message = _("This receipt has been cancelled already.")


class ReasonForCancelling(Refusal):
    default_message = _("Write why; the receipt stays, with a counter-entry beside it.")

    def __init__(self) -> None:
        super().__init__(field="reason")


def assess(
    dossier: Dossier, assessment: Assessment | None, *, at: datetime, by: Actor, is_first: bool = False
) -> list[Charge]:
    """Write what the published fees say for a dossier that is being received; then cash, where it was taken.

    Inside the transaction of the reception; `is_first` says that nothing was charged before. Raises `LawMissing`,
    `NoFeeToEnter`, and what `exempt` raises.
    """
    if dossier.source not in CHARGED:
        return []
    wanted = assessment or Assessment()
    is_online = dossier.channel == Channel.ONLINE
    made = _add(
        dossier,
        lines_of(fee_rules_of(dossier.version), wanted.counted, is_online=is_online),
        at=at,
        by=by,
        is_first=is_first,
    )
    if made and wanted.ground:
        _exempt(dossier, made, wanted.ground, wanted.ground_basis, at=at, by=by)
    if wanted.cash and balance_of(dossier).outstanding:
        pay_cash(dossier, at=at, by=by)
    return made


@transaction.atomic
def reassess(dossier: Dossier, assessment: Assessment, *, at: datetime, by: Actor, reason: str) -> list[Charge]:
    """The published fees once more: what stands of them is taken back with the reason. Raises `ReasonForCancelling`.

    Takes no money, whatever the assessment says: nobody has seen the new sum yet. `take_cash` compares it.
    """
    locked = _locked(dossier)
    cashier_center(locked, by)
    standing = locked.charges.filter(void_at=None).exclude(source=ChargeSource.REQUESTED).order_by("number")
    _void(standing, reason, at=at, by=by)
    made = assess(locked, replace(assessment, cash=False), at=at, by=by)
    confirm_if_settled(locked, at=at, by=by)
    return made


def recharge(dossier: Dossier, *, at: datetime, by: Actor, reason: str) -> None:
    """The procedure has changed, and with it the published fees. Inside the transaction of that change."""
    standing = dossier.charges.filter(void_at=None, source=ChargeSource.PUBLISHED).order_by("number")
    _void(standing, reason, at=at, by=by)
    if dossier.received_at is not None:
        assess(dossier, None, at=at, by=by)


@transaction.atomic
def exempt(dossier: Dossier, ground: str, basis: str, *, at: datetime, by: Actor) -> None:
    """Whatever is still owed is not owed any more, on a ground of the law; what was paid stays paid.

    Raises `NothingOwed`, `PaidInPart`, `NoSuchGround`, `GroundNeedsText`, `NotACashier`.
    """
    locked = _locked(dossier)
    cashier_center(locked, by)
    exempt_within(locked, ground, basis, at=at, by=by)
    confirm_if_settled(locked, at=at, by=by)


def exempt_within(dossier: Dossier, ground: str, basis: str, *, at: datetime, by: Actor) -> None:
    balance = balance_of(dossier)
    if balance.is_settled:
        raise NothingOwed
    charges = list(dossier.charges.filter(due_vnd__gt=0).order_by("number"))
    unpaid = first_unpaid([charge.due_vnd for charge in charges], balance.paid)
    _exempt(dossier, charges[unpaid:], ground, basis, at=at, by=by)


def ask_for(dossier: Dossier, amount: int, basis: str, *, at: datetime, by: Actor) -> None:
    """What is asked for beyond what is owed already becomes a charge. Raises `AsksLess`, `LawMissing`."""
    owed = balance_of(dossier).outstanding
    if amount < owed:
        raise AsksLess(owed)
    if amount > owed:
        if not basis.strip():
            raise LawMissing
        _add(dossier, [Line(ASKED, "", amount - owed, basis.strip())], at=at, by=by, source=ChargeSource.REQUESTED)


@transaction.atomic
def take_cash(dossier: Dossier, *, seen: int, at: datetime, by: Actor) -> Payment:
    """The whole of what is owed, in cash. `seen` is the amount that the page showed.

    Raises `NotACashier`, `NotPayable`, `NothingOwed`, `AmountChanged`.
    """
    locked = _locked(dossier)
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
    locked = _locked(payment.dossier)
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


def _locked(dossier: Dossier) -> Dossier:
    found = Dossier.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "receiving_center", "return_center", "submitter", "version"
    )
    return found.get(pk=dossier.pk)


def _add(
    dossier: Dossier,
    lines: Sequence[Line],
    *,
    at: datetime,
    by: Actor,
    source: ChargeSource | None = None,
    is_first: bool = False,
) -> list[Charge]:
    if not lines:
        return []
    last = 0 if is_first else dossier.charges.order_by("-number").values_list("number", flat=True).first() or 0
    made = [
        Charge(
            dossier=dossier,
            number=number,
            source=source or (ChargeSource.ENTERED if line.is_entered else ChargeSource.PUBLISHED),
            label=line.label,
            quantity=line.quantity,
            amount_vnd=line.amount,
            due_vnd=line.amount,
            basis=line.basis,
            at=at,
            by_id=by.account_id,
        )
        for number, line in enumerate(lines, start=last + 1)
    ]
    rows.insert(made)
    return made


def _exempt(dossier: Dossier, charges: Iterable[Charge], ground: str, typed: str, *, at: datetime, by: Actor) -> None:
    procedure = dossier.version.procedure
    basis = basis_of_exemption(ground, typed, sector=procedure.sector.code, procedure=procedure.code)
    for charge in charges:
        charge.ground, charge.ground_basis, charge.due_vnd = ground, basis, 0
        charge.exempt_at, charge.exempt_by_id = at, by.account_id
        charge.save(update_fields=["ground", "ground_basis", "due_vnd", "exempt_at", "exempt_by"])


def _void(charges: Iterable[Charge], reason: str, *, at: datetime, by: Actor) -> None:
    if not reason.strip():
        raise ReasonForCancelling
    for charge in charges:
        charge.void_reason, charge.due_vnd, charge.void_at, charge.void_by_id = reason.strip(), 0, at, by.account_id
        charge.save(update_fields=["void_reason", "due_vnd", "void_at", "void_by"])


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
