"""To which account a center is paid (policy payment.bank_account)."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from common.errors import Refusal
from payments.vietqr import Account
from policies.catalogue import PolicyKey
from policies.queries import text


class NoAccount(Refusal):
    default_message = _("This center has not published an account yet. Please pay at the counter.")


def account_of(center: Center, *, on: date) -> Account:
    """Raises `NoAccount` where none is entered, and outside local mode for the sample account."""
    return _account(center.slug, on)


def has_account(center: Center | None, *, on: date) -> bool:
    """Whether a center can be paid by transfer; None: whether there is one account for all."""
    try:
        _account(center.slug if center else "", on)
    except NoAccount:
        return False
    return True


def _account(slug: str, on: date) -> Account:
    account = read(text(PolicyKey.PAYMENT_BANK_ACCOUNT, on=on), slug)
    if account.is_sample and not settings.IS_LOCAL:
        raise NoAccount
    return account


def read(value: str, slug: str) -> Account:
    """One account for all, or several: "sa-pa=970405|123|HOLDER|Bank; muong-hoa=…". Raises `NoAccount`."""
    for entry in value.split(";"):
        name, _equals, rest = entry.rpartition("=")
        parts = [part.strip() for part in rest.split("|")]
        if name.strip() in {"", slug} and len(parts) == 4 and all(parts):
            return Account(*parts)
    raise NoAccount
