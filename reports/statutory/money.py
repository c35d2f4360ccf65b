"""What a count of the fees report is made of: charges of dossiers, receipts, counter-entries, transfers, part by part.

The report counts these entries and adds them up; the list behind one of its numbers shows them. Nothing is counted
twice over: both read the parts that are put together here.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dossiers.exemptions import label_of
from dossiers.models import PayMethod
from payments.day import Day, Owed, PaymentLine
from payments.models import Incoming, State


@dataclass(frozen=True)
class Entry:
    """One of what is counted. `amount` in đồng, negative where money went back.

    `what`: number of the receipt or reference of the transfer, "" of a charge. No `at`: with all its charges as of
    now. No `dossier`: a transfer that nobody has matched.
    """

    amount: int
    dossier: int | None
    what: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Part:
    """A line of the report; `key` opens its entries."""

    key: str
    words: Any
    entries: Sequence[Entry]

    @property
    def amount(self) -> int:
        return sum(one.amount for one in self.entries)


@dataclass(frozen=True)
class Block:
    """A heading of the report. Of what was charged, a dossier may stand in several parts; the heading has it once."""

    key: str
    words: Any
    parts: Sequence[Part]
    has_dossiers: bool = False

    @property
    def entries(self) -> Sequence[Entry]:
        """What the heading counts: all entries of the parts, or each dossier once with the sum of its own."""
        every = [entry for part in self.parts for entry in part.entries]
        if not self.has_dossiers:
            return every
        sums: Counter[int | None] = Counter()
        for entry in every:
            sums[entry.dossier] += entry.amount
        return [Entry(amount, dossier) for dossier, amount in sums.items()]


def blocks_of(book: Day) -> list[Block]:
    """Everything that was charged, taken, given back, and came to the account, in the order of the report."""
    return [
        Block("charged", _("Charged to dossiers of the period"), list(_charged(book.owed)), has_dossiers=True),
        Block("taken", _("Taken in the period, receipts"), _by_method("taken", book.payments, 1)),
        Block("given_back", _("Given back by counter-entries"), _by_method("given_back", book.payments, -1)),
        Block("came", _("Came to the account"), _came(book.incoming)),
    ]


def entries_of(blocks: Sequence[Block], key: str) -> tuple[list[Any], Sequence[Entry]]:
    """Words and entries of a part, or of a whole block. KeyError for a key that the report does not have."""
    for block in blocks:
        if block.key == key:
            return [block.words], block.entries
        for part in block.parts:
            if part.key == key:
                return [block.words, part.words], part.entries
    raise KeyError(key)


def _charged(owed: Sequence[Owed]) -> Iterator[Part]:
    """Paid, exempt by ground, taken back, no longer asked for, still open."""
    yield _of_dossiers("paid", _("paid"), owed, lambda one: one.paid)
    grounds = sorted({ground for one in owed for ground in one.grounds}, key=lambda ground: str(label_of(ground)))
    for ground in grounds:
        words = _("exempt: %(ground)s") % {"ground": label_of(ground)}
        yield _of_dossiers(f"exempt.{ground}", words, owed, lambda one, ground=ground: one.grounds.get(ground, 0))  # type: ignore[misc]
    yield _of_dossiers("taken_back", _("taken back with a reason"), owed, lambda one: one.taken_back)
    yield _of_dossiers("ended", _("not asked for any more: ended without a result"), owed, lambda one: one.ended)
    yield _of_dossiers("outstanding", _("still to be paid"), owed, lambda one: one.outstanding)


def _of_dossiers(key: str, words: Any, owed: Sequence[Owed], amount: Callable[[Owed], int]) -> Part:
    return Part(f"charged.{key}", words, [Entry(amount(one), one.dossier_id) for one in owed if amount(one)])


def _by_method(block: str, payments: Sequence[PaymentLine], sign: int) -> list[Part]:
    return [
        Part(
            f"{block}.{method.value}",
            method.label,
            [_receipt(one) for one in payments if one.kind == method and one.amount * sign > 0],
        )
        for method in (PayMethod.CASH, PayMethod.BANK, PayMethod.GATEWAY)
    ]


def _receipt(payment: PaymentLine) -> Entry:
    return Entry(payment.amount, payment.dossier_id, payment.receipt, payment.at)


def _came(incoming: Sequence[Incoming]) -> list[Part]:
    return [
        Part(f"came.{state.value}", state.label, [_transfer(one) for one in incoming if one.state == state])
        for state in (State.MATCHED, State.RETURNED, State.WAITING)
    ]


def _transfer(one: Incoming) -> Entry:
    return Entry(one.amount_vnd, one.dossier_id, one.reference, one.at)
