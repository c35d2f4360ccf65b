"""Fees of a period: what was charged and what became of it, what came in by which way, what went back.

The same sums as in the day book of payments (`payments/day.py`), over the days of the period.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.day import Day, days_of

from .asked import Asked
from .money import Block, Part, blocks_of
from .parts import agreement, counted, sum_of
from .table import Cell, Head, Line, Note, Table

SOURCE = gettext_lazy("Decree 118/2025/NĐ-CP; the day book of money (/quay/so-thu/)")
NUMBER, AMOUNT = 1, 2  # columns; the words are 0


def fees(asked: Asked) -> Table:
    """Of one center: its dossiers that were charged in the period, and the money that was taken there in it."""
    assert asked.scope.center is not None
    book = days_of(asked.scope.center, asked.scope.start, asked.scope.until)
    blocks, lines = blocks_of(book), list[Line]()
    for block in blocks:
        lines += _group(len(lines), block, asked.query)
    checks, errors = _checks(book, blocks)
    return Table(_("Fees"), "", _heads(), lines, _notes(book, asked.query), errors, checks, SOURCE, _how())


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("What the money is"), 60, is_number=False),
        Head(_("How many"), 12),
        Head(_("Amount, đồng"), 20),
    )


def _group(place: int, block: Block, query: Mapping[str, str]) -> list[Line]:
    """A heading that adds up the lines below it, but for dossiers: one of them may stand in several lines."""
    below = range(place + 1, place + 1 + len(block.parts))
    number, href = len(block.entries), _opening(block.key, query)
    head = (
        Cell(str(block.words)),
        counted(number, href) if block.has_dossiers else sum_of(NUMBER, below, number, href),
        sum_of(AMOUNT, below, sum(part.amount for part in block.parts)),
    )
    return [Line(head, is_group=True), *(_line(part, query) for part in block.parts)]


def _line(part: Part, query: Mapping[str, str]) -> Line:
    number = counted(len(part.entries), _opening(part.key, query))
    return Line((Cell(f"– {part.words}"), number, Cell(part.amount)))


def _opening(key: str, query: Mapping[str, str]) -> str:
    """The entries that a number counts."""
    return f"{reverse('reports:money')}?{urlencode({**query, 'part': key})}"


def _checks(book: Day, blocks: Sequence[Block]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two balances of the day book, and its three sums against receipts less counter-entries."""
    charged, came = book.charged, book.came_in
    by_hand = sum(part.amount for block in blocks if block.key in ("taken", "given_back") for part in block.parts)
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


def _notes(book: Day, query: Mapping[str, str]) -> tuple[Note, ...]:
    unsettled = len(book.unsettled)
    words = _("Dossiers that still have something to pay: %(number)s") % {"number": unsettled}
    return (Note(words, _opening("charged.outstanding", query) if unsettled else ""),)


def _how() -> tuple[str, ...]:
    words: Sequence[Any] = (
        _("Charged: every dossier received here to which something was charged in the period, with all its charges."),
        _("What became of it is told as of now: a fee of July that was paid in August counts as paid."),
        _("Receipts and counter-entries by their own day, as in the day book; a counter-entry gives money back."),
        _(
            "Numbers of the first block are dossiers; one may stand in several lines, and in the heading once."
            " Of the others they are entries."
        ),
        _("Counted at the center that took the money: receiving and deciding are no choice here."),
    )
    return tuple(map(str, words))
