"""The code to pay with: for exactly this dossier and exactly what it owes now. Showing it is no payment."""

from dataclasses import dataclass
from datetime import datetime

from common.qr import qr_svg_of
from dossiers.actions.payments import balance_of
from dossiers.charges import PAYABLE, NothingOwed, NotPayable
from dossiers.models import Dossier
from payments.accounts import account_of
from payments.vietqr import Account, payload, purpose_of


@dataclass(frozen=True)
class Code:
    """A VietQR code as SVG, and what stands beside it for those who type."""

    svg: str
    amount: int
    purpose: str
    account: Account


def code_for(dossier: Dossier, *, at: datetime) -> Code:
    """Raises `NotPayable`, `NothingOwed`, `NoAccount`."""
    if dossier.status not in PAYABLE or not dossier.code:
        raise NotPayable
    owed = balance_of(dossier).outstanding
    if not owed:
        raise NothingOwed
    account = account_of(dossier.receiving_center, at=at)
    purpose = purpose_of(dossier.code)
    return Code(qr_svg_of(payload(account, owed, purpose)), owed, purpose, account)
