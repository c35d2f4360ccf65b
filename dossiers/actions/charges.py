"""What a dossier owes: charged, charged anew, not owed any more. The dossier is locked, so that two people never do it
twice.

Charges are never deleted: what is taken back stays, with its reason. The money that comes is in `payments`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from common import rows
from dossiers.actors import Actor
from dossiers.charges import AsksLess, Assessment, LawMissing, Line, NothingOwed, first_unpaid, lines_of
from dossiers.exemptions import basis_of_exemption
from dossiers.models import Channel, Charge, ChargeSource, Dossier, Source
from dossiers.reference import fee_rules_of

from .payments import ReasonForCancelling, balance_of, cashier_center, confirm_if_settled, locked_for_money, pay_cash

ASKED = "Khoản nộp theo yêu cầu khi giải quyết hồ sơ"
CHARGED = frozenset({Source.HERE, Source.SAMPLE})
"""Only what is received here owes something here; what others took in was paid there."""


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
    locked = locked_for_money(dossier)
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
    locked = locked_for_money(dossier)
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
