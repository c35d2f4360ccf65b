"""Entering the account that the money of a center goes to. Whoever could change it unseen could take the money: so the
password is asked, the row is kept for good with who and when, and everybody who answers for the center is told.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import confirm_password
from centers.models import Center
from centers.queries import administrators_of, leaders_of
from common.clock import local_date, told
from common.errors import Refusal
from notifications.actions import email, put_up, queue
from notifications.models import Notice
from notifications.tasks import nudge
from payments.accounts import entered, present
from payments.models import BankAccount
from payments.vietqr import Account

TEMPLATE = "bank_account_changed"


class SameAccount(Refusal):
    default_message = _("This is the account that counts already.")


class ChangedMeanwhile(Refusal):
    default_message = _("Somebody entered another account meanwhile. Look at it before you go on.")


def enter_account(
    center: Center, account: Account, *, password: str, seen: int | None, at: datetime, by: User
) -> BankAccount:
    """From now on codes name this account; those shown before name the one before, and are matched all the same.

    `seen` is the row that counted when the page was opened. Raises `PasswordRefused`, `TooManyAttempts`,
    `ChangedMeanwhile`, `SameAccount`.
    """
    confirm_password(by, password, at=at)
    with transaction.atomic():
        Center.objects.select_for_update(no_key=True).get(pk=center.pk)
        last = entered(center, at)
        if (last.pk if last else None) != seen:
            raise ChangedMeanwhile
        before = present(center, at)
        if before == account:
            raise SameAccount(field="number")
        row = BankAccount.objects.create(
            center=center,
            bin=account.bin,
            number=account.number,
            holder=account.holder,
            bank=account.bank,
            at=at,
            by=by,
        )
        _tell(row, before, at)
    return row


def _tell(row: BankAccount, before: Account | None, at: datetime) -> None:
    """Leaders, administrators, and who did it: a person whose account was taken over hears of it, too."""
    on = local_date(at)
    administrators = {person.pk: person for person in administrators_of(row.center, on)}
    everybody = {**{person.pk: person for person in leaders_of(row.center, on)}, **administrators, row.by_id: row.by}
    context = {
        "center": row.center.name,
        "by": row.by.full_name,
        "when": told(at),
        "before": _short(before),
        "after": _short(row.account),
    }
    queue(
        email(
            key=f"bank-account/{row.pk}/{person.pk}",
            address=person.email,
            language=person.language,
            template=TEMPLATE,
            context=context,
            at=at,
        )
        for person in everybody.values()
        if person.email
    )
    put_up(
        Notice(
            key=f"bank-account/{row.pk}/{person.pk}",
            user=person,
            template=TEMPLATE,
            context=context,
            url=f"/quan-tri/tai-khoan-nhan-tien/{row.center.slug}/" if person.pk in administrators else "/quay/so-thu/",
            created_at=at,
        )
        for person in everybody.values()
        if person.pk != row.by_id
    )
    transaction.on_commit(nudge)


def _short(account: Account | None) -> str:
    """Enough to know an account again, too little to copy it."""
    return f"{account.bank} …{account.number[-4:]}" if account else "–"
