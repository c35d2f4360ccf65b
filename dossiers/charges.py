"""What a dossier owes and how far it is settled, in whole đồng. Pure rules: no database and no clock.

A charge is owed until it is paid, exempted on a ground of the law, or taken back with a reason. While a dossier has
ended without a result nothing is asked for any more; whether what was paid goes back is decided by the text of the fee.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.text import format_vnd
from dossiers.lifecycle import OPEN, Status
from procedures.fee_rules import FeeRule

PAYABLE = OPEN | {Status.RESOLVED, Status.DELIVERED}
"""In these a dossier can be paid for: it was received and has not ended without a result."""


@dataclass(frozen=True)
class Counted:
    """How much of a published fee: units, copies of a tiered fee, further copies, or the amount typed with its law."""

    quantity: int = 1
    copies: int = 1
    extra: int = 0
    entered: int = 0
    basis: str = ""


ONCE = Counted()


@dataclass(frozen=True)
class Assessment:
    """What the desk says about the fees of a dossier: per place of the published fees how much, and the exemption."""

    counted: Mapping[int, Counted] = field(default_factory=dict)
    ground: str = ""
    ground_basis: str = ""
    cash: bool = False


@dataclass(frozen=True)
class Line:
    """A charge to be written."""

    label: str
    quantity: str
    amount: int
    basis: str
    is_entered: bool = False


@dataclass(frozen=True)
class Balance:
    """Sums over all charges and payments of a dossier."""

    due: int
    paid: int

    @property
    def outstanding(self) -> int:
        return max(self.due - self.paid, 0)

    @property
    def overpaid(self) -> int:
        return max(self.paid - self.due, 0)

    @property
    def is_settled(self) -> bool:
        return self.outstanding == 0


class NothingOwed(Refusal):
    default_message = _("Nothing is owed for this dossier.")


class NotPayable(Refusal):
    default_message = _("This dossier is not received, or has ended without a result; nothing is paid for it now.")


class NotSettled(Refusal):
    def __init__(self, outstanding: int) -> None:
        amount = format_vnd(outstanding)
        super().__init__(
            _("%(amount)s are not paid yet. Take them in cash, or name the ground on which nothing is owed.")
            % {"amount": amount}
        )


class AmountChanged(Refusal):
    """What is owed has changed since the page was opened; nothing was taken."""

    def __init__(self, outstanding: int) -> None:
        super().__init__(
            _("What is owed has changed meanwhile: it is %(amount)s now. Nothing was recorded; look again.")
            % {"amount": format_vnd(outstanding)}
        )


class AsksLess(Refusal):
    def __init__(self, outstanding: int) -> None:
        super().__init__(
            _("The dossier owes %(amount)s already. Ask for at least this much.") % {"amount": format_vnd(outstanding)},
            field="amount_vnd",
        )


class PaidInPart(Refusal):
    default_message = _(
        "A part of this fee has been paid already. Cancel that receipt first, so that the money goes back; "
        "then name the ground."
    )


class LawMissing(Refusal):
    default_message = _("Name the text of the law for this amount; the applicant reads it.")

    def __init__(self) -> None:
        super().__init__(field="legal_basis")


class NoFeeToEnter(Refusal):
    default_message = _("The procedure names no fee, so no amount can be entered for it.")


def lines_of(rules: Sequence[FeeRule], counted: Mapping[int, Counted], *, is_online: bool) -> list[Line]:
    """The lines that the published fees make; nothing where nothing is owed or no amount is known.

    Raises `LawMissing`, `NoFeeToEnter`.
    """
    return [line for place, rule in enumerate(rules) for line in _lines(rule, counted.get(place, ONCE), is_online)]


def _lines(rule: FeeRule, counted: Counted, is_online: bool) -> list[Line]:
    lines = []
    amount = rule.amount(counted.quantity, counted.copies, is_online=is_online)
    if amount:
        lines.append(Line(rule.label, _words(rule, counted), amount, ""))
    if rule.extra and counted.extra:
        words = f"{counted.extra} {rule.extra_label}"
        lines.append(Line(f"Cấp {rule.extra_label}", words, rule.extra * counted.extra, ""))
    if counted.entered:
        if not rule.is_set_elsewhere:
            raise NoFeeToEnter
        if not counted.basis.strip():
            raise LawMissing
        lines.append(Line(rule.label, "", counted.entered, counted.basis.strip(), is_entered=True))
    return lines


def _words(rule: FeeRule, counted: Counted) -> str:
    if not rule.unit:
        return "" if counted.quantity == 1 else str(counted.quantity)
    words = f"{counted.quantity} {rule.unit}"
    return f"{words} × {counted.copies} {rule.tier.copy}" if rule.tier else words


def first_unpaid(dues: Sequence[int], paid: int) -> int:
    """The place of the first charge that no money has come for; what was paid settles the oldest first.

    Raises `PaidInPart` when the money ends within a charge: an exemption is for the whole of it, or not.
    """
    for place, due in enumerate(dues):
        if paid <= 0:
            return place
        if paid < due:
            raise PaidInPart
        paid -= due
    return len(dues)


def total_of(lines: Sequence[Line]) -> int:
    return sum(line.amount for line in lines)
