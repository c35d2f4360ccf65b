"""To which account a center is paid: the last one that its administrator entered, else policy payment.bank_account."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from common.clock import local_date, start_of_day
from common.errors import Refusal
from payments.models import BankAccount
from payments.vietqr import Account
from policies.catalogue import PolicyKey
from policies.queries import text


class NoAccount(Refusal):
    default_message = _("This center has not published an account yet. Please pay at the counter.")


def account_of(center: Center, *, at: datetime) -> Account:
    """Raises `NoAccount` where none is entered, and outside local mode for the sample account."""
    account = present(center, at)
    if account is None or not _is_usable(account):
        raise NoAccount
    return account


def has_account(center: Center | None, *, on: date) -> bool:
    """Whether a center can be paid by transfer at the end of a day; None: whether there is one account for all."""
    at = start_of_day(on + timedelta(days=1))
    account = present(center, at) if center else _of_policy("", at)
    return account is not None and _is_usable(account)


def _is_usable(account: Account) -> bool:
    return settings.IS_LOCAL or not account.is_sample


def present(center: Center, at: datetime) -> Account | None:
    """The account that counts at a moment, the sample account included."""
    row = entered(center, at)
    return row.account if row else _of_policy(center.slug, at)


def entered(center: Center, at: datetime) -> BankAccount | None:
    """The row behind it; None as long as nothing was entered on the page."""
    return BankAccount.objects.filter(center=center, at__lte=at).order_by("-at", "-pk").first()


def present_of(centers: Iterable[Center], at: datetime) -> Mapping[int, Account | None]:
    """The same for many, by the id of the center, in one statement."""
    found = list(centers)
    rows = BankAccount.objects.filter(center__in=[one.pk for one in found], at__lte=at).order_by("at", "pk")
    last = {row.center_id: row.account for row in rows}
    return {one.pk: last.get(one.pk) or _of_policy(one.slug, at) for one in found}


def _of_policy(slug: str, at: datetime) -> Account | None:
    try:
        return read(text(PolicyKey.PAYMENT_BANK_ACCOUNT, on=local_date(at)), slug)
    except NoAccount:
        return None


def read(value: str, slug: str) -> Account:
    """One account for all, or several: "sa-pa=970405|123|HOLDER|Bank; muong-hoa=…". Raises `NoAccount`."""
    for entry in value.split(";"):
        name, _equals, rest = entry.rpartition("=")
        parts = [part.strip() for part in rest.split("|")]
        if name.strip() in {"", slug} and len(parts) == 4 and all(parts):
            return Account(*parts)
    raise NoAccount
