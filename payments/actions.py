"""What comes in is matched with what is owed. What does not fit exactly waits for a person, who says what it is.

A match by itself needs all of: one known code in the memo, a dossier that can be paid for, and exactly what is owed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from common.errors import Refusal
from dossiers.actions.payments import balance_of, confirm_if_settled, put_payment
from dossiers.actors import SYSTEM, Actor
from dossiers.charges import PAYABLE
from dossiers.models import Dossier, PayMethod
from payments.models import Incoming, Problem, Source, State, Statement
from payments.statements import Row, codes_in
from payments.vietqr import purpose_of

LOOK_BACK = timedelta(days=400)  # dossiers whose charges are older are matched by a person
METHODS = {Source.BANK: PayMethod.BANK, Source.GATEWAY: PayMethod.GATEWAY}


class ClosedAlready(Refusal):
    default_message = _("Somebody has dealt with this transfer already.")


class ReasonMissing(Refusal):
    default_message = _("Write the reason; it stays with the transfer.")

    def __init__(self) -> None:
        super().__init__(field="reason")


class NoSuchCode(Refusal):
    default_message = _("No dossier of this center that was received has this code.")

    def __init__(self) -> None:
        super().__init__(field="code")


class NotPayableNow(Refusal):
    default_message = _("Nothing is paid for this dossier: it has ended without a result. Return the money.")

    def __init__(self) -> None:
        super().__init__(field="code")


@transaction.atomic
def import_rows(rows: Sequence[Row], *, center: Center, file_name: str, at: datetime, by: User) -> Statement:
    """Take all rows; those that an earlier statement had are counted and left alone."""
    Center.objects.select_for_update(no_key=True).get(pk=center.pk)  # one statement of a center at a time
    references = [row.reference for row in rows]
    before = Incoming.objects.filter(center=center, source=Source.BANK, reference__in=references)
    known = set(before.values_list("reference", flat=True))
    statement = Statement.objects.create(
        center=center, file_name=file_name[:200], rows=len(rows), known_before=len(known), at=at, by=by
    )
    codes = codes_of(center, at)
    for row in rows:
        if row.reference not in known:
            _take(row, statement, codes, at=at)
    return statement


def codes_of(center: Center, at: datetime) -> Mapping[str, int]:
    """Dossiers of a center with charges, by their codes as banks write them."""
    found = Dossier.objects.filter(receiving_center=center, charges__at__gt=at - LOOK_BACK, code__isnull=False)
    return {purpose_of(code or ""): pk for code, pk in found.values_list("code", "pk").distinct()}


def _take(row: Row, statement: Statement, codes: Mapping[str, int], *, at: datetime) -> None:
    incoming = Incoming(
        center=statement.center,
        source=Source.BANK,
        statement=statement,
        line=row.line,
        at=row.at,
        amount_vnd=row.amount,
        reference=row.reference,
        memo=row.memo,
    )
    named = {codes[one] for one in codes_in(row.memo, sorted({len(code) for code in codes})) if one in codes}
    settle(incoming, named, at=at)


def settle(incoming: Incoming, named: set[int], *, at: datetime, wanted: int | None = None) -> None:
    """Match an unsaved transfer with the dossier that it names, or let it wait; saved either way.

    `wanted` is the amount that was agreed before, where there was an order.
    """
    if len(named) != 1:
        incoming.problem = Problem.SEVERAL if named else Problem.NO_CODE
    else:
        dossier = _locked(named.pop())
        incoming.dossier, incoming.problem = dossier, _problem(dossier, incoming.amount_vnd)
        if not incoming.problem and wanted not in {None, incoming.amount_vnd}:
            incoming.problem = Problem.AMOUNT
        if not incoming.problem:
            _pay(incoming, dossier, at=at, by=SYSTEM)
            incoming.save()
            confirm_if_settled(dossier, at=at, by=SYSTEM)
            return
    incoming.state = State.WAITING
    incoming.save()


def _problem(dossier: Dossier, amount: int) -> str:
    owed = balance_of(dossier).outstanding
    if dossier.status not in PAYABLE:
        return Problem.ENDED
    if not owed:
        return Problem.NOTHING_OWED
    return "" if owed == amount else Problem.AMOUNT


def _pay(incoming: Incoming, dossier: Dossier, *, at: datetime, by: Actor) -> None:
    incoming.payment = put_payment(
        dossier,
        incoming.amount_vnd,
        METHODS[Source(incoming.source)],
        center=incoming.center,
        at=at,
        by=by,
        reference=f"{incoming.center.slug}/{incoming.reference}",
    )
    incoming.state, incoming.dossier = State.MATCHED, dossier


@transaction.atomic
def match(incoming: Incoming, code: str, *, reason: str, at: datetime, by: Actor) -> Incoming:
    """A person says to which dossier it belongs, whatever the amount. Raises `NoSuchCode`, `NotPayableNow`,
    `ReasonMissing`, `ClosedAlready`."""
    wanted = purpose_of(code)
    locked = _open(incoming, reason)
    pk = codes_of(locked.center, at).get(wanted)
    if pk is None:
        raise NoSuchCode
    dossier = _locked(pk)
    if dossier.status not in PAYABLE:
        raise NotPayableNow
    _pay(locked, dossier, at=at, by=by)
    _close(locked, reason, at=at, by=by)
    confirm_if_settled(dossier, at=at, by=SYSTEM)
    return locked


@transaction.atomic
def give_back(incoming: Incoming, *, reason: str, at: datetime, by: Actor) -> Incoming:
    """The money went back to the payer. Raises `ReasonMissing`, `ClosedAlready`."""
    locked = _open(incoming, reason)
    locked.state = State.RETURNED
    _close(locked, reason, at=at, by=by)
    return locked


def _open(incoming: Incoming, reason: str) -> Incoming:
    locked = Incoming.objects.select_for_update(of=("self",)).select_related("center").get(pk=incoming.pk)
    if locked.state != State.WAITING:
        raise ClosedAlready
    if not reason.strip():
        raise ReasonMissing
    return locked


def _close(incoming: Incoming, reason: str, *, at: datetime, by: Actor) -> None:
    incoming.closed_at, incoming.closed_by_id, incoming.reason = at, by.account_id, reason.strip()
    incoming.save()


def _locked(pk: int) -> Dossier:
    found = Dossier.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("receiving_center", "return_center", "submitter", "version").get(pk=pk)
