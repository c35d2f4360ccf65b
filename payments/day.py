"""One day of money at a center, or several together: where every đồng is, and whether the sums agree.

Two accounts must balance. What was charged on the day: paid, exempt, taken back, or still owed and listed. What came
to the account on the day: matched, returned, or waiting and listed. Beside them the cash that must be in the drawer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet, Sum

from centers.models import Center
from common.clock import LOCAL_TZ
from dossiers.charges import PAYABLE
from dossiers.exemptions import label_of
from dossiers.models import Charge, Payment, PayMethod
from payments.models import Incoming, State


@dataclass(frozen=True)
class PaymentLine:
    """A receipt or a counter-entry of the day."""

    receipt: str
    payment_id: int
    dossier_id: int
    code: str
    amount: int
    method: str
    kind: str  # the method as a word of `PayMethod`
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Owed:
    """A dossier that was charged on the day: what was asked, and what became of it.

    `grounds`: what is exempt, by the code of its ground (`dossiers/exemptions.py`).
    """

    dossier_id: int
    code: str
    charged: int
    exempt: int
    taken_back: int
    paid: int
    ended: int  # owed by a dossier that has ended without a result: not asked for any more
    outstanding: int
    why: str
    grounds: Mapping[str, int]


@dataclass(frozen=True)
class Balance:
    """The parts of a sum; `agrees` when they make up the whole."""

    whole: int
    parts: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        return self.whole == sum(self.parts)


@dataclass(frozen=True)
class Day:
    """Everything that the page of a day shows."""

    day: date
    payments: Sequence[PaymentLine]
    incoming: Sequence[Incoming]
    owed: Sequence[Owed]
    cash: int
    bank: int
    online: int

    @property
    def charged(self) -> Balance:
        parts = ("paid", "exempt", "taken_back", "ended", "outstanding")
        return Balance(
            sum(one.charged for one in self.owed),
            tuple(sum(getattr(one, part) for one in self.owed) for part in parts),
        )

    @property
    def came_in(self) -> Balance:
        states = (State.MATCHED, State.RETURNED, State.WAITING)
        return Balance(
            sum(one.amount_vnd for one in self.incoming),
            tuple(sum(one.amount_vnd for one in self.incoming if one.state == state) for state in states),
        )

    @property
    def matched_is_booked(self) -> bool:
        """Every matched transfer has a receipt of exactly its amount."""
        matched = [one for one in self.incoming if one.payment is not None]
        return all(one.payment is not None and one.payment.amount_vnd == one.amount_vnd for one in matched)

    @property
    def agrees(self) -> bool:
        return self.charged.agrees and self.came_in.agrees and self.matched_is_booked

    @property
    def unsettled(self) -> Sequence[Owed]:
        return [one for one in self.owed if one.outstanding]

    @property
    def waived(self) -> Sequence[Owed]:
        return [one for one in self.owed if one.exempt or one.taken_back]

    @property
    def waiting(self) -> Sequence[Incoming]:
        return [one for one in self.incoming if one.state == State.WAITING]


def day_of(center: Center, day: date) -> Day:
    """The same number of statements however much happened."""
    return days_of(center, day, day)


def days_of(center: Center, first: date, last: date) -> Day:
    """The same for all days from the first to the last together."""
    since, end = (datetime.combine(day, time(), LOCAL_TZ) for day in (first, last + timedelta(days=1)))
    span = (since, end)
    payments = Payment.objects.filter(center=center, at__gte=span[0], at__lt=span[1])
    lines = [_line(one) for one in payments.select_related("dossier", "by").order_by("at", "pk")]
    incoming = Incoming.objects.filter(center=center, at__gte=span[0], at__lt=span[1])
    return Day(
        day=first,
        payments=lines,
        incoming=list(incoming.select_related("dossier", "payment", "closed_by").order_by("at", "pk")),
        owed=_owed(center, *span),
        cash=_sum(payments, PayMethod.CASH),
        bank=_sum(payments, PayMethod.BANK),
        online=_sum(payments, PayMethod.GATEWAY),
    )


def _sum(payments: QuerySet[Payment], method: PayMethod) -> int:
    return int(payments.filter(method=method).aggregate(sum=Sum("amount_vnd"))["sum"] or 0)


def _line(payment: Payment) -> PaymentLine:
    return PaymentLine(
        receipt=f"{payment.number}/{payment.year}",
        payment_id=payment.pk,
        dossier_id=payment.dossier_id,
        code=payment.dossier.code or "",
        amount=payment.amount_vnd,
        method=payment.get_method_display(),
        kind=payment.method,
        at=payment.at,
        by=payment.by.full_name if payment.by else "",
        reason=payment.reason,
    )


def _owed(center: Center, since: datetime, until: datetime) -> list[Owed]:
    """Each dossier that was charged on the day, with all its charges: a payment is for the dossier, not for a line."""
    of_day = Charge.objects.filter(dossier__receiving_center=center, at__gte=since, at__lt=until)
    keys = sorted(set(of_day.values_list("dossier", flat=True)))
    charges: dict[int, list[Charge]] = {}
    for charge in Charge.objects.filter(dossier__in=keys).select_related("dossier").order_by("dossier", "number"):
        charges.setdefault(charge.dossier_id, []).append(charge)
    paid = dict(Payment.objects.filter(dossier__in=keys).values_list("dossier").annotate(Sum("amount_vnd")))
    return [_one(rows, int(paid.get(pk, 0))) for pk, rows in charges.items()]


def _one(charges: Sequence[Charge], paid: int) -> Owed:
    dossier = charges[0].dossier
    due = sum(charge.due_vnd for charge in charges)
    exempt = [charge for charge in charges if charge.ground and not charge.void_reason]
    grounds: Counter[str] = Counter()
    for charge in exempt:
        grounds[charge.ground] += charge.amount_vnd
    settled = min(max(paid, 0), due)
    open_ = due - settled
    is_asked = dossier.status in PAYABLE
    return Owed(
        dossier_id=dossier.pk,
        code=dossier.code or "",
        charged=sum(charge.amount_vnd for charge in charges),
        exempt=sum(charge.amount_vnd for charge in exempt),
        taken_back=sum(charge.amount_vnd for charge in charges if charge.void_reason),
        paid=settled,
        ended=0 if is_asked else open_,
        outstanding=open_ if is_asked else 0,
        why="; ".join(
            dict.fromkeys(filter(None, (charge.void_reason or label_of(charge.ground) for charge in charges)))
        ),
        grounds=grounds,
    )
