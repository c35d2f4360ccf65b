"""Fees of a period: what was charged and what became of it, what came in by which way, what went back.

The same sums as in the day book of payments (`payments/day.py`), over the days of the period.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import PayMethod
from payments.day import Day, days_of
from payments.models import State

from .asked import Asked
from .parts import agreement, sum_of
from .table import Cell, Head, Line, Note, Table

SOURCE = gettext_lazy("Decree 118/2025/NĐ-CP; the day book of money (/quay/so-thu/)")
NUMBER, AMOUNT = 1, 2  # columns; the words are 0

Part = tuple[str, int, int]  # words, number, amount


def fees(asked: Asked) -> Table:
    """Of one center: its dossiers that were charged in the period, and the money that was taken there in it."""
    assert asked.scope.center is not None
    book = days_of(asked.scope.center, asked.scope.start, asked.scope.until)
    lines: list[Line] = []
    for words, parts in (
        (_("Charged to dossiers of the period"), _charged(book)),
        (_("Taken in the period, receipts"), _taken(book)),
        (_("Given back by counter-entries"), _given_back(book)),
        (_("Came to the account"), _came(book)),
    ):
        lines += _group(len(lines), words, parts)
    checks, errors = _checks(book)
    return Table(_("Fees"), "", _heads(), lines, _notes(book), errors, checks, SOURCE, _how())


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("What the money is"), 60, is_number=False),
        Head(_("How many"), 12),
        Head(_("Amount, đồng"), 20),
    )


def _group(place: int, words: str, parts: Sequence[Part]) -> list[Line]:
    """A heading that adds up the lines below it; of what was charged a dossier may stand in several of them."""
    below = range(place + 1, place + 1 + len(parts))
    amount = sum_of(AMOUNT, below, sum(part[2] for part in parts))
    number = sum_of(NUMBER, below, sum(part[1] for part in parts))
    head = Line((Cell(words), number, amount), is_group=True)
    return [head, *(Line((Cell(f"– {name}"), Cell(count), Cell(vnd))) for name, count, vnd in parts)]


def _charged(book: Day) -> list[Part]:
    """Paid, exempt by ground, taken back, no longer asked for, still open."""

    def part(words: str, name: str) -> Part:
        amounts = [int(getattr(one, name)) for one in book.owed]
        return words, sum(amount > 0 for amount in amounts), sum(amounts)

    grounds: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for one in book.owed:
        grounds.update(one.grounds)
        numbers.update(one.grounds.keys())
    exempt = [
        (_("exempt: %(ground)s") % {"ground": ground}, numbers[ground], grounds[ground]) for ground in sorted(grounds)
    ]
    return [
        part(_("paid"), "paid"),
        *exempt,
        part(_("taken back with a reason"), "taken_back"),
        part(_("not asked for any more: ended without a result"), "ended"),
        part(_("still to be paid"), "outstanding"),
    ]


METHODS: Sequence[tuple[PayMethod, Any]] = (
    (PayMethod.CASH, PayMethod.CASH.label),
    (PayMethod.BANK, PayMethod.BANK.label),
    (PayMethod.GATEWAY, PayMethod.GATEWAY.label),
)


def _taken(book: Day) -> list[Part]:
    return [_of_method(book, method, str(words), 1) for method, words in METHODS]


def _given_back(book: Day) -> list[Part]:
    return [_of_method(book, method, str(words), -1) for method, words in METHODS]


def _of_method(book: Day, method: PayMethod, words: str, sign: int) -> Part:
    amounts = [one.amount for one in book.payments if one.kind == method and one.amount * sign > 0]
    return words, len(amounts), sum(amounts)


def _came(book: Day) -> list[Part]:
    found = []
    for state in (State.MATCHED, State.RETURNED, State.WAITING):
        amounts = [one.amount_vnd for one in book.incoming if one.state == state]
        found.append((str(state.label), len(amounts), sum(amounts)))
    return found


def _checks(book: Day) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two balances of the day book, and its three sums against receipts less counter-entries."""
    charged, came = book.charged, book.came_in
    by_hand = sum(amount for _words, _number, amount in [*_taken(book), *_given_back(book)])
    found = [
        agreement(
            _("Paid + exempt + taken back + not asked for + to be paid = charged"), sum(charged.parts), charged.whole
        ),
        agreement(_("Receipts − counter-entries = cash + transfer + online of the day book"), by_hand, _sums(book)),
        agreement(_("Matched + returned + waiting = came to the account"), sum(came.parts), came.whole),
    ]
    return tuple(line for line, _error in found), tuple(error for _line, error in found if error)


def _sums(book: Day) -> int:
    return book.cash + book.bank + book.online


def _notes(book: Day) -> tuple[Note, ...]:
    unsettled = len(book.unsettled)
    return (Note(_("Dossiers that still have something to pay: %(number)s") % {"number": unsettled}),)


def _how() -> tuple[str, ...]:
    words: Sequence[Any] = (
        _("Charged: every dossier received here to which something was charged in the period, with all its charges."),
        _("What became of it is told as of now: a fee of July that was paid in August counts as paid."),
        _("Receipts and counter-entries by their own day, as in the day book; a counter-entry gives money back."),
        _("Numbers of the first block are dossiers, and one may stand in several lines; of the others, entries."),
        _("Counted at the center that took the money: receiving and deciding are no choice here."),
    )
    return tuple(map(str, words))
